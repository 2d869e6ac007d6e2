package run

import (
	"testing"

	"github.com/gildmdm/gild/match"
	"github.com/gildmdm/gild/match/cluster"
)

// TestWithEquals checks that records equal throughout are one thing, those of no value are not, and known clusters stay.
func TestWithEquals(t *testing.T) {
	p := &problem{records: match.Records{Rows: 7, Columns: []match.Column{
		{Name: "organisation", Codes: []uint32{1, 1, 1, 2, 0, 0, 3}},
		{Name: "city", Codes: []uint32{5, 5, 6, 5, 0, 0, 5}},
	}}}
	c := withEquals(p, nil)
	if c.Len() != 6 || c.Of[0] != c.Of[1] {
		t.Errorf("%d clusters, want 6 with the first two records in one", c.Len())
	}
	known := cluster.NewForest(7)
	known.Join(1, 6)
	c = withEquals(p, known.Clusters())
	if c.Len() != 5 || c.Of[0] != c.Of[6] {
		t.Errorf("%d clusters, want 5 with records 0, 1 and 6 in one", c.Len())
	}
}
