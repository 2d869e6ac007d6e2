package match

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// In a town of families, copies of a person match and members of a family do not.
func TestFamiliesStayApart(t *testing.T) {
	p := newTown(100)
	c, _, _, m := trainTown(t, p)
	s := m.NewScorer(c)
	var copies, met, family, merged, strangers, wrong int
	for i := range uint32(c.Rows()) {
		for j := range i {
			score := s.Pair(i, j)
			if math.IsNaN(float64(score.LogOdds)) || score.Related < 0 || score.Related > 1 || score.Probability() < 0 || score.Probability() > 1 {
				t.Fatalf("records %d and %d score %+v", i, j, score)
			}
			match := score.LogOdds > 0
			switch {
			case p.who[i] == p.who[j]:
				copies++
				if match {
					met++
				}
			case p.home[i] == p.home[j]:
				family++
				if match {
					merged++
				}
			default:
				strangers++
				if match {
					wrong++
				}
			}
		}
	}
	if float64(met) < .95*float64(copies) || float64(merged) > .01*float64(family) || wrong > 3 {
		t.Errorf("%d of %d copies match, %d of %d relatives, %d of %d strangers", met, copies, merged, family, wrong, strangers)
	}
	related := 0.0
	for _, r := range m.Related {
		related += r.Share[0] * m.Pairs[0]
	}
	if math.Abs(related-float64(family)) > .3*float64(family) {
		t.Errorf("%.0f related pairs expected, there are %d", related, family)
	}
}

// A scorer's cache changes nothing, and scores are the same both ways.
func TestScorerIsAFunctionOfThePair(t *testing.T) {
	p := newTown(20)
	c, _, _, m := trainTown(t, p)
	cached := m.NewScorer(c)
	for i := range uint32(c.Rows()) {
		for j := range i {
			pattern := c.Pattern(i, j)
			first, again, other := cached.Score(i, j, pattern), cached.Score(j, i, pattern), m.NewScorer(c).Score(i, j, pattern)
			if first != again || first != other {
				t.Fatalf("records %d and %d score %+v, %+v the other way, %+v anew", i, j, first, again, other)
			}
			if i > 20 {
				return
			}
		}
	}
}

// A model written and read again scores every pair the same.
func TestModelFileScoresEveryPairTheSame(t *testing.T) {
	p := newTown(40)
	c, _, _, m := trainTown(t, p)
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if err := back.Fits(c.Fields, c.Strata()); err != nil {
		t.Fatal(err)
	}
	x, y := m.NewScorer(c), back.NewScorer(c)
	for i := range uint32(c.Rows()) {
		for j := range i {
			if a, b := x.Pair(i, j), y.Pair(i, j); a != b {
				t.Fatalf("records %d and %d score %+v, read again %+v", i, j, a, b)
			}
		}
	}
}

func TestFits(t *testing.T) {
	fields := townFields()
	made := func() *Model {
		m := &Model{Version: ModelVersion, Match: []float64{.1, .1, .1}, Pairs: []float64{1, 1, 1}}
		for _, f := range fields {
			n := f.Kind.Levels() + 1
			m.Fields = append(m.Fields, FieldModel{Name: f.Name, Kind: f.Kind.String(), Group: f.Group, Damp: 1, M: make([]float64, n), U: make([]float64, n)})
		}
		return m
	}
	f := func(name, want string, change func(m *Model)) {
		t.Helper()
		m, got := made(), ""
		change(m)
		if err := m.Fits(fields, 3); err != nil {
			got = err.Error()
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	f("as trained", "", func(*Model) {})
	f("other version", "model has version 9, this gild reads 1", func(m *Model) { m.Version = 9 })
	f("a field less", "model compares 3 fields, the configuration 4", func(m *Model) { m.Fields = m.Fields[:3] })
	f("other name", "field 2 of the model is surname (name), of the configuration family (name)", func(m *Model) { m.Fields[1].Name = "surname" })
	f("other kind", "field 3 of the model is born (code), of the configuration born (date)", func(m *Model) { m.Fields[2].Kind = "code" })
	f("levels cut off", "field 1 of the model is given (name), of the configuration given (name)", func(m *Model) { m.Fields[0].M = m.Fields[0].M[:4] })
	f("other sources", "model was trained on 1 sources, the configuration has 2", func(m *Model) { m.Match = m.Match[:2] })
}

func TestFitsChecksRelatedClasses(t *testing.T) {
	fault(t, "Fits does not look at Related: shares of too few strata pass and make Scorer panic; nor at Group, Damp, or m and u that are zero")
	p := newTown(2)
	c, _, _, m := trainTown(t, p)
	m.Related[0].Share = m.Related[0].Share[:1]
	if m.Fits(c.Fields, c.Strata()) == nil {
		t.Error("a related class without a share for every stratum fits")
	}
}
