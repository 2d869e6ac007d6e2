package enrich

import (
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/gildmdm/gild/internal/table"
)

// What a key may be besides the key of a master; codes of masters begin at lowest.
const (
	absent    uint32 = iota // no key
	unknown                 // of no record
	ambiguous               // of records of several masters
	lowest                  // codes from here on are masters
)

// Index finds the master of a record ID of one source: an open-addressing hash
// table over an arena of IDs. It is read-only: any number of goroutines may use it.
type Index struct {
	slots   []slot // a power of two, at most two thirds in use
	arena   []byte
	masters *table.Dict // the code of a master here is lowest - 1 + its code there
}

// slot is one record ID. Its 16 bytes never lie across two cache lines.
type slot struct {
	hash   uint32 // upper half; the lower one chose the slot
	master uint32 // absent: the slot is free
	at, n  uint32 // of the ID, in the arena
}

// NewIndex reads the columns of a crosswalk. The dictionary of masters is kept and must not change.
func NewIndex(sources, ids, masters *table.Column, source string) (*Index, error) {
	want := uint32(0)
	var names []string
	for c := uint32(1); c < uint32(sources.Dict.Len()); c++ {
		names = append(names, sources.Dict.String(c))
		if names[c-1] == source {
			want = c
		}
	}
	if want == 0 {
		slices.Sort(names)
		return nil, &Error{"--source " + source, fmt.Sprintf("the crosswalk has no such source; there are %v", names)}
	}
	byID, used := make([]uint32, ids.Dict.Len()), 0
	for i, c := range sources.Codes {
		if c != want || ids.Codes[i] == table.Missing {
			continue
		}
		at, m := &byID[ids.Codes[i]], masters.Codes[i]+lowest-1
		switch *at {
		case absent:
			used++
			*at = m
		case m:
		default:
			*at = ambiguous
		}
	}
	masters.Dict.Seal()
	return buildIndex(ids.Dict, byID, used, masters.Dict), nil
}

// buildIndex makes the hash table of the IDs that have a master.
func buildIndex(ids *table.Dict, byID []uint32, used int, masters *table.Dict) *Index {
	size := 64
	for 2*size < 3*used {
		size *= 2
	}
	x := &Index{slots: make([]slot, size), masters: masters}
	for code, m := range byID {
		if m == absent {
			continue
		}
		id := ids.Bytes(uint32(code))
		h := xxhash.Sum64(id)
		i := x.place(h)
		for x.slots[i].master != absent {
			i = (i + 1) & (size - 1)
		}
		x.slots[i] = slot{uint32(h >> 32), m, uint32(len(x.arena)), uint32(len(id))}
		x.arena = append(x.arena, id...)
	}
	return x
}

func (x *Index) place(h uint64) int { return int(h & uint64(len(x.slots)-1)) }

// lookup is some keys whose masters are looked up together. It is for one goroutine.
//
// A table of a million IDs is larger than the caches, and a lookup waits for memory
// three times: slot, ID, name of the master. Touching those of many keys in a loop
// of its own lets the waits overlap: 130 ns a key instead of 600.
type lookup struct {
	index   *Index
	hashes  []uint64
	masters []uint32
	touched byte // so that touching is no dead code
}

// find returns the master of every key, or what else the key is. The result is valid until the next call.
func (l *lookup) find(keys [][]byte) []uint32 {
	x := l.index
	l.hashes, l.masters = l.hashes[:0], l.masters[:0]
	for _, key := range keys {
		l.hashes = append(l.hashes, xxhash.Sum64(key))
	}
	for _, h := range l.hashes {
		l.touched += byte(x.slots[x.place(h)].hash)
	}
	for _, h := range l.hashes {
		if s := x.slots[x.place(h)]; s.hash == uint32(h>>32) && s.n > 0 {
			l.touched += x.arena[s.at]
		}
	}
	for i, key := range keys {
		l.masters = append(l.masters, x.find(key, l.hashes[i]))
	}
	for _, m := range l.masters {
		if name := x.name(m); len(name) > 0 {
			l.touched += name[0]
		}
	}
	return l.masters
}

// find returns the master of a key of the given hash.
func (x *Index) find(key []byte, h uint64) uint32 {
	if len(key) == 0 {
		return absent
	}
	for i := x.place(h); ; i = (i + 1) & (len(x.slots) - 1) {
		switch s := x.slots[i]; {
		case s.master == absent:
			return unknown
		case s.hash == uint32(h>>32) && string(x.arena[s.at:s.at+s.n]) == string(key):
			return s.master
		}
	}
}

// Masters returns how many masters there are.
func (x *Index) Masters() int { return x.masters.Len() - 1 }

// name returns the ID of a master; nil for a row without one.
func (x *Index) name(master uint32) []byte {
	if master < lowest {
		return nil
	}
	return x.masters.Bytes(master + 1 - lowest)
}
