package match

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A histogram counts like a map, whatever is added and merged.
func TestHistogramProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := make([]Histogram, rapid.IntRange(1, 3).Draw(t, "parts"))
		want := map[Pattern]float64{}
		for range rapid.IntRange(0, 200).Draw(t, "adds") {
			p := Pattern(rapid.Uint64().Draw(t, "pattern")) >> rapid.IntRange(0, 63).Draw(t, "shift")
			n := rapid.Uint64Range(1, 1<<40).Draw(t, "n")
			parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")].Add(p, n)
			want[p] += float64(n)
		}
		var sum Histogram
		for i := range parts {
			sum.Merge(&parts[i])
		}
		got := map[Pattern]float64{}
		sorted := sum.Sorted()
		for i, c := range sorted {
			if i > 0 && sorted[i-1].Pattern >= c.Pattern {
				t.Fatalf("%x after %x", c.Pattern, sorted[i-1].Pattern)
			}
			got[c.Pattern] = c.N
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}
