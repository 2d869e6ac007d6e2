package cluster

import (
	"cmp"
	"math"
	"slices"
)

// known finds the links between two records. It is read-only once made and safe for concurrent use.
type known struct {
	start []uint32 // by smaller record: where its links start in edges
	edges []Edge   // by I, then J
}

// newKnown indexes the links of n records, turning them so that I is the smaller one. It keeps edges that are in order.
func newKnown(n int, edges []Edge) *known {
	order := func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.I, b.I), cmp.Compare(a.J, b.J), cmp.Compare(b.LogOdds, a.LogOdds))
	}
	for k := range edges {
		e := &edges[k]
		e.I, e.J = min(e.I, e.J), max(e.I, e.J)
	}
	if !slices.IsSortedFunc(edges, order) {
		edges = slices.Clone(edges)
		slices.SortFunc(edges, order)
	}
	k := &known{start: make([]uint32, n+1), edges: edges}
	for _, e := range edges {
		k.start[e.I+1]++
	}
	for i := range n {
		k.start[i+1] += k.start[i]
	}
	return k
}

// of returns the log-odds of the link between two records, if there is one.
func (k *known) of(i, j uint32) (logOdds float32, ok bool) {
	i, j = min(i, j), max(i, j)
	own := k.edges[k.start[i]:k.start[i+1]]
	// Fast path: few links; most records have two or three.
	if len(own) <= 8 {
		for _, e := range own {
			if e.J == j {
				return e.LogOdds, true
			}
		}
		return 0, false
	}
	at, ok := slices.BinarySearchFunc(own, j, func(e Edge, j uint32) int { return cmp.Compare(e.J, j) })
	if !ok {
		return 0, false
	}
	return own[at].LogOdds, true
}

// scorer makes the score of a worker: of links that were scored alike what they have, of other pairs what opt.Scorer
// makes of them, comparing them anew. Decided says whether a link that a rule or a person decided counts as it is.
func (k *known) scorer(opt *Options, decided bool) func(i, j uint32) float32 {
	score := opt.Scorer()
	return func(i, j uint32) float32 {
		if s, ok := k.of(i, j); ok {
			if sure := math.IsInf(float64(s), 1); sure && decided || !sure && opt.Scored {
				return s
			}
		}
		return score(i, j)
	}
}
