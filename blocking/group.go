package blocking

import "context"

// grouped are the blocks of a rule that have two records or more and were not left out.
type grouped struct {
	limit int    // of Options
	keep  uint64 // likewise
	stats Stats  // without pairs
	parts []part // by partition
}

// part holds the blocks of a partition, one after another.
type part struct {
	rows []uint32 // the first of a block is marked
	tags []uint32 // by block, of rules with lists only: 32 bits of its hash
}

// blockStart marks the first record of a block.
const blockStart = 1 << 31

// take returns the blocks of a rule: those that [Plan.Sizes] found, if it did, or else found now. They are let go.
func (p *Plan) take(ctx context.Context, r int, opt Options, by *partitioner) (*grouped, error) {
	if r < len(p.grouped) {
		g := p.grouped[r]
		p.grouped[r] = nil
		if g != nil && g.limit == opt.Limit() && g.keep == opt.Keep {
			return g, nil
		}
	}
	return p.group(ctx, r, opt, by)
}

// group finds the blocks of a rule, and remembers those that are too large: records that share several blocks of a rule
// meet in just one of those that are not left out.
func (p *Plan) group(ctx context.Context, r int, opt Options, by *partitioner) (*grouped, error) {
	parts := by.partition(p, r, opt)
	g := &grouped{limit: opt.Limit(), keep: opt.Keep, parts: make([]part, len(parts))}
	all := make([]partStats, len(parts))
	workers := make([]grouper, opt.workers())
	for w := range workers {
		workers[w] = grouper{plan: p, rule: r, limit: opt.Limit(), lists: p.rules[r].lists()}
	}
	err := each(ctx, len(parts), len(workers), func(w, k int) {
		all[k] = workers[w].group(workers[w].sorter.sort(parts[k]))
		g.parts[k] = part{workers[w].keep(workers[w].rows), workers[w].keep(workers[w].tags)}
	})
	if err != nil {
		return nil, err
	}
	g.stats = p.gather(r, all)
	return g, nil
}

// grouper finds the blocks of partitions, for one worker.
type grouper struct {
	plan   *Plan
	rule   int
	limit  int
	lists  bool
	sorter sorter // holds the entries of the partition at work
	rows   []uint32
	tags   []uint32
	room   []uint32 // of what is kept
}

// keep copies a list into room that many share: a rule has a thousand partitions.
func (g *grouper) keep(list []uint32) []uint32 {
	const chunk = 1 << 14
	if len(list) == 0 {
		return nil
	}
	if len(list) > cap(g.room)-len(g.room) {
		g.room = make([]uint32, 0, max(chunk, len(list)))
	}
	from := len(g.room)
	g.room = append(g.room, list...)
	return g.room[from:len(g.room):len(g.room)]
}

// group walks the sorted entries of a partition and keeps its blocks.
func (g *grouper) group(entries []uint64) partStats {
	var s partStats
	g.rows, g.tags = g.rows[:0], g.tags[:0]
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && entries[to]>>32 == entries[from]>>32 {
			to++
		}
		s.Keys++
		if to-from > 1 {
			g.block(entries[from:to], &s)
		}
		from = to
	}
	s.Records = int64(len(entries))
	return s
}

// block keeps a block or leaves it out.
func (g *grouper) block(entries []uint64, s *partStats) {
	n := len(entries)
	pairs := int64(n) * int64(n-1) / 2
	s.Blocks++
	s.Largest = max(s.Largest, n)
	s.Most = larger(s.Most, Block{n, uint32(entries[0])})
	if n > g.limit {
		s.Left += pairs
		s.Skipped = append(s.Skipped, Block{n, uint32(entries[0])})
		s.skipped = append(s.skipped, g.sharedHashes(entries)...)
		g.leaveOut(entries)
		return
	}
	s.Gross += pairs
	first := len(g.rows)
	for _, x := range entries {
		g.rows = append(g.rows, uint32(x))
	}
	g.rows[first] |= blockStart
	if g.lists {
		g.tags = append(g.tags, uint32(entries[0]>>32))
	}
}

// sharedHashes returns the full hash of a block, from its first record that has just one.
func (g *grouper) sharedHashes(entries []uint64) []uint64 {
	var buf [maxCombinations]uint64
	tag := entries[0] >> 32
	for _, h := range g.plan.rules[g.rule].hashes(buf[:0], uint32(entries[0])) {
		if h<<partitionBits>>32 == tag {
			return []uint64{h}
		}
	}
	return nil
}

// leaveOut takes the records of a block out of the rule, but for those that are in several blocks.
func (g *grouper) leaveOut(entries []uint64) {
	if g.plan.digests == nil {
		return
	}
	for _, x := range entries {
		at := int(uint32(x))*len(g.plan.rules) + g.rule
		if g.plan.digests[at] != manyKeys {
			g.plan.digests[at] = noKey
		}
	}
}
