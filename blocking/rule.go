package blocking

import (
	"math/bits"
	"slices"
	"strings"
)

// Rule is a list of keys that must all be equal.
type Rule []Key

// maxCombinations is how many keys of one rule a record may have when its values are lists.
const maxCombinations = 8

// Name writes a rule as it stands in configurations: family_name:sound + birth_date.
func (r Rule) Name(columns []Column) string {
	var parts []string
	for _, k := range r {
		s := columns[k.Column].Name
		if k.Part != Value {
			s += ":" + k.Part.String()
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " + ")
}

// compiled is a rule ready to run.
type compiled struct {
	keys    []*index
	skipped map[uint64]bool // blocks left out: too large
}

// lists reports whether records may be in several blocks of the rule.
func (c *compiled) lists() bool {
	for _, k := range c.keys {
		if k.one == nil {
			return true
		}
	}
	return false
}

// shared returns the smallest hash that two records share in a block that is not left out.
func (c *compiled) shared(i, j uint32) (uint64, bool) {
	var x, y [maxCombinations]uint64
	theirs := c.hashes(y[:0], j)
	least, found := uint64(0), false
	for _, h := range c.hashes(x[:0], i) {
		if !c.skipped[h] && slices.Contains(theirs, h) && (!found || h < least) {
			least, found = h, true
		}
	}
	return least, found
}

// hashes appends the block hashes of a record.
func (c *compiled) hashes(dst []uint64, row uint32) []uint64 {
	// Fast path: one hash a key.
	h := uint64(0)
	for i, k := range c.keys {
		of := k.of(row)
		switch len(of) {
		case 0:
			return dst
		case 1:
			h = combine(h, of[0])
		default:
			return c.combinations(dst, row, i, h)
		}
	}
	return append(dst, h)
}

// combinations appends one hash for every combination of list values, from key i on.
func (c *compiled) combinations(dst []uint64, row uint32, i int, h uint64) []uint64 {
	if i == len(c.keys) {
		return append(dst, h)
	}
	from := len(dst)
	for _, v := range c.keys[i].of(row) {
		if len(dst)-from < maxCombinations {
			dst = c.combinations(dst, row, i+1, combine(h, v))
		}
	}
	return dst
}

// combine joins hashes in order and spreads them, so that the upper bits can choose a partition.
func combine(h, v uint64) uint64 {
	h = bits.RotateLeft64(h, 23) ^ v
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// produces reports whether two records meet in a block of the rule that was not left out.
func (c *compiled) produces(i, j uint32) bool {
	for _, k := range c.keys {
		if k.one != nil {
			// Equal codes mean equal keys without looking further.
			a, b := k.codes[i], k.codes[j]
			if k.one[a] == 0 || a != b && k.one[a] != k.one[b] {
				return false
			}
		} else if !intersect(k.of(i), k.of(j)) {
			return false
		}
	}
	if len(c.skipped) == 0 {
		return true
	}
	_, met := c.shared(i, j)
	return met
}

// intersect reports whether two ascending lists have a value in common.
func intersect(a, b []uint64) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case b[j] < a[i]:
			j++
		default:
			return true
		}
	}
	return false
}
