package relation

import (
	"cmp"
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// Keys finds the master of every key: master + 1 of the records whose ID equals it, 0 when there is none, and
// Ambiguous when they are of several masters. id and master are by record.
func Keys(keys *table.Dict, records int, record func(i int) (id []byte, master uint32)) []uint32 {
	keys.Index()
	out := make([]uint32, keys.Len())
	for i := range records {
		id, master := record(i)
		key := keys.Lookup(id)
		switch {
		case key == table.Missing:
		case out[key] == 0:
			out[key] = master + 1
		case out[key] != master+1:
			out[key] = Ambiguous
		}
	}
	return out
}

// Ambiguous marks a key that records of several masters bear.
const Ambiguous = ^uint32(0)

// Stated is a relation that one or more rows of a file state.
type Stated struct {
	From, To uint32 // masters
	Kind     uint32
	Since    int64 // the earliest; NoTime: unknown
	Rows     int64
}

// NoTime is a time that is not known.
const NoTime = int64(-1) << 63

// Compact makes one relation of all statements of the same two masters and kind, sorted.
func Compact(s []Stated) []Stated {
	slices.SortFunc(s, func(x, y Stated) int {
		if c := cmp.Compare(x.From, y.From); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(x.To, y.To), cmp.Compare(x.Kind, y.Kind))
	})
	out := s[:0]
	for _, x := range s {
		if n := len(out) - 1; n >= 0 && out[n].From == x.From && out[n].To == x.To && out[n].Kind == x.Kind {
			out[n].Rows += x.Rows
			if out[n].Since == NoTime || x.Since != NoTime && x.Since < out[n].Since {
				out[n].Since = x.Since
			}
			continue
		}
		out = append(out, x)
	}
	return out
}
