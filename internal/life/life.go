// Package life finds what happened to people: moved, renamed, a new e-mail
// address or phone, died. It looks at the records of each master by the time of their
// last update ([Detect]), and at a golden record before and now ([Compare]).
//
// Inventing events does more harm than missing one. Values that may be the same,
// by a typo, another way of writing, or a missing part, are one value. One value
// gives way to the other only if the last record that holds the old one is older than
// the first that holds the new: values that alternate are two addresses, not a move.
package life

import (
	"bytes"
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gildmdm/gild/internal/table"
)

// Kind is what happened.
type Kind string

const (
	Moved    Kind = "moved"
	Renamed  Kind = "renamed"
	NewEmail Kind = "new_email"
	NewPhone Kind = "new_phone"
	Deceased Kind = "deceased"
)

// Unknown is the update time of a record that has none.
const Unknown = math.MinInt64

// None is no record.
const None = math.MaxUint32

// Column is an attribute of all records: a spelling's code by record, and the
// canonical string of each spelling. The zero value is an attribute that no record has.
type Column struct {
	Codes     []uint32 // by record; 0: no value
	Canon     []uint32 // by spelling; 0: nothing to compare
	Canonical *table.Dict
}

// value returns the canonical string of a record's value; nil for none.
func (c *Column) value(record uint32) []byte {
	if c.Codes == nil {
		return nil
	}
	return c.Canonical.Bytes(c.Canon[c.Codes[record]])
}

// code returns the canonical code of a record's value.
func (c *Column) code(record uint32) uint32 {
	if c.Codes == nil {
		return 0
	}
	return c.Canon[c.Codes[record]]
}

// People are the records of a domain and who they belong to.
type People struct {
	Start, Members []uint32 // the records of master k are Members[Start[k]:Start[k+1]]
	Source         []uint16 // by record
	Updated        []int64  // by record, seconds since 1970, or Unknown

	Given, Family, Birth   Column
	Street, City, Postcode Column
	Email, Phone           Column
	EmailVerified          []bool // by record; nil: none
	Died                   Column // death date, or a flag
	Nicknames              func(name string) []uint16
}

// Event is something that happened to a master between two of its records.
type Event struct {
	Master uint32
	Kind   Kind
	Before uint32 // record that last showed the old value; None for Deceased
	After  uint32 // record that first shows the new one
	Since  int64  // update time of After, seconds since 1970; Unknown if it has none
}

// Detect finds the events among the records of every master, in the order of masters, kinds and time.
func Detect(p *People) []Event {
	const chunk = 1 << 14 // masters: tens of milliseconds
	masters := len(p.Start) - 1
	found := make([][]Event, (masters+chunk-1)/chunk)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			d := &detector{People: p}
			for c := int(next.Add(1)) - 1; c < len(found); c = int(next.Add(1)) - 1 {
				d.events = nil
				for k := c * chunk; k < min((c+1)*chunk, masters); k++ {
					d.master(uint32(k), p.Members[p.Start[k]:p.Start[k+1]])
				}
				found[c] = d.events
			}
		})
	}
	workers.Wait()
	return slices.Concat(found...)
}

// detector goes from master to master; its slices are reused.
type detector struct {
	*People
	events  []Event
	sights  []sight
	epochs  []epoch
	placeOf []int
}

// sight is a value seen in a record at a time.
type sight struct {
	record uint32
	at     int64
}

// epoch is the time from which to which records show one value.
type epoch struct {
	first, last sight
	records     int
	sources     uint64 // bit set, by source modulo 64
	verified    bool
}

// mostMembers is how many records of a master are looked at: larger ones are no person.
const mostMembers = 64

func (d *detector) master(k uint32, members []uint32) {
	d.died(k, members)
	if len(members) < 2 || len(members) > mostMembers {
		return
	}
	// Fast path: most masters have one value only, and equal codes need no comparison.
	if differ(&d.Street, members) || differ(&d.Postcode, members) {
		d.changes(k, Moved, members, func(r uint32) bool { return d.address(r).known() }, func(a, b uint32) bool {
			return SamePlace(d.address(a), d.address(b))
		})
	}
	if differ(&d.Family, members) {
		d.changes(k, Renamed, members, func(r uint32) bool { return d.named(r, members) }, func(a, b uint32) bool {
			return SameFamily(d.Family.value(a), d.Family.value(b))
		})
	}
	if differ(&d.Email, members) {
		d.changes(k, NewEmail, members, func(r uint32) bool { return d.Email.code(r) != 0 }, func(a, b uint32) bool {
			return SameContact(d.Email.value(a), d.Email.value(b))
		})
	}
	if differ(&d.Phone, members) {
		d.changes(k, NewPhone, members, func(r uint32) bool { return d.Phone.code(r) != 0 }, func(a, b uint32) bool {
			return SameContact(d.Phone.value(a), d.Phone.value(b))
		})
	}
}

// differ reports whether members hold more than one value.
func differ(c *Column, members []uint32) bool {
	seen := uint32(0)
	for _, r := range members {
		switch code := c.code(r); {
		case code == 0 || code == seen:
		case seen == 0:
			seen = code
		default:
			return true
		}
	}
	return false
}

func (d *detector) address(r uint32) Address {
	return Address{d.Street.value(r), d.City.value(r), d.Postcode.value(r)}
}

// named reports whether the record has both names, and in their places: where
// another member has the family name as its given name, one of the two was swapped.
func (d *detector) named(r uint32, members []uint32) bool {
	family := d.Family.value(r)
	if len(family) < 2 || len(d.Given.value(r)) == 0 {
		return false
	}
	for _, m := range members {
		if g := d.Given.value(m); m != r && len(g) > 0 && alike(g, family) {
			return false
		}
	}
	return true
}

// changes finds the values that gave way to another.
func (d *detector) changes(k uint32, kind Kind, members []uint32, shows func(r uint32) bool, same func(a, b uint32) bool) {
	d.sights = d.sights[:0]
	for _, r := range members {
		if d.Updated[r] != Unknown && shows(r) {
			d.sights = append(d.sights, sight{r, d.Updated[r]})
		}
	}
	if len(d.sights) < 2 {
		return
	}
	slices.SortStableFunc(d.sights, func(a, b sight) int { return cmp.Compare(a.at, b.at) })
	if !d.divide(same) {
		return
	}
	for i := 1; i < len(d.epochs); i++ {
		before, after := &d.epochs[i-1], &d.epochs[i]
		apart := true // from all that came before
		for j := range i {
			apart = apart && d.epochs[j].last.at < after.first.at
			if d.epochs[j].last.at > before.last.at {
				before = &d.epochs[j]
			}
		}
		if apart && d.believable(kind, before, after) {
			d.events = append(d.events, Event{k, kind, before.last.record, after.first.record, after.first.at})
		}
	}
}

// divide puts the sights, which are in order of time, into epochs by value; false
// if there is only one, or if it is not clear which values are the same.
func (d *detector) divide(same func(a, b uint32) bool) bool {
	d.epochs, d.placeOf = d.epochs[:0], d.placeOf[:0]
	for i, s := range d.sights {
		at := -1
		for j := range i {
			switch {
			case !same(d.sights[j].record, s.record):
			case at < 0:
				at = d.placeOf[j]
			case at != d.placeOf[j]:
				return false // like two values that are unlike each other
			}
		}
		if at < 0 {
			at = len(d.epochs)
			d.epochs = append(d.epochs, epoch{first: s})
		}
		e := &d.epochs[at]
		e.last = s
		e.records++
		e.sources |= 1 << (d.Source[s.record] % 64)
		e.verified = e.verified || d.EmailVerified != nil && d.EmailVerified[s.record]
		d.placeOf = append(d.placeOf, at)
	}
	return len(d.epochs) > 1
}

// believable asks for what a kind needs besides the order of time.
func (d *detector) believable(kind Kind, before, after *epoch) bool {
	a, b := before.last.record, after.first.record
	switch kind {
	case Renamed:
		return GivenAgrees(d.Given.value(a), d.Given.value(b), d.Nicknames) && !birthsDiffer(d.Birth.value(a), d.Birth.value(b))
	case NewEmail:
		// People have several mailboxes: the new one needs two sources, or its owner's word.
		return after.verified || several(after.sources)
	case NewPhone:
		// Mobile and landline look alike: both need two sources.
		return several(after.sources) && several(before.sources)
	}
	return true
}

func several(set uint64) bool { return set&(set-1) != 0 }

// died notes the first record that says so.
func (d *detector) died(k uint32, members []uint32) {
	best := Event{Since: Unknown, After: None}
	for _, r := range members {
		if !saysDied(d.Died.value(r)) {
			continue
		}
		at := d.Updated[r]
		if best.After == None || at != Unknown && (best.Since == Unknown || at < best.Since) {
			best = Event{k, Deceased, None, r, at}
		}
	}
	if best.After != None {
		d.events = append(d.events, best)
	}
}

// saysDied reads a flag or a date of death.
func saysDied(v []byte) bool {
	switch string(v) {
	case "", "n", "no", "false", "0", "alive":
		return false
	}
	return !bytes.HasPrefix(v, []byte("0000"))
}
