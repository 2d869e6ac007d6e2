package cluster

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Edge is a link between two records with its log-odds (natural logarithm).
// +Inf is a link that a rule or a person decided.
type Edge struct {
	I, J    uint32
	LogOdds float32
}

// Options steer agglomeration.
type Options struct {
	Source  []uint16                         // by record
	Unique  []bool                           // by source: at most one record a cluster
	Scorer  func() func(i, j uint32) float32 // makes the log-odds function of a worker, for pairs that have no edge
	Scored  bool                             // edges have the log-odds that Scorer gives, but for those that are decided
	Never   func(i, j uint32) bool           // vetoes; nil: none
	Apart   func(a, b []uint32) bool         // clusters that conflict as wholes; nil: none
	Backed  bool                             // clusters merge only over a link that exceeds Cut, however lenient the cut of their mean
	Cut     float64                          // mean log-odds between two single records from which they merge; 0 is even odds
	Lenient float64                          // how much lower the cut gets for merging large clusters; 0: 2
	Workers int
}

const (
	lenient  = 2   // nats
	clip     = 6   // one pair counts at most this many nats for a merge
	clash    = 4   // where merges are backed by a link, at most this many against it: one bad record must not speak for all
	maxCross = 900 // pairs scored to judge one merge; more are sampled
	passes   = 3   // a refused merge may succeed after others
)

// Agglomerate clusters n records. Edges may come in any order; the result does not depend on it.
func Agglomerate(ctx context.Context, n int, edges []Edge, opt Options) (*Clusters, error) {
	if opt.Lenient == 0 {
		opt.Lenient = lenient
	}
	components := NewForest(n)
	for _, e := range edges {
		components.Join(e.I, e.J)
	}
	known := newKnown(n, edges)
	groups := byComponent(components, edges)
	forest, state := NewForest(n), make([]uint32, n)
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range max(1, opt.Workers) {
		g.Go(func() error {
			w := &worker{opt: &opt, score: known.scorer(&opt, false), forest: forest, state: state, refuse: map[[2]uint32]bool{}}
			for {
				k := int(next.Add(1)) - 1
				if k >= len(groups) {
					return nil
				}
				if err := w.component(ctx, groups[k]); err != nil {
					return err
				}
			}
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return forest.Clusters(), nil
}

// byComponent groups edges by component, in the order of the components' smallest
// records, and sorts each group best first.
func byComponent(f Forest, edges []Edge) [][]Edge {
	start := make([]uint32, len(f)+1) // by root, where its edges begin
	for _, e := range edges {
		start[f.Root(e.I)+1]++
	}
	for i := range f {
		start[i+1] += start[i]
	}
	sorted := make([]Edge, len(edges))
	for _, e := range edges {
		root := f.Root(e.I)
		sorted[start[root]] = e
		start[root]++ // becomes where the next root's begin
	}
	var groups [][]Edge
	from := uint32(0)
	for _, to := range start[:len(f)] {
		if to == from {
			continue
		}
		group := sorted[from:to:to]
		slices.SortFunc(group, func(a, b Edge) int {
			return cmp.Or(cmp.Compare(b.LogOdds, a.LogOdds), cmp.Compare(a.I, b.I), cmp.Compare(a.J, b.J))
		})
		groups = append(groups, group)
		from = to
	}
	return groups
}

// worker agglomerates components; components share no records, so workers may share the forest and the state.
type worker struct {
	opt    *Options
	score  func(i, j uint32) float32
	forest Forest
	state  []uint32           // by root: number of its cluster, 0 for none yet
	lists  [][]uint32         // by number, less one: the records of a cluster, which has another number whenever it grows
	arena  []uint32           // holds the short lists of a component
	refuse map[[2]uint32]bool // by number of the two clusters
}

func (w *worker) component(ctx context.Context, edges []Edge) error {
	// Fast path: two records and one link.
	if len(edges) == 1 {
		if e := edges[0]; w.allowed([]uint32{e.I}, []uint32{e.J}) && float64(e.LogOdds) > w.cut([]uint32{e.I}, []uint32{e.J}) {
			w.forest.Join(e.I, e.J)
		}
		return nil
	}
	w.lists, w.arena = w.lists[:0], w.arena[:0]
	if len(w.refuse) > 0 {
		w.refuse = map[[2]uint32]bool{}
	}
	for pass := range passes {
		merged := false
		for k, e := range edges {
			if k&1023 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			merged = w.try(e) || merged
		}
		if !merged || pass == passes-1 {
			break
		}
	}
	return nil
}

// cluster returns the number of the cluster of a record.
func (w *worker) cluster(i uint32) uint32 {
	root := w.forest.Root(i)
	if w.state[root] == 0 {
		w.state[root] = w.number([]uint32{root}, nil)
	}
	return w.state[root]
}

// number gives the cluster of two lists of records a number. It may use the room behind the first.
func (w *worker) number(a, b []uint32) uint32 {
	const few = 64 // more are not copied whenever they grow
	if len(a)+len(b) > few {
		w.lists = append(w.lists, append(a, b...))
		return uint32(len(w.lists))
	}
	from := len(w.arena)
	w.arena = append(append(w.arena, a...), b...)
	w.lists = append(w.lists, slices.Clip(w.arena[from:]))
	return uint32(len(w.lists))
}

// try merges the clusters at the ends of a link if their joint evidence allows it.
func (w *worker) try(e Edge) bool {
	one, two := w.cluster(e.I), w.cluster(e.J)
	if one == two {
		return false
	}
	key := [2]uint32{min(one, two), max(one, two)}
	if w.refuse[key] {
		return false
	}
	a, b := w.lists[one-1], w.lists[two-1]
	if !w.allowed(a, b) || !math.IsInf(float64(e.LogOdds), 1) && !w.agree(a, b, e) {
		w.refuse[key] = true
		return false
	}
	w.forest.Join(e.I, e.J)
	if len(a) < len(b) {
		a, b = b, a
	}
	w.state[w.forest.Root(e.I)] = w.number(a, b)
	return true
}

// agree weighs the joint evidence of two clusters.
func (w *worker) agree(a, b []uint32, e Edge) bool {
	return w.backed(a, b, e) && w.mean(a, b, e) > w.cut(a, b) && !w.conflict(a, b, e)
}

// backed reports whether the link at hand would join two single records, where that is wanted.
func (w *worker) backed(a, b []uint32, e Edge) bool {
	return !w.opt.Backed || float64(e.LogOdds) > min(w.opt.Cut, w.cut(a[:1], b[:1]))
}

// conflict reports whether two clusters conflict as wholes and the link at hand is not overwhelming;
// of two single records, the link has weighed the conflict already.
func (w *worker) conflict(a, b []uint32, e Edge) bool {
	const overwhelming = 9 // nats: odds of 8,000 to one
	few := len(a)+len(b) > 2 && len(a)*len(b) <= maxCross
	return w.opt.Apart != nil && few && e.LogOdds <= overwhelming && w.opt.Apart(a, b)
}

// allowed checks the guards: duplicate-free sources and vetoes.
func (w *worker) allowed(a, b []uint32) bool {
	if w.opt.Unique != nil {
		for _, i := range a {
			if !w.opt.Unique[w.opt.Source[i]] {
				continue
			}
			for _, j := range b {
				if w.opt.Source[i] == w.opt.Source[j] {
					return false
				}
			}
		}
	}
	if w.opt.Never != nil {
		for _, i := range a {
			for _, j := range b {
				if w.opt.Never(i, j) {
					return false
				}
			}
		}
	}
	return true
}

// cut is the mean log-odds that a merge must exceed: that of a pair for single
// records, lower for clusters, where the mean rests on many pairs of which some
// always say too little.
func (w *worker) cut(a, b []uint32) float64 {
	if w.opt.Unique != nil && w.opt.Unique[w.opt.Source[a[0]]] && w.opt.Unique[w.opt.Source[b[0]]] {
		return w.opt.Cut - .35*w.opt.Lenient
	}
	return w.opt.Cut - w.opt.Lenient*(1-1/float64(len(a)*len(b)))
}

// mean is the mean log-odds over the pairs between two clusters.
func (w *worker) mean(a, b []uint32, e Edge) float64 {
	if len(a) == 1 && len(b) == 1 {
		return float64(e.LogOdds)
	}
	pairs := len(a) * len(b)
	step := 1
	if pairs > maxCross {
		step = pairs/maxCross | 1
		a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	}
	against := float64(clip)
	if w.opt.Backed {
		against = clash
	}
	sum, n := 0.0, 0
	for k := 0; k < pairs; k += step {
		lo := float64(w.score(a[k/len(b)], b[k%len(b)]))
		sum += max(-against, min(clip, lo))
		n++
	}
	return sum / float64(n)
}
