package relation

import (
	"cmp"
	"math"
	"slices"
)

// Records are what records say that shows who lives together, by record.
type Records struct {
	Master  []uint32 // 0..Masters-1
	Masters int
	Updated []int64 // later is newer; equal and smallest where unknown

	Street, City, Postcode   Column
	FamilyName, Phone, Email Column
}

// stay is a master at a home.
type stay struct {
	building, unit, master uint32
	record                 uint32 // the newest that says so
	updated                int64
	today                  bool
}

// stays lists where masters are and were, by building, master and unit.
func stays(r *Records, b *buildings) []stay {
	var out []stay
	for i, h := range b.of {
		if h != noBuilding {
			out = append(out, stay{h, b.unit[i], r.Master[i], uint32(i), r.Updated[i], false})
		}
	}
	slices.SortFunc(out, func(x, y stay) int {
		if c := cmp.Compare(x.building, y.building); c != 0 { // nearly always
			return c
		}
		return cmp.Or(cmp.Compare(x.master, y.master), cmp.Compare(x.unit, y.unit), cmp.Compare(y.updated, x.updated), cmp.Compare(x.record, y.record))
	})
	out = slices.CompactFunc(out, func(x, y stay) bool { return x.building == y.building && x.unit == y.unit && x.master == y.master })
	markToday(out, r.Masters)
	return out
}

// markToday marks the stays in the building where a master's newest record is; of equally new ones, all.
func markToday(s []stay, masters int) {
	newest := make([]int64, masters)
	for m := range newest {
		newest[m] = math.MinInt64
	}
	for _, x := range s {
		newest[x.master] = max(newest[x.master], x.updated)
	}
	for from := 0; from < len(s); {
		to, today := from, false
		for to < len(s) && s[to].building == s[from].building && s[to].master == s[from].master {
			today = today || s[to].updated == newest[s[to].master]
			to++
		}
		for k := range s[from:to] {
			s[from+k].today = today
		}
		from = to
	}
}
