package standard

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// affiliations are names of three institutions in full and by their initials, and of a company
// whose name is the initials of a phrase that it has nothing to do with.
func affiliations() [][]string {
	var names [][]string
	for i := range 8 {
		for _, v := range []string{
			"Massachusetts Institute of Technology, Cambridge", "Department %d, MIT, Cambridge",
			"National University of Singapore, Kent Ridge %d", "NUS, Kent Ridge",
			"Sandhurst University of Norfolk, Building %d, Thetford", "SUN Microsystems, Menlo Park %d",
		} {
			if n := len(v); v[n-1] != 'e' && slices.Contains([]byte(v), '%') {
				v = fmt.Sprintf(v, i)
			}
			names = append(names, OrganisationWords(v))
		}
	}
	for i := range 260 { // others, so that places are telling
		names = append(names, OrganisationWords(fmt.Sprintf("Works %c%c, Town%d", 'a'+i%26, 'a'+i/26, i)))
	}
	return names
}

func TestAcronyms(t *testing.T) {
	names := affiliations()
	want := map[string][]string{
		"mit": {"massachusetts", "institute", "technology"},
		"nus": {"national", "university", "singapore"},
	}
	if d := cmp.Diff(want, Acronyms(names)); d != "" {
		t.Error(d)
	}
	slices.Reverse(names)
	if d := cmp.Diff(want, Acronyms(names)); d != "" {
		t.Errorf("in another order: %s", d)
	}
}

func TestOrganisationWords(t *testing.T) {
	for name, want := range map[string][]string{
		"Dept. of Computer Sciences, Univ. of Athens, Athens 15772, Greece": {"department", "computer", "science", "university", "athens", "athens", "greece"},
		"U. of British Columbia":                {"university", "british", "columbia"},
		"U. C. Berkeley":                        {"uc", "berkeley"},
		"Universität Zürich":                    {"university", "zurich"},
		"Stanford University; e-mail: r@cs.edu": {"stanford", "university"},
		"Oracle Corporation, Nashua":            {"oracle", "nashua"},
		"1234":                                  {"1234"},
	} {
		if d := cmp.Diff(want, OrganisationWords(name)); d != "" {
			t.Errorf("%q: %s", name, d)
		}
	}
}
