package identity

import (
	"fmt"
	"testing"
)

// BenchmarkAssign names clusters of three, a first time and a night later, when every hundredth record has moved.
func BenchmarkAssign(b *testing.B) {
	for _, n := range []int{1e3, 1e5} {
		ids := make([][]byte, n)
		var before, after Clusters
		before.Start, after.Start = []uint32{0}, []uint32{0}
		for i := range n {
			ids[i] = fmt.Appendf(nil, "%07d", i)
			for _, c := range []*Clusters{&before, &after} {
				if c == &after && i%100 == 0 {
					c.Start = append(c.Start, uint32(i))
				}
				c.Members = append(c.Members, uint32(i))
				if i%3 == 2 || i == n-1 {
					c.Start = append(c.Start, uint32(i+1))
				}
			}
		}
		after.Start = compact(after.Start)
		rec := Records{N: n, Key: func(i int) ([]byte, []byte, int32) { return []byte("crm"), ids[i], int32(i) }}
		r := assign("d", rec, before, nil, day(1))
		previous := night(rec, before, r)
		b.Run(fmt.Sprintf("first/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Assign("d", rec, before, nil, day(1))
			}
		})
		b.Run(fmt.Sprintf("next/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Assign("d", rec, after, previous, day(2))
			}
		})
	}
}

// compact drops starts that repeat.
func compact(start []uint32) []uint32 {
	out := start[:1]
	for _, s := range start[1:] {
		if s > out[len(out)-1] {
			out = append(out, s)
		}
	}
	return out
}
