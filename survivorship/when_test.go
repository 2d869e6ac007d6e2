package survivorship

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// is holds for one value.
func is(value string) func([]byte) bool {
	return func(v []byte) bool { return string(v) == value }
}

// TestWhen: a rule decides where the golden value of another attribute is what it asks for, the default elsewhere.
func TestWhen(t *testing.T) {
	tests := []struct {
		name, country string
		want          verdict
	}{
		{"holds", "DE", verdict{"0123", "source_order", "4567", 1, .5}},
		{"does not", "US", verdict{"4567", "recency", "0123", 0, .5}},
		{"no value", "", verdict{"4567", "recency", "0123", 0, .5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rule := named(t, "source_order", "phone", 1, 0)
			rule.When = &Condition{Attribute: 1, Holds: is("DE")}
			_, phone, _ := world(t, "phone", rule, []row{{spelling: "4567", updated: 9, source: 0}, {spelling: "0123", updated: 1, source: 1}})
			records, country, clusters := world(t, "country", Rule{}, []row{{spelling: tt.country, updated: 9, source: 0}, {updated: 1, source: 1}})
			got := verdictOf(resolve(t, records, []Attribute{phone, country}, nil, clusters, Options{})[0], 0)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestWhenOfGroup: a group's rule may depend on an attribute, and an attribute's on a part of a group.
func TestWhenOfGroup(t *testing.T) {
	var attributes []Attribute
	var records Records
	var clusters Clusters
	for _, of := range [][3]string{{"status", "closed", "closed"}, {"street", "1 A St", "2 B St"}, {"city", "Rome", "Pisa"}, {"phone", "111", "222"}} {
		var a Attribute
		records, a, clusters = world(t, of[0], Rule{}, []row{{spelling: of[1], updated: 1, source: 0}, {spelling: of[2], updated: 9, source: 1}})
		attributes = append(attributes, a)
	}
	group := Group{Name: "address", Attributes: []int{1, 2}, Rule: named(t, "source_order", "street", 0)}
	group.Rule.When = &Condition{Attribute: 0, Holds: is("closed")}
	attributes[3].Rule = named(t, "source_order", "phone", 0)
	attributes[3].Rule.When = &Condition{Attribute: 2, Holds: is("Rome")}
	results := resolve(t, records, attributes, []Group{group}, clusters, Options{})
	var got []string
	for _, r := range results {
		got = append(got, verdictOf(r, 0).Value)
	}
	if d := cmp.Diff([]string{"closed", "1 A St", "Rome", "111"}, got); d != "" {
		t.Error(d)
	}
}

func TestWhenErrors(t *testing.T) {
	records, a, _ := world(t, "phone", Rule{}, []row{{spelling: "1"}})
	b := a
	b.Name = "status"
	when := func(a Attribute, on int) Attribute {
		a.Rule.When = &Condition{Attribute: on, Holds: is("x")}
		return a
	}
	union := when(a, 1)
	union.Rule.Union = true
	tests := []struct {
		name       string
		attributes []Attribute
		want       string
	}{
		{"each other", []Attribute{when(a, 1), when(b, 0)}, "circle"},
		{"itself", []Attribute{when(a, 0)}, "circle"},
		{"nobody", []Attribute{when(a, 2), b}, "attribute 2, want 0 to 1"},
		{"union", []Attribute{union, b}, "union"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewResolver(records, tt.attributes, nil, Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}
