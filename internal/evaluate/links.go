package evaluate

import (
	"cmp"
	"math"
	"slices"
)

// Links are the pairs of records that a run kept: all inside clusters that were
// compared, and those between clusters whose probability reached the review limit.
type Links struct {
	I, J        []uint32 // by link: its records
	Probability []float64
	Rule        []uint32 // in Rules
	Rules       []string // blocking rules
}

// truth says of a pair whether it belongs together, and whether anybody knows.
func (in *Input) truth() func(i, j uint32) (same, known bool) {
	if in.Entity != nil {
		return func(i, j uint32) (bool, bool) {
			a, b := in.Entity[i], in.Entity[j]
			return a == b, a != 0 && b != 0
		}
	}
	listed := make([]uint64, len(in.Pairs))
	for k, p := range in.Pairs {
		listed[k] = pairKey(p[0], p[1])
	}
	slices.Sort(listed)
	return func(i, j uint32) (bool, bool) {
		_, same := slices.BinarySearch(listed, pairKey(i, j))
		return same, in.Source[i] != in.Source[j]
	}
}

// pairKey names a pair of records whatever their order.
func pairKey(i, j uint32) uint64 { return uint64(min(i, j))<<32 | uint64(max(i, j)) }

// Rule is what a blocking rule contributed.
type Rule struct {
	Rule      string  `json:"rule"`
	Links     int64   `json:"links"` // inside clusters, of known truth
	Right     int64   `json:"right"`
	Precision float64 `json:"precision"` // of those links
	Share     float64 `json:"share"`     // of all true pairs that this rule's links are
}

// ByRule gives what each blocking rule contributed, the one with most links first.
// A pair that several rules make counts for the one that the run names.
func (in *Input) ByRule(l *Links, true int64) []Rule {
	rules := make([]Rule, len(l.Rules))
	same := in.truth()
	for k, r := range l.Rule {
		i, j := l.I[k], l.J[k]
		right, known := same(i, j)
		if !known || in.Master[i] != in.Master[j] {
			continue
		}
		rules[r].Links++
		if right {
			rules[r].Right++
		}
	}
	for r := range rules {
		rules[r].Rule = l.Rules[r]
		f := figures(rules[r].Right, rules[r].Links, true)
		rules[r].Precision, rules[r].Share = f.Precision, f.Recall
	}
	rules = slices.DeleteFunc(rules, func(r Rule) bool { return r.Links == 0 })
	slices.SortFunc(rules, func(a, b Rule) int { return cmp.Or(cmp.Compare(b.Links, a.Links), cmp.Compare(a.Rule, b.Rule)) })
	return rules
}

// Point is the figures of the single links whose probability reaches a threshold.
type Point struct {
	Threshold float64 `json:"threshold"`
	Figures
}

// Curve says what other thresholds would give, link by link: no clusters are made of
// them, so that a pair counts only if it was itself compared.
type Curve struct {
	From   float64 `json:"from"` // below, links between clusters were not kept, and nothing can be said
	Best   *Point  `json:"best,omitempty"`
	Points []Point `json:"points"`
}

// thresholds are the points that a curve is shown at.
func thresholds() []float64 {
	return []float64{.5, .6, .7, .8, .9, .95, .98, .99, .995, .999, .9999, .99999}
}

// Curve computes precision, recall and F1 over thresholds; true is the number of true pairs.
func (in *Input) Curve(l *Links, true int64) *Curve {
	c := &Curve{From: in.kept(l), Points: []Point{}}
	same := in.truth()
	order := byProbability(l)
	grid := thresholds()
	var right, predicted int64
	for k := 0; k < len(order); {
		at := l.Probability[order[k]]
		for ; len(grid) > 0 && grid[len(grid)-1] > at; grid = grid[:len(grid)-1] {
			c.Points = append(c.Points, Point{grid[len(grid)-1], figures(right, predicted, true)})
		}
		if at < c.From {
			break
		}
		for ; k < len(order) && l.Probability[order[k]] == at; k++ {
			if yes, known := same(l.I[order[k]], l.J[order[k]]); known {
				predicted++
				if yes {
					right++
				}
			}
		}
		if f := figures(right, predicted, true); c.Best == nil || f.F1 > c.Best.F1 {
			c.Best = &Point{at, f}
		}
	}
	for len(grid) > 0 {
		c.Points = append(c.Points, Point{grid[len(grid)-1], figures(right, predicted, true)})
		grid = grid[:len(grid)-1]
	}
	slices.Reverse(c.Points)
	c.Points = slices.DeleteFunc(c.Points, func(p Point) bool { return p.Threshold < c.From })
	return c
}

// kept returns the probability from which on links between clusters were kept.
func (in *Input) kept(l *Links) float64 {
	least := math.Inf(1)
	for k, p := range l.Probability {
		if in.Master[l.I[k]] != in.Master[l.J[k]] {
			least = min(least, p)
		}
	}
	return min(least, thresholds()[0])
}

// byProbability orders links, the likeliest first, equal ones as they come.
func byProbability(l *Links) []uint32 {
	order := make([]uint32, len(l.Probability))
	for k := range order {
		order[k] = uint32(k)
	}
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(l.Probability[b], l.Probability[a]) })
	return order
}
