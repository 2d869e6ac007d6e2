package publish

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Survivor is the outcome of one attribute, by master. Of all masters, for golden records, only the values need be there; of some, for
// the lineage, all but List and Numbers.
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
	Records []uint32
	Sources []uint32
	LogOdds []float32 // natural: of the least certain of its records' best links
	Created []int64   // microseconds since 1970, UTC
	Changed []int64
	Print   []int64 // of the values, so that the next run knows whether they changed
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
	var makers []maker
	for i := range attributes {
		a := &attributes[i]
		makers = append(makers, a.column(n))
		unit := a.Name + "_unit"
		if a.Numbers != nil && a.Numbers.Units != nil && !slices.ContainsFunc(attributes, func(b Survivor) bool { return b.Name == unit }) {
			makers = append(makers, func(from, to int) column { return coded(unit, a.Numbers.Units, pick(a.Numbers.Unit, a.Code[from:to])) })
		}
	}
	return t.rows(ctx, "golden", n, func(from, to int) []column {
		masters := make([]uint32, to-from)
		for k := range masters {
			masters[k] = uint32(from + k + 1)
		}
		columns := []column{plain("master_id", t.Keys.Masters, masters)}
		for _, of := range makers {
			columns = append(columns, of(from, to))
		}
		return append(columns, ints("records", numbers(g.Records[from:to])), ints("sources", numbers(g.Sources[from:to])), doubles("confidence", probabilities(g.LogOdds[from:to])),
			doubles("completeness", completeness(attributes, from, to)), times("created_at", g.Created[from:to]), times("changed_at", g.Changed[from:to]), ints("fingerprint", g.Print[from:to]))
	})
}

// completeness is the share of attributes that each of some masters has.
func completeness(attributes []Survivor, from, to int) []float64 {
	filled := make([]uint16, to-from)
	for i := range attributes {
		for k, code := range attributes[i].Code[from:to] {
			if code != 0 {
				filled[k]++
			}
		}
	}
	out := make([]float64, len(filled))
	for k, n := range filled {
		out[k] = float64(n) / float64(max(1, len(attributes)))
	}
	return out
}

// maker makes a column for the masters from to to-1.
type maker func(from, to int) column

// column is the golden values of an attribute of n masters, in the type that they have. What is not wholly of that type, such as a partial
// date or "on request", stands in the lineage and records only.
func (a *Survivor) column(n int) maker {
	name := attributeColumn(a.Name)
	switch {
	case a.List != nil:
		return func(from, to int) column {
			return column{parquet.Column{Name: name, Dictionary: true, List: true}, parquet.Values{Dict: a.List.Spellings, Start: a.List.Start[from : to+1], Codes: a.List.Code}}
		}
	case a.Numbers != nil:
		return func(from, to int) column { return doubles(name, pick(a.Numbers.Amount, a.Code[from:to])) }
	case a.Date:
		days := daysOf(a.Spellings)
		return func(from, to int) column {
			return column{parquet.Column{Name: name, Type: parquet.Date}, parquet.Values{Ints: pick(days, a.Code[from:to])}}
		}
	}
	of := plain
	if repeats(a.Spellings, n) {
		of = coded
	}
	return func(from, to int) column { return of(name, a.Spellings, a.Code[from:to]) }
}

// daysOf reads spellings as days since 1970.
func daysOf(d *table.Dict) []int64 {
	days := make([]int64, d.Len())
	for c := range days {
		days[c] = parquet.Null
		if t, err := time.Parse(time.DateOnly, d.String(uint32(c))); err == nil {
			days[c] = int64(math.Floor(float64(t.Unix()) / 86400))
		}
	}
	return days
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
