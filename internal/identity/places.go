package identity

import (
	"bytes"

	"github.com/cespare/xxhash/v2"
)

// places finds records by their keys: open addressing, a slot is a record's place + 1. A Go map of hashes took twice the
// time and four times the memory.
type places struct {
	rec   Records
	slots []uint32
}

func newPlaces(rec Records) *places {
	size := 16
	for size < 2*rec.N {
		size *= 2
	}
	p := &places{rec, make([]uint32, size)}
	for i := range rec.N {
		slot := p.first(rec, i)
		for p.slots[slot] != 0 {
			slot = p.after(slot)
		}
		p.slots[slot] = uint32(i + 1)
	}
	return p
}

// find returns the place of record i of others, or None.
func (p *places) find(others Records, i int) uint32 {
	for slot := p.first(others, i); p.slots[slot] != 0; slot = p.after(slot) {
		if place := p.slots[slot] - 1; sameKey(others, i, p.rec, int(place)) {
			return place
		}
	}
	return None
}

func (p *places) first(r Records, i int) int {
	source, id, row := r.Key(i)
	return int((xxhash.Sum64(id) + 3*xxhash.Sum64(source) + uint64(row)) & uint64(len(p.slots)-1))
}

func (p *places) after(slot int) int { return (slot + 1) & (len(p.slots) - 1) }

// sameKey reports whether two records have the same key.
func sameKey(a Records, i int, b Records, j int) bool {
	source, id, row := a.Key(i)
	source2, id2, row2 := b.Key(j)
	return row == row2 && bytes.Equal(id, id2) && bytes.Equal(source, source2)
}
