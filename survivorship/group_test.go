package survivorship

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGroup checks that an address survives from one record. A case gives
// street, city and postcode of each record, the newest last.
func TestGroup(t *testing.T) {
	type address = [3]string
	tests := []struct {
		name string
		rows []address
		rule string
		want [3]verdict
	}{
		{"the newest wins whole", []address{{"1 A", "Rome", "1"}, {"2 B", "Pisa", ""}}, "", [3]verdict{
			{"2 B", "recency", "1 A", 1, .5}, {"Pisa", "recency", "Rome", 1, .5}, {"", "", "", -1, 0}}},
		{"half an address does not beat a whole one", []address{{"1 A", "Rome", "1"}, {"", "Pisa", "2"}, {"", "Bari", ""}}, "", [3]verdict{
			{"1 A", "completeness", "", 0, 1}, {"Rome", "completeness", "Bari", 0, float32(1.) / 3}, {"1", "completeness", "", 0, .5}}},
		{"missing parts come from the same street", []address{{"1 A", "Rome", "1"}, {"2 B", "Bari", "7"}, {"1 A", "Rome", ""}}, "", [3]verdict{
			{"1 A", "recency", "2 B", 2, float32(2.) / 3}, {"Rome", "recency", "Bari", 2, float32(2.) / 3}, {"1", "filled", "7", 0, .5}}},
		{"unless they disagree", []address{{"1 A", "Rome", "1"}, {"1 A", "Rome", "2"}, {"1 A", "Rome", ""}}, "", [3]verdict{
			{"1 A", "agreed", "", 2, 1}, {"Rome", "agreed", "", 2, 1}, {"", "", "", -1, 0}}},
		{"a rule for the group", []address{{"1 A", "Rome", "1"}, {"1 A", "Rome", ""}, {"2 B", "Pisa", "2"}}, "most_frequent", [3]verdict{
			{"1 A", "frequency", "2 B", 1, float32(2.) / 3}, {"Rome", "frequency", "Pisa", 1, float32(2.) / 3}, {"1", "filled", "2", 0, .5}}},
		{"no street anywhere", []address{{"", "Rome", ""}, {"", "Rome", "1"}}, "", [3]verdict{
			{"", "", "", -1, 0}, {"Rome", "agreed", "", 1, 1}, {"1", "agreed", "", 1, 1}}},
		{"nothing", []address{{}, {}}, "", [3]verdict{{"", "", "", -1, 0}, {"", "", "", -1, 0}, {"", "", "", -1, 0}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var attributes []Attribute
			var records Records
			var clusters Clusters
			for part, name := range []string{"street", "city", "postcode"} {
				var rows []row
				for i, a := range tt.rows {
					rows = append(rows, row{updated: int64(i), spelling: a[part]})
				}
				var a Attribute
				records, a, clusters = world(t, name, Rule{}, rows)
				attributes = append(attributes, a)
			}
			group := Group{Name: "address", Attributes: []int{0, 1, 2}}
			if tt.rule != "" {
				group.Rule = named(t, tt.rule, "street")
			}
			results := resolve(t, records, attributes, []Group{group}, clusters, Options{})
			var got [3]verdict
			for part := range got {
				got[part] = verdictOf(results[part], 0)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestAuthority: the well-formed word of an authority goes before trust, verification and age; nothing else of it does.
func TestAuthority(t *testing.T) {
	rows := []row{
		{source: 0, updated: 9, verified: true, spelling: "new@x.example", canonical: "new@x.example"},
		{source: 1, updated: 1, spelling: "old@x.example", canonical: "old@x.example"},
		{source: 1, updated: 5, spelling: "broken@", quality: Suspect},
	}
	records, a, clusters := world(t, "email", Rule{}, rows)
	opt := Options{Trust: []float64{.9, .1}}
	for _, c := range []struct {
		name      string
		authority []bool
		want      uint32
		step      Step
	}{
		{"nobody's", nil, 0, Verified},
		{"the trusted one's", []bool{true, false}, 0, Authority},
		{"the other's", []bool{false, true}, 1, Authority},
		{"both", []bool{true, true}, 0, Verified},
	} {
		a.Authority = c.authority
		r := resolve(t, records, []Attribute{a}, nil, clusters, opt)[0]
		if r.Record[0] != c.want || r.Step[0] != c.step {
			t.Errorf("%s: record %d by %v, want %d by %v", c.name, r.Record[0], r.Step[0], c.want, c.step)
		}
	}
}

// TestAuthorityOfGroup: an authority must have a usable whole to win.
func TestAuthorityOfGroup(t *testing.T) {
	street := []row{{source: 0, spelling: "12 Oak"}, {source: 1}, {source: 1, spelling: "77 Pine"}}
	town := []row{{source: 0, spelling: "Rome"}, {source: 1, spelling: "Oslo"}, {source: 1, spelling: "Bern"}}
	group := []Group{{Name: "address", Attributes: []int{0, 1}, Authority: []bool{false, true}}}
	for n, want := range map[int]uint32{2: 0, 3: 2} {
		records, a, clusters := world(t, "street", Rule{}, street[:n])
		_, b, _ := world(t, "city", Rule{}, town[:n])
		r := resolve(t, records, []Attribute{a, b}, group, clusters, Options{Trust: []float64{.9, .1}})
		if r[0].Record[0] != want || r[1].Record[0] != want {
			t.Errorf("of %d records %d and %d win, want %d", n, r[0].Record[0], r[1].Record[0], want)
		}
	}
}
