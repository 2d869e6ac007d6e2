package relation

import (
	"cmp"
	"slices"
)

// Limits keep what is no home of one household from becoming one. They count masters.
const (
	maxHome     = 10  // at one home; of more, only kin belong together
	maxBuilding = 100 // in a building or unit that is cut into families; of more, nobody belongs together by living there
	maxShared   = 8   // that share a phone number or an e-mail address; of more, it is a company's
)

// Crowd is a home with too many people for one household.
type Crowd struct {
	Record uint32 // one that has the address
	People int
	Kept   bool // families in it were kept as households
}

// dwellings pairs those who share a home, building by building.
type dwellings struct {
	pool    *pool
	company []bool // by master; nil: none
	crowds  []Crowd
}

// add pairs the people of all buildings; stays are sorted by building and master.
func (d *dwellings) add(s []stay) {
	for from := 0; from < len(s); {
		to := from + 1
		for to < len(s) && s[to].building == s[from].building {
			to++
		}
		if s[to-1].master != s[from].master {
			d.building(s[from:to])
		}
		from = to
	}
}

// building cuts a building into units and pairs the people of each.
func (d *dwellings) building(s []stay) {
	units := make([]uint32, 0, 8)
	for _, x := range s {
		units = append(units, x.unit)
	}
	slices.Sort(units)
	units = slices.Compact(units)
	if units[0] == 0 {
		units = units[1:]
	}
	// Fast path: a house, or one flat that some records give without its number.
	if len(units) <= 1 {
		d.home(s)
		return
	}
	d.flats(slices.Clone(s))
}

// flats pairs the people of a house of flats. Who gives no unit belongs to the flat of their kin, if that is one
// flat, and else to nobody but kin without a unit.
func (d *dwellings) flats(s []stay) {
	if len(s) <= maxBuilding {
		given := slices.DeleteFunc(slices.Clone(s), func(x stay) bool { return x.unit == 0 })
		for i, x := range s {
			if x.unit == 0 {
				s[i].unit = d.unitOf(x.master, given)
			}
		}
	}
	slices.SortStableFunc(s, func(x, y stay) int { return cmp.Compare(x.unit, y.unit) })
	for from := 0; from < len(s); {
		to := from + 1
		for to < len(s) && s[to].unit == s[from].unit {
			to++
		}
		if s[from].unit == 0 {
			d.families(s[from:to])
		} else {
			d.home(s[from:to])
		}
		from = to
	}
}

// unitOf returns the only unit where the master, or else kin of theirs, are known to be; 0 when there is none or are several.
func (d *dwellings) unitOf(master uint32, given []stay) uint32 {
	own, kin := uint32(0), uint32(0)
	owns, kins := 0, 0
	for _, x := range given {
		switch {
		case x.master == master && x.unit != own:
			own, owns = x.unit, owns+1
		case x.master != master && x.unit != kin && d.pool.names.kin(master, x.master):
			kin, kins = x.unit, kins+1
		}
	}
	switch {
	case owns == 1:
		return own
	case owns == 0 && kins == 1:
		return kin
	}
	return 0
}

// home pairs all people of a home, or only kin when there are too many or a company is there, too.
func (d *dwellings) home(s []stay) {
	if d.company != nil && slices.ContainsFunc(s, func(x stay) bool { return d.company[x.master] }) {
		d.families(s)
		return
	}
	people := 1
	for i := 1; i < len(s); i++ {
		if s[i].master != s[i-1].master {
			people++
		}
	}
	if people > maxHome {
		d.crowds = append(d.crowds, Crowd{s[0].record, people, people <= maxBuilding})
		if people <= maxBuilding {
			d.families(s)
		}
		return
	}
	d.pairs(s, func(stay, stay) bool { return true })
}

// families pairs the kin of a crowd, at a company's address, or of those who give no unit.
func (d *dwellings) families(s []stay) {
	if len(s) <= maxBuilding {
		d.pairs(s, func(a, b stay) bool { return d.pool.names.namesakes(a.master, b.master) })
	}
}

// pairs pairs the people of a home that keep wants.
func (d *dwellings) pairs(s []stay, keep func(a, b stay) bool) {
	for i, a := range s {
		for _, b := range s[i+1:] {
			if a.master == b.master || !keep(a, b) || d.company != nil && (d.company[a.master] || d.company[b.master]) {
				continue
			}
			e := PastHome
			if a.today && b.today {
				e = SameHome
			}
			if d.pool.names.kin(a.master, b.master) {
				e |= SameName
			}
			d.pool.add(a.master, b.master, e)
		}
	}
}
