package survivorship

import (
	"bytes"

	"github.com/gildmdm/gild/internal/table"
)

// liken finds out what is needed to tell slips and short forms from the values that they stand for.
func (c *column) liken(nickname func(nick, formal []byte) bool) (err error) {
	c.likeness = likenessOf(c.Name)
	if c.nicknames {
		c.nickname = nickname
	}
	if c.slips || c.mail {
		err = c.counted()
	}
	return err
}

// counted finds out how many records of all hold each canonical value; of a street, the rarest word of its name, which a slip would be;
// of an e-mail address, the domain, and before it the rarest word.
func (c *column) counted() error {
	bySpelling := make([]uint32, c.Spellings.Len())
	var buf [1]uint32
	for _, cell := range c.Codes {
		for _, code := range c.values(cell, &buf) {
			bySpelling[code]++
		}
	}
	c.count = make([]uint32, c.Canonical.Len())
	for code, n := range bySpelling {
		c.count[c.Canon[code]] += n
	}
	var err error
	switch {
	case c.mail:
		if c.boxes, err = c.countedBy(c.count, mailBox); err == nil {
			c.count, err = c.countedBy(c.count, mailDomain)
		}
	case len(c.count) > 1 && bytes.IndexByte(c.Canonical.Bytes(1), '|') >= 0:
		c.count, err = c.countedBy(c.count, streetName)
	}
	return err
}

// streetName returns the words of the middle one of the fields number, name and unit.
func streetName(v []byte) [][]byte {
	_, rest, _ := bytes.Cut(v, bar)
	name, _, _ := bytes.Cut(rest, bar)
	return bytes.Fields(name)
}

func mailDomain(v []byte) [][]byte { return [][]byte{v[bytes.IndexByte(v, '@')+1:]} }

// mailBox returns the words before the @: "ann", "lee" of "ann.lee80@x".
func mailBox(v []byte) [][]byte {
	return bytes.FieldsFunc(v[:max(0, bytes.IndexByte(v, '@'))], func(r rune) bool { return r < 'a' || r > 'z' })
}

// countedBy gives every value the count of the rarest of its words: of one with a slip it is that of the slip.
func (c *column) countedBy(count []uint32, of func([]byte) [][]byte) ([]uint32, error) {
	words, sum := table.NewDict(), []uint32{0}
	for canon, n := range count {
		for _, w := range of(c.Canonical.Bytes(uint32(canon))) {
			code, err := words.Intern(w)
			if err != nil {
				return nil, err
			}
			if int(code) == len(sum) {
				sum = append(sum, 0)
			}
			sum[code] += n
		}
	}
	rarest := make([]uint32, len(count))
	for canon := range rarest {
		for i, w := range of(c.Canonical.Bytes(uint32(canon))) {
			if n := sum[words.Lookup(w)]; i == 0 || n < rarest[canon] {
				rarest[canon] = n
			}
		}
	}
	return rarest, nil
}
