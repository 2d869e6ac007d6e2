// Package csv reads delimited text in blocks: one goroutine cuts the text where
// records end, several parse blocks into the fields' positions.
//
// It reads what encoding/csv reads, and goes on where that gives up: a record
// that breaks the quoting rules is reported and costs its own first line only. A
// quote has meaning only at the beginning of a field.
package csv

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
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
	return c.skim(text)
}

// skim is lastRecordEnd of a text with quotes. Outside of quoted fields a quote opens one where it follows a delimiter or a line
// end, and any line end ends a record: looking at quotes is enough, three times as fast as scanning all records.
func (c *Cutter) skim(text []byte) int {
	start := 0 // of the record at i
	for i := 0; ; {
		k := bytes.IndexByte(text[i:], c.quote)
		if k < 0 {
			if end := lastLineEnd(text[i:]); end > 0 {
				return i + end
			}
			return start
		}
		k += i
		if end := lastBreak(text[i:k]); end > 0 {
			start = i + end
		}
		if k > start && text[k-1] != c.comma { // plain, within a field
			i = k + 1
			continue
		}
		end, _, err := quoted(text, k, c.quote)
		if err == nil && (end == len(text) || text[end] == c.comma || text[end] == '\n' || text[end] == '\r') {
			i = end
			continue
		}
		// Slow path: the record breaks the rules.
		n, _, whole := scan(text[start:], c.comma, c.quote, nil)
		if !whole {
			return start
		}
		start += n
		i = start
	}
}

// lastBreak returns the place behind the last line end; 0 if there is none.
func lastBreak(text []byte) int {
	for i := len(text); i > 0; i-- {
		if c := text[i-1]; c == '\n' || c == '\r' {
			return i
		}
	}
	return 0
}

// lastLineEnd returns where the last line ends that surely does: a CR at the very end may be half of a line end.
func lastLineEnd(text []byte) int {
	if len(text) == 0 {
		return 0
	}
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
			i = fieldEnd(text, i, comma)
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

// fieldEnd returns where a field without quotes ends that begins at or before i.
func fieldEnd(text []byte, i int, comma byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	// Fast path: eight bytes at a time. The lowest byte that is zero in x gets its top bit in (x-ones)&^x, and none below it.
	commas := ones * uint64(comma)
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		c, n, r := x^commas, x^(ones*'\n'), x^(ones*'\r')
		if found := ((c-ones)&^c | (n-ones)&^n | (r-ones)&^r) & tops; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(text) && text[i] != comma && text[i] != '\n' && text[i] != '\r' {
		i++
	}
	return i
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
		return Undouble(buf[:0], v, quote)
	}
	return v
}

// Undouble appends a text to dst, its doubled quotes halved.
func Undouble(dst, v []byte, quote byte) []byte {
	for {
		k := bytes.IndexByte(v, quote)
		if k < 0 {
			return append(dst, v...)
		}
		dst = append(dst, v[:k+1]...)
		v = v[min(k+2, len(v)):]
	}
}

// Count describes a record of the wrong width.
func Count(got, want int) string { return fmt.Sprintf("%d fields instead of %d", got, want) }
