package blocking

// emitter sends the pairs of blocks, for one worker.
type emitter struct {
	plan   *Plan
	rule   int
	opt    *Options
	sink   Sink
	worker int
	count  bool // only look at the sizes of blocks
	lists  bool
	js     []uint32
	sorter sorter // holds the entries of the partition at work

	digests  []uint32 // of entries from..to, by the rules before this one
	from, to int
}

// blocks walks the sorted entries of a partition.
func (e *emitter) blocks(entries []uint64) partStats {
	var s partStats
	e.from, e.to = 0, 0
	for from := 0; from < len(entries); {
		to := from + 1
		for to < len(entries) && entries[to]>>32 == entries[from]>>32 {
			to++
		}
		n := to - from
		s.Keys++
		s.Records += int64(n)
		if n > 1 {
			s.Blocks++
			s.Largest = max(s.Largest, n)
			s.Most = larger(s.Most, Block{n, uint32(entries[from])})
			pairs := int64(n) * int64(n-1) / 2
			if n > e.opt.Limit() {
				s.Left += pairs
				s.Skipped = append(s.Skipped, Block{n, uint32(entries[from])})
				s.skipped = append(s.skipped, e.sharedHashes(entries[from:to])...)
				e.leaveOut(entries[from:to])
			} else {
				s.Gross += pairs
				if !e.count {
					s.Pairs += e.block(entries, from, to)
				}
			}
		}
		from = to
	}
	return s
}

// sharedHashes returns the full hash of a block, from its first record that has just one.
func (e *emitter) sharedHashes(entries []uint64) []uint64 {
	var buf [maxCombinations]uint64
	tag := entries[0] >> 32
	for _, h := range e.plan.rules[e.rule].hashes(buf[:0], uint32(entries[0])) {
		if h<<partitionBits>>32 == tag {
			return []uint64{h}
		}
	}
	return nil
}

// leaveOut takes the records of a block out of the rule, but for those that are in several blocks.
func (e *emitter) leaveOut(entries []uint64) {
	if e.plan.digests == nil {
		return
	}
	for _, x := range entries {
		at := int(uint32(x))*len(e.plan.rules) + e.rule
		if e.plan.digests[at] != manyKeys {
			e.plan.digests[at] = noKey
		}
	}
}

// meetHere reports whether a block is the one in which two records of list values meet.
func (e *emitter) meetHere(i, j uint32, tag uint64) bool {
	h, ok := e.plan.rules[e.rule].shared(i, j)
	return ok && h<<partitionBits>>32 == tag
}

// gathered is how many entries' digests are fetched at a time: far apart in memory, they come faster together.
const gathered = 256

// gather fetches what the rules before say of entries from..to, and of some behind them.
func (e *emitter) gather(entries []uint64, from, to int) {
	if e.opt.repeats || from >= e.from && to <= e.to {
		return
	}
	e.from, e.to = from, min(len(entries), max(to, from+gathered))
	e.digests = e.digests[:0]
	n := len(e.plan.rules)
	for _, x := range entries[e.from:e.to] {
		at := int(uint32(x)) * n
		e.digests = append(e.digests, e.plan.digests[at:at+e.rule]...)
	}
}

// block sends the pairs of the block of entries from..to that no earlier rule produces.
func (e *emitter) block(entries []uint64, from, to int) int64 {
	e.gather(entries, from, to)
	n := int64(0)
	for k := from; k < to-1; k++ {
		i := uint32(entries[k])
		e.js = e.js[:0]
		for l := k + 1; l < to; l++ {
			j := uint32(entries[l])
			if i == j || e.opt.skip(i, j) || e.lists && !e.meetHere(i, j, entries[k]>>32) || e.madeBefore(i, j, k, l) {
				continue
			}
			e.js = append(e.js, j)
		}
		n += int64(len(e.js))
		if len(e.js) > 0 && e.sink != nil {
			e.sink(e.worker, e.rule, i, e.js)
		}
	}
	return n
}

// madeBefore reports whether an earlier rule produces the pair of entries k and l.
func (e *emitter) madeBefore(i, j uint32, k, l int) bool {
	if e.opt.repeats {
		return false
	}
	a, b := (k-e.from)*e.rule, (l-e.from)*e.rule
	return e.plan.first(i, j, e.digests[a:a+e.rule], e.digests[b:b+e.rule]) >= 0
}
