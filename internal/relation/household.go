package relation

import (
	"cmp"
	"fmt"
	"slices"
)

// Policy says what makes a household.
type Policy string

const (
	ByAddress Policy = "address" // those who live at one home today, whatever their names
	ByFamily  Policy = "family"  // one family name and a home, phone number or e-mail address in common; or a home and one of the others
	ByBoth    Policy = "both"    // those who live at one home today, and family of theirs who would else be alone
)

// Households are who belongs together.
type Households struct {
	Start   []uint32 // household k has Members[Start[k]:Start[k+1]], ascending masters, two at least
	Members []uint32
	Record  []uint32 // by household: the newest record at the home that most members share; NoRecord
	Pairs   []Pair   // of members of one household, sorted: what they share
	Crowds  []Crowd  // homes with too many people for one household
}

// NoRecord marks a household without a home in common.
const NoRecord = ^uint32(0)

// Len returns the number of households.
func (h *Households) Len() int { return len(h.Start) - 1 }

// List returns the members of a household; the slice aliases h.
func (h *Households) List(k int) []uint32 { return h.Members[h.Start[k]:h.Start[k+1]] }

// FindHouseholds puts masters together by a policy. It fails on an unknown policy and when addresses exceed 4 GiB.
func FindHouseholds(r *Records, policy Policy) (*Households, error) {
	if policy != ByAddress && policy != ByFamily && policy != ByBoth {
		return nil, fmt.Errorf("household policy %q is unknown; wanted address, family or both", policy)
	}
	b, err := newBuildings(r)
	if err != nil {
		return nil, err
	}
	p := &pool{names: newNames(r.Masters, r.Master, &r.FamilyName)}
	s := stays(r, b, p.names)
	d := &dwellings{pool: p, company: r.Company}
	d.add(s)
	if policy != ByAddress {
		p.contacts(r, &r.Phone, SamePhone)
		p.contacts(r, &r.Email, SameEmail)
	}
	h := assemble(r.Masters, p.finish(), policy)
	h.Crowds = d.crowds
	h.locate(s, r.Masters)
	return h, nil
}

// assemble joins masters: first those who live together today, then kin, of whom one at least is alone so far, so that
// a grown child ties no two homes together.
func assemble(masters int, pairs []Pair, policy Policy) *Households {
	u := newUnions(masters)
	size := make([]uint32, masters)
	for m := range size {
		size[m] = 1
	}
	join := func(x Pair) {
		if a, b := u.find(x.A), u.find(x.B); a != b {
			u.join(a, b)
			size[min(a, b)] += size[max(a, b)]
		}
	}
	for _, x := range pairs {
		if x.Evidence&SameHome != 0 && (policy != ByFamily || x.Evidence.family()) {
			join(x)
		}
	}
	if policy != ByAddress {
		for _, x := range byConfidence(pairs) {
			if min(size[u.find(x.A)], size[u.find(x.B)]) == 1 {
				join(x)
			}
		}
	}
	return collect(u, size, pairs)
}

// byConfidence lists the pairs of one family, the surest first.
func byConfidence(pairs []Pair) []Pair {
	var byEvidence [allEvidence + 1][]Pair
	for _, x := range pairs {
		if x.Evidence.family() {
			byEvidence[x.Evidence] = append(byEvidence[x.Evidence], x)
		}
	}
	slices.SortStableFunc(byEvidence[:], func(x, y []Pair) int {
		if len(x) == 0 || len(y) == 0 {
			return cmp.Compare(len(y), len(x))
		}
		return cmp.Compare(y[0].Evidence.Confidence(), x[0].Evidence.Confidence())
	})
	return slices.Concat(byEvidence[:]...)
}

// collect lists the trees of two and more, by their smallest member, and the pairs within them.
func collect(u unions, size []uint32, pairs []Pair) *Households {
	h := &Households{Start: []uint32{0}}
	place := make([]uint32, len(u)) // by root: where its next member goes
	at := uint32(0)
	for m := range uint32(len(u)) {
		if u.find(m) == m && size[m] > 1 {
			place[m] = at
			at += size[m]
			h.Start = append(h.Start, at)
		}
	}
	h.Members = make([]uint32, at)
	for m := range uint32(len(u)) {
		if root := u.find(m); size[root] > 1 {
			h.Members[place[root]] = m
			place[root]++
		}
	}
	for _, x := range pairs {
		if u.find(x.A) == u.find(x.B) {
			h.Pairs = append(h.Pairs, x)
		}
	}
	return h
}

// locate finds the home of every household: the building where most members live today, and the newest record of it.
func (h *Households) locate(s []stay, masters int) {
	of := make([]uint32, masters)
	for k := range h.Len() {
		for _, m := range h.List(k) {
			of[m] = uint32(k) + 1
		}
	}
	var keys []keyed
	for k, x := range s {
		if x.today && of[x.master] > 0 {
			keys = append(keys, keyed{uint64(of[x.master]), uint32(k)})
		}
	}
	sortKeys(keys)
	h.Record = make([]uint32, h.Len())
	for k := range h.Record {
		h.Record[k] = NoRecord
	}
	var here []stay
	for _, group := range groups(keys) {
		here = here[:0]
		for _, e := range group {
			here = append(here, s[e.value])
		}
		h.Record[group[0].key-1] = sharedHome(here)
	}
}

// sharedHome returns the newest record of the building that most masters share; NoRecord when no two do.
// Stays come by building and master.
func sharedHome(s []stay) uint32 {
	record, most := NoRecord, 1
	for from := 0; from < len(s); {
		to, people, newest := from, 0, from
		for to < len(s) && s[to].building == s[from].building {
			if to == from || s[to].master != s[to-1].master {
				people++
			}
			if s[to].updated > s[newest].updated {
				newest = to
			}
			to++
		}
		if people > most {
			record, most = s[newest].record, people
		}
		from = to
	}
	return record
}
