package publish

import (
	"cmp"
	"context"
	"slices"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Lineage writes lineage.parquet: one row a golden value, master by master. It asks for the outcome of all attributes for
// some masters after the other; none ends it. What it is given may not change while the next are asked for.
func (t *Tables) Lineage(ctx context.Context, next func(context.Context) ([]Survivor, error), trust []float64) error {
	l := &lineage{keys: t.Keys, trust: trust, more: func() ([]Survivor, error) { return next(ctx) }, lineageRows: &lineageRows{}, spare: &lineageRows{}, names: newWords("attribute", 0), rules: newWords("rule", 0), steps: newWords("lost_by", 0)}
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

	*lineageRows
	spare *lineageRows // the rows before, which are being written
}

// lineageRows are rows of the lineage.
type lineageRows struct {
	masters, codes, records, others, otherCodes []uint32
	which                                       []uint16
	attribute, rule, step                       []uint32 // codes in names, rules and steps
	confidence, trusted                         []float64
}

// clear forgets the rows, and keeps their room.
func (r *lineageRows) clear() {
	for _, v := range []*[]uint32{&r.masters, &r.codes, &r.records, &r.others, &r.otherCodes, &r.attribute, &r.rule, &r.step} {
		*v = (*v)[:0]
	}
	r.which, r.confidence, r.trusted = r.which[:0], r.confidence[:0], r.trusted[:0]
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
}

// next gathers the rows of the next masters, and reports whether there may be more.
func (l *lineage) next() bool {
	l.lineageRows, l.spare = l.spare, l.lineageRows
	l.clear()
	for len(l.masters) < GroupRows {
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
	l.attribute, l.rule = append(l.attribute, uint32(k+1)), append(l.rule, rule)
	l.otherCodes, l.others, l.step = append(l.otherCodes, a.RunnerUpCode[m]), append(l.others, other), append(l.step, step)
}

func (l *lineage) columns() []column {
	for _, r := range l.records {
		trust := 1.0 // a steward
		if r != NoRecord {
			trust = l.trust[l.keys.Source[r]-1]
		}
		l.trusted = append(l.trusted, trust)
	}
	var dicts []*table.Dict
	for i := range l.attributes {
		dicts = append(dicts, l.attributes[i].Spellings)
	}
	mixed := func(name string, codes []uint32) column {
		return column{parquet.Column{Name: name}, parquet.Values{Dicts: dicts, Which: l.which, Codes: codes}}
	}
	columns := []column{coded("master_id", l.keys.Masters, l.masters), coded(l.names.name, l.names.dict, l.attribute), mixed("value", l.codes)}
	columns = append(columns, l.keys.record("", l.records)...)
	columns = append(columns, coded(l.rules.name, l.rules.dict, l.rule), doubles("trust", l.trusted), doubles("confidence", l.confidence), mixed("runner_up", l.otherCodes))
	return append(append(columns, l.keys.record("runner_up_", l.others)...), coded(l.steps.name, l.steps.dict, l.step))
}
