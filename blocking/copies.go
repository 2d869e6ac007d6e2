package blocking

import (
	"context"
	"math/bits"
)

// copies finds records that have more exact copies than a block may hold: every rule would leave all of
// them out. It returns by record the first one that has the same values in all columns, itself where
// there are no more than limit; nil where there are no such records. One look at every value, twice.
func copies(columns []Column, rows, limit int) []uint32 {
	digests := make([]uint64, rows)
	for _, c := range columns {
		for row, code := range c.Codes[:rows] {
			digests[row] = combine(digests[row], uint64(code)+1)
		}
	}
	nothing := uint64(0) // what a record without any value comes to
	for range columns {
		nothing = combine(nothing, 1)
	}
	// Fast path: most records have no copies, and a count of their digests by a few bits shows it.
	counts := make([]uint32, 1<<min(22, bits.Len(uint(rows))+2))
	place := func(digest uint64) int { return int(digest>>20) & (len(counts) - 1) }
	for _, d := range digests {
		counts[place(d)]++
	}
	of := map[uint64][]uint32{} // records by digest, where there may be enough of them
	for row, d := range digests {
		if d != nothing && int(counts[place(d)]) > limit {
			of[d] = append(of[d], uint32(row))
		}
	}
	var first []uint32
	for _, list := range of {
		if len(list) <= limit {
			continue
		}
		if first == nil {
			first = make([]uint32, rows)
			for row := range first {
				first[row] = uint32(row)
			}
		}
		for _, row := range list {
			if equal(columns, list[0], row) {
				first[row] = list[0]
			}
		}
	}
	return first
}

// equal reports whether two records have the same values.
func equal(columns []Column, i, j uint32) bool {
	for _, c := range columns {
		if c.Codes[i] != c.Codes[j] {
			return false
		}
	}
	return true
}

// findCopies looks for copies before rules run.
func (p *Plan) findCopies(opt Options) {
	if opt.Copies && !p.looked {
		p.first, p.looked = copies(p.Columns, p.rows, opt.Limit()), true
	}
}

// IsCopy reports whether a record stands behind the first of its many copies: it takes part in
// no rule and is nobody's neighbour. It holds once rules have run.
func (p *Plan) IsCopy(row uint32) bool { return p.first != nil && p.first[row] != row }

// OfCopies is the name of what [Plan.Copies] sends among the rules.
const OfCopies = "copies"

// Copies sends every record that stands behind the first of its copies together with that first one, as
// the "rule" behind that of the neighbours. No pairs: there are no such records.
func (p *Plan) Copies(ctx context.Context, opt Options, sink Sink) (Stats, error) {
	s := Stats{Rule: OfCopies}
	for row, first := range p.first {
		if row&0xffff == 0 && ctx.Err() != nil {
			return s, ctx.Err()
		}
		if !p.IsCopy(uint32(row)) || opt.skip(first, uint32(row)) {
			continue
		}
		s.Gross, s.Pairs = s.Gross+1, s.Pairs+1
		if sink != nil {
			sink(0, len(p.rules)+1, first, []uint32{uint32(row)})
		}
	}
	return s, nil
}
