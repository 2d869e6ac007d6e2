package match

import (
	"cmp"
	"slices"
)

// Histogram counts the patterns of pairs by stratum, and numbers both together in the order in which they
// come. It is for one goroutine; Merge sums several.
type Histogram struct {
	slots    []uint32 // number + 1, by hash; 0: free
	patterns []Pattern
	strata   []uint16
	counts   []uint64
}

// Len returns how many numbers there are: of patterns, once for every stratum that has them.
func (h *Histogram) Len() int { return len(h.patterns) }

// At returns what a number stands for.
func (h *Histogram) At(number uint32) (stratum int, p Pattern) {
	return int(h.strata[number]), h.patterns[number]
}

// Add counts a pattern of a stratum n times, and returns their number.
func (h *Histogram) Add(stratum int, p Pattern, n uint64) uint32 {
	if len(h.patterns)*2 >= len(h.slots) {
		h.grow()
	}
	mask := uint64(len(h.slots) - 1)
	for i := hashOf(stratum, p) & mask; ; i = (i + 1) & mask {
		if h.slots[i] == 0 {
			h.patterns, h.strata, h.counts = append(h.patterns, p), append(h.strata, uint16(stratum)), append(h.counts, n)
			h.slots[i] = uint32(len(h.patterns))
			return h.slots[i] - 1
		}
		if k := h.slots[i] - 1; h.patterns[k] == p && h.strata[k] == uint16(stratum) {
			h.counts[k] += n
			return k
		}
	}
}

func hashOf(stratum int, p Pattern) uint64 {
	return mix(uint64(p)*0x9e3779b97f4a7c15 + uint64(stratum))
}

func (h *Histogram) grow() {
	h.slots = make([]uint32, max(1024, 2*len(h.slots)))
	mask := uint64(len(h.slots) - 1)
	for k, p := range h.patterns {
		i := hashOf(int(h.strata[k]), p) & mask
		for h.slots[i] != 0 {
			i = (i + 1) & mask
		}
		h.slots[i] = uint32(k + 1)
	}
}

// Clear forgets all counts and numbers.
func (h *Histogram) Clear() {
	clear(h.slots)
	h.patterns, h.strata, h.counts = h.patterns[:0], h.strata[:0], h.counts[:0]
}

// Forget takes the counts of a stratum for none; its numbers stay.
func (h *Histogram) Forget(stratum int) {
	for k, s := range h.strata {
		if int(s) == stratum {
			h.counts[k] = 0
		}
	}
}

// Merge adds all of g to h.
func (h *Histogram) Merge(g *Histogram) {
	for k, n := range g.counts {
		if n > 0 {
			h.Add(int(g.strata[k]), g.patterns[k], n)
		}
	}
}

// Count is a pattern and how many pairs have it.
type Count struct {
	Pattern   Pattern
	N         float64
	Same, Not float64 // of these, pairs that labels say are matches, and that they are not
}

// free is how many of the pairs no label speaks of.
func (c *Count) free() float64 { return max(0, c.N-c.Same-c.Not) }

// Sorted returns the patterns of a stratum in ascending order, so that sums over them do not depend on who counted what.
func (h *Histogram) Sorted(stratum int) []Count {
	var out []Count
	for k, n := range h.counts {
		if n > 0 && int(h.strata[k]) == stratum {
			out = append(out, Count{Pattern: h.patterns[k], N: float64(n)})
		}
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return out
}

// mix spreads a key over 64 bits (the finaliser of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
