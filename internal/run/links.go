package run

import (
	"cmp"
	"context"
	"slices"

	"github.com/gildmdm/gild/match"
)

// links scores all pairs and keeps those above leastLink, in chunks: from memory, or,
// when they did not fit, by making them a second time.
func (w *pass) links(ctx context.Context, r *resolution, p *problem, n *round) ([][]Link, error) {
	kept := make([]linkList, len(w.workers))
	var err error
	if w.overflow {
		err = w.linksAnew(ctx, r, p, n, kept)
	} else {
		err = w.each(ctx, func(ctx context.Context, k int) error { return w.workers[k].links(ctx, n, &kept[k]) })
	}
	if err != nil {
		return nil, err
	}
	var chunks [][]Link
	for k := range kept {
		chunks = append(chunks, kept[k].chunks...)
	}
	return chunks, nil
}

// weighed is what the model makes of a pattern.
type weighed struct {
	match.Weight
	most    float32 // log-odds of any of its pairs
	pattern match.Pattern
}

// links scores the pairs in memory. A pattern is weighed once; of most pairs that settles that they are no link.
func (w *passWorker) links(ctx context.Context, n *round, kept *linkList) error {
	s, batch := n.model.NewScorer(n.comparer), n.comparer.NewBatch()
	weights := make([]weighed, w.hist.Len())
	for k := range weights {
		stratum, pattern := w.hist.At(uint32(k))
		weights[k].pattern = pattern
		weights[k].Weight, weights[k].most = s.Weigh(stratum, pattern)
	}
	var some []storedPair
	var i, j []uint32
	score := func(rule int) {
		batch.Fetch(i, j)
		for k := range some {
			of := &weights[some[k].number]
			kept.add(i[k], j[k], of.pattern, s.Weighed(i[k], j[k], of.pattern, of.Weight), rule)
		}
		some, i, j = some[:0], i[:0], j[:0]
	}
	return w.stretches(ctx, func(rule int, pairs []storedPair) {
		for _, p := range pairs {
			if weights[p.number].most <= leastLink {
				continue
			}
			some, i, j = append(some, p), append(i, p.i), append(j, p.j)
			if len(some) == batchPairs {
				score(rule)
			}
		}
		score(rule)
	})
}

// linksAnew scores pairs as they are made a second time.
func (w *pass) linksAnew(ctx context.Context, r *resolution, p *problem, n *round, kept []linkList) error {
	scorers := make([]*match.Scorer, p.workers)
	for k := range scorers {
		scorers[k] = n.model.NewScorer(n.comparer)
	}
	_, err := r.walkCompared(ctx, p, n.comparer, func(worker, rule int, i, j []uint32, patterns []match.Pattern) {
		for k, pattern := range patterns {
			kept[worker].add(i[k], j[k], pattern, scorers[worker].Score(i[k], j[k], pattern), rule)
		}
	})
	return err
}

// linkList grows without copying.
type linkList struct {
	chunks [][]Link
	_      [64]byte // workers write side by side
}

// linkChunk is how many links a chunk has: half a megabyte.
const linkChunk = 1 << 14

// add keeps a pair that is worth it.
func (l *linkList) add(i, j uint32, pattern match.Pattern, s match.Score, rule int) {
	if s.LogOdds <= leastLink {
		return
	}
	n := len(l.chunks)
	if n == 0 || len(l.chunks[n-1]) == linkChunk {
		l.chunks, n = append(l.chunks, make([]Link, 0, linkChunk)), n+1
	}
	l.chunks[n-1] = append(l.chunks[n-1], Link{min(i, j), max(i, j), pattern, s.LogOdds, s.Related, int16(rule)})
}

// sortLinks orders links by I, J and falling log-odds: by counting, then the few links of each record.
func sortLinks(chunks [][]Link, records int) []Link {
	start := make([]uint32, records+1)
	total := 0
	for _, links := range chunks {
		for k := range links {
			start[links[k].I+1]++
		}
		total += len(links)
	}
	for i := range records {
		start[i+1] += start[i]
	}
	sorted := make([]Link, total)
	for _, links := range chunks {
		for _, l := range links {
			sorted[start[l.I]] = l
			start[l.I]++ // becomes where the next record starts
		}
	}
	from := uint32(0)
	for i := range records {
		own := sorted[from:start[i]]
		slices.SortFunc(own, func(a, b Link) int { return cmp.Or(cmp.Compare(a.J, b.J), cmp.Compare(b.LogOdds, a.LogOdds)) })
		from = start[i]
	}
	return sorted
}
