// Package parquet reads and writes Parquet files, column by column. It is the
// only package that imports arrow, which reads; writing is our own, because all
// values are dictionary codes already: arrow's writer took three times the processor
// time and, for each page, fresh memory. Arrow's reader is the writer's test oracle.
//
// A [Writer] takes whole columns, as dictionary codes or plain slices, cuts them
// into row groups and encodes the columns of a row group side by side. The bytes
// it writes depend on nothing but the values. A [File] reads columns into
// dictionary-coded table columns.
package parquet

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"

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
	List       bool // String only: each row has a list of them, or none
}

// Values are the values of one column, as many as there are rows.
type Values struct {
	Codes []uint32    // String: codes in Dict; table.Missing is null
	Dict  *table.Dict // String
	Map   []uint32    // String, optional: the code in Dict is Map[code]
	Start []uint32    // List: the values of row i are Codes[Start[i]:Start[i+1]]

	Dicts []*table.Dict // String, instead of Dict: codes of several dictionaries in one column
	Which []uint16      // by row, the place in Dicts

	Strings []string  // String, when there is no dictionary; "" is null
	Ints    []int64   // Int64, Date, Timestamp; Null is null
	Floats  []float64 // Double; NaN is null
	Bools   []bool    // Bool
	Absent  []bool    // Bool, optional: null where true
}

// bytes returns the value of row i, a string; nil for null.
func (v *Values) bytes(i int) []byte {
	switch {
	case v.Strings != nil:
		return []byte(v.Strings[i])
	case v.Dicts != nil:
		return v.Dicts[v.Which[i]].Bytes(v.Codes[i])
	}
	return v.Dict.Bytes(v.code(i))
}

// present tells which rows have a value, a string.
func (v *Values) present() presence {
	switch {
	case v.Strings != nil:
		return where(func(i int) bool { return v.Strings[i] != "" })
	case v.Dicts == nil && v.Map != nil:
		return where(func(i int) bool { return v.code(i) != table.Missing })
	}
	return coded(v.Codes)
}

// code returns the dictionary code of row i.
func (v *Values) code(i int) uint32 {
	if v.Map != nil {
		return v.Map[v.Codes[i]]
	}
	return v.Codes[i]
}

// Null marks a missing integer, date or time.
const Null = math.MinInt64

// groupRows is how many rows a row group has.
const groupRows = 1 << 17

var magic = []byte("PAR1")

// Writer writes one file. It is for one goroutine; it uses several inside.
type Writer struct {
	w       io.Writer
	columns []Column
	meta    []string
	workers int
	rows    int64
	at      int64 // bytes written
	encoder []*encoder
	groups  []rowGroup
}

// rowGroup is what the footer says of a row group.
type rowGroup struct {
	rows   int
	chunks []columnChunk
}

// Create starts a file. Meta goes into its key-value metadata, in the order given, as pairs of key and value.
func Create(w io.Writer, columns []Column, workers int, meta ...string) (*Writer, error) {
	out := &Writer{w: w, columns: columns, meta: meta, workers: max(1, workers)}
	for _, c := range columns {
		if c.Type > Bool {
			return nil, fmt.Errorf("column %s: unknown type %d", c.Name, c.Type)
		}
		if c.List && (c.Type != String || c.Required) {
			return nil, fmt.Errorf("column %s: a list is of strings, and optional", c.Name)
		}
		out.encoder = append(out.encoder, &encoder{column: c})
	}
	return out, out.write(magic)
}

func (w *Writer) write(b []byte) error {
	n, err := w.w.Write(b)
	w.at += int64(n)
	return err
}

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

// group writes one row group: its columns are encoded side by side, and each is
// written as soon as those before it are, while others are still being encoded.
func (w *Writer) group(values []Values, from, to int) error {
	encoded := make([]chan struct{}, len(w.encoder))
	for k := range encoded {
		encoded[k] = make(chan struct{})
	}
	var g errgroup.Group
	g.SetLimit(w.workers + 1)
	group := rowGroup{rows: to - from}
	g.Go(func() error {
		for k, e := range w.encoder {
			<-encoded[k]
			e.chunk.start = w.at
			group.chunks = append(group.chunks, e.chunk)
			if err := w.write(e.out); err != nil {
				return err
			}
		}
		return nil
	})
	for k, e := range w.encoder {
		g.Go(func() error {
			e.encode(&values[k], from, to) // cannot fail
			close(encoded[k])
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	w.groups = append(w.groups, group)
	return nil
}

// Close finishes the file; it does not close what the file is written to.
func (w *Writer) Close() error {
	footer := w.footer()
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(footer)))
	return w.write(append(footer, magic...))
}
