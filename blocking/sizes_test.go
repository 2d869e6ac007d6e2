package blocking

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Sizes tells of every rule what Pairs then does, but for the pairs that are new.
func TestSizesAreThoseOfPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 60).Draw(t, "rows")
		values := func(name string, distinct int) Column {
			v := make([]string, rows)
			for i := range v {
				v[i] = fmt.Sprint(rapid.IntRange(0, distinct).Draw(t, name))
			}
			return columnOf(name, v, Value)
		}
		columns := []Column{values("a", 4), values("b", 9)}
		rules := []Rule{{{0, Value}}, {{1, Value}}, {{0, Value}, {1, Value}}}
		opt := Options{MaxBlock: rapid.IntRange(2, 20).Draw(t, "largest"), Workers: 2}
		want, err := NewPlan(columns, rows, rules).Pairs(context.Background(), opt, nil)
		if err != nil {
			t.Fatal(err)
		}
		plan := NewPlan(columns, rows, rules)
		got, err := plan.Sizes(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		// Pairs after Sizes is what it is without.
		after, err := plan.Pairs(context.Background(), opt, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, after); diff != "" {
			t.Errorf("after sizes: %s", diff)
		}
		for r := range want {
			want[r].Pairs = 0
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
