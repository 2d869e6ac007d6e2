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
	"github.com/gildmdm/gild/match/kernel"
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
	Spellings *table.Dict // of Codes; needed for family names, to see hyphens
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
	Updated        []int64  // by record, seconds since 1970, or Unknown

	Given, Middle, Family  Column
	Birth                  Column
	Street, City, Postcode Column
	Email, Phone           Column
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
	placeOf []int    // by sight: its epoch
	reached []uint32 // records of one person

	twoBirths answer // of the master: found out when first asked

	given, family []uint32 // records by canonical code; counted when first asked for
}

type answer uint8

const (
	unasked answer = iota
	yes
	no
)

// fewNamesakes is how many records of other people with the same full name are
// expected, at most, for the name alone to tell who somebody is.
const fewNamesakes = .015

// sameRareName reports whether two records have the same full name, one that chance hardly
// gives to two people, and no mailbox or phone speaks against it.
func (d *detector) sameRareName(a, b uint32) bool {
	given, family := d.Given.code(a), d.Family.code(a)
	if given == 0 || family == 0 || given != d.Given.code(b) || family != d.Family.code(b) {
		return false
	}
	if unlike(&d.Email, a, b) && unlike(&d.Phone, a, b) {
		return false
	}
	if d.given == nil {
		d.given, d.family = d.Given.counts(), d.Family.counts()
	}
	return float64(d.given[given])*float64(d.family[family]) < fewNamesakes*float64(len(d.Updated))
}

// unlike reports whether two records have different values.
func unlike(c *Column, a, b uint32) bool {
	x, y := c.value(a), c.value(b)
	return len(x) > 0 && len(y) > 0 && !SameContact(x, y)
}

// counts returns how many records have each canonical string.
func (c *Column) counts() []uint32 {
	n := make([]uint32, c.Canonical.Len())
	for _, spelling := range c.Codes {
		n[c.Canon[spelling]]++
	}
	return n
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
}

// mostMembers is how many records of a master are looked at: larger ones are no person.
const mostMembers = 64

func (d *detector) master(k uint32, members []uint32) {
	d.died(k, members)
	if len(members) < 2 || len(members) > mostMembers {
		return
	}
	d.twoBirths = unasked
	// Fast path: most masters have one value only, and equal codes need no comparison.
	if differ(&d.Street, members) || differ(&d.Postcode, members) {
		d.changes(k, Moved, members, func(r uint32) bool { return d.address(r).known() }, func(a, b uint32) bool {
			return SamePlace(d.address(a), d.address(b))
		})
	}
	if differ(&d.Family, members) {
		d.changes(k, Renamed, members, func(r uint32) bool { return d.named(r, members) }, func(a, b uint32) bool {
			return SameFamily(d.Family.value(a), d.Family.value(b)) && !d.joined(a, b)
		})
	}
	// E-mail addresses and phones tell nothing here: people have several at a time. See Compare.
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
		if apart && settled(before, after) && d.onePerson(members) && d.bound(before, after, members) && !d.contradicted(before, after) && (kind != Renamed || d.truly(before, after, members)) {
			d.events = append(d.events, Event{k, kind, before.last.record, after.first.record, after.first.at})
		}
	}
}

// oneWord is how far apart, in seconds, two records must be whose word stands alone: a
// source stamps a record also when something else in it changes, so that an old value may look new.
const oneWord = 45 * 86400

// settled reports whether the order of two epochs does not hang on a few days between two records.
func settled(before, after *epoch) bool {
	return after.first.at-before.last.at >= oneWord || before.records > 1 && after.records > 1
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
		d.placeOf = append(d.placeOf, at)
	}
	return len(d.epochs) > 1
}

// bound reports whether records of both epochs are surely of one person, whatever
// else brought them together: a chain of members leads from one to the other
// in which neighbours are near.
func (d *detector) bound(before, after *epoch, members []uint32) bool {
	d.reached = d.reached[:0]
	for i, s := range d.sights {
		if &d.epochs[d.placeOf[i]] == before {
			d.reached = append(d.reached, s.record)
		}
	}
	for next := 0; next < len(d.reached); next++ {
		for _, r := range members {
			if !slices.Contains(d.reached, r) && d.near(d.reached[next], r) {
				d.reached = append(d.reached, r)
			}
		}
	}
	for i, s := range d.sights {
		if &d.epochs[d.placeOf[i]] == after && slices.Contains(d.reached, s.record) {
			return true
		}
	}
	return false
}

// contradicted reports whether all that could tie the records of one epoch to those of
// the other speaks against it: another mailbox and another phone, or one of them and nothing
// known of the other, and no common birth date.
func (d *detector) contradicted(before, after *epoch) bool {
	var shared, differ int
	for i, s := range d.sights {
		for j, t := range d.sights {
			if &d.epochs[d.placeOf[i]] != before || &d.epochs[d.placeOf[j]] != after {
				continue
			}
			for _, c := range [...]*Column{&d.Email, &d.Phone, &d.Birth} {
				x, y := c.value(s.record), c.value(t.record)
				switch {
				case len(x) == 0 || len(y) == 0:
				case SameContact(x, y):
					shared++
				default:
					differ++
				}
			}
		}
	}
	return shared == 0 && differ > 1
}

// near reports whether two records have more in common than a home: a rare
// full name, or the given name and birth date, mailbox or phone.
func (d *detector) near(a, b uint32) bool {
	if !d.givenAgrees(a, b) {
		return false
	}
	shared := func(c *Column) bool {
		x, y := c.value(a), c.value(b)
		return len(x) > 0 && len(y) > 0 && SameContact(x, y)
	}
	if x, y := d.Birth.value(a), d.Birth.value(b); len(x) > 0 && len(y) > 0 {
		return bytes.Equal(x, y) || kernel.OSA(x, y) <= 2 && (shared(&d.Email) || shared(&d.Phone))
	}
	return shared(&d.Email) || shared(&d.Phone) || d.sameRareName(a, b)
}

// givenAgrees compares given names, also where one record has given and family name swapped.
func (d *detector) givenAgrees(a, b uint32) bool {
	g, h := d.Given.value(a), d.Given.value(b)
	return GivenAgrees(g, h, d.Nicknames) || len(g) > 1 && len(h) > 1 && bytes.Equal(g, d.Family.value(b)) && bytes.Equal(h, d.Family.value(a))
}

// onePerson reports whether no two members have birth dates that are clearly
// different ones: a father and a son in one master move around all the time.
func (d *detector) onePerson(members []uint32) bool {
	if d.twoBirths == unasked {
		d.twoBirths = no
		for i, r := range members {
			for _, t := range members[:i] {
				if birthsDiffer(d.Birth.value(r), d.Birth.value(t)) {
					d.twoBirths = yes
				}
			}
		}
	}
	return d.twoBirths == no
}

// truly asks for what a change of name needs besides: nobody bears both names, one
// of them perhaps in the middle, unless the new name joins the old one to another.
func (d *detector) truly(before, after *epoch, members []uint32) bool {
	a, b := before.last.record, after.first.record
	return d.givenAgrees(a, b) && (d.joined(a, b) || !d.hasBoth(d.Family.value(a), d.Family.value(b), members))
}

// joined reports whether the family name of b is that of a and another, with a
// hyphen: Lee, then Lee-Edwards. Two names without a hyphen may have been so all the time, and the second of two is often all that a source keeps.
func (d *detector) joined(a, b uint32) bool {
	if d.Family.Spellings == nil {
		return false
	}
	old, joined := d.Family.Spellings.Bytes(d.Family.Codes[a]), d.Family.Spellings.Bytes(d.Family.Codes[b])
	if bytes.IndexByte(old, '-') >= 0 || bytes.IndexByte(joined, '-') < 0 {
		return false
	}
	words := bytes.Fields(d.Family.value(b))
	return len(words) == 2 && bytes.Equal(words[0], d.Family.value(a))
}

// hasBoth reports whether a record bears both family names, one of them perhaps
// as middle name: some people have two, and sources differ in which they keep.
func (d *detector) hasBoth(a, b []byte, members []uint32) bool {
	for _, r := range members {
		full := [...][]byte{d.Middle.value(r), d.Family.value(r)}
		if anyWord(full[:], a) && anyWord(full[:], b) {
			return true
		}
	}
	return false
}

// anyWord reports whether one of the words may be a spelling of a name, initials aside.
func anyWord(names [][]byte, name []byte) bool {
	for _, n := range names {
		for w := range bytes.FieldsSeq(n) {
			if len(w) > 1 && alike(w, name) {
				return true
			}
		}
	}
	return false
}

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
