package blocking

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Records with more copies than a block may hold meet the first of them, which alone meets others.
func TestManyCopies(t *testing.T) {
	var name, city []string
	add := func(n int, a, b string) {
		for range n {
			name, city = append(name, a), append(city, b)
		}
	}
	add(1, "ann", "york")
	add(5, "ann", "bath") // too many
	add(3, "bob", "bath") // as many as may be
	add(6, "", "")        // nothing is no copy of nothing
	add(5, "", "hull")    // too many
	columns := []Column{columnOf("name", name, Value), columnOf("city", city, Value)}
	plan := NewPlan(columns, len(name), []Rule{{{Column: 0}}, {{Column: 1}}})
	opt := Options{MaxBlock: 3, Copies: true, Source: make([]uint16, len(name))}
	var got [][3]uint32
	sink := func(_, rule int, i uint32, js []uint32) {
		for _, j := range js {
			got = append(got, [3]uint32{uint32(rule), i, j})
		}
	}
	if _, err := plan.Pairs(context.Background(), opt, sink); err != nil {
		t.Fatal(err)
	}
	s, err := plan.Copies(context.Background(), opt, sink)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(got, func(a, b [3]uint32) int { return slices.Compare(a[:], b[:]) })
	want := [][3]uint32{
		{0, 0, 1}, {0, 6, 7}, {0, 6, 8}, {0, 7, 8}, // ann of york and the first ann of bath; the bobs. Bath has four without copies: too many
		{3, 1, 2}, {3, 1, 3}, {3, 1, 4}, {3, 1, 5}, {3, 15, 16}, {3, 15, 17}, {3, 15, 18}, {3, 15, 19},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s.Pairs != 8 || !plan.IsCopy(4) || plan.IsCopy(1) || plan.IsCopy(7) {
		t.Errorf("%d pairs of copies", s.Pairs)
	}
}
