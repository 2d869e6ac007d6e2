package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sync/errgroup"
	"golang.org/x/text/transform"

	"github.com/gildmdm/gild/internal/source/csv"
	"github.com/gildmdm/gild/internal/table"
)

// blockBytes is how much text a worker parses at a time. Text and places of fields together stay in
// the cache of a processor, though every column is gone through by itself.
const blockBytes = 512 << 10

// defaultMaxRejects is the share of rows that may be rejected before a source is refused.
const defaultMaxRejects = .05

// text reads one delimited text of about size bytes; 0: of unknown size.
func (r *reader) text(path string, in io.Reader, size int64) error {
	s, d, err := r.open(path, &counter{r: in, hash: sha256.New(), progress: r.progress})
	if err != nil {
		return err
	}
	if s.Compression != "" {
		size = 0
	}
	p := newParse(path, d, size, r.opt.Workers)
	p.windows = s.Encoding == "windows-1252"
	if err := p.run(r.ctx, s.text); err != nil {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		return cutShort(path, s.Compression, err)
	}
	if _, err := io.Copy(io.Discard, s.count); err != nil { // what a decompressor left unread belongs to the hash
		return cutShort(path, s.Compression, err)
	}
	return r.take(path, p, File{
		Path: path, Bytes: s.count.n, Rows: p.rows, Rejected: int64(len(p.rejects)), SHA256: s.count.sum(), Format: "csv",
		Delimiter: delimiterName(d.comma), Encoding: s.Encoding, Compression: s.Compression, Header: d.header,
	})
}

// take adds what was parsed to the source and checks that it is worth having.
func (r *reader) take(path string, p *parse, f File) error {
	if p.rows == 0 {
		return &Error{File: path, What: "there are no rows below the header", Next: "export it again, or leave it out"}
	}
	most := r.opt.MaxRejects
	if most == 0 {
		most = defaultMaxRejects
	}
	n := len(p.rejects)
	few := n < 10 && r.opt.MaxRejects == 0 // nobody set a limit: a handful stops no run
	if n > 0 && (int64(n) == p.rows || !few && float64(n) > most*float64(p.rows)) {
		first := p.rejects[0]
		return &Error{
			File: path, Row: first.Row,
			What: fmt.Sprintf("%s, like %d of %d rows in all; at most %g %% may be rejected", first.Reason, n, p.rows, math.Round(most*1e6)/1e4),
			Next: "check delimiter and encoding, or raise max_rejects",
		}
	}
	columns := p.columns()
	kept := p.rows - int64(len(p.rejects))
	if err := r.append(path, columns, int(kept)); err != nil {
		return err
	}
	r.result.Files = append(r.result.Files, f)
	r.result.Rejects = append(r.result.Rejects, p.rejects...)
	return nil
}

// decompress undoes gzip and zstd by their first bytes.
func decompress(in *bufio.Reader) (io.Reader, string, error) {
	magic, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", err
	}
	switch {
	case bytes.HasPrefix(magic, []byte{0x1F, 0x8B}):
		z, err := gzip.NewReader(in)
		return z, "gzip", err
	case bytes.Equal(magic, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, "zstd", err
		}
		return z.IOReadCloser(), "zstd", nil
	}
	return in, "", nil
}

// cutShort explains a text that ends or breaks before its end.
func cutShort(path, compression string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	if compression != "" {
		return &Error{File: path, What: fmt.Sprintf("the %s data is damaged or cut short (%v)", compression, err), Next: "copy the file again", Err: err}
	}
	return &Error{File: path, What: err.Error(), Err: err}
}

// peek returns the beginning of a text, and the whole text again.
func peek(in io.Reader) ([]byte, io.Reader, error) {
	head := make([]byte, headBytes)
	n, err := io.ReadFull(in, head)
	head = head[:n]
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) || compressedShort(err, in) {
		return nil, nil, err
	}
	if n < headBytes {
		return head, bytes.NewReader(head), nil
	}
	return head, io.MultiReader(bytes.NewReader(head), in), nil
}

// compressedShort reports whether a decompressor met the end too soon; ReadFull
// uses the same error for a text that is merely shorter than the buffer.
func compressedShort(err error, in io.Reader) bool {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	var one [1]byte
	_, next := in.Read(one[:])
	return next != nil && !errors.Is(next, io.EOF)
}

// decode turns a text into UTF-8. Damaged bytes of a UTF-8 text pass; their rows are rejected.
func (r *reader) decode(path string, head []byte, in io.Reader) (io.Reader, string, error) {
	name := r.spec.Encoding
	if name == "" {
		name = encodingOf(head, len(head) == headBytes)
	}
	d, err := decoder(name)
	if err != nil {
		return nil, "", &Error{File: path, What: err.Error(), Err: err}
	}
	if !strings.HasPrefix(name, "utf-16") && binary(head) {
		return nil, "", &Error{File: path, What: "this is not a text file", Next: "export it as CSV or Parquet"}
	}
	if d == nil {
		return in, "utf-8", nil
	}
	return transform.NewReader(in, d), name, nil
}

func delimiterName(c byte) string {
	if c == '\t' {
		return "tab"
	}
	return string(c)
}

// uniqueColumns makes column names unique.
func (r *reader) uniqueColumns(path string, d *dialect) {
	seen := map[string]bool{}
	for i, name := range d.columns {
		unique := name
		for n := 2; seen[unique]; n++ {
			unique = name + "_" + strconv.Itoa(n)
		}
		if unique != name {
			r.note("%s: column %q occurs again: called %q", path, name, unique)
		}
		seen[unique], d.columns[i] = true, unique
	}
}

// parse is the parallel reading of one text.
type parse struct {
	path    string
	dialect dialect
	workers int
	idle    chan *worker     // those that are not parsing
	windows bool             // decoded from Windows-1252
	values  []*table.Builder // by column
	blocks  []*block
	rows    int64
	rejects []Reject
}

// block is one block, parsed.
type block struct {
	codes   [][]uint32 // by column; final once the columns are finished
	rows    int64      // rejected ones included
	rejects []Reject   // Row counts from the block's first
}

// newParse reads a text of about size bytes; 0: of unknown size.
func newParse(path string, d dialect, size int64, workers int) *parse {
	p := &parse{path: path, dialect: d, workers: max(1, workers)}
	p.idle = make(chan *worker, p.workers)
	for range p.workers {
		p.idle <- &worker{parse: p}
	}
	share := 0.0
	if size > 0 {
		share = min(1, blockBytes/float64(size))
	}
	for range d.columns {
		p.values = append(p.values, table.NewBuilder(share))
	}
	return p
}

// run cuts the text on this goroutine and parses blocks on others.
func (p *parse) run(ctx context.Context, in io.Reader) error {
	cutter := csv.NewCutter(in, p.dialect.comma, p.dialect.quote, blockBytes)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.workers)
	for n := 0; ; n++ {
		text, err := cutter.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return errors.Join(err, g.Wait())
		}
		b := &block{codes: make([][]uint32, len(p.values))}
		p.blocks = append(p.blocks, b)
		g.Go(func() error {
			defer cutter.Reuse(text)
			w := <-p.idle
			defer func() { p.idle <- w }()
			w.block, w.skipHeader, w.first = b, n == 0 && p.dialect.header, n%len(p.values)
			return w.parse1(ctx, text)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, b := range p.blocks {
		for _, reject := range b.rejects {
			reject.Row += p.rows
			p.rejects = append(p.rejects, reject)
		}
		p.rows += b.rows
	}
	return nil
}

// columns joins the blocks, column by column.
func (p *parse) columns() []*table.Column {
	kept := p.rows - int64(len(p.rejects))
	out := make([]*table.Column, len(p.values))
	var g errgroup.Group
	g.SetLimit(p.workers)
	for k, b := range p.values {
		g.Go(func() error {
			c := &table.Column{Name: p.dialect.columns[k], Dict: b.Finish(), Codes: make([]uint32, 0, kept)}
			for _, b := range p.blocks {
				c.Codes = append(c.Codes, b.codes[k]...)
				b.codes[k] = nil
			}
			out[k], p.values[k] = c, nil
			return nil
		})
	}
	_ = g.Wait() // none fails
	return out
}

// worker parses one block after the other.
type worker struct {
	*parse
	block      *block
	skipHeader bool
	first      int // column to begin with, so that workers do not queue for the same dictionary
	text       []byte
	fields     []csv.Field // row by row
	starts     []int       // where each row's text begins
	cells      [][]byte    // of one column
	buf        []byte      // texts of cells that had doubled quotes
}

// parse1 finds the fields of all rows, then interns them column by column under the column's lock.
func (w *worker) parse1(ctx context.Context, text []byte) error {
	w.text, w.fields, w.starts = text, w.fields[:0], w.starts[:0]
	w.scan(text)
	for n := range w.values {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.intern((w.first + n) % len(w.values)); err != nil {
			return err
		}
	}
	return nil
}

// scan splits the rows and rejects those that cannot be used.
func (w *worker) scan(text []byte) {
	s := csv.NewScanner(text, w.dialect.comma, w.dialect.quote)
	width := len(w.values)
	// Fast path: most blocks are text from end to end, which need not be asked of every row.
	sound := utf8.Valid(text) && bytes.IndexByte(text, 0) < 0 && !w.windows
	for s.Next() {
		r := s.Record()
		if w.skipHeader {
			w.skipHeader = false
			continue
		}
		w.block.rows++
		n := len(r.Fields)
		if w.dialect.trailing && n == width+1 && r.Fields[n-1].From == r.Fields[n-1].To {
			n--
		}
		reason := ""
		switch {
		case r.Err != nil:
			reason = r.Err.Error()
		case n != width:
			reason = csv.Count(n, width)
		case sound:
		case !utf8.Valid(r.Raw):
			reason = "bytes that are no UTF-8 text"
		case bytes.IndexByte(r.Raw, 0) >= 0:
			reason = "zero byte in text"
		case w.windows && undefined(r.Raw) != 0:
			reason = fmt.Sprintf("byte %02X, which windows-1252 does not define", undefined(r.Raw))
		}
		if reason != "" {
			w.block.rejects = append(w.block.rejects, Reject{w.path, w.block.rows, reason, bytes.Clone(r.Raw)})
			continue
		}
		w.starts = append(w.starts, s.Start())
		w.fields = append(w.fields, r.Fields[:width]...)
	}
}

// undefined returns the first byte of a decoded Windows-1252 text that the encoding leaves undefined; 0: there is none.
func undefined(text []byte) byte {
	for i := bytes.IndexByte(text, 0xC2); i >= 0 && i+1 < len(text); {
		switch c := text[i+1]; c { // the decoder passes them on as control characters
		case 0x81, 0x8D, 0x8F, 0x90, 0x9D:
			return c
		}
		next := bytes.IndexByte(text[i+1:], 0xC2)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return 0
}

// intern numbers the values of one column.
func (w *worker) intern(k int) error {
	width := len(w.values)
	w.cells, w.buf = w.cells[:0], w.buf[:0]
	for row, start := range w.starts {
		f := w.fields[row*width+k]
		v := w.text[start+int(f.From) : start+int(f.To)]
		if f.Doubled {
			from := len(w.buf)
			w.buf = csv.Undouble(w.buf, v, w.dialect.quote)
			v = w.buf[from:]
		}
		w.cells = append(w.cells, trim(v))
	}
	codes := make([]uint32, len(w.cells))
	if err := w.values[k].Add(w.cells, codes); err != nil {
		return &Error{File: w.path, What: fmt.Sprintf("column %q: %v", w.dialect.columns[k], err), Err: err}
	}
	w.block.codes[k] = codes
	return nil
}

// solid reports whether a byte is a character that is no white space.
func solid(c byte) bool { return c > ' ' && c < utf8.RuneSelf }

// trim drops white space at both ends.
func trim(v []byte) []byte {
	// Fast path: nothing to trim.
	if len(v) == 0 || solid(v[0]) && solid(v[len(v)-1]) {
		return v
	}
	return bytes.TrimSpace(v)
}

// Columns returns the names of the table's columns.
func (r *Result) Columns() []string {
	return slices.Collect(func(yield func(string) bool) {
		for _, c := range r.Table.Columns {
			if !yield(c.Name) {
				return
			}
		}
	})
}
