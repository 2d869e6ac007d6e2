package run

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/match"
)

// pass is one walk over all candidate pairs: what they look like, and the pairs
// themselves as long as memory allows.
type pass struct {
	workers  []passWorker
	limit    int // pairs a worker may keep
	overflow bool
}

// passWorker is the share of one worker.
type passWorker struct {
	hist  []match.Histogram // by stratum
	pairs [][]match.Pair    // in chunks, so that growing copies nothing
	kept  int
	n     int64
	over  bool
	_     [64]byte // workers write side by side
}

// compare makes all candidate pairs and counts their patterns. Pairs that an
// earlier pass kept need not be made again.
func (r *resolution) compare(ctx context.Context, p *problem, c *match.Comparer, earlier *pass) (*pass, error) {
	if earlier != nil && !earlier.overflow {
		return earlier, earlier.again(ctx, c)
	}
	w := &pass{workers: make([]passWorker, p.workers), limit: p.maxPairs / p.workers}
	for k := range w.workers {
		w.workers[k].hist = make([]match.Histogram, c.Strata())
	}
	var err error
	r.stats, err = r.walk(ctx, p, func(worker, _ int, i uint32, js []uint32) {
		mine := &w.workers[worker]
		mine.n += int64(len(js))
		mine.over = mine.over || mine.kept+len(js) > w.limit
		for _, j := range js {
			pattern := c.Pattern(i, j)
			mine.hist[c.Stratum(i, j)].Add(pattern, 1)
			if !mine.over {
				mine.keep(match.Pair{I: i, J: j, Pattern: pattern})
			}
		}
	})
	for k := range w.workers {
		w.overflow = w.overflow || w.workers[k].over
	}
	if w.overflow {
		for k := range w.workers {
			w.workers[k].pairs = nil
		}
	}
	return w, err
}

// pairChunk is how many pairs a chunk has: a megabyte.
const pairChunk = 1 << 16

func (w *passWorker) keep(p match.Pair) {
	if w.kept%pairChunk == 0 {
		w.pairs = append(w.pairs, make([]match.Pair, 0, pairChunk))
	}
	last := &w.pairs[len(w.pairs)-1]
	*last = append(*last, p)
	w.kept++
}

// again compares the pairs in memory anew.
func (w *pass) again(ctx context.Context, c *match.Comparer) error {
	g, ctx := errgroup.WithContext(ctx)
	for k := range w.workers {
		g.Go(func() error {
			mine := &w.workers[k]
			clear(mine.hist)
			for _, chunk := range mine.pairs {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				for n := range chunk {
					pair := &chunk[n]
					pair.Pattern = c.Pattern(pair.I, pair.J)
					mine.hist[c.Stratum(pair.I, pair.J)].Add(pair.Pattern, 1)
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// walk runs all rules and the neighbour pass.
func (r *resolution) walk(ctx context.Context, p *problem, sink blocking.Sink) ([]blocking.Stats, error) {
	stats, err := r.plan.Pairs(ctx, r.options(p), sink)
	if err != nil || p.neighbour.Top < 0 {
		return stats, err
	}
	s, err := r.plan.Neighbours(ctx, r.options(p), p.neighbour, sink)
	return append(stats, s), err
}

// total returns the number of candidate pairs.
func (w *pass) total() int64 {
	n := int64(0)
	for k := range w.workers {
		n += w.workers[k].n
	}
	return n
}

// strata sums the histograms of all workers.
func (w *pass) strata(all []float64) []match.Stratum {
	out := make([]match.Stratum, len(all))
	for s := range out {
		var h match.Histogram
		for k := range w.workers {
			h.Merge(&w.workers[k].hist[s])
		}
		out[s] = match.Stratum{Pairs: all[s], Patterns: h.Sorted()}
	}
	return out
}

// stored returns all pairs kept.
func (w *pass) stored() []match.Pair {
	var all []match.Pair
	for k := range w.workers {
		all = slices.Concat(append([][]match.Pair{all}, w.workers[k].pairs...)...)
	}
	return all
}

// dropUnique forgets the pairs within sources that have no duplicates.
func (w *pass) dropUnique(c *match.Comparer, unique []bool) {
	for k := range w.workers {
		mine := &w.workers[k]
		all := mine.pairs
		mine.pairs, mine.kept = nil, 0
		for _, chunk := range all {
			for _, p := range chunk {
				if s := c.Source[p.I]; s != c.Source[p.J] || !unique[s] {
					mine.keep(p)
				}
			}
		}
		for s, u := range unique {
			if u {
				mine.hist[s] = match.Histogram{}
			}
		}
	}
}

// links scores all pairs and keeps those above leastLink, in chunks: from memory, or,
// when they did not fit, by making them a second time.
func (w *pass) links(ctx context.Context, r *resolution, p *problem, n *round) ([][]Link, error) {
	kept := make([]linkList, p.workers)
	scorers := make([]*match.Scorer, p.workers)
	for k := range scorers {
		scorers[k] = n.model.NewScorer(n.comparer)
	}
	take := func(worker int, i, j uint32, pattern match.Pattern) {
		s := scorers[worker].Score(i, j, pattern)
		if s.LogOdds <= leastLink {
			return
		}
		rule := r.plan.First(i, j, len(r.plan.Rules))
		if rule < 0 {
			rule = len(r.plan.Rules)
		}
		kept[worker].add(Link{min(i, j), max(i, j), pattern, s.LogOdds, s.Related, int16(rule)})
	}
	if w.overflow {
		_, err := r.walk(ctx, p, func(worker, _ int, i uint32, js []uint32) {
			for _, j := range js {
				take(worker, i, j, n.comparer.Pattern(i, j))
			}
		})
		if err != nil {
			return nil, err
		}
	} else if err := w.each(ctx, take); err != nil {
		return nil, err
	}
	var chunks [][]Link
	for k := range kept {
		chunks = append(chunks, kept[k].chunks...)
	}
	return chunks, nil
}

// linkList grows without copying.
type linkList struct {
	chunks [][]Link
	_      [64]byte // workers write side by side
}

// linkChunk is how many links a chunk has: half a megabyte.
const linkChunk = 1 << 14

func (l *linkList) add(link Link) {
	n := len(l.chunks)
	if n == 0 || len(l.chunks[n-1]) == linkChunk {
		l.chunks, n = append(l.chunks, make([]Link, 0, linkChunk)), n+1
	}
	l.chunks[n-1] = append(l.chunks[n-1], link)
}

// each visits the pairs in memory, one goroutine a worker.
func (w *pass) each(ctx context.Context, take func(worker int, i, j uint32, pattern match.Pattern)) error {
	g, ctx := errgroup.WithContext(ctx)
	for k := range w.workers {
		g.Go(func() error {
			for _, chunk := range w.workers[k].pairs {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				for _, pair := range chunk {
					take(k, pair.I, pair.J, pair.Pattern)
				}
			}
			return nil
		})
	}
	return g.Wait()
}
