package infer

import (
	"fmt"
	"testing"

	"github.com/gildmdm/gild/internal/table"
)

func BenchmarkInfer(b *testing.B) {
	for _, rows := range []int{1e3, 1e5, 1e6} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			tables := []*table.Table{made(b, "a", rows, false, madeSets()["german"])}
			b.ReportAllocs()
			for b.Loop() {
				Infer(tables, Options{})
			}
		})
	}
}
