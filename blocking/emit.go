package blocking

// emitter sends the pairs of blocks, for one worker.
type emitter struct {
	plan   *Plan
	rule   int
	opt    *Options
	sink   Sink
	worker int
	pairs  int64
	js     []uint32

	digests  []uint32 // of rows from..to, by the rules before this one
	from, to int
	touched  uint32 // keeps what only fetches from being optimised away
}

// blocks sends the pairs of all blocks of a partition.
func (e *emitter) blocks(of *part) {
	e.from, e.to = 0, 0
	block := 0
	for from := 0; from < len(of.rows); block++ {
		to := from + 1
		for to < len(of.rows) && of.rows[to]&blockStart == 0 {
			to++
		}
		tag := uint32(0)
		if of.tags != nil {
			tag = of.tags[block]
		}
		e.block(of.rows, from, to, of.tags != nil, tag)
		from = to
	}
}

// meetHere reports whether a block is the one in which two records of list values meet.
func (e *emitter) meetHere(i, j, tag uint32) bool {
	h, ok := e.plan.rules[e.rule].shared(i, j)
	return ok && uint32(h<<partitionBits>>32) == tag
}

// gathered is how many records' digests are fetched at a time: far apart in memory, they come faster together.
const gathered = 256

// gather fetches what the rules before say of rows from..to, and of some behind them.
func (e *emitter) gather(rows []uint32, from, to int) {
	if e.opt.repeats || e.rule == 0 || from >= e.from && to <= e.to {
		return
	}
	e.from, e.to = from, min(len(rows), max(to, from+gathered))
	e.digests = e.digests[:0]
	n := len(e.plan.rules)
	for _, row := range rows[e.from:e.to] { // only fetches, side by side
		at := int(row&^blockStart) * n
		e.touched += e.plan.digests[at] + e.plan.digests[at+e.rule-1]
	}
	for _, row := range rows[e.from:e.to] {
		at := int(row&^blockStart) * n
		e.digests = append(e.digests, e.plan.digests[at:at+e.rule]...)
	}
}

// block sends the pairs of the block of rows from..to that no earlier rule produces.
func (e *emitter) block(rows []uint32, from, to int, lists bool, tag uint32) {
	e.gather(rows, from, to)
	for k := from; k < to-1; k++ {
		i := rows[k] &^ blockStart
		e.js = e.js[:0]
		for l := k + 1; l < to; l++ {
			j := rows[l]
			if i == j || e.opt.skip(i, j) || lists && !e.meetHere(i, j, tag) || e.madeBefore(i, j, k, l) {
				continue
			}
			e.js = append(e.js, j)
		}
		e.pairs += int64(len(e.js))
		if len(e.js) > 0 && e.sink != nil {
			e.sink(e.worker, e.rule, i, e.js)
		}
	}
}

// madeBefore reports whether an earlier rule produces the pair of rows k and l.
func (e *emitter) madeBefore(i, j uint32, k, l int) bool {
	if e.opt.repeats || e.rule == 0 {
		return false
	}
	a, b := (k-e.from)*e.rule, (l-e.from)*e.rule
	return e.plan.firstOf(i, j, e.digests[a:a+e.rule], e.digests[b:b+e.rule]) >= 0
}
