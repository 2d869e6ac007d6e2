package enrich

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// outColumn is the values of one column of a batch, ready for Parquet.
type outColumn = parquet.Values

// columnsOf collects the fields of text rows as columns.
type columnsOf struct{ columns []outColumn }

func newColumnsOf(n int) *columnsOf {
	c := &columnsOf{make([]outColumn, n)}
	for k := range c.columns {
		c.columns[k].Dict = table.NewDict()
	}
	return c
}

// add takes the fields of one row.
func (c *columnsOf) add(fields [][]byte) error {
	for k, v := range fields {
		code, err := c.columns[k].Dict.Intern(v)
		if err != nil {
			return err
		}
		c.columns[k].Codes = append(c.columns[k].Codes, code)
	}
	return nil
}

// groups enriches a Parquet file, row group by row group.
func (j *job) groups(ctx context.Context) error {
	path := j.opt.Input.Paths[0]
	f, err := parquet.Open(path)
	if err != nil {
		return &source.Error{File: path, What: err.Error(), Next: "export it again", Err: err}
	}
	defer f.Close()
	for _, s := range f.Skipped {
		j.result.Notes = append(j.result.Notes, fmt.Sprintf("%s: column %s: left out", path, s))
	}
	if err := j.find(path, f.Columns()); err != nil {
		return err
	}
	g := &groupJob{job: j, file: f, path: path}
	if err := g.openOut(); err != nil {
		return err
	}
	next := func() ([]*table.Column, error) { return g.next(ctx) }
	// One row group is worked on while the next is read: they can be large.
	return ordered(ctx, 1, next, g.work, func(b *batch) error { return j.deliver(ctx, b) })
}

// groupJob enriches row groups.
type groupJob struct {
	*job
	file  *parquet.File
	path  string
	group int
	times *standard.TimeReader // of the first row group
}

// next reads the next row group.
func (g *groupJob) next(ctx context.Context) ([]*table.Column, error) {
	if g.group == g.file.Groups() {
		return nil, io.EOF
	}
	columns, rows, err := g.file.ReadGroup(ctx, g.opt.Workers, g.group)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &source.Error{File: g.path, What: err.Error(), Next: "export it again", Err: err}
	}
	g.group++
	if info, err := os.Stat(g.path); err == nil && g.opt.Progress != nil {
		g.opt.Progress(info.Size() * int64(rows) / int64(max(1, g.file.Rows)))
	}
	return columns, nil
}

// openOut starts the output of rows.
func (g *groupJob) openOut() error {
	switch {
	case g.opt.Out == "":
		return nil
	case g.form.parquet:
		kinds := g.file.Kinds()
		var schema []parquet.Column
		for k, name := range g.file.Columns() {
			schema = append(schema, parquet.Column{Name: name, Type: typeOf(kinds[k]), Dictionary: true})
		}
		return g.openColumns(schema)
	}
	out, err := g.openText()
	if err != nil {
		return err
	}
	var header []byte
	for _, name := range g.file.Columns() {
		header = append(appendCell(header, []byte(name)), ',')
	}
	return out.head(append(header, MasterColumn+"\n"...))
}

// typeOf returns the type in which a kind of column is written.
func typeOf(k table.Kind) parquet.Type {
	switch k {
	case table.Integer:
		return parquet.Int64
	case table.Float:
		return parquet.Double
	case table.Date:
		return parquet.Date
	case table.Timestamp:
		return parquet.Timestamp
	case table.Bool:
		return parquet.Bool
	}
	return parquet.String
}

// work enriches one row group.
func (g *groupJob) work(columns []*table.Column) (*batch, error) {
	rows := len(columns[0].Codes)
	b := &batch{rows: int64(rows), master: g.masters(columns[g.columns.key])}
	if err := g.cells(b, columns, rows); err != nil {
		return nil, err
	}
	for _, c := range columns {
		if c.List {
			if err := parted(c); err != nil {
				return nil, err
			}
		}
	}
	var err error
	switch {
	case g.form.parquet:
		b.columns, err = typed(columns)
	case g.opt.Out != "":
		b.text, err = g.form.compress(g.text(columns, b.master))
	}
	return b, err
}

// masters looks up every distinct key once.
func (g *groupJob) masters(key *table.Column) []uint32 {
	keys := make([][]byte, key.Dict.Len())
	for c := range keys {
		keys[c] = trim(key.Dict.Bytes(uint32(c)))
	}
	l := lookup{index: g.index}
	byCode := l.find(keys)
	out := make([]uint32, len(key.Codes))
	for i, c := range key.Codes {
		out[i] = byCode[c]
	}
	return out
}

// cells reads amounts and times.
func (g *groupJob) cells(b *batch, columns []*table.Column, rows int) error {
	fields := make([][]byte, len(g.columns.sums), len(g.columns.sums)+1)
	if g.columns.time >= 0 {
		fields = fields[:cap(fields)]
		if g.times == nil {
			var err error
			if g.times, err = standard.NewTimeReader(columns[g.columns.time], g.opt.TimeLayout); err != nil {
				return err
			}
		}
	}
	cells := newCells(b, len(g.columns.sums), g.times)
	for i := range rows {
		for k, at := range g.columns.sums {
			fields[k] = columns[at].Dict.Bytes(columns[at].Codes[i])
		}
		if at := g.columns.time; at >= 0 {
			fields[len(fields)-1] = columns[at].Dict.Bytes(columns[at].Codes[i])
		}
		if bad := cells.read(fields); len(bad) > 0 {
			b.faults = append(b.faults, Fault{Row: int64(i + 1), Reason: g.explain(bad), Raw: rawRow(columns, i), Cell: true})
		}
	}
	return nil
}

// rawRow writes one row as CSV.
func rawRow(columns []*table.Column, i int) []byte {
	var out []byte
	for k, c := range columns {
		if k > 0 {
			out = append(out, ',')
		}
		out = appendCell(out, c.Dict.Bytes(c.Codes[i]))
	}
	return out
}

// text writes all rows as CSV.
func (g *groupJob) text(columns []*table.Column, masters []uint32) []byte {
	var out []byte
	for i, m := range masters {
		for _, c := range columns {
			out = append(appendCell(out, c.Dict.Bytes(c.Codes[i])), ',')
		}
		out = append(append(out, g.index.name(m)...), '\n')
	}
	return out
}

// appendCell appends a field of CSV, quoted where it must be.
func appendCell(dst, v []byte) []byte {
	if !bytes.ContainsAny(v, ",\"\r\n") {
		return append(dst, v...)
	}
	dst = append(dst, '"')
	dst = append(dst, bytes.ReplaceAll(v, []byte(`"`), []byte(`""`))...)
	return append(dst, '"')
}

// parted writes the values of lists with "; " between them.
func parted(c *table.Column) error {
	d := table.NewDict()
	to := make([]uint32, c.Dict.Len())
	for code := range to {
		var err error
		if to[code], err = d.Intern(bytes.ReplaceAll(c.Dict.Bytes(uint32(code)), []byte{table.Separator}, []byte("; "))); err != nil {
			return err
		}
	}
	for i, code := range c.Codes {
		c.Codes[i] = to[code]
	}
	c.Dict = d
	return nil
}

// typed turns columns back into the types that the file has; each distinct value is read once.
func typed(columns []*table.Column) ([]outColumn, error) {
	out := make([]outColumn, len(columns))
	for k, c := range columns {
		var err error
		switch t := typeOf(c.Kind); {
		case c.List || t == parquet.String:
			out[k] = outColumn{Dict: c.Dict, Codes: c.Codes}
		case t == parquet.Bool:
			out[k].Bools, out[k].Absent = make([]bool, len(c.Codes)), make([]bool, len(c.Codes))
			for i, code := range c.Codes {
				out[k].Bools[i], out[k].Absent[i] = c.Dict.String(code) == "true", code == table.Missing
			}
		case t == parquet.Double:
			out[k].Floats, err = values(c, math.NaN(), func(v string) (float64, error) { return strconv.ParseFloat(v, 64) })
		case t == parquet.Date:
			out[k].Ints, err = values(c, parquet.Null, func(v string) (int64, error) {
				d, err := time.Parse(time.DateOnly, v)
				return int64(math.Floor(float64(d.Unix()) / 86400)), err
			})
		case t == parquet.Timestamp:
			out[k].Ints, err = values(c, parquet.Null, func(v string) (int64, error) {
				t, err := time.Parse(time.RFC3339Nano, v)
				return t.UnixMicro(), err
			})
		default:
			out[k].Ints, err = values(c, parquet.Null, func(v string) (int64, error) { return strconv.ParseInt(v, 10, 64) })
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return out, nil
}

// values reads every distinct value once.
func values[T any](c *table.Column, null T, read func(string) (T, error)) ([]T, error) {
	byCode := make([]T, c.Dict.Len())
	byCode[table.Missing] = null
	for code := uint32(1); code < uint32(len(byCode)); code++ {
		v, err := read(c.Dict.String(code))
		if err != nil {
			return nil, err
		}
		byCode[code] = v
	}
	out := make([]T, len(c.Codes))
	for i, code := range c.Codes {
		out[i] = byCode[code]
	}
	return out, nil
}
