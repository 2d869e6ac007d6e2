package run

import (
	"testing"

	"github.com/gildmdm/gild/internal/table"
)

// TestSpelledOut checks which canonical names affiliations get.
func TestSpelledOut(t *testing.T) {
	a := &attribute{name: "organisation", spellings: table.NewDict(), canonical: table.NewDict(), canon: []uint32{0}}
	for _, v := range []string{
		"City Univ. of Hong Kong, Hong Kong",
		"The City University of Hong Kong, Hong Kong",
		"Hong Kong, China",
		"unknown, n/a",
	} {
		if _, err := a.spellings.Intern([]byte(v)); err != nil {
			t.Fatal(err)
		}
		code := table.Missing
		if v != "unknown, n/a" {
			var err error
			if code, err = a.canonical.Intern([]byte(v)); err != nil {
				t.Fatal(err)
			}
		}
		a.canon = append(a.canon, code)
	}
	if !a.affiliates() {
		t.Error("names with commas are not taken for affiliations")
	}
	s, town, err := a.spelledOut()
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range []string{"", "city university hong kong", "city university hong kong", "hong kong china", ""} {
		if got := s.canonical.String(s.canon[code]); got != want {
			t.Errorf("%q became %q, want %q", a.spellings.String(uint32(code)), got, want)
		}
	}
	if town.name != "city" || town.kind.Name() != "city" {
		t.Errorf("towns are %s of type %s, want city", town.name, town.kind.Name())
	}
}

// TestTakenApart checks that towns are an attribute of their own only where none tells them, and of organisations only.
func TestTakenApart(t *testing.T) {
	organisations := func(names ...string) *attribute {
		a := &attribute{name: "organisation", spellings: table.NewDict(), canonical: table.NewDict(), canon: []uint32{0}}
		for _, v := range names {
			if _, err := a.spellings.Intern([]byte(v)); err != nil {
				t.Fatal(err)
			}
			code, err := a.canonical.Intern([]byte(v))
			if err != nil {
				t.Fatal(err)
			}
			a.canon = append(a.canon, code)
		}
		return a
	}
	parted := organisations("Acme, Lyon", "Brill, Lyon", "Cord, Lyon", "Acme")
	city := &attribute{name: "city"}
	for _, c := range []struct {
		name  string
		in    []*attribute
		kind  string
		want  int
		apart bool
	}{
		{"a town taken from the name", []*attribute{parted}, "organisation", 2, true},
		{"a town that is told", []*attribute{parted, city}, "organisation", 2, true},
		{"names alone", []*attribute{organisations("Acme", "Brill, Lyon", "Cord")}, "organisation", 1, false},
		{"employers of people", []*attribute{parted}, "person", 1, false},
	} {
		got, apart, err := takenApart(c.in, c.kind)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != c.want || apart != c.apart {
			t.Errorf("%s: %d attributes, apart %v; want %d, %v", c.name, len(got), apart, c.want, c.apart)
		}
	}
}
