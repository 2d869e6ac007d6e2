package survivorship

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A steward's word goes before all that records say, on any record of the cluster; what the rule
// had chosen is the runner-up, unless it means the same.
func TestSteward(t *testing.T) {
	rows := []row{
		{source: 0, spelling: "ann@x.example", verified: true}, {source: 1, spelling: "lee@y.example"}, {source: 1, spelling: "N/A", quality: Placeholder},
		{source: 2, spelling: "Ann@X.example", canonical: "ann@x.example"},
	}
	for _, test := range []struct {
		name   string
		rule   Rule
		record uint32
		said   int // row whose spelling the steward wants
		want   verdict
	}{
		{"other", Rule{}, 3, 1, verdict{Value: "lee@y.example", By: "steward", RunnerUp: "ann@x.example", Record: -1, Confidence: 1}},
		{"same", Rule{}, 0, 3, verdict{Value: "Ann@X.example", By: "agreed", Record: -1, Confidence: 1}},
		{"literal rule", named(t, "first_non_empty", "email"), 1, 1, verdict{Value: "lee@y.example", By: "steward", RunnerUp: "ann@x.example", Record: -1, Confidence: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			records, a, clusters := world(t, "email", test.rule, rows)
			a.Steward = map[uint32]uint32{test.record: a.Codes[test.said]}
			r := resolve(t, records, []Attribute{a}, nil, clusters, Options{})[0]
			if d := cmp.Diff(test.want, verdictOf(r, 0)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// In a union, a steward's value is the first of all, once.
func TestStewardOfUnion(t *testing.T) {
	rule, err := Named("union", "interests")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		said int
		want []string
	}{{1, []string{"golf", "chess"}}, {0, []string{"chess", "golf"}}, {2, []string{"tennis", "chess", "golf"}}} {
		records, a, clusters := world(t, "interests", rule, []row{{spelling: "chess"}, {source: 1, spelling: "golf"}, {source: 2, spelling: "tennis"}})
		clusters = Clusters{Start: []uint32{0, 2, 3}, Members: clusters.Members}
		a.Steward = map[uint32]uint32{0: a.Codes[test.said]}
		r := resolve(t, records, []Attribute{a}, nil, clusters, Options{})[0]
		var got []string
		for _, code := range r.Lists.Code[r.Lists.Start[0]:r.Lists.Start[1]] {
			got = append(got, r.Spellings.String(code))
		}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("steward says %s: -want +got:\n%s", a.Spellings.String(a.Codes[test.said]), d)
		}
	}
}

// A part of a group is set by itself; the others stay those of the record that won.
func TestStewardOfGroup(t *testing.T) {
	rows := []row{{spelling: "1 A St"}, {source: 1, spelling: "2 B St"}}
	records, street, clusters := world(t, "street", Rule{}, rows)
	_, city, _ := world(t, "city", Rule{}, []row{{spelling: "Ayr"}, {source: 1, spelling: "Bonn"}})
	records.Updated = []int64{1, 2}
	city.Steward = map[uint32]uint32{1: city.Codes[0]}
	r := resolve(t, records, []Attribute{street, city}, []Group{{Name: "address", Attributes: []int{0, 1}}}, clusters, Options{})
	if got := verdictOf(r[0], 0).Value; got != "2 B St" {
		t.Errorf("street is %s, want 2 B St", got)
	}
	if d := cmp.Diff(verdict{Value: "Ayr", By: "steward", RunnerUp: "Bonn", Record: -1, Confidence: 1}, verdictOf(r[1], 0)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
