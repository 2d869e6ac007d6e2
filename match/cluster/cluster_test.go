package cluster

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// run clusters n records by the log-odds of all pairs; pairs that are not given have -6.
func run(t interface{ Fatal(...any) }, n int, odds map[[2]uint32]float32, order []int, opt Options) *Clusters {
	var edges []Edge
	for p, lo := range odds {
		edges = append(edges, Edge{p[0], p[1], lo})
	}
	slices.SortFunc(edges, func(a, b Edge) int { return int(a.I)*1000 + int(a.J) - int(b.I)*1000 - int(b.J) })
	if order != nil {
		mixed := make([]Edge, len(edges))
		for i, k := range order {
			mixed[i] = edges[k]
			if k%2 == 0 {
				mixed[i].I, mixed[i].J = mixed[i].J, mixed[i].I
			}
		}
		edges = mixed
	}
	opt.Scorer = func() func(i, j uint32) float32 {
		return func(i, j uint32) float32 {
			if lo, ok := odds[[2]uint32{min(i, j), max(i, j)}]; ok {
				return lo
			}
			return -6
		}
	}
	c, err := Agglomerate(context.Background(), n, edges, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAgglomerate(t *testing.T) {
	all := func(lo float32, members ...uint32) map[[2]uint32]float32 {
		m := map[[2]uint32]float32{}
		for i, a := range members {
			for _, b := range members[i+1:] {
				m[[2]uint32{a, b}] = lo
			}
		}
		return m
	}
	chain := map[[2]uint32]float32{{0, 1}: 4, {1, 2}: 3, {2, 3}: 4}
	unbacked := all(-1, 0, 1, 2, 3)
	unbacked[[2]uint32{0, 1}], unbacked[[2]uint32{2, 3}] = 4, 4
	for _, tt := range []struct {
		name string
		odds map[[2]uint32]float32
		opt  Options
		want []uint32
	}{
		{"nothing to link", nil, Options{}, []uint32{0, 1, 2, 3}},
		{"everybody is alike", all(3, 0, 1, 2, 3), Options{}, []uint32{0, 0, 0, 0}},
		{"a weak link does not chain", chain, Options{}, []uint32{0, 0, 1, 1}},
		{"unlikely pairs stay apart", all(-1, 0, 1), Options{}, []uint32{0, 1, 2, 3}},
		{"a veto parts them", all(5, 0, 1, 2), Options{Never: func(i, j uint32) bool { return i+j == 1 }}, []uint32{0, 1, 0, 2}},
		{"conflict as wholes", all(5, 0, 1, 2), Options{Apart: func(a, b []uint32) bool { return len(a)+len(b) > 2 }}, []uint32{0, 0, 1, 2}},
		{"an overwhelming link joins what conflicts", all(10, 0, 1, 2), Options{Apart: func(a, b []uint32) bool { return true }}, []uint32{0, 0, 0, 1}},
		{"a lenient cut alone", unbacked, Options{}, []uint32{0, 0, 0, 0}},
		{"a lenient cut without a link to back it", unbacked, Options{Backed: true}, []uint32{0, 0, 1, 1}},
		{"one record of a source without duplicates", all(5, 0, 1, 2), Options{Source: []uint16{0, 0, 1, 1}, Unique: []bool{true, true}}, []uint32{0, 1, 0, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, run(t, 4, tt.odds, nil, tt.opt).Of); d != "" {
				t.Error(d)
			}
		})
	}
}

// Clusters do not depend on the order of edges, on their direction, or on the number of workers.
func TestOrderFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		odds := map[[2]uint32]float32{}
		for i := range uint32(n) {
			for j := i + 1; j < uint32(n); j++ {
				if rapid.Bool().Draw(t, "edge") {
					odds[[2]uint32{i, j}] = float32(rapid.IntRange(-3, 6).Draw(t, "lo"))
				}
			}
		}
		var identity []int
		for k := range len(odds) {
			identity = append(identity, k)
		}
		want := run(t, n, odds, nil, Options{Workers: 1})
		got := run(t, n, odds, rapid.Permutation(identity).Draw(t, "order"), Options{Workers: 3})
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		for k := range got.Len() {
			if !slices.IsSorted(got.List(k)) || got.Of[got.List(k)[0]] != uint32(k) {
				t.Fatal("clusters are not in order")
			}
		}
	})
}
