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
	hist  match.Histogram
	pairs [][]storedPair // in chunks, so that growing copies nothing
	kept  int
	rules []ruleStart // ascending
	n     int64
	over  bool
	_     [64]byte // workers write side by side
}

// storedPair is a compared candidate pair: 12 bytes, of which there are several a record.
type storedPair struct {
	i, j   uint32
	number uint32 // of its stratum and pattern in the worker's histogram
}

// ruleStart is the first pair that a rule produced.
type ruleStart struct{ pair, rule int }

// compare makes all candidate pairs and counts their patterns. Pairs that an
// earlier pass kept need not be made again.
func (r *resolution) compare(ctx context.Context, p *problem, c *match.Comparer, earlier *pass) (*pass, error) {
	if earlier != nil && !earlier.overflow {
		return earlier, earlier.again(ctx, c)
	}
	w := &pass{workers: make([]passWorker, p.workers), limit: p.maxPairs / p.workers}
	var err error
	r.stats, err = r.walkCompared(ctx, p, c, func(worker, rule int, i, j []uint32, patterns []match.Pattern) {
		mine := &w.workers[worker]
		mine.n += int64(len(i))
		mine.over = mine.over || mine.kept+len(i) > w.limit
		for k, pattern := range patterns {
			number := mine.hist.Add(c.Stratum(i[k], j[k]), pattern, 1)
			if !mine.over {
				mine.keep(rule, storedPair{i[k], j[k], number})
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
	} else {
		r.plan.Release() // four bytes a record and rule, eight a value and key
	}
	return w, err
}

// pairChunk is how many pairs a chunk has: three quarters of a megabyte.
const pairChunk = 1 << 16

func (w *passWorker) keep(rule int, p storedPair) {
	if w.kept%pairChunk == 0 {
		w.pairs = append(w.pairs, make([]storedPair, 0, pairChunk))
	}
	if n := len(w.rules); n == 0 || w.rules[n-1].rule != rule {
		w.rules = append(w.rules, ruleStart{w.kept, rule})
	}
	last := &w.pairs[len(w.pairs)-1]
	*last = append(*last, p)
	w.kept++
}

// stretches visits the pairs in memory, as they were kept: those of one rule and one chunk at a time.
func (w *passWorker) stretches(ctx context.Context, take func(rule int, pairs []storedPair)) error {
	from, rules := 0, w.rules
	for _, chunk := range w.pairs {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for len(chunk) > 0 {
			n := len(chunk)
			if len(rules) > 1 {
				n = min(n, rules[1].pair-from)
			}
			take(rules[0].rule, chunk[:n])
			from, chunk = from+n, chunk[n:]
			if len(rules) > 1 && rules[1].pair == from {
				rules = rules[1:]
			}
		}
	}
	return nil
}

// again compares the pairs in memory anew.
func (w *pass) again(ctx context.Context, c *match.Comparer) error {
	return w.each(ctx, func(ctx context.Context, k int) error {
		mine, batch := &w.workers[k], c.NewBatch()
		mine.hist.Clear()
		var i, j []uint32
		return mine.stretches(ctx, func(_ int, pairs []storedPair) {
			for some := range slices.Chunk(pairs, batchPairs) {
				i, j = i[:0], j[:0]
				for _, p := range some {
					i, j = append(i, p.i), append(j, p.j)
				}
				for n, pattern := range batch.Compare(i, j) {
					some[n].number = mine.hist.Add(c.Stratum(i[n], j[n]), pattern, 1)
				}
			}
		})
	})
}

// each runs a function for every worker at once.
func (w *pass) each(ctx context.Context, f func(ctx context.Context, worker int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for k := range w.workers {
		g.Go(func() error { return f(ctx, k) })
	}
	return g.Wait()
}

// walk runs all rules, the neighbour pass, and what is left for copies.
func (r *resolution) walk(ctx context.Context, p *problem, sink blocking.Sink) ([]blocking.Stats, error) {
	opt := r.options(p)
	stats, err := r.plan.Pairs(ctx, opt, sink)
	if err != nil {
		return nil, err
	}
	if p.neighbour.Top >= 0 {
		s, err := r.plan.Neighbours(ctx, opt, p.neighbour, sink)
		if err != nil {
			return nil, err
		}
		stats = append(stats, s)
	}
	s, err := r.plan.Copies(ctx, opt, sink)
	if s.Pairs > 0 {
		stats = append(stats, s)
	}
	return stats, err
}

// batchPairs is how many pairs are compared at a time: their records just fit into the first cache.
const batchPairs = 256

// walkCompared runs all rules and compares the pairs, many at a time. Take gets those of one worker and rule, from that
// worker alone; the number of rules stands for the neighbour pass, the next for copies.
func (r *resolution) walkCompared(ctx context.Context, p *problem, c *match.Comparer, take func(worker, rule int, i, j []uint32, patterns []match.Pattern)) ([]blocking.Stats, error) {
	type waiting struct {
		batch *match.Batch
		rule  int
		i, j  []uint32
		_     [64]byte // workers write side by side
	}
	workers := make([]waiting, p.workers)
	for k := range workers {
		workers[k].batch = c.NewBatch()
	}
	flush := func(worker int) {
		w := &workers[worker]
		take(worker, w.rule, w.i, w.j, w.batch.Compare(w.i, w.j))
		w.i, w.j = w.i[:0], w.j[:0]
	}
	stats, err := r.walk(ctx, p, func(worker, rule int, i uint32, js []uint32) {
		w := &workers[worker]
		if len(w.i)+len(js) > batchPairs || w.rule != rule {
			flush(worker)
		}
		w.rule = rule
		for _, j := range js {
			w.i, w.j = append(w.i, i), append(w.j, j)
		}
	})
	for k := range workers {
		flush(k)
	}
	return stats, err
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
	var h match.Histogram
	for k := range w.workers {
		h.Merge(&w.workers[k].hist)
	}
	out := make([]match.Stratum, len(all))
	for s := range out {
		out[s] = match.Stratum{Pairs: all[s], Patterns: h.Sorted(s)}
	}
	return out
}

// stored returns all pairs kept.
func (w *pass) stored() []match.Pair {
	var all []match.Pair
	for k := range w.workers {
		mine := &w.workers[k]
		all = slices.Grow(all, mine.kept)
		for _, chunk := range mine.pairs {
			for _, p := range chunk {
				_, pattern := mine.hist.At(p.number)
				all = append(all, match.Pair{I: p.i, J: p.j, Pattern: pattern})
			}
		}
	}
	return all
}

// dropUnique forgets the pairs within sources that have no duplicates.
func (w *pass) dropUnique(c *match.Comparer, unique []bool) {
	for k := range w.workers {
		mine := &w.workers[k]
		all := *mine
		mine.pairs, mine.kept, mine.rules = nil, 0, nil
		_ = all.stretches(context.Background(), func(rule int, pairs []storedPair) { // nothing ends that context
			for _, p := range pairs {
				if s := c.Source[p.i]; s != c.Source[p.j] || !unique[s] {
					mine.keep(rule, p)
				}
			}
		})
		for s, u := range unique {
			if u {
				mine.hist.Forget(s)
			}
		}
	}
}
