package blocking

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What is said of two records is what the rules did with them: the first rule that makes them a pair sent it.
func TestMeetSaysWhatPairsDid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SampledFrom([]string{"", "ann", "bob", "cy", "ann+bob", "cy+dee", "eve"})
		n := rapid.IntRange(2, 20).Draw(t, "n")
		a, b := rapid.SliceOfN(value, n, n).Draw(t, "a"), rapid.SliceOfN(value, n, n).Draw(t, "b")
		columns := []Column{columnOf("a", a), columnOf("b", b)}
		rules := []Rule{{{0, Value}, {1, Value}}, {{0, Start}}, {{1, Value}}}
		opt := Options{MaxBlock: rapid.IntRange(2, 8).Draw(t, "most"), Workers: 2}
		got := collect(t, NewPlan(columns, n, rules), opt, nil)
		plan := NewPlan(columns, n, rules)
		said := map[[2]uint32]int{}
		for j := range uint32(n) {
			for i := range j {
				for r := range rules {
					if m := plan.Meet(r, i, j, opt); m.Made() {
						said[[2]uint32{i, j}] = r
						break
					}
				}
			}
		}
		if d := cmp.Diff(got, said); d != "" {
			t.Fatalf("(-sent +said):\n%s", d)
		}
	})
}

func TestMeetShowsKeys(t *testing.T) {
	columns := []Column{columnOf("name", []string{"anna", "anne", "bob", "anna"}), columnOf("year", []string{"1980", "1980", "1980", ""})}
	plan := NewPlan(columns, 4, []Rule{{{0, Start}, {1, Value}}, {{1, Value}}})
	for _, tt := range []struct {
		name string
		r    int
		i, j uint32
		want Meeting
	}{
		{"shared", 0, 0, 1, Meeting{"name:start + year", []KeyPair{{"name:start", "ann", "ann", true}, {"year", "1980", "1980", true}}, true, 2, 2}},
		{"one key differs", 0, 0, 2, Meeting{"name:start + year", []KeyPair{{"name:start", "ann", "bob", false}, {"year", "1980", "1980", true}}, false, 0, 2}},
		{"one key missing", 0, 0, 3, Meeting{"name:start + year", []KeyPair{{"name:start", "ann", "ann", true}, {"year", "1980", "", false}}, false, 0, 2}},
		{"too common", 1, 0, 2, Meeting{"year", []KeyPair{{"year", "1980", "1980", true}}, true, 3, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, plan.Meet(tt.r, tt.i, tt.j, Options{MaxBlock: 2})); d != "" {
				t.Error(d)
			}
		})
	}
}

// Near says of every pair whether the neighbour pass sends it.
func TestNearSaysWhatNeighboursDid(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	values := texts(r, 60, 12)
	nopt := NeighbourOptions{Top: 3, Grams: []bool{true}, Tagged: []bool{false}}
	columns := []Column{columnOf("a", values)}
	sent := collect(t, NewPlan(columns, len(values), nil), Options{Workers: 2}, &nopt)
	plan := NewPlan(columns, len(values), nil)
	for j := range uint32(len(values)) {
		for i := range j {
			near, err := plan.Near(i, j, Options{}, nopt)
			if err != nil {
				t.Fatal(err)
			}
			_, made := sent[[2]uint32{i, j}]
			within := near.Left > 0 && near.Left <= 3 || near.Right > 0 && near.Right <= 3
			if near.Made != made || within != made {
				t.Fatalf("%q and %q: %+v, sent %t", values[i], values[j], near, made)
			}
		}
	}
	if len(sent) == 0 {
		t.Fatal("no pair was sent")
	}
}

func TestStatsCountKeys(t *testing.T) {
	values := []string{"ann", "ann", "bob", "", "ann", "cy", "cy"}
	plan := NewPlan([]Column{columnOf("a", values)}, len(values), []Rule{{{0, Value}}})
	stats, err := plan.Pairs(context.Background(), Options{MaxBlock: 2}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := stats[0]
	if s.Keys != 3 || s.Records != 6 || s.Limited != 1 || s.Most != (Block{3, 0}) || s.Gross != 1 {
		t.Errorf("%+v", s)
	}
	if key := plan.KeyText(0, s.Most.Row); key != "ann" {
		t.Errorf("the largest block is of %q", key)
	}
}
