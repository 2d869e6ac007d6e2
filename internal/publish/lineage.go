package publish

import (
	"cmp"
	"context"
	"slices"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// lineageRows is about how many rows a chunk of the lineage has: a row group.
const lineageRows = GroupRows

// Lineage writes lineage.parquet: one row a golden value, master by master. It asks for the outcome of all attributes for
// some masters after the other; none ends it. What it is given may not change while the next are asked for.
func (t *Tables) Lineage(ctx context.Context, next func(context.Context) ([]Survivor, error), trust []float64) error {
	l := &lineage{keys: t.Keys, trust: trust, more: func() ([]Survivor, error) { return next(ctx) }, names: newWords("attribute", 0), rules: newWords("rule", 0), steps: newWords("lost_by", 0)}
	err := t.write(ctx, "lineage", func(int) (int, []column, bool) {
		more := l.next()
		return len(l.masters), l.columns(), more
	})
	return cmp.Or(l.fault, err)
}

// lineage makes the rows of the lineage, chunk by chunk.
type lineage struct {
	keys    *Keys
	trust   []float64
	more    func() ([]Survivor, error)
	fault   error
	names   *words
	rules   *words
	steps   *words
	ruleOf  []uint32   // by attribute, code in rules
	stepOf  [][]uint32 // by attribute and step, code in steps
	steward uint32     // code in rules

	attributes []Survivor // of the masters at hand
	first      int        // master that they begin with
	at         int        // next of them

	masters, codes, records, others, otherCodes []uint32
	which                                       []uint16
	confidence                                  []float64
}

// begin names attributes, rules and steps.
func (l *lineage) begin() {
	for _, a := range l.attributes {
		l.names.add(a.Name) // so that the code of an attribute is its place + 1
		l.rules.add(a.Rule)
		l.ruleOf = append(l.ruleOf, l.rules.codes[len(l.rules.codes)-1])
		l.steps.codes = l.steps.codes[:0]
		for _, name := range a.Steps {
			l.steps.add(name)
		}
		l.stepOf = append(l.stepOf, slices.Clone(l.steps.codes))
	}
	l.rules.add(StewardRule)
	l.steward = l.rules.codes[len(l.rules.codes)-1]
	l.names.codes, l.rules.codes, l.steps.codes = l.names.codes[:0], l.rules.codes[:0], l.steps.codes[:0]
}

// next gathers the rows of the next masters, and reports whether there may be more.
func (l *lineage) next() bool {
	room := lineageRows + len(l.ruleOf) + 64
	for _, v := range []*[]uint32{&l.masters, &l.codes, &l.records, &l.others, &l.otherCodes, &l.names.codes, &l.rules.codes, &l.steps.codes} {
		*v = make([]uint32, 0, room) // the last ones are still being written
	}
	l.which, l.confidence = make([]uint16, 0, room), make([]float64, 0, room)
	for len(l.masters) < lineageRows {
		if !l.ready() {
			return false
		}
		for k := range l.attributes {
			if a := &l.attributes[k]; a.Code[l.at] != 0 {
				l.add(k, a)
			}
		}
		l.at++
	}
	return l.ready()
}

// ready gets the next masters if there are none at hand; false when there are no more.
func (l *lineage) ready() bool {
	for l.fault == nil && (len(l.attributes) == 0 || l.at == len(l.attributes[0].Code)) {
		l.first += l.at
		l.at = 0
		next, err := l.more()
		if l.fault = err; len(next) == 0 {
			return false
		}
		if l.attributes = next; l.ruleOf == nil {
			l.begin()
		}
	}
	return l.fault == nil
}

// add adds the row of an attribute of the master at hand.
func (l *lineage) add(k int, a *Survivor) {
	m := l.at
	l.masters, l.which = append(l.masters, uint32(l.first+m+1)), append(l.which, uint16(k))
	l.codes, l.records = append(l.codes, a.Code[m]), append(l.records, a.Record[m])
	l.confidence = append(l.confidence, float64(a.Confidence[m]))
	rule, other, step := l.ruleOf[k], uint32(NoRecord), uint32(0)
	if a.Record[m] == NoRecord {
		rule = l.steward
	}
	if a.RunnerUpCode[m] != 0 {
		other, step = a.RunnerUp[m], l.stepOf[k][a.Step[m]]
	}
	l.names.codes, l.rules.codes = append(l.names.codes, uint32(k+1)), append(l.rules.codes, rule)
	l.otherCodes, l.others, l.steps.codes = append(l.otherCodes, a.RunnerUpCode[m]), append(l.others, other), append(l.steps.codes, step)
}

func (l *lineage) columns() []column {
	trusted := make([]float64, len(l.records))
	for i, r := range l.records {
		trusted[i] = 1 // a steward
		if r != NoRecord {
			trusted[i] = l.trust[l.keys.Source[r]-1]
		}
	}
	var dicts []*table.Dict
	for i := range l.attributes {
		dicts = append(dicts, l.attributes[i].Spellings)
	}
	mixed := func(name string, codes []uint32) column {
		return column{parquet.Column{Name: name}, parquet.Values{Dicts: dicts, Which: l.which, Codes: codes}}
	}
	columns := []column{coded("master_id", l.keys.Masters, l.masters), l.names.column(), mixed("value", l.codes)}
	columns = append(columns, l.keys.record("", l.records)...)
	columns = append(columns, l.rules.column(), doubles("trust", trusted), doubles("confidence", l.confidence), mixed("runner_up", l.otherCodes))
	return append(append(columns, l.keys.record("runner_up_", l.others)...), l.steps.column())
}
