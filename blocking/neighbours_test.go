package blocking

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// texts draws short texts of few words, some of them with slips.
func texts(r *rand.Rand, n, words int) []string {
	out := make([]string, n)
	for i := range out {
		var w []string
		for range 1 + r.IntN(5) {
			w = append(w, fmt.Sprintf("w%c%c%d", 'a'+r.IntN(words%26+1), 'a'+r.IntN(5), r.IntN(words)))
		}
		out[i] = strings.Join(w, " ")
	}
	return out
}

// plainNeighbours is the neighbour pass written plainly, for words only: cosine of idf weights.
func plainNeighbours(values []string, top int) map[[2]uint32]bool {
	sets := make([]map[string]float64, len(values))
	df := map[string]int{}
	for i, v := range values {
		sets[i] = map[string]float64{}
		for _, w := range strings.Fields(v) {
			if _, again := sets[i][w]; !again {
				sets[i][w] = 0
				df[w]++
			}
		}
	}
	for _, set := range sets {
		norm := 0.0
		for w := range set {
			set[w] = math.Log(1 + float64(len(values))/float64(max(df[w], 2)))
			norm += set[w] * set[w]
		}
		for w := range set {
			set[w] /= math.Sqrt(norm)
		}
	}
	pairs := map[[2]uint32]bool{}
	for i := range values {
		type near struct {
			row int
			sim float64
		}
		var list []near
		for j := range values {
			sim := 0.0
			for w, x := range sets[i] {
				sim += x * sets[j][w]
			}
			if i != j && sim > 0 {
				list = append(list, near{j, sim})
			}
		}
		slices.SortFunc(list, func(a, b near) int {
			if math.Abs(a.sim-b.sim) > 1e-5 {
				return int(math.Copysign(1, b.sim-a.sim))
			}
			return a.row - b.row
		})
		for _, n := range list[:min(len(list), top)] {
			pairs[[2]uint32{uint32(min(i, n.row)), uint32(max(i, n.row))}] = true
		}
	}
	return pairs
}

// Every record meets all that share a word when there is room; any number of workers finds the same; each pair comes once.
func TestNeighboursEqualReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := rapid.IntRange(1, 40).Draw(t, "n")
		values := texts(r, n, 6)
		opt := NeighbourOptions{Top: 100, Grams: []bool{false}, Tagged: []bool{false}}
		want := plainNeighbours(values, opt.Top)
		for _, workers := range []int{1, 3} {
			got := map[[2]uint32]bool{}
			for p, rule := range collect(t, NewPlan([]Column{columnOf("a", values)}, n, nil), Options{Workers: workers}, &opt) {
				if rule != 0 {
					t.Fatalf("pair %v is of rule %d", p, rule)
				}
				got[p] = true
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%d workers (-want +got):\n%s", workers, d)
			}
		}
	})
}

// The nearest come first: with room for few, a copy is always among them, from whichever side.
func TestNeighboursKeepTheNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	values := texts(r, 300, 40)
	for i := range 100 {
		values = append(values, fmt.Sprintf("%s only%d", values[i], i))
		values[i] += fmt.Sprintf(" only%d", i)
	}
	opt := NeighbourOptions{Top: 2, Grams: []bool{true}, Tagged: []bool{false}}
	got := collect(t, NewPlan([]Column{columnOf("a", values)}, len(values), nil), Options{Workers: 2}, &opt)
	for i := range uint32(100) {
		if _, ok := got[[2]uint32{i, i + 300}]; !ok {
			t.Errorf("%q does not meet its copy", values[i])
		}
	}
	if len(got) > 2*len(values) {
		t.Errorf("%d pairs of %d records, two each", len(got), len(values))
	}
}

// Neighbours do not depend on the order of records, where none are equally near.
func TestNeighboursAreOrderFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		n := 30
		values := texts(r, n, 8)
		order := r.Perm(n)
		mixed := make([]string, n)
		for at, row := range order {
			mixed[at] = values[row]
		}
		opt := NeighbourOptions{Top: 100, Grams: []bool{true}, Tagged: []bool{false}}
		want := collect(t, NewPlan([]Column{columnOf("a", values)}, n, nil), Options{Workers: 2}, &opt)
		got := map[[2]uint32]int{}
		for p, rule := range collect(t, NewPlan([]Column{columnOf("a", mixed)}, n, nil), Options{Workers: 2}, &opt) {
			i, j := uint32(order[p[0]]), uint32(order[p[1]])
			got[[2]uint32{min(i, j), max(i, j)}] = rule
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestNeighbourOptions(t *testing.T) {
	code := columnOf("code", []string{"alpha", "beta", "alpha", "gamma"})
	name := columnOf("name", []string{"one", "alpha", "two", "three"})
	f := func(name string, columns []Column, rules []Rule, opt Options, nopt NeighbourOptions, want ...[2]uint32) {
		t.Helper()
		plan := NewPlan(columns, 4, rules)
		got := map[[2]uint32]bool{}
		sink := func(_, rule int, i uint32, js []uint32) {
			for _, j := range js {
				got[[2]uint32{min(i, j), max(i, j)}] = true
			}
			if rule != len(rules) {
				t.Errorf("%s: rule %d", name, rule)
			}
		}
		if _, err := plan.Pairs(context.Background(), opt, nil); err != nil {
			t.Fatal(err)
		}
		s, err := plan.Neighbours(context.Background(), opt, nopt, sink)
		if err != nil {
			t.Fatal(err)
		}
		all := map[[2]uint32]bool{}
		for _, p := range want {
			all[p] = true
		}
		if d := cmp.Diff(all, got); d != "" || int(s.Pairs) != len(want) {
			t.Errorf("%s: %d pairs (-want +got):\n%s", name, s.Pairs, d)
		}
	}
	both := []bool{false, false}
	f("words meet across columns", []Column{code, name}, nil, Options{}, NeighbourOptions{Grams: both, Tagged: both}, [2]uint32{0, 1}, [2]uint32{0, 2}, [2]uint32{1, 2})
	f("tagged columns meet themselves", []Column{code, name}, nil, Options{}, NeighbourOptions{Grams: both, Tagged: []bool{true, false}}, [2]uint32{0, 2})
	f("pairs of rules are left out", []Column{code}, []Rule{{{0, Value}}}, Options{}, NeighbourOptions{Grams: both[:1], Tagged: both[:1]})
	f("duplicate-free sources have no pairs within", []Column{code, name}, nil, Options{Source: []uint16{0, 1, 0, 1}, Unique: []bool{true, true}}, NeighbourOptions{Grams: both, Tagged: both}, [2]uint32{0, 1}, [2]uint32{1, 2})
	f("one neighbour each, and one of another source", []Column{code, name}, nil, Options{Source: []uint16{0, 1, 0, 1}}, NeighbourOptions{Top: 1, Across: true, Grams: both, Tagged: both}, [2]uint32{0, 1}, [2]uint32{0, 2}, [2]uint32{1, 2})
}
