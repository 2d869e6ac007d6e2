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
	if c.slips {
		c.count, err = c.counted()
	}
	return err
}

// counted returns how many records of all hold each canonical value. Where | parts fields, those count that have
// the same middle one: a street's name.
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
	if len(count) < 2 || bytes.IndexByte(c.Canonical.Bytes(1), '|') < 0 {
		return count, nil
	}
	return c.countedNames(count)
}

// countedNames adds up the counts of values with the same middle field.
func (c *column) countedNames(count []uint32) ([]uint32, error) {
	names := table.NewDict()
	of, sum := make([]uint32, len(count)), []uint32{0}
	for canon := range count {
		_, rest, _ := bytes.Cut(c.Canonical.Bytes(uint32(canon)), bar)
		name, _, _ := bytes.Cut(rest, bar)
		var err error
		if of[canon], err = names.Intern(name); err != nil {
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
