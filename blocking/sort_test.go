package blocking

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSorterSorts(t *testing.T) {
	var s sorter // one for all: nothing of an earlier call may be left
	rapid.Check(t, func(t *rapid.T) {
		hash := rapid.SampledFrom([]uint64{0, 1, 1 << 63, 1<<63 | 1<<32, 1<<54 - 1, 1 << 54, 1<<64 - 1})
		numbers := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) uint64 {
			return hash.Draw(t, "hash")&^0xFFFFFFFF | uint64(rapid.Uint32Range(0, 99).Draw(t, "row"))
		}), 0, 80).Draw(t, "numbers")
		want := slices.Sorted(slices.Values(numbers))
		if got := s.sort(numbers); !slices.Equal(got, want) {
			t.Fatalf("got %x, want %x", got, want)
		}
	})
}

func BenchmarkSorter(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		rng := rand.New(rand.NewPCG(1, 2))
		numbers := make([]uint64, n)
		for i := range numbers {
			numbers[i] = rng.Uint64()
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var s sorter
			for b.Loop() {
				s.sort(numbers)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/number")
		})
	}
}
