// Package parquet reads and writes Parquet files, column by column. It is the
// only package that imports arrow, so that another library can take its place here.
//
// A [Writer] takes whole columns, as dictionary codes or plain slices, cuts them
// into row groups and encodes the columns of a row group side by side. The bytes
// it writes depend on nothing but the values. A [File] reads columns into
// dictionary-coded table columns.
package parquet

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	pq "github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/metadata"
	"github.com/apache/arrow/go/v17/parquet/schema"
	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
)

// Type is the type of a column that is written.
type Type uint8

const (
	String Type = iota
	Int64
	Double
	Date      // days since 1970, given as int64
	Timestamp // microseconds since 1970 in UTC, given as int64
	Bool
)

// Column describes a column that is written. A column is optional unless Required.
type Column struct {
	Name       string
	Type       Type
	Required   bool
	Dictionary bool // String only: values repeat, so each is stored once a row group
}

// Values are the values of one column, as many as there are rows.
type Values struct {
	Codes []uint32    // String: codes in Dict; table.Missing is null
	Dict  *table.Dict // String
	Map   []uint32    // String, optional: the code in Dict is Map[code]

	Strings []string  // String, when there is no dictionary; "" is null
	Ints    []int64   // Int64, Date, Timestamp; Null is null
	Floats  []float64 // Double; NaN is null
	Bools   []bool    // Bool
}

// Null marks a missing integer, date or time.
const Null = math.MinInt64

// groupRows is how many rows a row group has.
const groupRows = 1 << 17

// Writer writes one file. It is for one goroutine; it uses several inside.
type Writer struct {
	columns []Column
	w       *file.Writer
	workers int
	rows    int64
}

// Create starts a file. Meta goes into its key-value metadata, in the order given, as pairs of key and value.
func Create(w io.Writer, columns []Column, workers int, meta ...string) (*Writer, error) {
	props := []pq.WriterProperty{
		pq.WithCompression(compress.Codecs.Snappy), pq.WithDictionaryDefault(false),
		pq.WithVersion(pq.V2_LATEST), pq.WithCreatedBy("gild"), pq.WithDictionaryPageSizeLimit(1 << 30),
	}
	var fields schema.FieldList
	for _, c := range columns {
		n, err := node(c)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		fields = append(fields, n)
		if c.Dictionary {
			// Codes are written without looking at values, so there is nothing to take statistics from.
			props = append(props, pq.WithDictionaryFor(c.Name, true), pq.WithStatsFor(c.Name, false))
		}
	}
	root, err := schema.NewGroupNode("schema", pq.Repetitions.Required, fields, -1)
	if err != nil {
		return nil, err
	}
	kv := metadata.NewKeyValueMetadata()
	for i := 0; i+1 < len(meta); i += 2 {
		if err := kv.Append(meta[i], meta[i+1]); err != nil {
			return nil, err
		}
	}
	return &Writer{
		columns: columns, workers: max(1, workers),
		w: file.NewParquetWriter(onlyWriter{w}, root, file.WithWriterProps(pq.NewWriterProperties(props...)), file.WithWriteMetadata(kv)),
	}, nil
}

func node(c Column) (schema.Node, error) {
	rep := pq.Repetitions.Optional
	if c.Required {
		rep = pq.Repetitions.Required
	}
	switch c.Type {
	case String:
		return schema.NewPrimitiveNodeLogical(c.Name, rep, schema.StringLogicalType{}, pq.Types.ByteArray, 0, -1)
	case Int64:
		return schema.NewPrimitiveNode(c.Name, rep, pq.Types.Int64, -1, -1)
	case Double:
		return schema.NewPrimitiveNode(c.Name, rep, pq.Types.Double, -1, -1)
	case Date:
		return schema.NewPrimitiveNodeLogical(c.Name, rep, schema.DateLogicalType{}, pq.Types.Int32, 0, -1)
	case Timestamp:
		return schema.NewPrimitiveNodeLogical(c.Name, rep, schema.NewTimestampLogicalType(true, schema.TimeUnitMicros), pq.Types.Int64, 0, -1)
	case Bool:
		return schema.NewPrimitiveNode(c.Name, rep, pq.Types.Boolean, -1, -1)
	}
	return nil, fmt.Errorf("unknown type %d", c.Type)
}

// onlyWriter hides Close: the library would close what it is given.
type onlyWriter struct{ io.Writer }

// Rows returns how many rows have been written.
func (w *Writer) Rows() int64 { return w.rows }

// Write appends rows: one Values for each column, all of n rows. The slices must
// stay unchanged until it returns.
func (w *Writer) Write(ctx context.Context, n int, values []Values) error {
	for from := 0; from < n; from += groupRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.group(values, from, min(n, from+groupRows)); err != nil {
			return err
		}
	}
	w.rows += int64(n)
	return nil
}

// group writes one row group, its columns side by side.
func (w *Writer) group(values []Values, from, to int) (err error) {
	defer caught(&err)
	rg := w.w.AppendBufferedRowGroup()
	var g errgroup.Group
	g.SetLimit(w.workers)
	for k := range w.columns {
		cw, err := rg.Column(k)
		if err != nil {
			return err
		}
		g.Go(func() (err error) {
			defer caught(&err)
			if err := writeColumn(cw, w.columns[k], &values[k], from, to); err != nil {
				return fmt.Errorf("column %s: %w", w.columns[k].Name, err)
			}
			// Compress here, side by side; closing the group would do it column after column.
			// A page that is already out must not be flushed again.
			if f, ok := cw.(interface{ FlushCurrentPage() error }); ok && cw.CurrentEncoder().EstimatedDataEncodedSize() > 0 {
				return f.FlushCurrentPage()
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return rg.Close()
}

// Close finishes the file; it does not close what the file is written to.
func (w *Writer) Close() (err error) {
	defer caught(&err)
	return w.w.Close()
}

// writeColumn writes the rows of one column chunk.
func writeColumn(cw file.ColumnChunkWriter, c Column, v *Values, from, to int) error {
	switch cw := cw.(type) {
	case *file.ByteArrayColumnChunkWriter:
		switch {
		case v.Strings != nil:
			return writeStrings(cw, c, v.Strings[from:to])
		case c.Dictionary:
			return writeCodes(cw, c, v, from, to)
		}
		return writeBytes(cw, c, v, from, to)
	case *file.Int64ColumnChunkWriter:
		vals, def := compact(v.Ints[from:to], c, func(x int64) bool { return x != Null })
		_, err := cw.WriteBatch(vals, def, nil)
		return err
	case *file.Int32ColumnChunkWriter:
		vals, def := compact(v.Ints[from:to], c, func(x int64) bool { return x != Null })
		days := make([]int32, len(vals))
		for i, x := range vals {
			days[i] = int32(x)
		}
		_, err := cw.WriteBatch(days, def, nil)
		return err
	case *file.Float64ColumnChunkWriter:
		vals, def := compact(v.Floats[from:to], c, func(x float64) bool { return x == x })
		_, err := cw.WriteBatch(vals, def, nil)
		return err
	case *file.BooleanColumnChunkWriter:
		vals, def := compact(v.Bools[from:to], c, func(bool) bool { return true })
		_, err := cw.WriteBatch(vals, def, nil)
		return err
	}
	return fmt.Errorf("no writer for %T", cw)
}

// compact drops nulls and returns definition levels, nil for a required column.
func compact[T any](in []T, c Column, there func(T) bool) ([]T, []int16) {
	if c.Required {
		return in, nil
	}
	out, def := make([]T, 0, len(in)), make([]int16, len(in))
	for i, x := range in {
		if there(x) {
			def[i] = 1
			out = append(out, x)
		}
	}
	return out, def
}

func writeStrings(cw *file.ByteArrayColumnChunkWriter, c Column, in []string) error {
	vals := make([]pq.ByteArray, 0, len(in))
	var def []int16
	if !c.Required {
		def = make([]int16, len(in))
	}
	for i, s := range in {
		if s == "" && !c.Required {
			continue
		}
		if def != nil {
			def[i] = 1
		}
		vals = append(vals, pq.ByteArray(s))
	}
	_, err := cw.WriteBatch(vals, def, nil)
	return err
}

// code returns the dictionary code of row i.
func (v *Values) code(i int) uint32 {
	if v.Map != nil {
		return v.Map[v.Codes[i]]
	}
	return v.Codes[i]
}

// writeBytes writes codes as plain values.
func writeBytes(cw *file.ByteArrayColumnChunkWriter, c Column, v *Values, from, to int) error {
	vals := make([]pq.ByteArray, 0, to-from)
	var def []int16
	if !c.Required {
		def = make([]int16, to-from)
	}
	for i := from; i < to; i++ {
		code := v.code(i)
		if code == table.Missing && def != nil {
			continue
		}
		if def != nil {
			def[i-from] = 1
		}
		vals = append(vals, v.Dict.Bytes(code))
	}
	_, err := cw.WriteBatch(vals, def, nil)
	return err
}

// writeCodes writes codes as dictionary indices: only the row group's distinct values are ever hashed.
func writeCodes(cw *file.ByteArrayColumnChunkWriter, c Column, v *Values, from, to int) error {
	local := newRenumber(v.Dict.Len(), to-from)
	indices := array.NewInt32Builder(memory.DefaultAllocator)
	defer indices.Release()
	indices.Reserve(to - from)
	var def []int16
	if !c.Required {
		def = make([]int16, to-from)
	}
	for i := from; i < to; i++ {
		code := v.code(i)
		if code == table.Missing && def != nil {
			indices.UnsafeAppendBoolToBitmap(false)
			continue
		}
		if def != nil {
			def[i-from] = 1
		}
		indices.UnsafeAppend(local.of(code))
	}
	values := array.NewBinaryBuilder(memory.DefaultAllocator, arrow.BinaryTypes.Binary)
	defer values.Release()
	for _, code := range local.codes {
		if b := v.Dict.Bytes(code); b != nil {
			values.Append(b)
		} else {
			values.Append([]byte{})
		}
	}
	dict := values.NewBinaryArray()
	defer dict.Release()
	encoder, ok := cw.CurrentEncoder().(interface{ PutDictionary(arrow.Array) error })
	if !ok {
		return fmt.Errorf("column is not dictionary-encoded")
	}
	if err := encoder.PutDictionary(dict); err != nil {
		return err
	}
	idx := indices.NewInt32Array()
	defer idx.Release()
	return cw.WriteDictIndices(idx, def, nil)
}

// renumber gives the codes of a row group small numbers in order of appearance.
type renumber struct {
	dense  []int32 // by code; -1: not seen. For dictionaries that are small beside the row group
	sparse map[uint32]int32
	codes  []uint32
}

func newRenumber(dict, rows int) *renumber {
	if dict > 16*rows {
		return &renumber{sparse: map[uint32]int32{}}
	}
	r := &renumber{dense: make([]int32, dict)}
	for i := range r.dense {
		r.dense[i] = -1
	}
	return r
}

func (r *renumber) of(code uint32) int32 {
	if r.dense != nil {
		n := r.dense[code]
		if n < 0 {
			n = int32(len(r.codes))
			r.dense[code] = n
			r.codes = append(r.codes, code)
		}
		return n
	}
	n, ok := r.sparse[code]
	if !ok {
		n = int32(len(r.codes))
		r.sparse[code] = n
		r.codes = append(r.codes, code)
	}
	return n
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
