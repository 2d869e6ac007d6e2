package evaluate

import (
	"cmp"
	"slices"
)

// matrix counts pairs of records by their two sources; m[s*n+t] with s ≤ t.
type matrix struct {
	n     int
	pairs []int64
}

// tally counts the pairs of records that share a group, by their two sources. Groups
// and sources are by record, sources from 0 to n-1.
func tally(group, source []uint32, n int) matrix {
	keys := make([]uint64, len(group))
	for i, g := range group {
		keys[i] = uint64(g)<<32 | uint64(source[i])
	}
	slices.Sort(keys)
	m := matrix{n, make([]int64, n*n)}
	var run []count // of the group at hand, by source
	for from := 0; from < len(keys); {
		run = run[:0]
		at := from
		for at < len(keys) && keys[at]>>32 == keys[from]>>32 {
			start := at
			for at < len(keys) && keys[at] == keys[start] {
				at++
			}
			run = append(run, count{int(uint32(keys[start])), int64(at - start)})
		}
		m.add(run)
		from = at
	}
	return m
}

// count is how many records of a source a group has.
type count struct {
	source  int
	records int64
}

// add adds the pairs of one group, whose counts are in the order of sources.
func (m matrix) add(group []count) {
	for k, a := range group {
		m.pairs[a.source*m.n+a.source] += a.records * (a.records - 1) / 2
		for _, b := range group[k+1:] {
			m.pairs[a.source*m.n+b.source] += a.records * b.records
		}
	}
}

// all counts pairs of any sources, within those of one source.
func (m matrix) all() (pairs int64) {
	for _, n := range m.pairs {
		pairs += n
	}
	return pairs
}

func (m matrix) within() (pairs int64) {
	for s := range m.n {
		pairs += m.pairs[s*m.n+s]
	}
	return pairs
}

func (m matrix) cross() int64 { return m.all() - m.within() }

// cells numbers the combinations of a and b, by record, from 0 in the order of a, then b.
func cells(a, b []uint32) []uint32 {
	order := make([]uint32, len(a))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(i, j uint32) int { return cmp.Or(cmp.Compare(a[i], a[j]), cmp.Compare(b[i], b[j])) })
	out := make([]uint32, len(a))
	for k := 1; k < len(order); k++ {
		i, before := order[k], order[k-1]
		out[i] = out[before]
		if a[i] != a[before] || b[i] != b[before] {
			out[i]++
		}
	}
	return out
}

// sizes counts the records of each group.
func sizes(group []uint32) []int64 {
	var n []int64
	for _, g := range group {
		for int(g) >= len(n) {
			n = append(n, make([]int64, int(g)+1-len(n))...)
		}
		n[g]++
	}
	return n
}

// largest returns how many groups have records, and the size of the largest.
func largest(sizes []int64) (groups int, most int64) {
	for _, n := range sizes {
		if n > 0 {
			groups++
		}
		most = max(most, n)
	}
	return groups, most
}
