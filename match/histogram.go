package match

import "slices"

// Histogram counts patterns. It is for one goroutine; Merge sums several.
type Histogram struct {
	keys   []Pattern
	counts []uint64
	used   int
}

// Add counts one pattern n times.
func (h *Histogram) Add(p Pattern, n uint64) {
	if h.used*4 >= len(h.keys)*3 {
		h.grow()
	}
	mask := uint64(len(h.keys) - 1)
	for i := mix(uint64(p)) & mask; ; i = (i + 1) & mask {
		if h.counts[i] == 0 {
			h.keys[i], h.counts[i] = p, n
			h.used++
			return
		}
		if h.keys[i] == p {
			h.counts[i] += n
			return
		}
	}
}

func (h *Histogram) grow() {
	old := *h
	size := max(1024, 2*len(old.keys))
	*h = Histogram{keys: make([]Pattern, size), counts: make([]uint64, size)}
	for i, n := range old.counts {
		if n > 0 {
			h.Add(old.keys[i], n)
		}
	}
}

// Merge adds all of g to h.
func (h *Histogram) Merge(g *Histogram) {
	for i, n := range g.counts {
		if n > 0 {
			h.Add(g.keys[i], n)
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

// Sorted returns the patterns in ascending order, so that sums over them do not depend on who counted what.
func (h *Histogram) Sorted() []Count {
	out := make([]Count, 0, h.used)
	for i, n := range h.counts {
		if n > 0 {
			out = append(out, Count{Pattern: h.keys[i], N: float64(n)})
		}
	}
	slices.SortFunc(out, func(a, b Count) int {
		switch {
		case a.Pattern < b.Pattern:
			return -1
		case a.Pattern > b.Pattern:
			return 1
		}
		return 0
	})
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
