package relation

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Dealing sorts like comparing does, whatever the sizes of keys.
func TestSortKeysLikeComparing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 2, fewKeys, fewKeys + 1, 5000} {
		for _, bits := range []int{0, 1, 9, 33, 64} {
			k := make([]keyed, n)
			for i := range k {
				k[i] = keyed{r.Uint64() >> (64 - bits), r.Uint32() >> (32 - bits/2)}
			}
			want := slices.Clone(k)
			slices.SortFunc(want, compareKeyed)
			sortKeys(k)
			if !slices.Equal(want, k) {
				t.Errorf("%d entries of %d bits are not sorted", n, bits)
			}
		}
	}
}

func TestGroups(t *testing.T) {
	var got [][]keyed
	for _, g := range groups([]keyed{{1, 5}, {1, 6}, {2, 1}, {9, 9}}) {
		got = append(got, g)
	}
	if d := cmp.Diff([][]keyed{{{1, 5}, {1, 6}}, {{2, 1}}, {{9, 9}}}, got, cmp.AllowUnexported(keyed{})); d != "" {
		t.Error(d)
	}
}
