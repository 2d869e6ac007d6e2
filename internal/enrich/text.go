package enrich

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/source/csv"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// How much text makes a block: small enough for the caches, or, where blocks become
// row groups of Parquet, large enough for those.
const (
	blockBytes = 1 << 20
	groupBytes = 8 << 20
)

// texts enriches a delimited text.
func (j *job) texts(ctx context.Context) error {
	s, err := source.OpenStream(j.opt.Input, j.opt.Stdin, j.opt.Progress)
	if err != nil {
		return err
	}
	defer s.Close()
	j.result.Notes = append(j.result.Notes, s.Notes...)
	if err := j.find(s.Path, s.Columns); err != nil {
		return err
	}
	t := &textJob{job: j, stream: s, free: make(chan []byte, 2*j.opt.Workers+2)}
	size := blockBytes
	if t.columnar = j.form.parquet; t.columnar {
		size = groupBytes
	}
	t.cutter = csv.NewCutter(s, s.Comma, s.Quote, size)
	t.prepare()
	if err := t.begin(ctx); err != nil {
		return err
	}
	return ordered(ctx, j.opt.Workers, t.next, t.work, func(b *batch) error {
		err := j.deliver(ctx, b)
		t.recycle(b)
		return err
	})
}

// textJob enriches blocks of text.
type textJob struct {
	*job
	stream   *source.Stream
	cutter   *csv.Cutter
	layout   layout
	columnar bool                 // rows become columns, for Parquet
	times    *standard.TimeReader // nil: no time column
	first    []byte               // the first block, looked at before the flow begins
	free     chan []byte
}

// prepare settles which fields are cut out: those read, or all for columns.
func (t *textJob) prepare() {
	s, c := t.stream, t.columns
	t.layout = layout{comma: s.Comma, quote: s.Quote, width: len(s.Columns), trailing: s.Trailing}
	t.layout.want = append([]int{c.key}, c.sums...)
	if c.time >= 0 {
		t.layout.want = append(t.layout.want, c.time) // the last
	}
	if t.columnar {
		for k := range s.Columns {
			t.layout.want = append(t.layout.want, k)
		}
	}
	for _, k := range t.layout.want {
		t.layout.last = max(t.layout.last, k)
	}
}

// begin looks at the first block: the header, and how times are written.
func (t *textJob) begin(ctx context.Context) error {
	text, err := t.cutter.Next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	var header []byte
	if t.stream.Header {
		s := csv.NewScanner(text, t.stream.Comma, t.stream.Quote)
		if s.Next() {
			end := s.Start() + len(s.Record().Raw)
			end += len(lineEnd(text[end:]))
			header, text = text[s.Start():end], text[end:]
		}
	}
	if t.first = text; t.columns.time >= 0 {
		if t.times, err = t.sampleTimes(text); err != nil {
			return err
		}
	}
	return t.openOut(ctx, header)
}

// openOut starts the output of rows.
func (t *textJob) openOut(_ context.Context, header []byte) error {
	switch {
	case t.opt.Out == "":
		return nil
	case t.columnar:
		var schema []parquet.Column
		for _, name := range t.stream.Columns {
			schema = append(schema, parquet.Column{Name: name, Dictionary: true})
		}
		return t.openColumns(schema)
	}
	out, err := t.openText()
	if err == nil && header != nil {
		line := bytes.TrimRight(header, "\r\n")
		err = out.head(t.row(nil, line, lineEnd(header[len(line):]), []byte(MasterColumn)))
	}
	return err
}

// sampleTimes finds out how the first block writes times.
func (t *textJob) sampleTimes(text []byte) (*standard.TimeReader, error) {
	c := &table.Column{Dict: table.NewDict()}
	at := 1 + len(t.columns.sums)
	err := t.layout.rows(text, func(r *row) error {
		if r.fields == nil {
			return nil
		}
		code, err := c.Dict.Intern(r.fields[at])
		c.Codes = append(c.Codes, code)
		return err
	})
	if err != nil {
		return nil, err
	}
	return standard.NewTimeReader(c, t.opt.TimeLayout)
}

// next returns the next block's text.
func (t *textJob) next() ([]byte, error) {
	if text := t.first; text != nil {
		t.first = nil
		return text, nil
	}
	return t.cutter.Next()
}

// row appends one more field to a record.
func (t *textJob) row(dst, raw, eol, field []byte) []byte {
	dst = append(dst, raw...)
	if !t.layout.trailing || len(raw) == 0 || raw[len(raw)-1] != t.layout.comma {
		dst = append(dst, t.layout.comma)
	}
	dst = append(dst, field...)
	if len(eol) == 0 {
		return append(dst, '\n')
	}
	return append(dst, eol...)
}

// work enriches one block.
func (t *textJob) work(text []byte) (*batch, error) {
	w := &blockJob{textJob: t, batch: &batch{}, lookup: lookup{index: t.index}}
	w.cells = newCells(w.batch, len(t.columns.sums), t.times)
	switch {
	case t.columnar:
		w.cols = newColumnsOf(len(t.stream.Columns))
	case t.opt.Out != "":
		w.batch.text = t.buffer(len(text) + len(text)/2)
	}
	if err := t.layout.rows(text, w.take); err != nil {
		return nil, err
	}
	w.flush()
	t.cutter.Reuse(text) // nothing refers to it: what is kept was copied
	var err error
	if t.columnar {
		w.batch.columns = w.cols.columns
	} else if w.batch.text != nil {
		w.batch.text, err = t.form.compress(w.batch.text)
	}
	return w.batch, err
}

// blockJob enriches the rows of one block, some at a time.
type blockJob struct {
	*textJob
	batch  *batch
	cells  *cells
	cols   *columnsOf // nil for CSV
	lookup lookup
	keys   [][]byte // of the rows taken, but not yet looked up
	lines  [][2][]byte
}

// lookedUp is how many keys are looked up together; what they touch fits into the first cache.
const lookedUp = 128

// take takes one row.
func (w *blockJob) take(r *row) error {
	w.batch.rows++
	if r.fields == nil {
		w.fault(r, r.reason, false)
		return nil
	}
	if bad := w.cells.read(r.fields[1:]); len(bad) > 0 {
		w.fault(r, w.explain(bad), true)
	}
	w.keys = append(w.keys, r.fields[0])
	w.lines = append(w.lines, [2][]byte{r.raw, r.eol})
	if len(w.keys) == lookedUp {
		w.flush()
	}
	if w.cols == nil {
		return nil
	}
	return w.cols.add(r.fields[len(r.fields)-len(w.stream.Columns):])
}

func (w *blockJob) fault(r *row, reason string, cell bool) {
	w.batch.faults = append(w.batch.faults, Fault{Row: w.batch.rows, Reason: reason, Raw: bytes.Clone(r.raw), Cell: cell})
}

// flush looks up the masters of the rows taken.
func (w *blockJob) flush() {
	masters := w.lookup.find(w.keys)
	w.batch.master = append(w.batch.master, masters...)
	if w.batch.text != nil {
		for i, m := range masters {
			w.batch.text = w.row(w.batch.text, w.lines[i][0], w.lines[i][1], w.index.name(m))
		}
	}
	w.keys, w.lines = w.keys[:0], w.lines[:0]
}

// explain names the cells of a row that could not be read: columns, never values.
func (j *job) explain(cells []int) string {
	var names []string
	for _, k := range cells {
		if k < len(j.columns.sums) {
			names = append(names, j.opt.Sum[k]+" is no number")
		} else {
			names = append(names, j.opt.Time+" is no time")
		}
	}
	return strings.Join(names, ", ")
}

// buffer returns an empty buffer of at least n bytes, a used one where there is one.
func (t *textJob) buffer(n int) []byte {
	select {
	case b := <-t.free:
		if cap(b) >= n {
			return b[:0]
		}
	default:
	}
	return make([]byte, 0, n)
}

// recycle takes back the buffer of a batch that was written.
func (t *textJob) recycle(b *batch) {
	if b.text == nil {
		return
	}
	select {
	case t.free <- b.text:
	default:
	}
}
