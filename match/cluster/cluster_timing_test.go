package cluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkAgglomerate clusters n records in groups of four, with as many false links between groups as groups.
func BenchmarkAgglomerate(b *testing.B) {
	for _, n := range []int{1e3, 1e5} {
		r := rand.New(rand.NewPCG(1, 1))
		var edges []Edge
		for k := 0; k+4 <= n; k += 4 {
			for j := range uint32(4) {
				for i := range j {
					edges = append(edges, Edge{uint32(k) + i, uint32(k) + j, 4 + r.Float32()})
				}
			}
			edges = append(edges, Edge{uint32(k), r.Uint32N(uint32(n)), r.Float32()})
		}
		edges = slices.DeleteFunc(edges, func(e Edge) bool { return e.I == e.J })
		scorer := func() func(i, j uint32) float32 {
			return func(i, j uint32) float32 {
				if i/4 == j/4 {
					return 4
				}
				return -5
			}
		}
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%d records/%d workers", n, workers), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Agglomerate(context.Background(), n, slices.Clone(edges), Options{Scorer: scorer, Workers: workers}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
