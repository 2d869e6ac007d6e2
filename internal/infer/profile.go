package infer

import (
	"math"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/gildmdm/gild/internal/table"
)

// sampleSize is how many distinct values of a column are looked at: those with the
// smallest hashes, so that the choice does not depend on their order.
const sampleSize = 6000

// profile sums up the values of a column. A value weighs the square root of its
// count, so that neither one placeholder nor a thousand typing errors rule.
type profile struct {
	rows, filled, distinct int
	top                    float64 // share of the filled rows that hold the commonest value
	weight                 float64
	shares                 [32]float64 // share of the weight, by shape
	rowShares              [32]float64 // share of the filled rows, by shape
	given, family          float64     // share of the weight whose first (last) token is rather a given (family) name
	tokens, length         float64     // means
	digits                 float64     // share of characters that are digits
	oneLength              bool        // nearly all values have the same length
	numbers                span        // of integers, decimals and money
	years                  span        // of dates
	sample                 []uint32    // codes looked at
	counts                 []uint32    // rows by code
}

// span is where the middle 90 % of numbers lie, and their extremes.
type span struct {
	n           float64 // weight
	low, high   float64 // 5 % and 95 %
	least, most float64
	whole       bool
}

func (p *profile) share(s shape) float64 {
	best := 0.0
	for i := range p.shares {
		if s&(1<<i) != 0 {
			best = max(best, p.shares[i])
		}
	}
	return best
}

// rowShare is the share of the filled rows whose value has the shape: for columns of few
// values, where each wrong spelling is rare.
func (p *profile) rowShare(s shape) float64 {
	best := 0.0
	for i := range p.rowShares {
		if s&(1<<i) != 0 {
			best = max(best, p.rowShares[i])
		}
	}
	return best
}

// unique is the share of filled rows that there are distinct values.
func (p *profile) unique() float64 {
	if p.filled == 0 {
		return 0
	}
	return float64(p.distinct) / float64(p.filled)
}

// full is the share of rows that have a value.
func (p *profile) full() float64 {
	if p.rows == 0 {
		return 0
	}
	return float64(p.filled) / float64(p.rows)
}

func profileColumn(c *table.Column) profile {
	p := profile{rows: len(c.Codes), counts: c.Counts()}
	most := uint32(0)
	for code, n := range p.counts {
		if n > 0 && code != int(table.Missing) {
			p.filled += int(n)
			p.distinct++
			most = max(most, n)
		}
	}
	if p.filled == 0 {
		return p
	}
	p.top = float64(most) / float64(p.filled)
	p.sample = sampleCodes(c.Dict, p.counts, p.distinct)
	p.measure(c.Dict)
	return p
}

// sampleCodes returns the codes in use, or, of many, about sampleSize with the smallest hashes.
func sampleCodes(d *table.Dict, counts []uint32, distinct int) []uint32 {
	limit := uint64(math.MaxUint64)
	if distinct > sampleSize {
		limit = uint64(float64(math.MaxUint64) / float64(distinct) * sampleSize)
	}
	var out []uint32
	for code := uint32(1); code < uint32(len(counts)); code++ {
		if counts[code] > 0 && (limit == math.MaxUint64 || xxhash.Sum64(d.Bytes(code)) < limit) {
			out = append(out, code)
		}
	}
	if len(out) == 0 { // no hash small enough, among a few values: cannot be, but costs nothing
		out = append(out, 1)
	}
	return out
}

// weighted is a number with its weight.
type weighted struct{ value, weight float64 }

func (p *profile) measure(d *table.Dict) {
	r := &reader{names: loadNames(), words: loadWords()}
	var numbers, years []weighted
	lengths := map[int]float64{}
	var chars, digits, rows float64
	for _, code := range p.sample {
		w := math.Round(16 * math.Sqrt(float64(p.counts[code]))) // whole, so that sums do not depend on order
		f := r.read(d.Bytes(code))
		if f.shapes&placeholder != 0 {
			p.shares[shapeIndex(placeholder)] += w
			continue
		}
		n := float64(p.counts[code])
		p.weight += w
		rows += n
		for i := range p.shares {
			if f.shapes&(1<<i) != 0 {
				p.shares[i] += w
				p.rowShares[i] += n
			}
		}
		p.tokens += w * float64(f.tokens)
		p.length += w * float64(f.length)
		lengths[f.length] += w
		chars, digits = chars+w*float64(f.length), digits+w*float64(f.digits)
		if f.shapes&(integer|decimal|money) != 0 {
			numbers = append(numbers, weighted{f.number, w})
		}
		if f.shapes&calendar != 0 {
			years = append(years, weighted{float64(f.date.year), w})
		}
		if f.first != nil {
			if r.names.lean(f.first) > 0 {
				p.given += w
			}
			if r.names.lean(f.last) < 0 {
				p.family += w
			}
		}
	}
	p.divide(lengths, rows)
	p.digits = digits / max(chars, 1)
	p.numbers, p.years = spanOf(numbers), spanOf(years)
}

func shapeIndex(s shape) int { return int(math.Log2(float64(s))) }

// divide turns sums into means and shares.
func (p *profile) divide(lengths map[int]float64, rows float64) {
	if p.weight == 0 {
		return
	}
	for i := range p.shares {
		p.shares[i] /= p.weight
		p.rowShares[i] /= rows
	}
	p.tokens /= p.weight
	p.length /= p.weight
	p.given /= p.weight
	p.family /= p.weight
	for _, w := range lengths {
		p.oneLength = p.oneLength || w > .9*p.weight
	}
}

func spanOf(list []weighted) span {
	if len(list) == 0 {
		return span{}
	}
	slices.SortFunc(list, func(a, b weighted) int {
		switch {
		case a.value != b.value:
			if a.value < b.value {
				return -1
			}
			return 1
		case a.weight < b.weight:
			return -1
		case a.weight > b.weight:
			return 1
		}
		return 0
	})
	s := span{least: list[0].value, most: list[len(list)-1].value, whole: true}
	for _, x := range list {
		s.n += x.weight
		s.whole = s.whole && x.value == math.Trunc(x.value)
	}
	sum := 0.0
	for _, x := range list {
		if sum < .05*s.n {
			s.low = x.value
		}
		if sum < .95*s.n {
			s.high = x.value
		}
		sum += x.weight
	}
	return s
}
