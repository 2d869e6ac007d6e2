package blocking

import (
	"context"
	"fmt"
	"testing"
)

func BenchmarkPairs(b *testing.B) {
	for _, n := range []int{1e3, 1e5} {
		columns := autoTable(n)
		rules := []Rule{{{3, Value}}, {{1, Value}, {2, Year}}, {{0, Start}, {2, Value}}}
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%d records/%d workers", n, workers), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := NewPlan(columns, n, rules).Pairs(context.Background(), Options{Workers: workers}, nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkNeighbours(b *testing.B) {
	for _, n := range []int{1e3, 1e4} {
		columns := autoTable(n)
		nopt := NeighbourOptions{Grams: []bool{true, true, false, false}, Tagged: []bool{false, false, true, false}}
		plan := NewPlan(columns, n, nil)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := plan.Neighbours(context.Background(), Options{Workers: 2}, nopt, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAuto(b *testing.B) {
	const n = 1e4
	columns := autoTable(n)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Auto(context.Background(), columns, n, Budget{}, Options{Workers: 2}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEqual(b *testing.B) {
	const n = 1e5
	columns := autoTable(n)
	b.ReportAllocs()
	for b.Loop() {
		Equal(columns, n, Rule{{1, Value}})
	}
}
