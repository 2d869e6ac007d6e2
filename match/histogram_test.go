package match

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A histogram counts like a map, whatever is added and merged, and its numbers stand for what they were given for.
func TestHistogramProperties(t *testing.T) {
	type kind struct {
		stratum int
		pattern Pattern
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := make([]Histogram, rapid.IntRange(1, 3).Draw(t, "parts"))
		want := map[kind]float64{}
		for range rapid.IntRange(0, 200).Draw(t, "adds") {
			k := kind{rapid.IntRange(0, 2).Draw(t, "stratum"), Pattern(rapid.Uint64().Draw(t, "pattern")) >> rapid.IntRange(0, 63).Draw(t, "shift")}
			n := rapid.Uint64Range(1, 1<<40).Draw(t, "n")
			part := &parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")]
			number := part.Add(k.stratum, k.pattern, n)
			if stratum, p := part.At(number); (kind{stratum, p}) != k {
				t.Fatalf("number %d of %v stands for %d, %x", number, k, stratum, p)
			}
			want[k] += float64(n)
		}
		var sum Histogram
		for i := range parts {
			sum.Merge(&parts[i])
		}
		got := map[kind]float64{}
		for stratum := range 3 {
			sorted := sum.Sorted(stratum)
			for i, c := range sorted {
				if i > 0 && sorted[i-1].Pattern >= c.Pattern {
					t.Fatalf("%x after %x", c.Pattern, sorted[i-1].Pattern)
				}
				got[kind{stratum, c.Pattern}] = c.N
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		sum.Forget(1)
		if len(sum.Sorted(1)) > 0 {
			t.Fatal("a stratum is still there")
		}
		sum.Clear()
		if sum.Len() > 0 || sum.Add(0, 7, 1) != 0 {
			t.Fatal("not cleared")
		}
	})
}
