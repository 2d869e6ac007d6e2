package match

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Whatever the odds, a record has at most one match in a source; without rivals expectations are plain probabilities.
func TestCompetitionSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const records, sources = 8, 2
		source := make([]uint16, records)
		var values []string
		for i := range source {
			source[i] = uint16(i % sources)
			values = append(values, fmt.Sprint(i))
		}
		c := comparerIn(t, source, []Field{{Kind: Code, Columns: []int{0}}}, Options{}, values)
		strata, odds := make([]Stratum, c.Strata()), make([][]float64, c.Strata())
		var pairs []Pair
		for i := range uint32(records) {
			for j := i + 1; j < records; j++ {
				if rapid.Bool().Draw(t, "candidate") {
					s := c.Stratum(i, j)
					pair := Pair{i, j, Pattern(len(pairs))} // a pattern of its own
					pairs = append(pairs, pair)
					strata[s].Patterns = append(strata[s].Patterns, Count{Pattern: pair.Pattern, N: 1})
					odds[s] = append(odds[s], rapid.Float64Range(0, 100).Draw(t, "odds"))
				}
			}
		}
		compete := []bool{rapid.Bool().Draw(t, "first"), rapid.Bool().Draw(t, "second"), rapid.Bool().Draw(t, "across")}
		k := NewCompetition(c, pairs, strata)
		got := k.expect(odds, compete)
		if d := cmp.Diff(got, k.expect(odds, compete)); d != "" {
			t.Fatalf("the second time it is other:\n%s", d)
		}
		turned := slices.Clone(pairs)
		slices.Reverse(turned)
		if d := cmp.Diff(got, NewCompetition(c, turned, strata).expect(odds, compete)); d != "" {
			t.Fatalf("pairs in another order:\n%s", d)
		}
		sums := map[[2]uint32]float64{} // by record and the source of the other
		at := make([]int, len(strata))
		for _, p := range pairs {
			s := c.Stratum(p.I, p.J)
			x, o := got[s][at[s]], odds[s][at[s]]
			at[s]++
			if x < 0 || x > o/(1+o)+1e-9 || !compete[s] && math.Abs(x-o/(1+o)) > 1e-9 {
				t.Fatalf("odds %v make %v matches", o, x)
			}
			if compete[s] {
				sums[[2]uint32{p.I, uint32(source[p.J])}] += x
				sums[[2]uint32{p.J, uint32(source[p.I])}] += x
			}
		}
		for slot, sum := range sums {
			if sum > 1+1e-9 {
				t.Fatalf("record %d expects %v matches in source %d", slot[0], sum, slot[1])
			}
		}
	})
}

// Rivals: in sources without duplicates none come near, in a source that is there twice its own records do.
func TestRivalry(t *testing.T) {
	p := newTown(40)
	var source []uint16
	var columns [4][]string
	add := func(s uint16, i int) {
		source = append(source, s)
		for k, values := range [][]string{p.given, p.family, p.born, p.street} {
			columns[k] = append(columns[k], values[i])
		}
	}
	seen := map[int]bool{}
	for i := range p.who {
		if !seen[p.who[i]] {
			seen[p.who[i]] = true
			add(0, i)
			add(0, i) // the first source has everybody twice
			add(1, i)
		}
	}
	for _, tt := range []struct {
		name    string
		twice   bool
		own     [2]float64
		atLeast bool
	}{{"duplicates", true, [2]float64{.9, 0}, true}, {"no duplicates", false, [2]float64{.05, .05}, false}} {
		t.Run(tt.name, func(t *testing.T) {
			var keep []uint16
			var kept [4][]string
			for i := range source {
				if tt.twice || i%3 != 1 {
					keep = append(keep, source[i])
					for k := range kept {
						kept[k] = append(kept[k], columns[k][i])
					}
				}
			}
			c := comparerIn(t, keep, townFields(), Options{}, kept[0], kept[1], kept[2], kept[3])
			u, err := c.NewChance(context.Background(), nil, nil, 1)
			if err != nil {
				t.Fatal(err)
			}
			var pairs []Pair
			for i := range uint32(c.Rows()) {
				for j := range i {
					pairs = append(pairs, Pair{j, i, c.Pattern(j, i)})
				}
			}
			r := NewRivalry(c, u, pairs)
			for s := range r.Own {
				if r.Pairs[s] == 0 || r.Own[s] < 0 || r.Own[s] > 1 || r.Second[s] < 0 || r.Second[s] > 1 {
					t.Errorf("source %d: %+v", s, r)
				}
			}
			if tt.atLeast && (r.Own[0] < tt.own[0] || r.Second[1] < .9) || !tt.atLeast && (r.Own[0] > tt.own[0] || r.Own[1] > tt.own[1] || r.Second[0] > .05) {
				t.Errorf("%+v", r)
			}
		})
	}
}

// Beyond the most that odds count, rivals are even.
func TestCompetitionAmongSeveralMatches(t *testing.T) {
	c := comparerIn(t, nil, []Field{{Kind: Code, Columns: []int{0}}}, Options{}, []string{"AAAA1", "AAAA2", "AAAA3"})
	pairs := []Pair{{0, 1, 1}, {0, 2, 2}}
	strata := []Stratum{{Pairs: 3, Patterns: []Count{{Pattern: 1, N: 1}, {Pattern: 2, N: 1}}}, {}}
	k := NewCompetition(c, pairs, strata)
	odds := [][]float64{{1000, 10}, {}}
	if m := k.expect(odds, []bool{true, true}); m[0][0] < .98 || m[0][1] > .02 {
		t.Errorf("the better of two rivals gets %v, the other %v", m[0][0], m[0][1])
	}
	k.Most = 3
	if m := k.expect(odds, []bool{true, true}); m[0][0] != m[0][1] || m[0][0] < .42 {
		t.Errorf("rivals beyond the most odds get %v and %v, want 3/7 each", m[0][0], m[0][1])
	}
}
