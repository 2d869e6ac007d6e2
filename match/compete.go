package match

import "slices"

// Pair is a compared candidate pair.
type Pair struct {
	I, J    uint32
	Pattern Pattern
}

// Competition lets candidates compete: a record has at most one match in a
// source that has no duplicates, so the odds of its partners there share one
// record's worth of belief. That keeps look-alikes from passing for matches
// while the model is trained. It is for one goroutine.
type Competition struct {
	Most    float64 // odds beyond which rivals are even: a record may have several matches; 0: only the best counts
	pairs   []Pair
	pattern []uint32 // by pair: place among the patterns of its stratum
	stratum []uint16
	left    []uint32 // by pair: slot of record I with the source of J
	right   []uint32 // by pair: slot of record J with the source of I
	sums    []int64  // by slot: odds in units of oddsUnit, so that the order of the pairs cannot matter
}

// Sums over pairs are of whole numbers: pairs come in an order that depends on the workers.
const (
	oddsUnit  = 1.0 / (1 << 24)
	mostOdds  = 1e8 // beyond which all is certain: a slot's sum fits for ten thousand such rivals
	matchUnit = 1.0 / (1 << 32)
)

// NewCompetition prepares the pairs of the strata. Every pair's pattern must be in its stratum.
func NewCompetition(c *Comparer, pairs []Pair, strata []Stratum) *Competition {
	k := &Competition{pairs: pairs}
	sources := c.strata - 1
	k.sums = make([]int64, c.Rows()*sources)
	for _, p := range pairs {
		s := c.Stratum(p.I, p.J)
		at, _ := slices.BinarySearchFunc(strata[s].Patterns, p.Pattern, func(c Count, p Pattern) int {
			switch {
			case c.Pattern < p:
				return -1
			case c.Pattern > p:
				return 1
			}
			return 0
		})
		k.pattern = append(k.pattern, uint32(at))
		k.stratum = append(k.stratum, uint16(s))
		k.left = append(k.left, p.I*uint32(sources)+uint32(c.Source[p.J]))
		k.right = append(k.right, p.J*uint32(sources)+uint32(c.Source[p.I]))
	}
	return k
}

// most is what odds count at most.
func (k *Competition) most(odds float64) float64 {
	if k.Most > 0 {
		return min(odds, k.Most)
	}
	return odds
}

// expect returns the expected matches of each pattern of each stratum, given the
// odds of a pattern and the strata whose pairs compete.
func (k *Competition) expect(odds [][]float64, compete []bool) [][]float64 {
	clear(k.sums)
	for n := range k.pairs {
		if o := k.most(odds[k.stratum[n]][k.pattern[n]]); compete[k.stratum[n]] {
			units := int64(min(o, mostOdds) / oddsUnit)
			k.sums[k.left[n]] += units
			k.sums[k.right[n]] += units
		}
	}
	units := make([][]int64, len(odds))
	for s := range odds {
		units[s] = make([]int64, len(odds[s]))
	}
	for n := range k.pairs {
		s, at := k.stratum[n], k.pattern[n]
		o := k.most(odds[s][at])
		rest := o
		if compete[s] {
			rest = max(o, float64(max(k.sums[k.left[n]], k.sums[k.right[n]]))*oddsUnit)
		}
		units[s][at] += int64(o/(1+rest)/matchUnit + .5)
	}
	match := make([][]float64, len(odds))
	for s := range odds {
		match[s] = make([]float64, len(odds[s]))
		for at, n := range units[s] {
			match[s][at] = float64(n) * matchUnit
		}
	}
	return match
}
