package source

import (
	"bytes"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding"

	"github.com/gildmdm/gild/internal/source/csv"
)

// Rewriter copies a delimited text with some cells replaced; all else stays as it
// is, byte for byte. It holds the whole text in memory, and is for one goroutine.
type Rewriter struct {
	path    string
	head    []byte // byte-order mark
	text    []byte // as it stands in the file; UTF-16 as UTF-8
	dialect dialect
	columns map[string]int
	code    encoding.Encoding // of the file; nil: UTF-8
	wide    bool              // the file is UTF-16
}

// Cell is a new value for a column of a row.
type Cell struct{ Column, Text string }

// NewRewriter reads the text that a [Spec] names, which is one file that is not compressed.
func NewRewriter(path string, spec Spec) (*Rewriter, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, openError(path, err)
	}
	switch {
	case bytes.HasPrefix(data, []byte("PAR1")):
		return nil, &Error{File: path, What: "is a Parquet file", Next: "only delimited text can be rewritten; export it as CSV"}
	case bytes.HasPrefix(data, []byte{0x1F, 0x8B}), bytes.HasPrefix(data, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		return nil, &Error{File: path, What: "is compressed", Next: "unpack it first"}
	}
	r := &Rewriter{path: path, text: data, columns: map[string]int{}}
	if err := r.decode(spec.Encoding); err != nil {
		return nil, &Error{File: path, What: err.Error(), Err: err}
	}
	if mark := []byte("\xEF\xBB\xBF"); bytes.HasPrefix(r.text, mark) {
		r.head, r.text = mark, r.text[len(mark):]
	}
	if r.dialect, err = detect(r.text[:min(len(r.text), headBytes)], spec); err != nil {
		return nil, &Error{File: path, What: err.Error(), Err: err}
	}
	(&reader{result: &Result{}}).uniqueColumns(path, &r.dialect)
	for i, name := range r.dialect.columns {
		r.columns[name] = i
	}
	return r, nil
}

// decode finds the encoding. Those of one byte a character agree with ASCII in
// all that delimits cells, so that only UTF-16 must be turned into UTF-8.
func (r *Rewriter) decode(name string) error {
	if name == "" {
		name = encodingOf(r.text[:min(len(r.text), headBytes)], len(r.text) > headBytes)
	}
	var err error
	if r.code, err = encodingNamed(name); err != nil || r.code == nil {
		return err
	}
	if r.wide = strings.HasPrefix(strings.ToLower(name), "utf-16"); r.wide {
		r.text, err = r.code.NewDecoder().Bytes(r.text)
	}
	return err
}

// Writable reports whether the file's encoding has all characters of a text.
func (r *Rewriter) Writable(text string) bool {
	_, err := r.encode(text)
	return err == nil
}

// Encodes reports whether an encoding, called as in a [File], has all characters of a text.
func Encodes(name, text string) bool {
	code, err := encodingNamed(name)
	if err != nil || code == nil {
		return err == nil
	}
	_, err = code.NewEncoder().String(text)
	return err == nil
}

func (r *Rewriter) encode(text string) ([]byte, error) {
	if r.code == nil || r.wide {
		return []byte(text), nil
	}
	return r.code.NewEncoder().Bytes([]byte(text))
}

// Write writes the text. Cells names what to replace in a row of data, counted from
// 1, rejected ones included.
func (r *Rewriter) Write(w io.Writer, cells func(row int64) []Cell) error {
	var out bytes.Buffer
	out.Write(r.head)
	s := csv.NewScanner(r.text, r.dialect.comma, r.dialect.quote)
	at, row := 0, int64(0)
	if r.dialect.header {
		row--
	}
	for s.Next() {
		if row++; row < 1 {
			continue
		}
		for _, c := range inOrder(cells(row), r.columns) {
			f := s.Record().Fields[r.columns[c.Column]]
			from, to := s.Start()+int(f.From), s.Start()+int(f.To)
			quoted := from > s.Start() && r.text[from-1] == r.dialect.quote
			if quoted {
				from, to = from-1, to+1
			}
			text, err := r.encode(r.quote(c.Text, quoted))
			if err != nil {
				return &Error{File: r.path, Row: row, What: "the encoding has no " + c.Column, Err: err}
			}
			out.Write(r.text[at:from])
			out.Write(text)
			at = to
		}
	}
	out.Write(r.text[at:])
	data := out.Bytes()
	if r.wide {
		var err error
		if data, err = r.code.NewEncoder().Bytes(data); err != nil {
			return err
		}
	}
	_, err := w.Write(data)
	return err
}

// inOrder sorts cells by their place in the row. There are a few.
func inOrder(cells []Cell, columns map[string]int) []Cell {
	for i := 1; i < len(cells); i++ {
		for k := i; k > 0 && columns[cells[k].Column] < columns[cells[k-1].Column]; k-- {
			cells[k], cells[k-1] = cells[k-1], cells[k]
		}
	}
	return cells
}

// quote puts a text in quotes where it was, or needs to be.
func (r *Rewriter) quote(text string, quoted bool) string {
	if !quoted && !strings.ContainsAny(text, string(rune(r.dialect.comma))+"\"\r\n") {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}
