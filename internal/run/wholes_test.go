package run

import (
	"testing"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match"
	"github.com/gildmdm/gild/match/cluster"
)

// TestUnitedValues checks that a cluster holds every value of its records once, lists taken apart.
func TestUnitedValues(t *testing.T) {
	dict := table.NewDict()
	code := func(v string) uint32 {
		c, err := dict.Intern([]byte(v))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	list := func(a, b string) string { return a + string(rune(table.Separator)) + b }
	codes := []uint32{code("oak road"), code(list("elm street", "oak road")), table.Missing, code("high street"), table.Missing}
	forest := cluster.NewForest(len(codes))
	forest.Join(0, 1)
	forest.Join(1, 2)
	c := forest.Clusters()

	got, err := unitedValues(match.Column{Name: "street", Dict: dict, Codes: codes}, c)
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range map[int]string{0: list("elm street", "oak road"), 3: "high street", 4: ""} {
		if s := got.Dict.String(got.Codes[c.Of[row]]); s != want {
			t.Errorf("cluster of record %d holds %q, want %q", row, s, want)
		}
	}
}
