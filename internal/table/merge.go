package table

import (
	"errors"
	"math"
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

var errTooLarge = errors.New("column has more than 4 GiB of distinct values")

// Append gives v a code of its own without looking whether the dictionary has it already. Merge
// must follow before anything else is asked of the dictionary but values of codes. The empty value is Missing.
// It fails only when the values exceed 4 GiB.
func (d *Dict) Append(v []byte) (uint32, error) {
	if len(v) == 0 {
		return Missing, nil
	}
	if len(d.arena)+len(v) > math.MaxUint32 {
		return 0, errTooLarge
	}
	d.slots = nil
	return d.push(v), nil
}

// appendSome appends values until one would exceed 4 GiB, and returns how many.
func (d *Dict) appendSome(values [][]byte, codes []uint32) int {
	d.slots = nil
	for i, v := range values {
		if len(v) == 0 {
			continue
		}
		if len(d.arena)+len(v) > math.MaxUint32 {
			return i
		}
		codes[i] = d.push(v)
	}
	return len(values)
}

// AppendAll gives the values of another dictionary the next codes, in the order of theirs, as Append does.
func (d *Dict) AppendAll(from *Dict) error {
	if len(d.arena)+len(from.arena) > math.MaxUint32 {
		return errTooLarge
	}
	d.slots = nil
	base := uint32(len(d.arena))
	d.Grow(len(from.ends)-1, len(from.arena))
	d.arena = append(d.arena, from.arena...)
	for _, end := range from.ends[1:] {
		d.ends = append(d.ends, base+end)
	}
	return nil
}

// Merge leaves each value once, under the first of its codes, and numbers values anew in
// that order. It returns the new code of each old one; nil if no value was there twice.
func (d *Dict) Merge() []uint32 {
	to := d.repeats()
	if to == nil {
		return nil
	}
	d.slots = nil
	next, lo, size := uint32(1), uint32(0), 0
	for code := uint32(1); code < uint32(len(to)); code++ {
		hi := d.ends[code]
		if first := to[code]; first != 0 {
			to[code] = to[first]
		} else {
			size += copy(d.arena[size:], d.arena[lo:hi])
			d.ends[next], to[code] = uint32(size), next // next ≤ code: ends not read yet stay as they are
			next++
		}
		lo = hi
	}
	d.arena, d.ends = d.arena[:size], d.ends[:next]
	return to
}

// repeats returns for each code that has the value of an earlier one the first of these, and 0
// for others; nil if no value is there twice.
//
// Values are cut by hash into parts whose hash tables fit into the nearest memory. One
// table for all costs a miss of it for every value: 300,000 values take 90 ns each that way and 25 ns this way.
func (d *Dict) repeats() []uint32 {
	parts, table := d.byHash()
	var first []uint32
	mask := uint64(len(table) - 1)
	for _, part := range parts {
		clear(table)
		for _, e := range part {
			code := uint32(e)
			for i := e >> 32 & mask; ; i = (i + 1) & mask {
				s := table[i]
				if s == 0 {
					table[i] = e
					break
				}
				if (s^e)>>32 == 0 && string(d.Bytes(uint32(s))) == string(d.Bytes(code)) {
					if first == nil {
						first = make([]uint32, len(d.ends))
					}
					first[code] = uint32(s)
					break
				}
			}
		}
	}
	return first
}

// distinct estimates how many distinct values there are, by those whose hash begins with four zero bits.
func (d *Dict) distinct() int {
	seen := map[uint64]struct{}{}
	for code := uint32(1); code < uint32(len(d.ends)); code++ {
		if h := xxhash.Sum64(d.Bytes(code)); h>>60 == 0 {
			seen[h] = struct{}{}
		}
	}
	return 16 * len(seen)
}

// partValues is about how many values a part has.
const partValues = 2048

// byHash cuts codes into parts by the uppermost bits of their values' hashes, ascending in each part: the upper half of
// the hash with the code behind it, as in Dict.slots. Table is room for twice the largest part.
func (d *Dict) byHash() (parts [][]uint64, table []uint64) {
	n := len(d.ends) - 1
	shift := 32 - bits.Len(uint(n/partValues))
	tags := make([]uint32, n)
	counts := make([]int, 1<<(32-shift))
	for i := range tags {
		tags[i] = uint32(xxhash.Sum64(d.Bytes(uint32(i+1))) >> 32)
		counts[tags[i]>>shift]++
	}
	all := make([]uint64, n)
	parts = make([][]uint64, len(counts))
	from, most := 0, 0
	for k, size := range counts {
		parts[k] = all[from : from : from+size]
		from, most = from+size, max(most, size)
	}
	for i, tag := range tags {
		k := tag >> shift
		parts[k] = append(parts[k], uint64(tag)<<32|uint64(i+1))
	}
	return parts, make([]uint64, 2<<bits.Len(uint(most)))
}
