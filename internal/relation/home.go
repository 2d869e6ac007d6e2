package relation

import (
	"cmp"
	"slices"
)

// Records are what records say that shows who lives together, by record.
type Records struct {
	Master  []uint32 // 0..Masters-1
	Masters int
	Updated []int64 // later is newer; equal and smallest where unknown
	Company []bool  // by master: no person; nil: all are people

	Street, City, Postcode   Column
	FamilyName, Phone, Email Column
}

// stay is a master in a unit of a building.
type stay struct {
	building, unit, master uint32
	record                 uint32 // the newest that says so
	records                uint32 // how many say so
	updated                int64
	today                  bool
}

// stays lists where masters are and were, by building, master and unit.
func stays(r *Records, b *buildings, n *names) []stay {
	keys := make([]keyed, 0, len(b.of))
	for i, h := range b.of {
		if h != noBuilding {
			keys = append(keys, keyed{uint64(h)<<32 | uint64(r.Master[i]), uint32(i)})
		}
	}
	sortKeys(keys)
	out := make([]stay, 0, len(keys))
	for _, group := range groups(keys) {
		first := len(out)
		for _, e := range group {
			out = addStay(out, first, stay{uint32(e.key >> 32), b.unit[e.value], uint32(e.key), e.value, 1, r.Updated[e.value], false})
		}
		slices.SortFunc(out[first:], func(x, y stay) int { return cmp.Compare(x.unit, y.unit) })
	}
	markToday(out, r.Masters, n)
	return out
}

// addStay adds a stay, or counts it with the one in the same unit; first is the master's first stay in the building.
func addStay(s []stay, first int, x stay) []stay {
	for k := first; k < len(s); k++ {
		if s[k].unit != x.unit {
			continue
		}
		if x.updated > s[k].updated {
			s[k].updated, s[k].record = x.updated, x.record
		}
		s[k].records++
		return s
	}
	return append(s, x)
}

// visit is a master in a building, with all its units.
type visit struct {
	from, to int // stays
	updated  int64
	records  uint32
	kin      int // other masters of the building with the same family name
}

// markToday marks the stays in the building where each master lives today: one building, so that one wrong address
// ties no two homes together. It is that of the newest record; of equally new ones, that which most records give;
// then that where most kin are; then the first.
func markToday(s []stay, masters int, n *names) {
	visits := visitsOf(s)
	best := make([]int32, masters) // place in visits + 1
	for k := range visits {
		v := &visits[k]
		m := s[v.from].master
		if b := best[m] - 1; b < 0 || v.better(&visits[b], s, n) {
			best[m] = int32(k + 1)
		}
	}
	for _, b := range best {
		if b > 0 {
			for k := visits[b-1].from; k < visits[b-1].to; k++ {
				s[k].today = true
			}
		}
	}
}

// visitsOf groups stays by building and master.
func visitsOf(s []stay) []visit {
	visits := make([]visit, 0, len(s))
	for from := 0; from < len(s); {
		v := visit{from: from, to: from, updated: s[from].updated, kin: -1}
		for v.to < len(s) && s[v.to].building == s[from].building && s[v.to].master == s[from].master {
			v.updated = max(v.updated, s[v.to].updated)
			v.records += s[v.to].records
			v.to++
		}
		visits = append(visits, v)
		from = v.to
	}
	return visits
}

// better reports whether a master lives here today rather than there.
func (v *visit) better(w *visit, s []stay, n *names) bool {
	if c := cmp.Or(cmp.Compare(v.updated, w.updated), cmp.Compare(v.records, w.records)); c != 0 {
		return c > 0
	}
	return v.kinHere(s, n) > w.kinHere(s, n)
}

// kinHere counts the kin of a master in the building, among its neighbours in the list of a large one.
func (v *visit) kinHere(s []stay, n *names) int {
	if v.kin >= 0 {
		return v.kin
	}
	v.kin = 0
	me := s[v.from]
	for k := v.from - 1; k >= max(0, v.from-maxBuilding) && s[k].building == me.building; k-- {
		if n.kin(me.master, s[k].master) {
			v.kin++
		}
	}
	for k := v.to; k < min(len(s), v.to+maxBuilding) && s[k].building == me.building; k++ {
		if n.kin(me.master, s[k].master) {
			v.kin++
		}
	}
	return v.kin
}
