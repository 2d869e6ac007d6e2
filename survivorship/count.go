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
		c.count, err = c.counted()
	}
	return err
}

// counted returns how many records of all hold each canonical value. Of a street the name counts, of an e-mail address the domain.
func (c *column) counted() ([]uint32, error) {
	bySpelling := make([]uint32, c.Spellings.Len())
	var buf [1]uint32
	for _, cell := range c.Codes {
		for _, code := range c.values(cell, &buf) {
			bySpelling[code]++
		}
	}
	count := make([]uint32, c.Canonical.Len())
	for code, n := range bySpelling {
		count[c.Canon[code]] += n
	}
	switch {
	case c.mail:
		return c.countedBy(count, mailDomain)
	case len(count) > 1 && bytes.IndexByte(c.Canonical.Bytes(1), '|') >= 0:
		return c.countedBy(count, streetName)
	}
	return count, nil
}

// streetName is the middle one of the fields number, name and unit.
func streetName(v []byte) []byte {
	_, rest, _ := bytes.Cut(v, bar)
	name, _, _ := bytes.Cut(rest, bar)
	return name
}

func mailDomain(v []byte) []byte { return v[bytes.IndexByte(v, '@')+1:] }

// countedBy adds up the counts of values that share a part.
func (c *column) countedBy(count []uint32, part func([]byte) []byte) ([]uint32, error) {
	names := table.NewDict()
	of, sum := make([]uint32, len(count)), []uint32{0}
	for canon := range count {
		var err error
		if of[canon], err = names.Intern(part(c.Canonical.Bytes(uint32(canon)))); err != nil {
			return nil, err
		}
		if int(of[canon]) == len(sum) {
			sum = append(sum, 0)
		}
		sum[of[canon]] += count[canon]
	}
	for canon, name := range of {
		count[canon] = sum[name]
	}
	return count, nil
}
