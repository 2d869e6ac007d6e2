package publish

import (
	"context"
	"math"
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
	Record       []uint32    // that the value comes from
	Confidence   []float32
	Rule         string   // of survivorship
	Step         []uint8  // by master: what decided, by its place in Steps
	Steps        []string // names of the steps
	RunnerUp     []uint32 // record
	RunnerUpCode []uint32 // 0: none
}

// Golden is what golden.parquet holds besides attributes, by master.
type Golden struct {
	Records    []int64
	Sources    []int64
	Confidence []float64
	Created    []time.Time
	Changed    []time.Time
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
	created, changed := make([]int64, n), make([]int64, n)
	complete := make([]float64, n)
	for k := range masters {
		masters[k] = uint32(k + 1)
		created[k], changed[k] = g.Created[k].UnixMicro(), g.Changed[k].UnixMicro()
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
		if a.Date {
			columns = append(columns, dates(attributeColumn(a.Name), a.Spellings, a.Code))
			continue
		}
		columns = append(columns, text(attributeColumn(a.Name), a.Spellings, a.Code))
	}
	columns = append(columns, ints("records", g.Records), ints("sources", g.Sources), doubles("confidence", g.Confidence),
		doubles("completeness", complete), times("created_at", created), times("changed_at", changed), ints("fingerprint", g.Print))
	return t.once(ctx, "golden", n, columns)
}

// dates turns spellings into dates; a partial date is no date: it stands in the lineage and records only.
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

// lineageMasters is how many masters' values of one attribute make a chunk.
const lineageMasters = 1 << 17

// Lineage writes lineage.parquet: one row a golden value, attribute by attribute.
func (t *Tables) Lineage(ctx context.Context, attributes []Survivor, trust []float64) error {
	masters := 0
	if len(attributes) > 0 {
		masters = len(attributes[0].Code)
	}
	ranges := max(1, (masters+lineageMasters-1)/lineageMasters)
	return t.write(ctx, "lineage", func(k int) (int, []column, bool) {
		var none Survivor
		a := &none
		if k/ranges < len(attributes) {
			a = &attributes[k/ranges]
		}
		from := k % ranges * lineageMasters
		rows, columns := t.lineage(a, trust, from, min(len(a.Code), from+lineageMasters))
		return rows, columns, k+1 < len(attributes)*ranges
	})
}

// lineage gives the rows of one attribute and the masters from to to-1.
func (t *Tables) lineage(a *Survivor, trust []float64, from, to int) (int, []column) {
	var masters, codes, records, second, secondCodes []uint32
	var confidence []float64
	n := 0
	for _, code := range a.Code[from:to] {
		if code != 0 {
			n++
		}
	}
	for _, v := range []*[]uint32{&masters, &codes, &records, &second, &secondCodes} {
		*v = make([]uint32, 0, n)
	}
	confidence = make([]float64, 0, n)
	step := newWords("lost_by", n)
	for _, name := range a.Steps {
		step.add(name) // so that its code is its place among the steps, found without hashing
	}
	names := step.codes
	step.codes = make([]uint32, 0, n)
	for k := from; k < to; k++ {
		code := a.Code[k]
		if code == 0 {
			continue
		}
		masters, codes, records = append(masters, uint32(k+1)), append(codes, code), append(records, a.Record[k])
		confidence = append(confidence, float64(a.Confidence[k]))
		secondCodes = append(secondCodes, a.RunnerUpCode[k])
		if a.RunnerUpCode[k] != 0 {
			second = append(second, a.RunnerUp[k])
			step.codes = append(step.codes, names[a.Step[k]])
		} else {
			second = append(second, a.Record[k])
			step.codes = append(step.codes, 0)
		}
	}
	name, rule := constant("attribute", a.Name, n), constant("rule", a.Rule, n)
	trusted := make([]float64, n)
	for i, r := range records {
		trusted[i] = trust[t.Keys.Source[r]-1]
	}
	spellings := a.Spellings
	if spellings == nil {
		spellings = table.NewDict()
	}
	columns := []column{plain("master_id", t.Keys.Masters, masters), name, plain("value", spellings, codes)}
	columns = append(columns, t.Keys.record("", records)...)
	columns = append(columns, rule, doubles("trust", trusted), doubles("confidence", confidence), plain("runner_up", spellings, secondCodes))
	other := t.Keys.record("runner_up_", second)
	for i, c := range secondCodes {
		if c == 0 {
			other[0].Codes[i], other[1].Codes[i], other[2].Ints[i] = 0, 0, parquet.Null
		}
	}
	return n, append(append(columns, other...), step.column())
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
			ints("row", keys.Row[from:to]), plain("master_id", keys.Masters, keys.Master[from:to]),
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
