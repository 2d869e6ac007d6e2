package blocking

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/gildmdm/gild/internal/table"
)

// Budget limits what automatic rules may cost.
type Budget struct {
	PerRule float64 // pairs per record of one rule; 0: 4.8
	Total   float64 // pairs per record of all rules, repeats included; 0: 40
	Rules   int     // most rules; 0: 40
}

func (b Budget) withDefaults() Budget {
	if b.PerRule == 0 {
		b.PerRule = 4.8
	}
	if b.Total == 0 {
		b.Total = 40
	}
	if b.Rules == 0 {
		b.Rules = 40
	}
	return b
}

// sampleEntries is about how many keys of each thinkable rule are looked at to estimate its pairs.
const sampleEntries = 60_000

// maxSamplePairs is how many sampled pairs choose the rules.
const maxSamplePairs = 400_000

// Auto chooses rules by the data: of all keys and pairs of keys, those that
// together keep most of the likely matches within the budget, greedily by
// matches gained for pairs spent. A likely match is a sampled pair whose equal
// values are together too rare to be chance.
func Auto(ctx context.Context, columns []Column, rows int, budget Budget, opt Options) ([]Rule, error) {
	budget = budget.withDefaults()
	plan := NewPlan(columns, rows, thinkable(columns))
	opt.Keep, opt.repeats = uint64(max(1, rows/sampleEntries)), true
	evidence := newEvidence(columns, rows)

	type found struct{ i, j uint32 }
	cost := make([]float64, len(plan.rules))
	likely := map[found]bool{}
	for r := range plan.rules {
		perRule := &sampler{limit: maxSamplePairs / len(plan.rules) * 4}
		s, err := plan.run(ctx, r, opt, perRule.take(evidence))
		if err != nil {
			return nil, err
		}
		cost[r] = float64(s.Gross) * float64(opt.Keep) / float64(max(rows, 1))
		if cost[r] <= budget.PerRule {
			for _, p := range perRule.pairs() {
				likely[found{p[0], p[1]}] = true
			}
		}
	}
	pairs := make([][2]uint32, 0, len(likely))
	for p := range likely {
		pairs = append(pairs, [2]uint32{p.i, p.j})
	}
	slices.SortFunc(pairs, comparePairs)
	return greedy(plan, cost, pairs, evidence, budget, opt), nil
}

func comparePairs(a, b [2]uint32) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

// thinkable lists every key alone and every two keys of different columns.
func thinkable(columns []Column) []Rule {
	var keys []Key
	for c := range columns {
		for _, p := range columns[c].Parts {
			keys = append(keys, Key{c, p})
		}
	}
	var rules []Rule
	for i, k := range keys {
		rules = append(rules, Rule{k})
		for _, l := range keys[i+1:] {
			if l.Column != k.Column {
				rules = append(rules, Rule{k, l})
			}
		}
	}
	return rules
}

// sampler keeps the likely matches among the pairs of one rule.
type sampler struct {
	mu    sync.Mutex
	limit int
	kept  [][2]uint32
}

func (s *sampler) take(e *evidence) Sink {
	return func(_, _ int, i uint32, js []uint32) {
		for _, j := range js {
			if e.worth(i, j) > 0 {
				s.mu.Lock()
				s.kept = append(s.kept, [2]uint32{min(i, j), max(i, j)})
				s.mu.Unlock()
			}
		}
	}
}

// pairs returns the pairs with the smallest hashes, at most limit, so that the choice does not depend on who found what first.
func (s *sampler) pairs() [][2]uint32 {
	if len(s.kept) > s.limit {
		slices.SortFunc(s.kept, func(a, b [2]uint32) int {
			return cmp.Or(cmp.Compare(pairHash(a), pairHash(b)), comparePairs(a, b))
		})
		s.kept = s.kept[:s.limit]
	}
	return s.kept
}

func pairHash(p [2]uint32) uint64 { return combine(uint64(p[0])<<32|uint64(p[1]), 1) }

// evidence judges pairs by how rare the values are that they share.
type evidence struct {
	columns []Column
	bits    [][]float32 // by column and code: log2(filled / count)
	least   float32
	weak    bool // all columns are weak, so that they must do
}

func newEvidence(columns []Column, rows int) *evidence {
	e := &evidence{columns: columns, least: float32(math.Log2(float64(max(rows, 2)))) + 2}
	for _, c := range columns {
		counts := make([]float64, c.Dict.Len())
		filled := 0.0
		for _, code := range c.Codes {
			counts[code]++
			if code != table.Missing {
				filled++
			}
		}
		b := make([]float32, len(counts))
		for code := range b {
			b[code] = float32(min(17, math.Log2(filled/max(counts[code], 2))))
		}
		e.bits = append(e.bits, b)
	}
	e.weak = !slices.ContainsFunc(columns, func(c Column) bool { return !c.Weak })
	return e
}

// worth weighs a pair that shares values too rare for chance, and 0 for others.
// What relatives share, too, should count once, since one home explains street,
// postcode and name; a pair that is likely only by all of it counts for little.
func (e *evidence) worth(i, j uint32) float32 {
	sum, shared, all := float32(0), float32(0), float32(0)
	for c := range e.columns {
		a, b := e.columns[c].Codes[i], e.columns[c].Codes[j]
		switch {
		case a == table.Missing || b == table.Missing:
		case a == b && e.columns[c].Weak && !e.weak:
			shared = max(shared, e.bits[c][a])
			all += e.bits[c][a]
		case a == b:
			sum += e.bits[c][a]
		case !e.columns[c].Weak:
			sum -= 2
		}
	}
	switch {
	case sum+shared >= e.least:
		return 1
	case sum+all >= e.least:
		return .2
	}
	return 0
}

// leastGain is the share of likely matches that a rule must add, and again for every pair per record that it costs.
const leastGain = .001

// greedy picks rule after rule: the most likely matches not yet met, for the pairs it costs.
func greedy(plan *Plan, cost []float64, pairs [][2]uint32, e *evidence, budget Budget, opt Options) []Rule {
	worth := make([]float64, len(pairs))
	all := 0.0
	for k, p := range pairs {
		worth[k] = float64(e.worth(p[0], p[1]))
		all += worth[k]
	}
	covers := make([][]uint32, len(plan.rules)) // pairs that a rule produces
	parallel(len(plan.rules), opt.workers(), func(r int) {
		if cost[r] > budget.PerRule {
			return
		}
		sizes := newSizes(plan.rules[r], plan.rows)
		for k, p := range pairs {
			if sizes.meet(p[0], p[1], opt.maxBlock()) {
				covers[r] = append(covers[r], uint32(k))
			}
		}
	})
	met := make([]uint8, len(pairs)) // by how many chosen rules, up to two: two independent ways to meet
	chosen := make([]bool, len(plan.rules))
	var rules []Rule
	spent := 0.0
	for len(rules) < budget.Rules {
		best, bestWorth := -1, 0.0
		for r := range plan.rules {
			if chosen[r] || len(covers[r]) == 0 || spent+cost[r] > budget.Total {
				continue
			}
			gain := 0.0
			for _, k := range covers[r] {
				switch met[k] {
				case 0:
					gain += worth[k]
				case 1:
					gain += .1 * worth[k]
				}
			}
			if gain < (leastGain+leastGain*cost[r])*all {
				continue
			}
			if w := gain / (cost[r] + .25); w > bestWorth {
				best, bestWorth = r, w
			}
		}
		if best < 0 {
			break
		}
		chosen[best] = true
		spent += cost[best]
		for _, k := range covers[best] {
			met[k] = min(met[k]+1, 2)
		}
		rules = append(rules, plan.Rules[best])
	}
	return rules
}

// sizes estimates how many records the blocks of a rule have, from a sample of
// records counted by hash: collisions make a block seem a little larger.
type sizes struct {
	rule   *compiled
	counts []uint16
	step   int
}

const sizeBits = 18

func newSizes(rule *compiled, rows int) *sizes {
	s := &sizes{rule: rule, counts: make([]uint16, 1<<sizeBits), step: max(1, rows/sampleEntries)}
	var buf [maxCombinations]uint64
	for row := range rows {
		if s.step > 1 && combine(uint64(row), 2)>>20%uint64(s.step) != 0 {
			continue
		}
		for _, h := range rule.hashes(buf[:0], uint32(row)) {
			if n := &s.counts[h>>(64-sizeBits)]; *n < 1<<16-1 {
				*n++
			}
		}
	}
	return s
}

// meet reports whether two records share a block of at most so many records.
func (s *sizes) meet(i, j uint32, most int) bool {
	if !s.rule.produces(i, j) {
		return false
	}
	var x, y [maxCombinations]uint64
	theirs := s.rule.hashes(y[:0], j)
	for _, h := range s.rule.hashes(x[:0], i) {
		if int(s.counts[h>>(64-sizeBits)])*s.step <= most && slices.Contains(theirs, h) {
			return true
		}
	}
	return false
}
