package match

import (
	"cmp"
	"math"
	"slices"
)

// Know notes that labels say of n pairs of a pattern whether they match. Pairs that are no candidates count as well.
func (s *Stratum) Know(p Pattern, same bool, n float64) {
	at, found := slices.BinarySearchFunc(s.Patterns, p, func(c Count, p Pattern) int { return cmp.Compare(c.Pattern, p) })
	if !found {
		s.Patterns = slices.Insert(s.Patterns, at, Count{Pattern: p})
	}
	c := &s.Patterns[at]
	if same {
		c.Same += n
	} else {
		c.Not += n
	}
	c.N = max(c.N, c.Same+c.Not)
}

// Shifted returns a copy of the model by which the log-odds of all pairs are higher.
func (m *Model) Shifted(by float64) *Model {
	out := *m
	out.Match = slices.Clone(m.Match)
	for s := range out.Match {
		out.Match[s] *= math.Exp(by)
	}
	return &out
}
