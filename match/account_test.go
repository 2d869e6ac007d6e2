package match

import (
	"math"
	"testing"
)

// The parts of an account make the score, for every pair, and the classes are all there is.
func TestAccountAddsUp(t *testing.T) {
	p := newTown(20)
	c, _, _, m := trainTown(t, p)
	s := m.NewScorer(c)
	for i := range uint32(c.Rows()) {
		for j := range i {
			a := s.Account(i, j)
			if want := s.Pair(i, j); a.Score != want {
				t.Fatalf("records %d and %d: account of %+v, the score is %+v", i, j, a.Score, want)
			}
			sum := a.Prior - a.Related
			for f, e := range a.Fields {
				sum += e.Weight + e.Rarity
				if equal := c.Fields[f].Kind.Equal(e.Level); equal != (e.Held > 0) || e.Level == levelMissing && e.Weight != 0 || e.Held > e.Of {
					t.Fatalf("records %d and %d, %s: %+v", i, j, c.Fields[f].Name, e)
				}
			}
			if math.Abs(sum-float64(a.LogOdds)) > 1e-4 {
				t.Fatalf("records %d and %d: parts make %f, the score is %f", i, j, sum, a.LogOdds)
			}
			all, related := 0.0, 0.0
			for _, k := range a.Classes {
				all += k.Probability
				if k.Kind == Relatives || k.Kind == Lookalike {
					related += k.Probability
				}
			}
			if math.Abs(all-1) > 1e-6 || math.Abs(related-float64(a.Score.Related)) > 1e-6 {
				t.Fatalf("records %d and %d: classes of %f in all, %f related, the score says %f", i, j, all, related, a.Score.Related)
			}
		}
	}
}

// A label leads back to its level.
func TestLevelNamed(t *testing.T) {
	for k := Name; k <= ModelNumber; k++ {
		f := FieldModel{Kind: k.String()}
		for l := range k.Levels() + 1 {
			if got := f.LevelNamed(k.Label(l)); got != l {
				t.Errorf("%s: %q is level %d, found %d", k, k.Label(l), l, got)
			}
		}
		if got := f.LevelNamed("no such level"); got != -1 {
			t.Errorf("%s: found level %d of no name", k, got)
		}
	}
}
