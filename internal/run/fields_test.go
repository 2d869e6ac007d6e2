package run

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/match"
)

// Of very many attributes those that say most are kept, in their order, and those that rules name.
func TestChoose(t *testing.T) {
	p := &problem{}
	var list []*evidence
	for k := range 2 * mostBlocked {
		name := fmt.Sprintf("a%d", k)
		list = append(list, &evidence{attribute: &attribute{name: name}, column: k, filled: 10, bits: float64(k % mostBlocked)})
		p.records.Columns = append(p.records.Columns, match.Column{Name: name})
	}
	kept := p.choose(slices.Clone(list), map[string]bool{"a1": true, "a2": true, "none": true})
	var got, want []string
	for _, e := range kept {
		if got = append(got, e.name); p.records.Columns[e.column].Name != e.name {
			t.Errorf("%s stands in the column of %s", e.name, p.records.Columns[e.column].Name)
		}
	}
	for k := range 2 * mostBlocked {
		if k == 1 || k == 2 || k%mostBlocked >= mostBlocked/2 {
			want = append(want, fmt.Sprintf("a%d", k))
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if p.left != len(list)-len(kept) {
		t.Errorf("%d are left, of %d", p.left, len(list)-len(kept))
	}
	if few := list[:mostBlocked]; len(p.choose(few, nil)) != mostBlocked {
		t.Error("of a few attributes some are gone")
	}
}
