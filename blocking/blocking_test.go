package blocking

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// columnOf makes a column of values; "a|b" is a list of two.
func columnOf(name string, values []string, parts ...Part) Column {
	c := Column{Name: name, Dict: table.NewDict(), Parts: parts}
	for _, v := range values {
		b := []byte(v)
		for i := range b {
			if b[i] == '+' {
				b[i] = table.Separator
			}
		}
		code, _ := c.Dict.Intern(b)
		c.Codes = append(c.Codes, code)
	}
	return c
}

// collect runs a plan and returns every pair with its rule; a pair sent twice fails.
func collect(t interface{ Fatalf(string, ...any) }, p *Plan, opt Options, neighbours *NeighbourOptions) map[[2]uint32]int {
	var mu sync.Mutex
	got := map[[2]uint32]int{}
	sink := func(_, rule int, i uint32, js []uint32) {
		mu.Lock()
		defer mu.Unlock()
		for _, j := range js {
			pair := [2]uint32{min(i, j), max(i, j)}
			if _, again := got[pair]; again {
				t.Fatalf("pair %v came twice", pair)
			}
			got[pair] = rule
		}
	}
	if _, err := p.Pairs(context.Background(), opt, sink); err != nil {
		t.Fatalf("%v", err)
	}
	if neighbours != nil {
		if _, err := p.Neighbours(context.Background(), opt, *neighbours, sink); err != nil {
			t.Fatalf("%v", err)
		}
	}
	return got
}

// Every pair that shares all keys of a rule comes once, from the first such rule.
func TestPairsEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SampledFrom([]string{"", "ann", "bob", "cy", "ann+bob", "cy+dee", "eve"})
		n := rapid.IntRange(2, 25).Draw(t, "n")
		a, b := rapid.SliceOfN(value, n, n).Draw(t, "a"), rapid.SliceOfN(value, n, n).Draw(t, "b")
		columns := []Column{columnOf("a", a), columnOf("b", b)}
		rules := []Rule{{{0, Value}, {1, Value}}, {{0, Start}}, {{1, Value}}}
		plan := NewPlan(columns, n, rules)
		want := map[[2]uint32]int{}
		for i := range uint32(n) {
			for j := i + 1; j < uint32(n); j++ {
				if r := plan.First(i, j, len(rules)); r >= 0 {
					want[[2]uint32{i, j}] = r
				}
			}
		}
		for _, workers := range []int{1, 3} {
			got := collect(t, NewPlan(columns, n, rules), Options{Workers: workers}, nil)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%d workers (-want +got):\n%s", workers, d)
			}
		}
	})
}

func TestLargeBlocksAreLeftOutAndReported(t *testing.T) {
	values := slices.Repeat([]string{"same"}, 100)
	values = append(values, "x", "x")
	plan := NewPlan([]Column{columnOf("a", values)}, len(values), []Rule{{{0, Value}}})
	stats, err := plan.Pairs(context.Background(), Options{MaxBlock: 50}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := stats[0]
	if s.Left != 4950 || len(s.Skipped) != 1 || s.Skipped[0].Records != 100 || s.Pairs != 1 || s.Rule != "a" {
		t.Errorf("%+v", s)
	}
}

func TestNeighboursMeetWhatRulesMiss(t *testing.T) {
	var values []string
	for i := range 60 {
		values = append(values, fmt.Sprintf("company number%d from place%d", i, i%7))
	}
	values = append(values, "frobnicator gmbh zurich", "zurich frobnicators")
	columns := []Column{columnOf("name", values)}
	opt := NeighbourOptions{Top: 3, Grams: []bool{true}, Tagged: []bool{false}}
	want := collect(t, NewPlan(columns, len(values), nil), Options{Workers: 1}, &opt)
	if _, ok := want[[2]uint32{60, 61}]; !ok {
		t.Error("texts that share rare words did not meet")
	}
	if d := cmp.Diff(want, collect(t, NewPlan(columns, len(values), nil), Options{Workers: 3}, &opt)); d != "" {
		t.Error(d)
	}
}

func TestUniqueSourcesHaveNoPairsWithin(t *testing.T) {
	columns := []Column{columnOf("a", []string{"x", "x", "x"})}
	got := collect(t, NewPlan(columns, 3, []Rule{{{0, Value}}}), Options{Source: []uint16{0, 0, 1}, Unique: []bool{true, false}}, nil)
	if d := cmp.Diff(map[[2]uint32]int{{0, 2}: 0, {1, 2}: 0}, got); d != "" {
		t.Error(d)
	}
}

func TestAutoKeepsTheBudget(t *testing.T) {
	var given, family, born []string
	for i := range 3000 {
		given = append(given, fmt.Sprint("given", i%40))
		family = append(family, fmt.Sprint("family", i%700))
		born = append(born, fmt.Sprintf("19%02d-%02d-%02d", i%97, i%12+1, i%28+1))
	}
	copy(given[2500:], given[:500]) // the last five hundred are the first again
	copy(family[2500:], family[:500])
	copy(born[2500:], born[:500])
	columns := []Column{columnOf("given", given, Value, Sound), columnOf("family", family, Value, Start), columnOf("born", born, Value, Year)}
	rules, err := Auto(context.Background(), columns, 3000, Budget{Total: 10}, Options{Workers: 2})
	if err != nil || len(rules) == 0 {
		t.Fatalf("%v, %v", rules, err)
	}
	got := collect(t, NewPlan(columns, 3000, rules), Options{Workers: 2}, nil)
	if len(got) > 10*3000 {
		t.Errorf("%d pairs", len(got))
	}
	met := 0
	for i := range uint32(500) {
		if _, ok := got[[2]uint32{i, i + 2500}]; ok {
			met++
		}
	}
	if met < 495 {
		t.Errorf("%d of 500 copies meet", met)
	}
	again, _ := Auto(context.Background(), columns, 3000, Budget{Total: 10}, Options{Workers: 1})
	if d := cmp.Diff(rules, again); d != "" {
		t.Errorf("other rules with other workers:\n%s", d)
	}
}

func TestEqualJoinsWholeBlocks(t *testing.T) {
	pairs := Equal([]Column{columnOf("id", []string{"a", "b", "a", "", "a", ""})}, 6, Rule{{0, Value}})
	if len(pairs) != 2 {
		t.Errorf("%v, want a chain through the three", pairs)
	}
}
