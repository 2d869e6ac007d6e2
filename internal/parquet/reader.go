package parquet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	pq "github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/schema"
	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
)

// File is an open Parquet file. It is safe for concurrent use.
type File struct {
	Name    string
	Rows    int
	Skipped []string // columns that are no scalars or lists of scalars, and why
	r       *file.Reader
	f       *os.File
	leaves  []leaf
}

// leaf is a column that can be read.
type leaf struct {
	name   string
	index  int // among the file's leaf columns
	list   bool
	render render
	kind   table.Kind
}

// Open opens a file.
func Open(path string) (f *File, err error) {
	defer caught(&err)
	h, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := file.NewParquetReader(h)
	if err != nil {
		h.Close()
		return nil, fmt.Errorf("not a whole Parquet file: %w", err)
	}
	f = &File{Name: path, Rows: int(r.NumRows()), r: r, f: h}
	if err := f.plan(); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Close closes the file.
func (f *File) Close() error { return f.r.Close() }

// plan finds the columns that can be read.
func (f *File) plan() error {
	s := f.r.MetaData().Schema
	for i := range s.NumColumns() {
		c := s.Column(i)
		root := s.ColumnRoot(i)
		name := root.Name()
		switch {
		case c.MaxRepetitionLevel() > 1 || !scalarOrList(root, c):
			f.skip(name, "is nested")
			continue
		}
		render, kind, ok := renderer(c)
		if !ok {
			f.skip(name, fmt.Sprintf("has type %s, which is not read", c.PhysicalType()))
			continue
		}
		f.leaves = append(f.leaves, leaf{name: name, index: i, list: c.MaxRepetitionLevel() == 1, render: render, kind: kind})
	}
	for g := range f.r.NumRowGroups() {
		meta := f.r.MetaData().RowGroup(g)
		for _, l := range f.leaves {
			chunk, err := meta.ColumnChunk(l.index)
			if err != nil {
				return fmt.Errorf("row group %d, column %s: %w", g, l.name, err)
			}
			switch codec := chunk.Compression(); codec {
			case compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Gzip, compress.Codecs.Brotli, compress.Codecs.Zstd:
			default: // LZ4, LZO
				return fmt.Errorf("column %s is compressed with codec %d, which is not read; write it with snappy, zstd or gzip", l.name, codec)
			}
		}
	}
	return nil
}

func (f *File) skip(name, why string) {
	if n := len(f.Skipped); n > 0 && f.Skipped[n-1] == name+" "+why {
		return
	}
	f.Skipped = append(f.Skipped, name+" "+why)
}

// scalarOrList reports whether a top-level field is one value, or a list of single values.
func scalarOrList(root schema.Node, c *schema.Column) bool {
	if root.Type() == schema.Primitive {
		return true
	}
	if c.MaxRepetitionLevel() != 1 {
		return false
	}
	g := root.(*schema.GroupNode)
	if g.NumFields() != 1 {
		return false
	}
	inner := g.Field(0)
	if inner.Type() == schema.Primitive {
		return true
	}
	elements := inner.(*schema.GroupNode)
	return elements.NumFields() == 1 && elements.Field(0).Type() == schema.Primitive
}

// Columns returns the names of the columns that can be read.
func (f *File) Columns() []string {
	names := make([]string, len(f.leaves))
	for i, l := range f.leaves {
		names[i] = l.name
	}
	return names
}

// Read reads the named columns, all for nil, into dictionary-coded columns.
// Progress, if not nil, is told the rows of every row group that is done, over all columns.
func (f *File) Read(ctx context.Context, workers int, names []string, progress func(cells int64)) ([]*table.Column, error) {
	var leaves []leaf
	for _, l := range f.leaves {
		if names == nil || contains(names, l.name) {
			leaves = append(leaves, l)
		}
	}
	out := make([]*table.Column, len(leaves))
	values := make([]*table.Builder, len(leaves))
	for i, l := range leaves {
		out[i] = &table.Column{Name: l.name, Kind: l.kind, List: l.list, Codes: make([]uint32, f.Rows)}
		values[i] = table.NewBuilder(batch / float64(max(batch, f.Rows)))
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, workers))
	start := 0
	for rg := range f.r.NumRowGroups() {
		rows := int(f.r.MetaData().RowGroup(rg).NumRows())
		if start+rows > f.Rows {
			return nil, fmt.Errorf("row groups hold more rows than the footer says (%d)", f.Rows)
		}
		for i, l := range leaves {
			codes := out[i].Codes[start : start+rows]
			g.Go(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				err := f.readChunk(rg, l, &chunk{values: values[i], codes: codes, all: rows})
				if err != nil {
					return fmt.Errorf("row group %d, column %s: %w", rg, l.name, err)
				}
				if progress != nil {
					progress(int64(rows))
				}
				return nil
			})
		}
		start += rows
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if start != f.Rows {
		return nil, fmt.Errorf("row groups hold %d rows, the footer says %d", start, f.Rows)
	}
	var finishing errgroup.Group
	finishing.SetLimit(max(1, workers))
	for i, c := range out {
		finishing.Go(func() error {
			c.Dict = values[i].Finish()
			return nil
		})
	}
	return out, finishing.Wait()
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// Groups returns the number of row groups.
func (f *File) Groups() int { return f.r.NumRowGroups() }

// ReadGroup reads all columns of one row group, with dictionaries of their own.
func (f *File) ReadGroup(ctx context.Context, workers, group int) ([]*table.Column, int, error) {
	rows := int(f.r.MetaData().RowGroup(group).NumRows())
	out := make([]*table.Column, len(f.leaves))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, workers))
	for i, l := range f.leaves {
		g.Go(func() (err error) {
			if err = ctx.Err(); err == nil {
				out[i], err = f.readLeaf(group, l, nil)
			}
			return err
		})
	}
	return out, rows, g.Wait()
}

// Where reads columns, all for nil, of the rows whose value in one column is wanted:
// that column as a whole, the others only of row groups that have such rows.
func (f *File) Where(ctx context.Context, workers int, column string, want func(v []byte) bool, columns []string) ([]*table.Column, int, error) {
	key := slices.IndexFunc(f.leaves, func(l leaf) bool { return l.name == column })
	if key < 0 {
		return nil, 0, fmt.Errorf("no column %s", column)
	}
	hits := make([][]int, f.Groups())
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, workers))
	for group := range hits {
		g.Go(func() (err error) { hits[group], err = f.hits(ctx, group, f.leaves[key], want); return err })
	}
	if err := g.Wait(); err != nil {
		return nil, 0, err
	}
	var out []*table.Column
	var leaves []leaf
	for _, l := range f.leaves {
		if columns == nil || contains(columns, l.name) {
			leaves = append(leaves, l)
			out = append(out, &table.Column{Name: l.name, Kind: l.kind, List: l.list, Dict: table.NewDict()})
		}
	}
	rows := 0
	for group, at := range hits {
		rows += len(at)
		if err := f.pick(workers, group, at, leaves, out); err != nil {
			return nil, 0, err
		}
	}
	return out, rows, nil
}

// hits finds the wanted rows of a row group.
func (f *File) hits(ctx context.Context, group int, l leaf, want func(v []byte) bool) ([]int, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var at []int
	_, err := f.readLeaf(group, l, func(row int, v []byte) bool {
		if want(v) {
			at = append(at, row)
		}
		return false
	})
	return at, err
}

// pick appends rows of a row group, which ascend, to columns.
func (f *File) pick(workers, group int, rows []int, leaves []leaf, out []*table.Column) error {
	if len(rows) == 0 {
		return nil
	}
	var g errgroup.Group
	g.SetLimit(max(1, workers))
	for k, l := range leaves {
		g.Go(func() error {
			next := 0
			c, err := f.readLeaf(group, l, func(row int, _ []byte) bool {
				kept := next < len(rows) && rows[next] == row
				if kept {
					next++
				}
				return kept
			})
			if err != nil {
				return err
			}
			return out[k].Append(c)
		})
	}
	return g.Wait()
}

// readLeaf reads one column of one row group, with a dictionary of its own: all rows, or those that keep wants.
func (f *File) readLeaf(group int, l leaf, keep func(row int, v []byte) bool) (*table.Column, error) {
	c := &chunk{values: table.NewBuilder(0), all: int(f.r.MetaData().RowGroup(group).NumRows()), keep: keep}
	if keep == nil {
		c.codes = make([]uint32, c.all)
	}
	if err := f.readChunk(group, l, c); err != nil {
		return nil, fmt.Errorf("row group %d, column %s: %w", group, l.name, err)
	}
	d := c.values.Finish()
	if keep != nil {
		c.codes = slices.Concat(c.kept...)
	}
	return &table.Column{Name: l.name, Kind: l.kind, List: l.list, Dict: d, Codes: c.codes}, nil
}

// Kinds returns what the file says of its columns' values, in the order of Columns.
func (f *File) Kinds() []table.Kind {
	kinds := make([]table.Kind, len(f.leaves))
	for i, l := range f.leaves {
		kinds[i] = l.kind
		if l.list {
			kinds[i] = table.Text
		}
	}
	return kinds
}

// chunk collects the rows of one column chunk.
type chunk struct {
	values *table.Builder
	codes  []uint32
	row    int                          // rows begun
	all    int                          // rows there should be
	keep   func(row int, v []byte) bool // nil: every row has its code in codes; otherwise those wanted have theirs in kept
	kept   [][]uint32                   // batch by batch
	cell   []byte                       // a list in the making
	open   bool
	text   []byte // of the cells of a batch, one behind the other
	cells  [][]byte
}

const batch = 8192

// readChunk reads one column chunk.
func (f *File) readChunk(rg int, l leaf, c *chunk) (err error) {
	defer caught(&err)
	col, err := f.r.RowGroup(rg).Column(l.index)
	if err != nil {
		return err
	}
	switch r := col.(type) {
	case *file.BooleanColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v bool) { *d = l.render.flag(*d, v) })
	case *file.Int32ColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v int32) { *d = l.render.whole(*d, int64(v)) })
	case *file.Int64ColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v int64) { *d = l.render.whole(*d, v) })
	case *file.Int96ColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v pq.Int96) { *d = renderTime(*d, v.ToTime()) })
	case *file.Float32ColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v float32) { *d = renderFloat(*d, float64(v), 32) })
	case *file.Float64ColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v float64) { *d = renderFloat(*d, v, 64) })
	case *file.ByteArrayColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v pq.ByteArray) { *d = l.render.bytes(*d, v) })
	case *file.FixedLenByteArrayColumnChunkReader:
		return readBatches(r, l, c, func(d *[]byte, v pq.FixedLenByteArray) { *d = l.render.bytes(*d, v) })
	}
	return fmt.Errorf("no reader for %T", col)
}

// batchReader is what the column readers of all types share.
type batchReader[T any] interface {
	ReadBatch(batchSize int64, values []T, defLvls, repLvls []int16) (total int64, valuesRead int, err error)
	HasNext() bool
	Descriptor() *schema.Column
}

// readBatches reads all values of a chunk and interns them, a batch at a time.
func readBatches[T any](r batchReader[T], l leaf, c *chunk, text func(dst *[]byte, v T)) error {
	values := make([]T, batch)
	def, rep := make([]int16, batch), make([]int16, batch)
	most := r.Descriptor().MaxDefinitionLevel()
	for r.HasNext() {
		total, read, err := r.ReadBatch(batch, values, def, rep)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if total == 0 && read == 0 {
			break
		}
		n := int(max(total, int64(read)))
		if err := take(c, l.list, values[:read], def[:n], rep[:n], most, text); err != nil {
			return err
		}
	}
	if err := c.finish(); err != nil {
		return err
	}
	if c.row != c.all {
		return fmt.Errorf("%d rows read, %d expected", c.row, c.all)
	}
	return nil
}

// take adds a batch: n levels, and the values that are there.
func take[T any](c *chunk, list bool, values []T, def, rep []int16, most int16, text func(*[]byte, T)) error {
	c.text, c.cells = c.text[:0], c.cells[:0]
	next := 0
	for k := range def {
		from := len(c.text)
		if most == 0 || def[k] == most {
			text(&c.text, values[next])
			next++
		}
		v := c.text[from:]
		if list {
			if rep[k] == 0 {
				if err := c.closeCell(); err != nil {
					return err
				}
				c.open = true
			}
			if len(v) > 0 {
				if len(c.cell) > 0 {
					c.cell = append(c.cell, table.Separator)
				}
				c.cell = append(c.cell, v...)
			}
			continue
		}
		if err := c.set(v); err != nil {
			return err
		}
	}
	return c.number()
}

// closeCell ends the list in the making.
func (c *chunk) closeCell() error {
	if !c.open {
		return nil
	}
	from := len(c.text)
	c.text = append(c.text, c.cell...)
	c.cell, c.open = c.cell[:0], false
	return c.set(c.text[from:])
}

// finish ends the last list.
func (c *chunk) finish() error {
	c.text, c.cells = c.text[:0], c.cells[:0]
	if err := c.closeCell(); err != nil {
		return err
	}
	return c.number()
}

// set gives the next row its value, which stays as it is until number.
func (c *chunk) set(v []byte) error {
	if c.row >= c.all {
		return fmt.Errorf("more than the %d rows that the footer says", c.all)
	}
	c.row++
	if c.keep == nil || c.keep(c.row-1, v) {
		c.cells = append(c.cells, v)
	}
	return nil
}

// number gives the values set since codes: those of their rows, or the next ones of the rows kept.
func (c *chunk) number() error {
	n := len(c.cells)
	if n == 0 {
		return nil
	}
	if c.keep == nil {
		return c.values.Add(c.cells, c.codes[c.row-n:c.row])
	}
	codes := make([]uint32, n)
	c.kept = append(c.kept, codes)
	return c.values.Add(c.cells, codes)
}

// caught turns a panic of the library into an error.
func caught(err *error) {
	if r := recover(); r != nil {
		if e, ok := r.(error); ok {
			*err = fmt.Errorf("parquet: %w", e)
			return
		}
		*err = fmt.Errorf("parquet: %v", r)
	}
}
