package enrich

import (
	"fmt"
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// What a key may be besides the key of a master; codes of masters begin at lowest.
const (
	absent    uint32 = iota // no key
	unknown                 // of no record
	ambiguous               // of records of several masters
	lowest                  // codes from here on are masters
)

// Index finds the master of a record ID of one source. It is read-only: any number of goroutines may use it.
type Index struct {
	ids     *table.Dict // record IDs of all sources
	master  []uint32    // by code of ids
	masters *table.Dict // master + 1 - lowest is the code
}

// NewIndex reads the columns of a crosswalk. Dictionaries are kept and must not change; that of ids must not be sealed.
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
	x := &Index{ids: ids.Dict, master: make([]uint32, ids.Dict.Len()), masters: masters.Dict}
	for i := range x.master {
		x.master[i] = unknown
	}
	x.master[table.Missing] = absent
	for i, c := range sources.Codes {
		if c != want || ids.Codes[i] == table.Missing {
			continue
		}
		at, m := &x.master[ids.Codes[i]], masters.Codes[i]+lowest-1
		if *at != unknown && *at != m {
			m = ambiguous
		}
		*at = m
	}
	return x, nil
}

// find returns the master of a key, or what else the key is.
func (x *Index) find(key []byte) uint32 {
	if len(key) == 0 {
		return absent
	}
	if code := x.ids.Lookup(key); code != table.Missing {
		return x.master[code]
	}
	return unknown
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
