package survivorship

import (
	"bytes"

	"github.com/gildmdm/gild/internal/table"
)

var separator = []byte{table.Separator}

// column is an attribute whose cells are taken apart into single values.
type column struct {
	Attribute
	start []uint32 // by cell code, where its values start in parts; nil: every cell is one value
	parts []uint32 // spelling codes
	likeness
	nickname func(nick, formal []byte) bool // nil: none are
	count    []uint32                       // by canonical code: how many records say it, or its words; nil: not known
	boxes    []uint32                       // of e-mail addresses: how many records have the words before the @
}

// newColumn takes apart the cells of an attribute that hold several values.
func newColumn(a Attribute) (*column, error) {
	c := &column{Attribute: a}
	for code := uint32(1); code < uint32(a.Spellings.Len()); code++ {
		if bytes.IndexByte(a.Spellings.Bytes(code), table.Separator) >= 0 {
			return c, c.split()
		}
	}
	return c, nil
}

// split gives every value of every cell a spelling and a canonical code of its own.
func (c *column) split() error {
	from := c.Attribute
	c.Spellings, c.Canonical = table.NewDict(), table.NewDict()
	c.Canon, c.Quality = []uint32{0}, []uint8{0}
	c.start = make([]uint32, from.Spellings.Len()+1)
	var pairs []pair
	for code := uint32(1); code < uint32(from.Spellings.Len()); code++ {
		pairs = pairUp(pairs[:0], from.Spellings.Bytes(code), from.Canonical.Bytes(from.Canon[code]))
		quality := uint8(OK)
		if from.Quality != nil {
			quality = from.Quality[code]
		}
		for _, p := range pairs {
			if err := c.add(p, quality); err != nil {
				return err
			}
		}
		c.start[code+1] = uint32(len(c.parts))
	}
	c.Spellings.Seal()
	c.Canonical.Seal()
	return nil
}

// add numbers one value. The cell with the better opinion of a spelling prevails.
func (c *column) add(p pair, quality uint8) error {
	code, err := c.Spellings.Intern(p.spelling)
	if err != nil || code == table.Missing {
		return err
	}
	canon, err := c.Canonical.Intern(p.canonical)
	if err != nil {
		return err
	}
	if int(code) == len(c.Canon) {
		c.Canon, c.Quality = append(c.Canon, canon), append(c.Quality, quality)
	}
	if c.Canon[code] == 0 {
		c.Canon[code] = canon
	}
	c.Quality[code] = min(c.Quality[code], quality)
	c.parts = append(c.parts, code)
	return nil
}

// values returns the values of a cell; buf holds the only one of a simple cell.
func (c *column) values(cell uint32, buf *[1]uint32) []uint32 {
	if c.start == nil {
		buf[0] = cell
		return buf[:]
	}
	if n := uint32(len(c.start) - 1); cell >= n { // see Values.Cell
		buf[0] = cell - n
		return buf[:]
	}
	return c.parts[c.start[cell]:c.start[cell+1]]
}

// pair is one value of a cell.
type pair struct{ spelling, canonical []byte }

// pairUp finds the canonical string of each spelling of a cell. Canonical strings
// are sorted, so places do not tell: letters and digits do, and if one of each is left over, they belong together.
func pairUp(pairs []pair, spelling, canonical []byte) []pair {
	for s := range bytes.SplitSeq(spelling, separator) {
		if len(s) > 0 {
			pairs = append(pairs, pair{spelling: s})
		}
	}
	var left []byte
	lefts := 0
	for c := range bytes.SplitSeq(canonical, separator) {
		if len(c) > 0 && !claim(pairs, c) {
			left = c
			lefts++
		}
	}
	open, opens := 0, 0
	for i := range pairs {
		if pairs[i].canonical == nil {
			open = i
			opens++
		}
	}
	if lefts == 1 && opens == 1 {
		pairs[open].canonical = left
	}
	return pairs
}

// claim gives a canonical string to the spellings that have its letters and digits.
func claim(pairs []pair, canonical []byte) bool {
	found := false
	for i := range pairs {
		if sameLetters(pairs[i].spelling, canonical) {
			pairs[i].canonical, found = canonical, true
		}
	}
	return found
}

// sameLetters compares ASCII letters and digits only, whatever their case.
func sameLetters(a, b []byte) bool {
	i, j := 0, 0
	for {
		for i < len(a) && !isLetter(a[i]) {
			i++
		}
		for j < len(b) && !isLetter(b[j]) {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if lower(a[i]) != lower(b[j]) {
			return false
		}
		i, j = i+1, j+1
	}
}

func isLetter(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
