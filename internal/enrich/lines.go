package enrich

import (
	"bytes"
	"unicode/utf8"

	"github.com/gildmdm/gild/internal/source/csv"
)

// layout is how the records of a text are cut into fields.
type layout struct {
	comma, quote byte
	width        int  // fields of a record
	trailing     bool // records end with a delimiter, behind which there is nothing
	want         []int
	last         int // the greatest of want
}

// row is one record of a block, cut.
type row struct {
	raw    []byte   // without its line end
	eol    []byte   // its line end; empty at the end of the text
	fields [][]byte // those wanted, in the order of layout.want; nil for a bad row. The list is valid until the next row, its fields longer
	reason string   // why the row is bad; empty otherwise
}

// rows calls do for every record of a block. clean says whether the text is UTF-8 without zero bytes.
func (l *layout) rows(text []byte, do func(*row) error) error {
	clean := utf8.Valid(text) && bytes.IndexByte(text, 0) < 0
	// Fast path: without quotes every line is a record, and of the fields behind
	// the last one wanted only the number counts. Ten fields: a third of the time.
	if l.quote == 0 || bytes.IndexByte(text, l.quote) < 0 {
		if crs := bytes.Count(text, []byte{'\r'}); crs == 0 || crs == bytes.Count(text, []byte("\r\n")) {
			return l.plainLines(text, clean, do)
		}
	}
	return l.records(text, clean, do)
}

// plainLines cuts a text without quotes, whose lines end in LF or CR LF.
func (l *layout) plainLines(text []byte, clean bool, do func(*row) error) error {
	r := &row{}
	all := make([][]byte, l.last+1)
	want := make([][]byte, len(l.want))
	for len(text) > 0 {
		end, next := len(text), len(text)
		if k := bytes.IndexByte(text, '\n'); k >= 0 {
			end, next = k, k+1
			if k > 0 && text[k-1] == '\r' {
				end--
			}
		}
		r.raw, r.eol, text = text[:end:end], text[end:next], text[next:]
		if end == 0 {
			continue
		}
		l.cut(r, all, want)
		if r.fields != nil && !clean {
			r.check()
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return nil
}

// cut finds the wanted fields of a line without quotes, and counts the others.
func (l *layout) cut(r *row, all, want [][]byte) {
	from, n := 0, 0
	for i := 0; i < len(r.raw) && n <= l.last; i++ {
		if r.raw[i] == l.comma {
			all[n] = r.raw[from:i]
			from = i + 1
			n++
		}
	}
	width := n + 1
	if n <= l.last {
		all[n] = r.raw[from:]
	} else {
		width += bytes.Count(r.raw[from:], []byte{l.comma})
	}
	if l.trailing && width == l.width+1 && r.raw[len(r.raw)-1] == l.comma {
		width--
	}
	if r.fields, r.reason = nil, ""; width != l.width {
		r.reason = csv.Count(width, l.width)
		return
	}
	for k, at := range l.want {
		want[k] = trim(all[at])
	}
	r.fields = want
}

// records cuts any text.
func (l *layout) records(text []byte, clean bool, do func(*row) error) error {
	s := csv.NewScanner(text, l.comma, l.quote)
	r := &row{}
	want := make([][]byte, len(l.want))
	for s.Next() {
		rec := s.Record()
		end := s.Start() + len(rec.Raw)
		r.raw, r.eol = rec.Raw, lineEnd(text[end:])
		n := len(rec.Fields)
		if l.trailing && n == l.width+1 && rec.Fields[n-1].From == rec.Fields[n-1].To {
			n--
		}
		r.fields, r.reason = nil, ""
		switch {
		case rec.Err != nil:
			r.reason = rec.Err.Error()
		case n != l.width:
			r.reason = csv.Count(n, l.width)
		default:
			for k, at := range l.want {
				f := rec.Fields[at]
				want[k] = rec.Raw[f.From:f.To]
				if f.Doubled {
					want[k] = csv.Undouble(nil, want[k], l.quote) // fields outlive the row
				}
				want[k] = trim(want[k])
			}
			r.fields = want
		}
		if r.fields != nil && !clean {
			r.check()
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return nil
}

// check refuses rows whose bytes are no text.
func (r *row) check() {
	switch {
	case !utf8.Valid(r.raw):
		r.reason = "bytes that are no UTF-8 text"
	case bytes.IndexByte(r.raw, 0) >= 0:
		r.reason = "zero byte in text"
	default:
		return
	}
	r.fields = nil
}

// lineEnd returns the line end that a text begins with.
func lineEnd(text []byte) []byte {
	n := 0
	if n < len(text) && text[n] == '\r' {
		n++
	}
	if n < len(text) && text[n] == '\n' {
		n++
	}
	return text[:n]
}

// trim drops white space at both ends.
func trim(v []byte) []byte {
	// Fast path: nothing to trim.
	if len(v) == 0 || v[0] > ' ' && v[0] < utf8.RuneSelf && v[len(v)-1] > ' ' && v[len(v)-1] < utf8.RuneSelf {
		return v
	}
	return bytes.TrimSpace(v)
}
