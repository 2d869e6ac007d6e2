package match

import "math"

// Rivalry says how near the rivals of the best matches come, by source, before
// any training: where sources are free of duplicates, the record that fits best
// in another source has no equal in its own.
type Rivalry struct {
	Own    []float64 // by source: share of best pairs that a record of the source itself reaches
	Second []float64 // by source: share of records whose second-best partner elsewhere is nearly as good
	Pairs  []float64 // by source: how many best pairs there are
}

// nearly is how near a second-best partner must come, in nats, to be a rival.
var nearly = math.Log(3)

// NewRivalry scores candidate pairs with an untrained model.
func NewRivalry(c *Comparer, u Chance, pairs []Pair) *Rivalry {
	m := newModel(c.Fields, u, make([]Stratum, c.strata))
	for k := range m.Match {
		m.Match[k] = 1 // only differences count
	}
	s := m.NewScorer(c)
	n := c.Rows()
	const never = -1e9
	own, best, second := fill(n, never), fill(n, never), fill(n, never)
	partner := make([]uint32, n)
	visit := func(i, j uint32, score float32) {
		switch {
		case c.Source[i] == c.Source[j]:
			own[i] = max(own[i], score)
		case score > best[i]:
			best[i], second[i], partner[i] = score, best[i], j
		default:
			second[i] = max(second[i], score)
		}
	}
	for _, p := range pairs {
		score := s.Score(p.I, p.J, p.Pattern).LogOdds
		visit(p.I, p.J, score)
		visit(p.J, p.I, score)
	}
	sources := c.strata - 1
	r := &Rivalry{Own: make([]float64, sources), Second: make([]float64, sources), Pairs: make([]float64, sources)}
	for i := range n {
		// Only pairs that are each other's best, and good, tell anything.
		if best[i] <= 3 || partner[partner[i]] != uint32(i) {
			continue
		}
		k := c.Source[i]
		r.Pairs[k]++
		if own[i] >= best[i] {
			r.Own[k]++
		}
		if float64(best[i]-second[i]) < nearly {
			r.Second[k]++
		}
	}
	for k, n := range r.Pairs {
		if n > 0 {
			r.Own[k] /= n
			r.Second[k] /= n
		}
	}
	return r
}

func fill(n int, x float32) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = x
	}
	return out
}

// leastBest is how many best pairs there must be to tell ties by.
const leastBest = 100

// Ties is the share of records whose second-best partner is nearly as good as the best, among those that are
// each other's best, before any training: few where things are recorded twice, most where there are many records of each. It is 1 where too few show it.
func Ties(c *Comparer, u Chance, pairs []Pair) float64 {
	m := newModel(c.Fields, u, make([]Stratum, c.strata))
	for k := range m.Match {
		m.Match[k] = 1 // only differences count
	}
	s := m.NewScorer(c)
	n := c.Rows()
	const never = -1e9
	best, second := fill(n, never), fill(n, never)
	partner := make([]uint32, n)
	visit := func(i, j uint32, score float32) {
		if score > best[i] || score == best[i] && j < partner[i] { // the order of the pairs must not matter
			best[i], second[i], partner[i] = score, best[i], j
			return
		}
		second[i] = max(second[i], score)
	}
	for _, p := range pairs {
		score := s.Score(p.I, p.J, p.Pattern).LogOdds
		visit(p.I, p.J, score)
		visit(p.J, p.I, score)
	}
	all, tied := 0.0, 0.0
	for i := range n {
		if best[i] <= 3 || partner[partner[i]] != uint32(i) {
			continue
		}
		all++
		if float64(best[i]-second[i]) < nearly {
			tied++
		}
	}
	if all < leastBest {
		return 1
	}
	return tied / all
}
