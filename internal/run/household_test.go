package run

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/table"
)

// keysOf names records by texts.
func keysOf(ids ...string) identity.Records {
	return identity.Records{N: len(ids), Key: func(i int) (source, id []byte, row int32) { return nil, []byte(ids[i]), 0 }}
}

// A member who alone goes from one household to another left and joined; two who go together tear the household apart.
func TestTornApart(t *testing.T) {
	before := &identity.Previous{
		Records: keysOf("a", "b", "c", "d", "e", "f", "g"), Master: []uint32{0, 0, 0, 1, 1, 1, 1}, Since: make([]int64, 7),
		IDs: table.NewDict(), Created: make([]int64, 2),
	}
	for _, id := range []string{"H", "K"} {
		if _, err := before.IDs.Intern([]byte(id)); err != nil {
			t.Fatal(err)
		}
	}
	// d alone went from K to H; c and g, each alone, made a household with x, who is new.
	now := keysOf("a", "b", "d", "e", "f", "c", "g", "x")
	start := []uint32{0, 3, 5, 8}
	members := []uint32{0, 1, 2, 3, 4, 5, 6, 7}
	found := identity.Assign("test", now, identity.Clusters{Start: start, Members: members}, before, 5)
	var got []string
	for _, e := range tornApart(found, now, start, before) {
		if e.Kind == identity.Split {
			got = append(got, e.Old+">"+e.Master)
		}
	}
	if got != nil {
		t.Errorf("single moves are splits: %v", got)
	}
	now, start = keysOf("a", "b", "c", "d", "e", "f", "g"), []uint32{0, 3, 5, 7}
	found = identity.Assign("test", now, identity.Clusters{Start: start, Members: members[:7]}, before, 5)
	for _, e := range tornApart(found, now, start, before) {
		if e.Kind == identity.Split {
			got = append(got, e.Old+">"+e.Master)
		}
	}
	if d := cmp.Diff([]string{"K>" + found.ID(2)}, got); d != "" {
		t.Error(d)
	}
}

// Members whose masters were merged since the last run are the masters that they have become.
func TestMembersToday(t *testing.T) {
	ids := table.NewDict()
	for _, id := range []string{"a", "b", "c"} {
		if _, err := ids.Intern([]byte(id)); err != nil {
			t.Fatal(err)
		}
	}
	ids.Seal()
	r := &identified{Result: &identity.Result{Events: []identity.Event{
		{Kind: identity.Merged, Old: "a", Master: "b"}, {Kind: identity.Merged, Old: "c", Master: "new"}, {Kind: identity.Merged, Old: "z", Master: "b"},
		{Kind: identity.Retired, Master: "b"},
	}}}
	now, merged, err := r.today(ids)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range now {
		got = append(got, ids.String(c))
	}
	if d := cmp.Diff([]string{"", "b", "b", "new"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[uint32]bool{2: true, 4: true}, merged); d != "" {
		t.Error(d)
	}
}
