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

// sampleRecords is how many records, at most, the choice of rules looks at.
const sampleRecords = 100_000

// maxSamplePairs is how many sampled pairs choose the rules.
const maxSamplePairs = 400_000

// Auto chooses rules by the data: of all keys and pairs of keys, those that
// together keep most of the likely matches within the budget, greedily by
// matches gained for pairs spent. A likely match is a pair whose equal values are
// together too rare to be chance. It looks at a sample of the records: of a
// sample of one record in f, one pair in f·f is seen, and blocks are an f-th as large.
func Auto(ctx context.Context, columns []Column, rows int, budget Budget, opt Options) ([]Rule, error) {
	budget = budget.withDefaults()
	evidence := newEvidence(columns, rows)
	columns, source, f := sample(columns, opt.Source, rows)
	opt.Source, opt.repeats = source, true
	opt.MaxBlock = max(2, int(float64(opt.Limit())/f))
	evidence.columns = columns
	evidence.telling = telling(evidence, len(columns))

	sampled := len(columns[0].Codes)
	plan := NewPlan(columns, sampled, thinkable(columns, evidence.telling))
	plan.byRow()
	cost := make([]float64, len(plan.rules))
	likely := map[[2]uint32]bool{}
	var by partitioner
	for r := range plan.rules {
		g, err := plan.group(ctx, r, opt, &by)
		if err != nil {
			return nil, err
		}
		if cost[r] = float64(g.stats.Gross) * f / float64(max(sampled, 1)); cost[r] > budget.PerRule {
			continue
		}
		perRule := &sampler{limit: maxSamplePairs / len(plan.rules) * 4}
		if _, err := plan.emit(ctx, r, g, opt, perRule.take(evidence)); err != nil {
			return nil, err
		}
		for _, p := range perRule.pairs() {
			likely[p] = true
		}
	}
	pairs := make([][2]uint32, 0, len(likely))
	for p := range likely {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, comparePairs)
	return greedy(plan, cost, pairs, evidence, budget, opt.workers()), nil
}

// sample takes one record in f, by the hash of its place in canonical order.
func sample(columns []Column, source []uint16, rows int) ([]Column, []uint16, float64) {
	if rows <= sampleRecords {
		return columns, source, 1
	}
	step := uint64(rows/sampleRecords) + 1
	var at []uint32
	for row := range rows {
		if combine(uint64(row), 2)>>20%step == 0 {
			at = append(at, uint32(row))
		}
	}
	out := slices.Clone(columns)
	for c := range out {
		out[c].Codes = pick(columns[c].Codes, at)
	}
	if source != nil {
		source = pick(source, at)
	}
	return out, source, float64(rows) / float64(len(at))
}

func pick[T any](v []T, at []uint32) []T {
	out := make([]T, len(at))
	for i, k := range at {
		out[i] = v[k]
	}
	return out
}

func comparePairs(a, b [2]uint32) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

// mostColumns is how many columns the choice of rules looks at: it tries every two keys of them.
const mostColumns = 32

// telling lists the columns that say most, by the bits of their values over all records, in their order.
func telling(e *evidence, columns int) []int {
	said, order := make([]float64, columns), make([]int, columns)
	for c := range said {
		order[c] = c
		for _, code := range e.columns[c].Codes {
			if code != table.Missing {
				said[c] += float64(e.bits[c][code])
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(said[b], said[a]) })
	order = order[:min(columns, mostColumns)]
	slices.Sort(order)
	return order
}

// thinkable lists every key alone and every two keys of different columns, of those columns.
func thinkable(columns []Column, of []int) []Rule {
	var keys []Key
	for _, c := range of {
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
	telling []int       // columns that count, where there are many
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
	for _, c := range e.telling {
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
func greedy(plan *Plan, cost []float64, pairs [][2]uint32, e *evidence, budget Budget, workers int) []Rule {
	worth := make([]float64, len(pairs))
	all := 0.0
	for k, p := range pairs {
		worth[k] = float64(e.worth(p[0], p[1]))
		all += worth[k]
	}
	covers := make([][]uint32, len(plan.rules)) // pairs that a rule produces
	parallel(len(plan.rules), workers, func(r int) {
		if cost[r] > budget.PerRule {
			return
		}
		for k, p := range pairs {
			if plan.rules[r].produces(p[0], p[1]) { // in a block that was not left out
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
