package match

import "github.com/gildmdm/gild/internal/table"

// Batch compares many pairs at a time, with the results of [Comparer.Pattern]. It goes field by field, and
// first touches what the pairs need of one: values lie far apart in memory, and so are fetched side by side
// instead of one after another. It is for one goroutine.
type Batch struct {
	c        *Comparer
	patterns []Pattern
	open     []openPair
	touched  uint32 // keeps what only fetches from being optimised away
}

// openPair is a pair that a field's codes alone do not decide.
type openPair struct {
	at   uint32 // place in the batch
	a, b uint32
}

// NewBatch returns a batch of its own for one goroutine.
func (c *Comparer) NewBatch() *Batch { return &Batch{c: c} }

// Compare returns the patterns of pairs: of record i[k] and j[k]. The result holds until the next call.
func (b *Batch) Compare(i, j []uint32) []Pattern {
	b.patterns = append(b.patterns[:0], make([]Pattern, len(i))...)
	b.Fetch(i, j)
	for f := range b.c.plans {
		if p := &b.c.plans[f]; p.kind == Address {
			b.addresses(f, p, i, j)
		} else {
			b.values(f, p, i, j)
		}
	}
	if b.c.given >= 0 {
		for k, p := range b.patterns {
			b.patterns[k] = b.c.swapped(p, b.c.row(i[k]), b.c.row(j[k]))
		}
	}
	return b.patterns
}

// Fetch brings the records of pairs near, before more than comparing them is done with each.
func (b *Batch) Fetch(i, j []uint32) {
	n, last := b.c.stride, b.c.stride-1
	for k := range i {
		x, y := int(i[k])*n, int(j[k])*n
		b.touched += b.c.rows[x] + b.c.rows[x+last] + b.c.rows[y] + b.c.rows[y+last]
	}
}

// values compares one field of single columns.
func (b *Batch) values(f int, p *plan, i, j []uint32) {
	b.open = b.open[:0]
	rows, n, at := b.c.rows, b.c.stride, p.at
	for k := range i {
		x, y := rows[int(i[k])*n+at], rows[int(j[k])*n+at]
		switch {
		case x == table.Missing || y == table.Missing:
		case x == y && p.single:
			b.patterns[k] |= Pattern(p.feature.rarity[x]) << (4 * f)
		default:
			b.open = append(b.open, openPair{uint32(k), x, y})
		}
	}
	b.touch(p.feature)
	for _, o := range b.open {
		b.patterns[o.at] |= Pattern(p.feature.best(o.a, o.b)) << (4 * f)
	}
}

// touch fetches the briefs of the open pairs.
func (b *Batch) touch(f *features) {
	if f.brief == nil || f.start != nil {
		return
	}
	for _, o := range b.open {
		b.touched += uint32(f.brief[o.a].size) + uint32(f.brief[o.b].size)
	}
}

// addresses compares one whole address.
func (b *Batch) addresses(f int, p *plan, i, j []uint32) {
	b.open = b.open[:0]
	rows, n := b.c.rows, b.c.stride
	for k := range i {
		x, y := rows[int(i[k])*n+p.street], rows[int(j[k])*n+p.street]
		if x != y && x != table.Missing && y != table.Missing {
			b.open = append(b.open, openPair{uint32(k), x, y})
		}
	}
	b.touch(b.c.feature[p.street])
	for k := range i {
		b.patterns[k] |= Pattern(b.c.addressLevel(p, b.c.row(i[k]), b.c.row(j[k]))) << (4 * f)
	}
}
