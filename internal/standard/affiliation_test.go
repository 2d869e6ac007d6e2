package standard

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAffiliations checks how names are taken apart by what they are used for.
func TestAffiliations(t *testing.T) {
	texts := []string{
		"Department of Chemistry, University of Sandmark, Reyford, CA 94305, USA",
		"University of Sandmark at Reyford",
		"The University of Sandmark, at Reyford",
		"Dept. of Law, University of Sandmark Reyford",
		"Univ. of Sandmark - Reyford",
		"Universität Kelm, Institut für Physik, 12 Hauptstrasse Road, Kelm, Germany",
		"Brill Systems, Inc., Lowdale, Canada",
		"Data Products, Brill Systems, Lowdale",
		"Brill Systems",
		"B&K Labs, Lowdale; e-mail: jo@bk.example",
		"School of Law",
		"Lowdale, France",
		"",
	}
	got := Affiliations(texts)
	for k, want := range []string{
		"university sandmark reyford |",
		"university sandmark reyford |",
		"university sandmark reyford |",
		"university sandmark reyford |",
		"university sandmark reyford |",
		"university kelm |",
		"brill systems | lowdale",
		"brill systems | lowdale",
		"brill systems |",
		"bk laboratory | lowdale",
		"school law |",
		"lowdale |",
		" |",
	} {
		text := strings.TrimSuffix(strings.Join(got[k].Name, " ")+" | "+strings.Join(got[k].Place, "/"), " ")
		if diff := cmp.Diff(want, text); diff != "" {
			t.Errorf("%q: %s", texts[k], diff)
		}
	}
	slices.Reverse(texts)
	reversed := Affiliations(texts)
	slices.Reverse(reversed)
	if diff := cmp.Diff(got, reversed); diff != "" {
		t.Errorf("the order of texts matters: %s", diff)
	}
}
