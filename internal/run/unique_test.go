package run

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/match"
)

// Sources are free of duplicates unless own records reach the best pairs, or, of two, those of the other have several partners.
func TestFindUniqueTexts(t *testing.T) {
	for name, c := range map[string]struct {
		pairs, own, second []float64
		want               []bool
	}{
		"two clean lists":               {[]float64{900, 900}, []float64{.4, .4}, []float64{.03, .02}, []bool{true, true}},
		"a list with copies of its own": {[]float64{900, 900}, []float64{.05, .2}, []float64{.17, .02}, []bool{true, false}},
		"many copies on both sides":     {[]float64{900, 900}, []float64{.7, .7}, []float64{.6, .5}, []bool{false, false}},
		"too few pairs to tell":         {[]float64{5, 5}, []float64{0, 0}, []float64{0, 0}, []bool{false, false}},
		"partners in several sources":   {[]float64{900, 900, 900}, []float64{.1, .1, .1}, []float64{.2, .2, .2}, []bool{true, true, true}},
	} {
		r := &resolution{unique: make([]bool, len(c.pairs))}
		r.findUniqueTexts(&match.Rivalry{Pairs: c.pairs, Own: c.own, Second: c.second})
		if d := cmp.Diff(c.want, r.unique); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
