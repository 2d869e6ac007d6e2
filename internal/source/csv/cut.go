// Package csv reads delimited text in blocks: one goroutine cuts the text where
// records end, several parse blocks into the fields' positions.
//
// It reads what encoding/csv reads, and goes on where that gives up: a record
// that breaks the quoting rules is reported and costs its own first line only. A
// quote has meaning only at the beginning of a field.
package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Block is a piece of text that begins and ends with whole records. Text may be
// kept; the cutter does not use it again.
type Block struct {
	Text  []byte
	First int64 // number of the first record, from 1; 0 would be the header
}

// Cutter cuts text into blocks. It is for one goroutine, but for Reuse.
type Cutter struct {
	r     io.Reader
	comma byte
	quote byte
	size  int
	rest  []byte // begun, not yet cut
	eof   bool
	spare chan []byte // blocks that nobody needs any more
}

// MaxRecord is how long a record may be that a quoted field spreads over lines.
const MaxRecord = 16 << 20

// NewCutter cuts into blocks of about size bytes.
func NewCutter(r io.Reader, comma, quote byte, size int) *Cutter {
	return &Cutter{r: r, comma: comma, quote: quote, size: size, spare: make(chan []byte, 16)}
}

// Reuse takes back a block that is no longer needed, for text to come: fresh
// memory costs more than reading into it. Any goroutine may call it.
func (c *Cutter) Reuse(text []byte) {
	select {
	case c.spare <- text:
	default:
	}
}

// room returns an empty buffer of at least n bytes.
func (c *Cutter) room(n int) []byte {
	select {
	case b := <-c.spare:
		if cap(b) >= n {
			return b[:0]
		}
	default:
	}
	return make([]byte, 0, n)
}

// Next returns the next block's text, or io.EOF. The text must not be appended to.
func (c *Cutter) Next() ([]byte, error) {
	for size := c.size; ; size *= 2 {
		if err := c.fill(size); err != nil {
			return nil, err
		}
		if len(c.rest) == 0 {
			return nil, io.EOF
		}
		if c.eof {
			text := c.rest
			c.rest = nil
			return text, nil
		}
		if end := c.lastRecordEnd(c.rest); end > 0 {
			text := c.rest[:end]
			c.rest = append(c.room(max(c.size, len(c.rest)-end)), c.rest[end:]...)
			return text, nil
		}
	}
}

// fill reads until rest has size bytes or the text ends.
func (c *Cutter) fill(size int) error {
	for !c.eof && len(c.rest) < size {
		if cap(c.rest) < size {
			c.rest = append(make([]byte, 0, size), c.rest...)
		}
		n, err := c.r.Read(c.rest[len(c.rest):size])
		c.rest = c.rest[:len(c.rest)+n]
		if errors.Is(err, io.EOF) {
			c.eof = true
		} else if err != nil {
			return err
		}
	}
	return nil
}

// lastRecordEnd returns where the last whole record of the text ends; 0 if none does.
func (c *Cutter) lastRecordEnd(text []byte) int {
	// Fast path: without quotes every line is a record.
	if c.quote == 0 || bytes.IndexByte(text, c.quote) < 0 {
		return lastLineEnd(text)
	}
	// Slow path: walk the records.
	end := 0
	for end < len(text) {
		n, _, whole := scan(text[end:], c.comma, c.quote, nil)
		if !whole {
			return end
		}
		end += n
	}
	return end
}

// lastLineEnd returns where the last line ends that surely does: a CR at the very end may be half of a line end.
func lastLineEnd(text []byte) int {
	if lf := bytes.LastIndexByte(text, '\n'); lf >= 0 {
		return lf + 1
	}
	if cr := bytes.LastIndexByte(text[:len(text)-1], '\r'); cr >= 0 {
		return cr + 1
	}
	return 0
}

// Field is where a field lies in its block. A field with doubled quotes is
// marked: its text needs them halved.
type Field struct {
	From, To uint32
	Doubled  bool
}

// errors of a record
var (
	errUnclosed = errors.New("unclosed quote")
	errAfter    = errors.New("text after a closing quote")
)

// scan reads one record from the beginning of text: how many bytes it takes with
// its line end, its fields appended to dst unless that is nil, and whether all of
// it is there (a block may end within). A record that breaks the rules takes one line.
func scan(text []byte, comma, quote byte, dst *[]Field) (n int, err error, whole bool) {
	i := 0
	for {
		if quote != 0 && i < len(text) && text[i] == quote {
			end, doubled, err := quoted(text, i, quote)
			if err == nil && end < len(text) && text[end] != comma && text[end] != '\n' && text[end] != '\r' {
				err = errAfter
			}
			if err != nil {
				if errors.Is(err, errUnclosed) && len(text) < MaxRecord {
					return len(text), err, false
				}
				n = lineEnd(text)
				return n, err, text[n-1] == '\n' || text[n-1] == '\r' && n < len(text) // or the line goes on in the next block
			}
			if dst != nil {
				*dst = append(*dst, Field{uint32(i + 1), uint32(end - 1), doubled})
			}
			i = end
		} else {
			from := i
			for i < len(text) && text[i] != comma && text[i] != '\n' && text[i] != '\r' {
				i++
			}
			if dst != nil {
				*dst = append(*dst, Field{uint32(from), uint32(i), false})
			}
		}
		switch {
		case i >= len(text):
			return len(text), nil, false
		case text[i] == comma:
			i++
		case text[i] == '\r':
			if i+1 == len(text) {
				return i + 1, nil, false
			}
			if text[i+1] == '\n' {
				i++
			}
			return i + 1, nil, true
		default:
			return i + 1, nil, true
		}
	}
}

// quoted returns the place behind the closing quote of the field that opens at i.
func quoted(text []byte, i int, quote byte) (end int, doubled bool, err error) {
	for i++; ; {
		k := bytes.IndexByte(text[i:], quote)
		if k < 0 {
			return 0, doubled, errUnclosed
		}
		i += k + 1
		if i < len(text) && text[i] == quote {
			doubled = true
			i++
			continue
		}
		return i, doubled, nil
	}
}

// lineEnd returns where the first line of text ends.
func lineEnd(text []byte) int {
	k := bytes.IndexAny(text, "\r\n")
	switch {
	case k < 0:
		return len(text)
	case text[k] == '\r' && k+1 < len(text) && text[k+1] == '\n':
		return k + 2
	}
	return k + 1
}

// Record is one record of a block.
type Record struct {
	Raw    []byte // as it stands, without its line end
	Fields []Field
	Err    error // the record breaks the quoting rules; Fields is then empty
}

// Scanner walks the records of a block. It is for one goroutine.
type Scanner struct {
	text   []byte
	comma  byte
	quote  byte
	start  int // of the current record
	at     int // of the next
	record Record
}

// NewScanner walks text from its beginning.
func NewScanner(text []byte, comma, quote byte) *Scanner {
	return &Scanner{text: text, comma: comma, quote: quote}
}

// Next moves to the next record that is not a blank line. Field positions count from the record's Raw.
func (s *Scanner) Next() bool {
	for s.at < len(s.text) {
		text := s.text[s.at:]
		s.record.Fields = s.record.Fields[:0]
		n, err, whole := scan(text, s.comma, s.quote, &s.record.Fields)
		if !whole && err != nil {
			// The text ends within quotes: the line that opened them is at fault, not all that follows.
			n = lineEnd(text)
		}
		s.start = s.at
		s.at += n
		s.record.Raw, s.record.Err = bytes.TrimRight(text[:n], "\r\n"), err
		if err != nil {
			s.record.Fields = s.record.Fields[:0]
		}
		if len(s.record.Raw) > 0 {
			return true
		}
	}
	return false
}

// Start returns where the current record begins in the block.
func (s *Scanner) Start() int { return s.start }

// Record returns the current record; it is valid until Next.
func (s *Scanner) Record() *Record { return &s.record }

// Text returns a field's text; buf is used where doubled quotes must be halved.
func (r *Record) Text(f Field, quote byte, buf []byte) []byte {
	v := r.Raw[f.From:f.To]
	if f.Doubled {
		return Undouble(v, quote, &buf)
	}
	return v
}

// Undouble halves doubled quotes, in buf.
func Undouble(v []byte, quote byte, buf *[]byte) []byte {
	out := (*buf)[:0]
	for i := 0; i < len(v); i++ {
		out = append(out, v[i])
		if v[i] == quote {
			i++
		}
	}
	*buf = out
	return out
}

// Count describes a record of the wrong width.
func Count(got, want int) string { return fmt.Sprintf("%d fields instead of %d", got, want) }
