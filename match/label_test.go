package match

import (
	"math"
	"testing"
)

// labelledStrata are candidates of two fields: more pairs equal in both than chance makes, and as many of one name in
// different cities as it does.
func labelledStrata() ([]Field, Chance, []Stratum) {
	fields := []Field{{Name: "name", Kind: Name, Group: Personal}, {Name: "city", Kind: Short, Group: Home}}
	var u Chance
	for _, f := range fields {
		levels := make([]float64, f.Kind.Levels()+1)
		for l := 1; l < len(levels); l++ {
			levels[l] = .02
		}
		levels[f.Kind.Levels()] = 1 - .02*float64(f.Kind.Levels()-1)
		u = append(u, levels)
	}
	pattern := func(name, city int) Pattern { return Pattern(name) | Pattern(city)<<4 }
	worst := fields[1].Kind.Levels()
	return fields, u, []Stratum{{Pairs: 1e6, Patterns: []Count{{Pattern: pattern(1, 1), N: 4000}, {Pattern: pattern(1, worst), N: 400}}}}
}

// What labels say of pairs is certain: a pattern of which labelled pairs match becomes more likely to be
// a match than without labels, and one of which they do not less likely.
func TestLabelsAreCertain(t *testing.T) {
	odds := func(pattern int, label func(s *Stratum, p Pattern)) float64 {
		fields, u, strata := labelledStrata()
		p := strata[0].Patterns[pattern].Pattern
		if label != nil {
			label(&strata[0], p)
		}
		m := Train(fields, u, strata, TrainOptions{})
		return m.NewScorer(nil).weigh(p, 0).match
	}
	for pattern, same := range []bool{false, true} {
		without := odds(pattern, nil)
		with := odds(pattern, func(s *Stratum, p Pattern) { s.Know(p, same, .75*s.Patterns[pattern].N) })
		if same && with < without+1 || !same && with > without-1 {
			t.Errorf("log-odds of pattern %d are %.2f without labels, %.2f where labels say %v", pattern, without, with, same)
		}
	}
}

// Labels of pairs that are no candidates add to the counts; those of candidates do not.
func TestKnow(t *testing.T) {
	_, _, strata := labelledStrata()
	s := &strata[0]
	s.Know(s.Patterns[0].Pattern, true, 5)
	s.Know(s.Patterns[0].Pattern, false, 3)
	s.Know(1, true, 2)
	want := []Count{{Pattern: 1, N: 2, Same: 2}, {Pattern: s.Patterns[1].Pattern, N: 4000, Same: 5, Not: 3}, {Pattern: s.Patterns[2].Pattern, N: 400}}
	for i, c := range s.Patterns {
		if c != want[i] {
			t.Errorf("count %d is %+v, want %+v", i, c, want[i])
		}
	}
	if n := s.Patterns[1].free(); n != 3992 {
		t.Errorf("%v pairs are free, want 3992", n)
	}
}

func TestShifted(t *testing.T) {
	fields, u, strata := labelledStrata()
	m := Train(fields, u, strata, TrainOptions{})
	p := strata[0].Patterns[0].Pattern
	before, after := m.NewScorer(nil).weigh(p, 0), m.Shifted(1.5).NewScorer(nil).weigh(p, 0)
	if math.Abs(after.match-before.match-1.5) > 1e-9 || after.related != before.related {
		t.Errorf("weights go from %+v to %+v, want the match 1.5 higher", before, after)
	}
}
