package cluster

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"sync/atomic"
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
	known := newKnown(len(c.Of), edges)
	workers := make([]expecter, max(1, opt.Workers))
	for k := range workers {
		workers[k] = expecter{clusters: c, opt: &opt, w: &worker{opt: &opt, score: known.scorer(&opt, true)}}
	}
	right, pairs, some := inside(workers)
	lost, sampled := missed(workers, edges)
	return Expectation{right / pairs, right / (right + lost), sampled || some}
}

// expecter judges clusters, for one worker.
type expecter struct {
	clusters *Clusters
	opt      *Options
	w        *worker
	tree     []Edge
	p        []float64
	_        [64]byte // workers write side by side
}

// takes reports whether the cluster of that first record is in a sample of one in step.
func takes(first uint32, step uint64) bool {
	return uint64(first)*0x9e3779b97f4a7c15>>32%step == 0
}

// sum adds f(0..n-1), which the workers compute, in that order.
func sum(workers []expecter, n int, f func(e *expecter, k int) float64) float64 {
	of := make([]float64, n)
	const chunk = 256
	var next atomic.Int64
	var g sync.WaitGroup
	for w := range workers {
		g.Go(func() {
			for from := int(next.Add(chunk)) - chunk; from < n; from = int(next.Add(chunk)) - chunk {
				for k := from; k < min(n, from+chunk); k++ {
					of[k] = f(&workers[w], k)
				}
			}
		})
	}
	g.Wait()
	total := 0.0
	for _, x := range of {
		total += x
	}
	return total
}

// inside returns the right pairs expected within clusters, and all pairs there; sampled says that some clusters stand for all.
func inside(workers []expecter) (right, pairs float64, sampled bool) {
	clusters := workers[0].clusters
	for k := range clusters.Len() {
		n := float64(len(clusters.List(k)))
		pairs += n * (n - 1) / 2
	}
	step := uint64(pairs/mostExpected) + 1
	var lists [][]uint32
	judged := 0.0
	for k := range clusters.Len() {
		if l := clusters.List(k); len(l) > 1 && takes(l[0], step) {
			lists = append(lists, l)
			judged += float64(len(l)) * float64(len(l)-1) / 2
		}
	}
	right = sum(workers, len(lists), func(e *expecter, k int) float64 { return e.within(lists[k]) })
	return right * (pairs / max(judged, 1)), pairs, step > 1
}

// largestTree is the size up to which a cluster is judged by all its pairs and the links that hold it together.
const largestTree = 100

// within returns the right pairs expected within one cluster.
func (e *expecter) within(l []uint32) float64 {
	n := len(l)
	if n > largestTree {
		sum, count := 0.0, 0.0
		for k := range maxCross {
			i, j := k%n, (k*7919+1+k/n)%n
			if i != j {
				sum += probability(e.w.score(l[i], l[j]))
				count++
			}
		}
		return float64(n) * float64(n-1) / 2 * sum / max(count, 1)
	}
	e.tree = e.tree[:0]
	for a := range l {
		for b := a + 1; b < n; b++ {
			e.tree = append(e.tree, Edge{uint32(a), uint32(b), e.w.score(l[a], l[b])})
		}
	}
	if !e.opt.Backed {
		right := 0.0
		for _, x := range e.tree {
			right += probability(x.LogOdds)
		}
		return right
	}
	return e.held(n)
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

// between are two clusters that a link connects.
type between struct{ a, b uint32 }

// missed returns the right pairs expected between clusters that links connect; sampled says that some such stand for all.
func missed(workers []expecter, edges []Edge) (right float64, sampled bool) {
	clusters := workers[0].clusters
	var list []between
	for _, x := range edges {
		a, b := clusters.Of[x.I], clusters.Of[x.J]
		if a != b && probability(x.LogOdds) > .05 {
			list = append(list, between{min(a, b), max(a, b)})
		}
	}
	slices.SortFunc(list, func(x, y between) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	list = slices.Compact(list)
	step := uint64(len(list)*4/mostExpected) + 1
	judged := slices.DeleteFunc(slices.Clone(list), func(x between) bool {
		return !takes(clusters.List(int(x.a))[0]+31*clusters.List(int(x.b))[0], step)
	})
	right = sum(workers, len(judged), func(e *expecter, k int) float64 { return e.apart(judged[k]) })
	return right * float64(len(list)) / max(float64(len(judged)), 1), step > 1
}

// apart returns the right pairs expected between two clusters.
func (e *expecter) apart(of between) float64 {
	a, b := e.clusters.List(int(of.a)), e.clusters.List(int(of.b))
	if !e.w.allowed(a, b) || e.opt.Apart != nil && e.opt.Apart(a, b) {
		return 0
	}
	mean := e.w.mean(a, b, Edge{I: a[0], J: b[0], LogOdds: e.w.score(a[0], b[0])})
	return probability(float32(mean)) * float64(len(a)*len(b))
}

func probability(logOdds float32) float64 { return 1 / (1 + math.Exp(-float64(logOdds))) }
