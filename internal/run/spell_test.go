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
	s, err := a.spelledOut()
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range []string{"", "city university hong kong", "city university hong kong", "hong kong china", ""} {
		if got := s.canonical.String(s.canon[code]); got != want {
			t.Errorf("%q became %q, want %q", a.spellings.String(uint32(code)), got, want)
		}
	}
}
