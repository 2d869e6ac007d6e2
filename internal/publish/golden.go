package publish

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Survivor is the outcome of one attribute, by master.
type Survivor struct {
	Name         string
	Date         bool        // values are dates
	Spellings    *table.Dict // of the codes
	Code         []uint32    // 0: no value
	Record       []uint32    // that the value comes from; NoRecord: a steward
	Confidence   []float32
	Rule         string   // of survivorship
	Step         []uint8  // by master: what decided, by its place in Steps
	Steps        []string // names of the steps
	RunnerUp     []uint32 // record
	RunnerUpCode []uint32 // 0: none
	List         *List    // of a union: golden has a list, the lineage one text, which Code is
	Numbers      *Numbers // values are numbers; nil: they are not
}

// Numbers are the values of an attribute as numbers, by code of the spelling; those that are none are NaN.
type Numbers struct {
	Amount []float64
	Unit   []uint32    // in Units
	Units  *table.Dict // nil: there are none
}

// List is several values of an attribute by master, the best first: those of master k are Code[Start[k]:Start[k+1]].
type List struct {
	Spellings *table.Dict
	Start     []uint32
	Code      []uint32
}

// Golden is what golden.parquet holds besides attributes, by master.
type Golden struct {
	Records    []int64
	Sources    []int64
	Confidence []float64
	Created    []int64 // microseconds since 1970, UTC
	Changed    []int64
	Print      []int64 // of the values, so that the next run knows whether they changed
}

// attributeColumn names the column of an attribute; one whose name the tables use
// themselves gets a prefix.
func attributeColumn(name string) string {
	switch name {
	case "master_id", "source", "record_id", "row", "records", "sources", "confidence", "completeness", "created_at", "changed_at", "fingerprint":
		return "source_" + name
	}
	return name
}

// Golden writes golden.parquet, one row a master.
func (t *Tables) Golden(ctx context.Context, g *Golden, attributes []Survivor) error {
	n := len(g.Records)
	masters := make([]uint32, n)
	complete := make([]float64, n)
	for k := range masters {
		masters[k] = uint32(k + 1)
		filled := 0
		for _, a := range attributes {
			if a.Code[k] != 0 {
				filled++
			}
		}
		complete[k] = float64(filled) / float64(max(1, len(attributes)))
	}
	columns := []column{plain("master_id", t.Keys.Masters, masters)}
	for _, a := range attributes {
		unit := a.Name + "_unit"
		columns = append(columns, a.column())
		if a.Numbers != nil && a.Numbers.Units != nil && !slices.ContainsFunc(attributes, func(b Survivor) bool { return b.Name == unit }) {
			columns = append(columns, coded(unit, a.Numbers.Units, pick(a.Numbers.Unit, a.Code)))
		}
	}
	columns = append(columns, ints("records", g.Records), ints("sources", g.Sources), doubles("confidence", g.Confidence),
		doubles("completeness", complete), times("created_at", g.Created), times("changed_at", g.Changed), ints("fingerprint", g.Print))
	return t.once(ctx, "golden", n, columns)
}

// column is the golden values of an attribute, in the type that they have. What is not wholly of that type, such as a partial
// date or "on request", stands in the lineage and records only.
func (a *Survivor) column() column {
	name := attributeColumn(a.Name)
	switch {
	case a.List != nil:
		return column{parquet.Column{Name: name, Dictionary: true, List: true}, parquet.Values{Dict: a.List.Spellings, Start: a.List.Start, Codes: a.List.Code}}
	case a.Numbers != nil:
		return doubles(name, pick(a.Numbers.Amount, a.Code))
	case a.Date:
		return dates(name, a.Spellings, a.Code)
	}
	return text(name, a.Spellings, a.Code)
}

// dates turns spellings into dates.
func dates(name string, d *table.Dict, codes []uint32) column {
	days := make([]int64, d.Len())
	for c := range days {
		days[c] = parquet.Null
		if t, err := time.Parse(time.DateOnly, d.String(uint32(c))); err == nil {
			days[c] = int64(math.Floor(float64(t.Unix()) / 86400))
		}
	}
	return column{parquet.Column{Name: name, Type: parquet.Date}, parquet.Values{Ints: pick(days, codes)}}
}

// lineageRows is about how many rows a chunk of the lineage has: a row group.
const lineageRows = 1 << 17

// Lineage writes lineage.parquet: one row a golden value, master by master.
func (t *Tables) Lineage(ctx context.Context, attributes []Survivor, trust []float64) error {
	l := newLineage(t.Keys, attributes, trust)
	return t.write(ctx, "lineage", func(int) (int, []column, bool) {
		l.next()
		return len(l.masters), l.columns(), l.at < l.end
	})
}

// lineage makes the rows of the lineage, chunk by chunk.
type lineage struct {
	keys       *Keys
	attributes []Survivor
	trust      []float64
	at, end    int // masters: the next one, and how many there are
	dicts      []*table.Dict
	names      *words
	rules      *words
	steps      *words
	ruleOf     []uint32   // by attribute, code in rules
	stepOf     [][]uint32 // by attribute and step, code in steps
	steward    uint32     // code in rules

	masters, codes, records, others, otherCodes []uint32
	which                                       []uint16
	confidence                                  []float64
}

func newLineage(keys *Keys, attributes []Survivor, trust []float64) *lineage {
	l := &lineage{
		keys: keys, attributes: attributes, trust: trust,
		names: newWords("attribute", 0), rules: newWords("rule", 0), steps: newWords("lost_by", 0),
	}
	for _, a := range attributes {
		l.end = len(a.Code)
		l.dicts = append(l.dicts, a.Spellings)
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
	return l
}

// next gathers the rows of the next masters.
func (l *lineage) next() {
	for _, v := range []*[]uint32{&l.masters, &l.codes, &l.records, &l.others, &l.otherCodes, &l.names.codes, &l.rules.codes, &l.steps.codes} {
		*v = make([]uint32, 0, lineageRows+len(l.attributes)) // the last ones are still being written
	}
	l.which, l.confidence = make([]uint16, 0, cap(l.masters)), make([]float64, 0, cap(l.masters))
	for ; l.at < l.end && len(l.masters) < lineageRows; l.at++ {
		for k := range l.attributes {
			if a := &l.attributes[k]; a.Code[l.at] != 0 {
				l.add(k, a)
			}
		}
	}
}

// add adds the row of an attribute of the master at hand.
func (l *lineage) add(k int, a *Survivor) {
	m := l.at
	l.masters, l.which = append(l.masters, uint32(m+1)), append(l.which, uint16(k))
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
	mixed := func(name string, codes []uint32) column {
		return column{parquet.Column{Name: name}, parquet.Values{Dicts: l.dicts, Which: l.which, Codes: codes}}
	}
	columns := []column{coded("master_id", l.keys.Masters, l.masters), l.names.column(), mixed("value", l.codes)}
	columns = append(columns, l.keys.record("", l.records)...)
	columns = append(columns, l.rules.column(), doubles("trust", trusted), doubles("confidence", l.confidence), mixed("runner_up", l.otherCodes))
	return append(append(columns, l.keys.record("runner_up_", l.others)...), l.steps.column())
}

// Attribute is one attribute of some records, as read and as standardised.
type Attribute struct {
	Name      string
	Repeats   bool // values repeat
	Raw       *table.Dict
	RawCodes  []uint32 // by record
	Spellings *table.Dict
	Codes     []uint32 // by record
}

// Records writes records.parquet: one row a record, every attribute as read
// (raw_…) and as standardised. It asks for the records part by part: part k is records from to to-1, with all attributes.
func (t *Tables) Records(ctx context.Context, parts int, part func(k int) (from, to int, attributes []Attribute)) error {
	keys := t.Keys
	return t.write(ctx, "records", func(k int) (int, []column, bool) {
		from, to, attributes := part(k)
		columns := []column{
			coded("source", keys.Sources, keys.Source[from:to]), plain("record_id", keys.IDs, keys.ID[from:to]),
			ints("row", keys.rows(from, to)), plain("master_id", keys.Masters, keys.Master[from:to]),
		}
		for _, a := range attributes {
			of := plain
			if a.Repeats {
				of = coded
			}
			columns = append(columns, of("raw_"+a.Name, a.Raw, a.RawCodes), of(attributeColumn(a.Name), a.Spellings, a.Codes))
		}
		return to - from, columns, k+1 < parts
	})
}
