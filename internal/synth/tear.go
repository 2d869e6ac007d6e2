package synth

import (
	"bytes"
	"slices"
	"strings"
)

// tear spreads torn rows over a file: a copy of a row, with an ID of its own,
// damaged so that a strict reader must refuse it and can go on with the next.
type tear struct {
	name  int // the column that holds a name
	every int // rows
	left  int
	done  int
}

// newTear spreads n torn rows over a file of about that many rows.
func newTear(rows, n, name int) *tear {
	return &tear{name: name, every: max(1, rows/(n+1)), left: n}
}

// after writes a torn copy of the row just written, whose first field is its ID, if one is due.
func (t *tear) after(s *sheet, fields []string) {
	if t.left == 0 || s.rows%t.every != 0 {
		return
	}
	torn := make([]string, len(fields))
	for i, f := range fields {
		torn[i] = strings.ReplaceAll(f, "\n", ", ") // on one line, so that a reader may go on at the next
	}
	torn[0] += "-R"
	s.put(t.damage(s, torn))
	t.left--
	t.done++
}

// damage returns the bytes of a torn row, each kind in turn.
func (t *tear) damage(s *sheet, fields []string) []byte {
	newline := []byte(s.newline)
	bare := func(fields []string) []byte { return bytes.TrimSuffix(s.line(fields), newline) }
	switch t.done % 5 {
	case 0: // the rest of the line is lost
		return s.line(fields[:len(fields)/2])
	case 1: // a delimiter inside the last value, not quoted
		return s.line(append(fields, "see note"))
	case 2: // bytes that are no characters, neither in UTF-8 nor in Windows-1252
		if s.latin { // lenient decoders let them pass there, so the row is short as well
			fields = fields[:len(fields)-1]
		}
		return slices.Concat(bare(fields), []byte{0x81, 0x8d}, newline)
	case 3: // text after a closing quote
		fields[t.name] = "\x00"
		return bytes.Replace(s.line(fields), []byte("\x00"), []byte(`"Bob" the boss`), 1)
	default: // the line break is lost: two rows in one
		return slices.Concat(bytes.Clone(bare(fields)), []byte{s.comma}, bare(fields), newline)
	}
}
