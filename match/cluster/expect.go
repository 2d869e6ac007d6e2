package cluster

import (
	"cmp"
	"math"
	"slices"
)

// Expectation is how right clusters are likely to be, as far as the scores can tell without labels.
type Expectation struct {
	Precision float64 // share of the pairs within clusters that are right; NaN without pairs
	Recall    float64 // share of the right pairs that are within clusters; NaN without any
	Sampled   bool    // of a sample of the clusters
}

// mostExpected is about how many pairs are scored to judge the clusters; of more, clusters are sampled.
const mostExpected = 200_000

// Expect judges clusters by the scores that made them.
//
// A pair within a cluster is right with the probability of its score or, where links back the merges, at least with
// that of all links that lead from one record to the other: a record that says little is not wrong for that. A link
// between two clusters is a match missed, by the probability of the mean of all scores between them, times the pairs
// between them; one that a duplicate-free source rules out is none. Pairs of which no record was ever compared are
// not seen, so that recall is on the high side where blocking misses much.
func Expect(c *Clusters, edges []Edge, opt Options) Expectation {
	e := expecter{clusters: c, opt: &opt, w: &worker{opt: &opt}}
	e.w.score = newKnown(len(c.Of), edges).scorer(&opt, true)
	inside, pairs := e.inside()
	missed, sampled := e.missed(edges)
	return Expectation{inside / pairs, inside / (inside + missed), sampled || e.step > 1}
}

type expecter struct {
	clusters *Clusters
	opt      *Options
	w        *worker
	step     uint64 // one cluster in so many is judged
	tree     []Edge
	p        []float64
}

// takes reports whether the cluster of that first record is in the sample.
func (e *expecter) takes(first uint32, step uint64) bool {
	return uint64(first)*0x9e3779b97f4a7c15>>32%step == 0
}

// inside returns the right pairs expected within clusters, and all pairs there.
func (e *expecter) inside() (right, pairs float64) {
	total := 0.0
	for k := range e.clusters.Len() {
		n := float64(len(e.clusters.List(k)))
		total += n * (n - 1) / 2
	}
	e.step = uint64(total/mostExpected) + 1
	for k := range e.clusters.Len() {
		if l := e.clusters.List(k); len(l) > 1 && e.takes(l[0], e.step) {
			r, n := e.within(l)
			right, pairs = right+r, pairs+n
		}
	}
	scale := total / max(pairs, 1)
	return right * scale, total
}

// largestTree is the size up to which a cluster is judged by all its pairs and the links that hold it together.
const largestTree = 100

// within judges one cluster.
func (e *expecter) within(l []uint32) (right, pairs float64) {
	n := len(l)
	pairs = float64(n) * float64(n-1) / 2
	if n > largestTree {
		sum, count := 0.0, 0.0
		for k := range maxCross {
			i, j := k%n, (k*7919+1+k/n)%n
			if i != j {
				sum += probability(e.w.score(l[i], l[j]))
				count++
			}
		}
		return pairs * sum / max(count, 1), pairs
	}
	e.tree = e.tree[:0]
	for a := range l {
		for b := a + 1; b < n; b++ {
			e.tree = append(e.tree, Edge{uint32(a), uint32(b), e.w.score(l[a], l[b])})
		}
	}
	if !e.opt.Backed {
		for _, x := range e.tree {
			right += probability(x.LogOdds)
		}
		return right, pairs
	}
	return e.held(n), pairs
}

// held sums, over all pairs of a cluster of n records, the probability of the pair or of the links that lead from one
// to the other, whichever is higher: links are taken best first, and join all that they connect.
func (e *expecter) held(n int) float64 {
	slices.SortFunc(e.tree, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(b.LogOdds, a.LogOdds), cmp.Compare(a.I, b.I), cmp.Compare(a.J, b.J))
	})
	e.p = append(e.p[:0], make([]float64, n*n)...)
	group := make([][]uint32, n)
	for i := range group {
		group[i], e.p[i*n+i] = []uint32{uint32(i)}, 1
	}
	right := 0.0
	for _, x := range e.tree {
		own := probability(x.LogOdds)
		if through := e.p[int(x.I)*n+int(x.J)]; through > 0 {
			right += max(own, through)
			continue
		}
		a, b := group[x.I], group[x.J]
		for _, i := range a {
			for _, j := range b {
				q := e.p[int(i)*n+int(x.I)] * own * e.p[int(x.J)*n+int(j)]
				e.p[int(i)*n+int(j)], e.p[int(j)*n+int(i)] = q, q
			}
		}
		right += own
		joined := append(slices.Clone(a), b...)
		for _, i := range joined {
			group[i] = joined
		}
	}
	return right
}

// missed returns the right pairs expected between clusters that links connect.
func (e *expecter) missed(edges []Edge) (float64, bool) {
	type between struct{ a, b uint32 }
	var list []between
	for _, x := range edges {
		a, b := e.clusters.Of[x.I], e.clusters.Of[x.J]
		if a != b && probability(x.LogOdds) > .05 {
			list = append(list, between{min(a, b), max(a, b)})
		}
	}
	slices.SortFunc(list, func(x, y between) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	list = slices.Compact(list)
	step := uint64(len(list)*4/mostExpected) + 1
	sum, taken := 0.0, 0.0
	for _, x := range list {
		a, b := e.clusters.List(int(x.a)), e.clusters.List(int(x.b))
		if !e.takes(a[0]+31*b[0], step) {
			continue
		}
		taken++
		if e.w.allowed(a, b) && (e.opt.Apart == nil || !e.opt.Apart(a, b)) {
			mean := e.w.mean(a, b, Edge{I: a[0], J: b[0], LogOdds: e.w.score(a[0], b[0])})
			sum += probability(float32(mean)) * float64(len(a)*len(b))
		}
	}
	return sum * float64(len(list)) / max(taken, 1), step > 1
}

func probability(logOdds float32) float64 { return 1 / (1 + math.Exp(-float64(logOdds))) }
