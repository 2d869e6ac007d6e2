package table

import (
	"math"

	"github.com/cespare/xxhash/v2"
)

// Missing is the code of a value that is not there. The empty string always has it.
const Missing uint32 = 0

// Separator joins the values of a multi-valued cell, and of columns that are
// read as one (day, month, year), into one dictionary value.
const Separator = '\x1f'

// Dict numbers distinct values: an arena of bytes, and one uint32 code for
// each value, from 1 up. It is filled by one goroutine at a time; once filled,
// any number may read it. Byte slices it returns alias the arena.
type Dict struct {
	arena []byte
	ends  []uint32 // ends[c] = end of value c in arena; value c starts at ends[c-1]
	slots []uint64 // hash table: high 32 bits of the hash, code; 0 = free. nil once sealed
}

// NewDict returns a dictionary that holds only the missing value.
func NewDict() *Dict {
	return &Dict{ends: make([]uint32, 1, 64), slots: make([]uint64, 64)}
}

// Distinct returns a dictionary of values that are all there and differ from one another, as the caller knows: value c
// is arena[ends[c-1]:ends[c]], and ends begins with 0. It takes both slices over.
func Distinct(arena []byte, ends []uint32) *Dict { return &Dict{arena: arena, ends: ends} }

// View returns the values there are now. They may be read while others are added to the dictionary.
func (d *Dict) View() *Dict { return &Dict{arena: d.arena, ends: d.ends} }

// Len returns the number of codes, the missing one included: codes are 0..Len()-1.
func (d *Dict) Len() int { return len(d.ends) }

// Size returns the bytes of all distinct values together.
func (d *Dict) Size() int { return len(d.arena) }

// Bytes returns the value of a code. The slice aliases the dictionary and must not be written to.
func (d *Dict) Bytes(code uint32) []byte {
	if code == Missing {
		return nil
	}
	lo, hi := d.ends[code-1], d.ends[code]
	return d.arena[lo:hi:hi]
}

// String returns a copy of the value of a code.
func (d *Dict) String(code uint32) string { return string(d.Bytes(code)) }

// Intern returns the code of v, numbering it if it is new. The empty value is Missing.
// It fails only when the distinct values exceed 4 GiB.
func (d *Dict) Intern(v []byte) (uint32, error) {
	if len(v) == 0 {
		return Missing, nil
	}
	if d.slots == nil {
		d.rehash()
	}
	h := xxhash.Sum64(v)
	slot, code := d.find(v, h)
	if code != Missing {
		return code, nil
	}
	if len(d.arena)+len(v) > math.MaxUint32 {
		return 0, errTooLarge
	}
	code = d.push(v)
	d.slots[slot] = h&^math.MaxUint32 | uint64(code)
	if len(d.ends)*4 > len(d.slots)*3 {
		d.rehash()
	}
	return code, nil
}

// Lookup returns the code of v, or Missing when the dictionary has no such value.
// It needs the hash table: call it before Seal, or after Index.
func (d *Dict) Lookup(v []byte) uint32 {
	if len(v) == 0 || d.slots == nil {
		return Missing
	}
	_, code := d.find(v, xxhash.Sum64(v))
	return code
}

// Index builds the hash table that Seal dropped, for Lookup.
func (d *Dict) Index() {
	if d.slots == nil {
		d.rehash()
	}
}

// Seal drops the hash table, which takes about 11 bytes a value, and spare room, when no value will be added soon.
func (d *Dict) Seal() {
	d.slots = nil
	if cap(d.arena) > len(d.arena)+len(d.arena)/8 {
		d.arena = append(make([]byte, 0, len(d.arena)), d.arena...)
	}
	if cap(d.ends) > len(d.ends)+len(d.ends)/8 {
		d.ends = append(make([]uint32, 0, len(d.ends)), d.ends...)
	}
}

// Shelf keeps numbers where they take less room, or room elsewhere, and returns them to be read there.
type Shelf interface {
	Bytes([]byte) ([]byte, error)
	Codes([]uint32) ([]uint32, error)
}

// Park puts all values on a shelf, and seals. Values may still be added, which copies all of them back.
func (d *Dict) Park(on Shelf) (err error) {
	d.slots = nil
	if d.arena, err = on.Bytes(d.arena); err != nil {
		return err
	}
	d.ends, err = on.Codes(d.ends)
	return err
}

// find returns the slot where v is, or would go, and its code. The upper half of
// the hash, which the slot keeps, also chooses the slot: growing needs no value.
func (d *Dict) find(v []byte, h uint64) (int, uint32) {
	mask := uint64(len(d.slots) - 1)
	for i := h >> 32 & mask; ; i = (i + 1) & mask {
		s := d.slots[i]
		if s == 0 {
			return int(i), Missing
		}
		if (s^h)>>32 == 0 {
			if code := uint32(s); string(d.Bytes(code)) == string(v) {
				return int(i), code
			}
		}
	}
}

// rehash makes room for twice the values; after Seal it builds the table anew.
func (d *Dict) rehash() {
	size := 64
	for size < len(d.ends)*2 {
		size *= 2
	}
	old := d.slots
	d.slots = make([]uint64, size)
	if old == nil {
		for c := uint32(1); c < uint32(len(d.ends)); c++ {
			d.insert(xxhash.Sum64(d.Bytes(c))&^math.MaxUint32 | uint64(c))
		}
		return
	}
	for _, s := range old {
		if s != 0 {
			d.insert(s)
		}
	}
}

// insert puts a slot that is not there yet into the table.
func (d *Dict) insert(s uint64) {
	mask := uint64(len(d.slots) - 1)
	i := s >> 32 & mask
	for d.slots[i] != 0 {
		i = (i + 1) & mask
	}
	d.slots[i] = s
}

// push puts v behind all values and returns its code. A slice header is written only when the slice
// moves: while memory is being collected, every write of a pointer is reported.
func (d *Dict) push(v []byte) uint32 {
	if len(d.arena)+len(v) > cap(d.arena) {
		d.arena = roomFor(d.arena, len(v))
	}
	if len(d.ends) == cap(d.ends) {
		d.ends = roomFor(d.ends, 1)
	}
	d.arena = append(d.arena, v...)
	d.ends = append(d.ends, uint32(len(d.arena)))
	return uint32(len(d.ends) - 1)
}

// Grow makes room for more values, of so many bytes together.
func (d *Dict) Grow(values, bytes int) {
	d.arena = roomFor(d.arena, min(bytes, math.MaxUint32-len(d.arena)))
	d.ends = roomFor(d.ends, values)
}

// roomFor returns s with room for n more, doubled when it is full. Append alone grows
// large slices by a quarter, which copies every value four times, and clears the room left, which
// then takes memory before anything is in it.
func roomFor[T byte | uint32 | int](s []T, n int) []T {
	if len(s)+n <= cap(s) {
		return s
	}
	grown := make([]T, len(s), max(2*cap(s), len(s)+n, 64))
	copy(grown, s)
	return grown
}
