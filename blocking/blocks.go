package blocking

import (
	"context"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Options steer the production of candidate pairs.
type Options struct {
	MaxBlock int      // records a block may have; larger ones are left out and reported; 0: 60
	Source   []uint16 // by record
	Unique   []bool   // by source: no duplicates of its own, so no pairs within it
	Workers  int
	Copies   bool   // of more exact copies than a block may have, only the first takes part: see [Plan.Copies]
	Keep     uint64 // produce only blocks whose hash is a multiple of it, to sample; 0 or 1: all

	repeats bool // pairs that an earlier rule produces count, too: to judge rules one by one
}

// Limit is how many records a block may have.
func (o Options) Limit() int {
	if o.MaxBlock == 0 {
		return 60
	}
	return o.MaxBlock
}

func (o Options) workers() int { return max(1, o.Workers) }

// skip reports whether a pair is within a source that has no duplicates.
func (o *Options) skip(i, j uint32) bool {
	return o.Unique != nil && o.Source[i] == o.Source[j] && o.Unique[o.Source[i]]
}

// Sink takes the candidate partners of record i; it must be safe for concurrent
// use by different workers, and must not keep js.
type Sink func(worker, rule int, i uint32, js []uint32)

// Stats says what one rule brought.
type Stats struct {
	Rule    string
	Gross   int64 // pairs within its blocks
	Pairs   int64 // of them, pairs that no earlier rule produced
	Keys    int64 // distinct keys; of lists, every combination is one
	Records int64 // records that have a key; of lists, one for every key
	Blocks  int64 // of two records or more
	Largest int
	Most    Block   // the largest block, left out or not
	Skipped []Block // blocks left out, largest first, ten at most
	Limited int64   // blocks left out
	Left    int64   // pairs within blocks left out
}

// Block is a block of a rule.
type Block struct {
	Records int
	Row     uint32 // a record of it, to name its values
}

// Plan is a set of rules over columns, ready to run. It is safe for concurrent
// use once Blocks has returned for every rule before.
type Plan struct {
	Columns []Column
	Rules   []Rule
	rows    int
	rules   []*compiled
	digests []uint32   // record by record, one a rule; filled as rules run
	grouped []*grouped // by rule: what Sizes found and Pairs has not used yet
	first   []uint32   // by record, the first of its many copies; nil: there are none
	looked  bool       // for copies: they do not change
	index   map[Key]*index
}

// NewPlan computes the keys that rules need.
func NewPlan(columns []Column, rows int, rules []Rule) *Plan {
	p := &Plan{Columns: columns, rows: rows, index: map[Key]*index{}}
	p.add(rules)
	return p
}

func (p *Plan) add(rules []Rule) {
	var keys []Key
	for _, r := range rules {
		for _, k := range r {
			if _, ok := p.index[k]; !ok {
				p.index[k] = nil
				keys = append(keys, k)
			}
		}
	}
	made := make([]*index, len(keys))
	parallel(len(keys), runtime.GOMAXPROCS(0), func(k int) { made[k] = newIndex(p.Columns[keys[k].Column], keys[k].Part) })
	for k, x := range made {
		p.index[keys[k]] = x
	}
	for _, r := range rules {
		c := &compiled{skipped: map[uint64]bool{}}
		for _, k := range r {
			c.keys = append(c.keys, p.index[k])
		}
		p.rules, p.Rules = append(p.rules, c), append(p.Rules, r)
	}
}

// Produced reports whether any rule produces the pair; it holds once all rules have run.
func (p *Plan) Produced(i, j uint32) bool { return p.First(i, j, len(p.rules)) >= 0 }

// First returns the first of the rules before end that produces the pair, or -1. A
// record's digests are one cache line, where its keys are spread over the columns, and are
// trusted: of four billion pairs with different keys one is taken for produced by that rule.
func (p *Plan) First(i, j uint32, end int) int {
	// Slow path: before any rule has run.
	if p.digests == nil {
		return slices.IndexFunc(p.rules[:end], func(c *compiled) bool { return c.produces(i, j) })
	}
	n := len(p.rules)
	return p.firstOf(i, j, p.digests[int(i)*n:][:end], p.digests[int(j)*n:][:end])
}

// firstOf is First by the digests of both records.
func (p *Plan) firstOf(i, j uint32, a, b []uint32) int {
	for r, x := range a {
		y := b[r]
		switch {
		case x == noKey || y == noKey:
		case x == manyKeys || y == manyKeys:
			if p.rules[r].produces(i, j) {
				return r
			}
		case x == y:
			return r
		}
	}
	return -1
}

// A digest is 32 bits of a record's hash for a rule, or one of these.
const (
	noKey    = 0 // takes no part in the rule, or is in a block left out
	manyKeys = 1 // has several hashes
)

// digest shortens what [compiled.only] says of a record.
func digest(only uint64) uint32 {
	switch only {
	case noHash:
		return noKey
	case severalHashes:
		return manyKeys
	}
	return uint32(only>>32) | 2
}

// Release lets go of all but the rules and their names, when no pair is wanted any more.
func (p *Plan) Release() { p.rules, p.digests, p.grouped, p.index = nil, nil, nil, nil }

// Pairs runs all rules in order and sends every candidate pair once. What Sizes found is used, and let go.
func (p *Plan) Pairs(ctx context.Context, opt Options, sink Sink) ([]Stats, error) {
	p.findCopies(opt)
	stats := make([]Stats, len(p.rules))
	var by partitioner
	for r := range p.rules {
		s, err := p.run(ctx, r, opt, sink, &by)
		if err != nil {
			return nil, err
		}
		s.Rule = p.Rules[r].Name(p.Columns)
		stats[r] = s
	}
	return stats, nil
}

// run makes the blocks of one rule and sends their pairs.
func (p *Plan) run(ctx context.Context, r int, opt Options, sink Sink, by *partitioner) (Stats, error) {
	g, err := p.take(ctx, r, opt, by)
	if err != nil {
		return Stats{}, err
	}
	return p.emit(ctx, r, g, opt, sink)
}

// emit sends the pairs of the blocks of a rule.
func (p *Plan) emit(ctx context.Context, r int, g *grouped, opt Options, sink Sink) (Stats, error) {
	emitters := make([]emitter, opt.workers())
	for w := range emitters {
		emitters[w] = emitter{plan: p, rule: r, opt: &opt, sink: sink, worker: w}
	}
	err := each(ctx, len(g.parts), len(emitters), func(w, k int) { emitters[w].blocks(&g.parts[k]) })
	for w := range emitters {
		g.stats.Pairs += emitters[w].pairs
	}
	return g.stats, err
}

// partStats is what a partition brought, and the blocks it left out.
type partStats struct {
	Stats
	skipped []uint64
}

// gather sums the partitions in order and remembers which blocks were left out.
func (p *Plan) gather(r int, all []partStats) Stats {
	var s Stats
	for _, part := range all {
		s.Gross += part.Gross
		s.Pairs += part.Pairs
		s.Blocks += part.Blocks
		s.Left += part.Left
		s.Keys += part.Keys
		s.Records += part.Records
		s.Limited += int64(len(part.Skipped))
		s.Largest = max(s.Largest, part.Largest)
		s.Most = larger(s.Most, part.Most)
		s.Skipped = append(s.Skipped, part.Skipped...)
		for _, h := range part.skipped {
			p.rules[r].skipped[h] = true
		}
	}
	slices.SortFunc(s.Skipped, func(a, b Block) int {
		if a.Records != b.Records {
			return b.Records - a.Records
		}
		return int(a.Row) - int(b.Row)
	})
	s.Skipped = s.Skipped[:min(len(s.Skipped), 10)]
	return s
}

// larger returns the larger of two blocks, of equal ones that of the smaller record.
func larger(a, b Block) Block {
	if b.Records > a.Records || b.Records == a.Records && b.Row < a.Row {
		return b
	}
	return a
}

// parallel calls f(0..n-1) on several goroutines.
func parallel(n, workers int, f func(k int)) {
	_ = each(context.Background(), n, workers, func(_, k int) { f(k) }) // nothing ends that context
}

// each calls f(worker, 0..n-1), of every worker on one goroutine, until the context ends.
func each(ctx context.Context, n, workers int, f func(worker, k int)) error {
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for w := range min(n, workers) {
		g.Go(func() error {
			for k := int(next.Add(1)) - 1; k < n; k = int(next.Add(1)) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				f(w, k)
			}
			return nil
		})
	}
	return g.Wait()
}
