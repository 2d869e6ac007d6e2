package publish

import (
	"context"
	"encoding/csv"
	"errors"
	"strconv"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Changes is the cells that one source must change.
type Changes struct {
	Names      *table.Dict // of attributes and columns
	Texts      *table.Dict // of cells
	IDColumn   string      // of the source; empty: record IDs are row numbers
	Record     []uint32
	Attribute  []uint32 // in Names
	Column     []uint32 // in Names
	Old        []uint32 // in Texts: as the source holds it
	New        []uint32 // in Texts: as the source would write it; 0: empty
	Origin     []uint32 // record that the new value is from; NoRecord: a steward
	Confidence []float64
	Rule       Words
	Together   Words
}

// Words is a column of a few different texts.
type Words struct{ w *words }

// Add appends a text.
func (w Words) Add(s string) { w.w.add(s) }

// NewChanges returns changes with room for n.
func NewChanges(n int, names, texts *table.Dict, idColumn string) *Changes {
	return &Changes{
		Names: names, Texts: texts, IDColumn: idColumn, Rule: Words{newWords("rule", n)}, Together: Words{newWords("together", n)},
		Record: make([]uint32, 0, n), Attribute: make([]uint32, 0, n), Column: make([]uint32, 0, n),
		Old: make([]uint32, 0, n), New: make([]uint32, 0, n), Origin: make([]uint32, 0, n), Confidence: make([]float64, 0, n),
	}
}

// Changes writes changes/<source>.parquet, one row a cell to change, in the order of
// records; with csv the same as changes/<source>.csv. Cells of one record that
// have the same together change as one or not at all.
func (t *Tables) Changes(ctx context.Context, source string, c *Changes, csv bool) error {
	k, n := t.Keys, len(c.Record)
	columns := []column{
		plain("record_id", k.IDs, pick(k.ID, c.Record)), ints("row", numbers(pick(k.Row, c.Record))), plain("master_id", k.Masters, pick(k.Master, c.Record)),
		coded("attribute", c.Names, c.Attribute), coded("column", c.Names, c.Column), plain("old", c.Texts, c.Old), plain("new", c.Texts, c.New),
	}
	columns = append(columns, k.record("origin_", c.Origin)...)
	id := newWords("id_column", n)
	for range n {
		id.add(c.IDColumn)
	}
	columns = append(columns, c.Rule.w.column(), doubles("confidence", c.Confidence), c.Together.w.column(), id.column())
	name := "changes/" + source
	if err := t.once(ctx, name, n, columns); err != nil || !csv {
		return err
	}
	return t.csv(ctx, name, n, columns)
}

// csv writes columns of texts and numbers as comma-separated text.
func (t *Tables) csv(ctx context.Context, name string, rows int, columns []column) error {
	f, err := t.Run.Create(t.Domain, name+".csv")
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.Name
	}
	err = w.Write(line)
	for row := 0; row < rows && err == nil && ctx.Err() == nil; row++ {
		for i := range columns {
			line[i] = columns[i].text(row)
		}
		err = w.Write(line)
	}
	w.Flush()
	return errors.Join(err, ctx.Err(), w.Error(), f.Close())
}

// text returns a cell of a column of texts or numbers.
func (c *column) text(row int) string {
	switch {
	case c.Dict != nil:
		return c.Dict.String(c.Codes[row])
	case c.Ints != nil && c.Ints[row] == parquet.Null:
		return ""
	case c.Ints != nil:
		return strconv.FormatInt(c.Ints[row], 10)
	}
	return strconv.FormatFloat(c.Floats[row], 'g', -1, 64)
}
