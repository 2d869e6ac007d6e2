package relation

import (
	"slices"
	"strings"
)

// Evidence is what two people share; bits.
type Evidence uint8

const (
	SameHome  Evidence = 1 << iota // live at one home today
	PastHome                       // have been at one home; at least one of them is elsewhere now
	SameName                       // bear one family name, now or before
	SamePhone                      // share a phone number
	SameEmail                      // share an e-mail address
)

// allEvidence is all bits.
const allEvidence = SameHome | PastHome | SameName | SamePhone | SameEmail

// String names what is shared, parted by commas.
func (e Evidence) String() string {
	var parts []string
	for i, name := range [...]string{"same home", "past home", "same family name", "same phone", "same e-mail"} {
		if e&(1<<i) != 0 {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, ", ")
}

// Confidence is how far the evidence speaks for one household: degrees set by hand, not measured frequencies;
// independent ones add up as 1 - (1-a)(1-b).
func (e Evidence) Confidence() float64 {
	against := 1.0
	for i, degree := range [...]float64{.8, .4, 0, .6, .6} {
		if e&(1<<i) != 0 {
			against *= 1 - degree
		}
	}
	if e&SameName != 0 {
		against *= .5
	}
	return 1 - against
}

// family reports whether those who share this belong to one family: kin, or who share a home and a contact, be it at different times.
func (e Evidence) family() bool {
	return e&SameName != 0 || e&(SameHome|PastHome) != 0 && e&(SamePhone|SameEmail) != 0
}

// Pair is two masters, A before B, and what they share.
type Pair struct {
	A, B     uint32
	Evidence Evidence
}

// pool gathers pairs.
type pool struct {
	pairs []keyed // both masters, and what they share
	names *names
}

// add notes what a and b share.
func (p *pool) add(a, b uint32, e Evidence) {
	if a != b {
		p.pairs = append(p.pairs, keyed{uint64(min(a, b))<<32 | uint64(max(a, b)), uint32(e)})
	}
}

// finish sorts the pairs and makes one of all that are of the same two.
func (p *pool) finish() []Pair {
	sortKeys(p.pairs)
	var out []Pair
	for _, group := range groups(p.pairs) {
		x := Pair{A: uint32(group[0].key >> 32), B: uint32(group[0].key)}
		for _, e := range group {
			x.Evidence |= Evidence(e.value)
		}
		out = append(out, x)
	}
	return out
}

// contacts pairs those who share a value: a phone number, an e-mail address. A value that a company or many
// people have says nothing.
func (p *pool) contacts(r *Records, c *Column, e Evidence) {
	if c.Codes == nil {
		return
	}
	company := func(x keyed) bool { return r.Company != nil && r.Company[x.value] }
	for _, group := range groups(valueKeys(r.Master, c)) {
		if len(group) < 2 || len(group) > maxShared || slices.ContainsFunc(group, company) {
			continue
		}
		for i, a := range group {
			for _, b := range group[i+1:] {
				shared := e
				if p.names.kin(a.value, b.value) {
					shared |= SameName
				}
				p.add(a.value, b.value, shared)
			}
		}
	}
}

// valueKeys lists master by value, sorted, none twice; the values of a list each by itself.
func valueKeys(master []uint32, c *Column) []keyed {
	single := splitLists(c.Dict)
	keys := make([]keyed, 0, len(master))
	for i, code := range c.Codes {
		for _, v := range single.of(code) {
			keys = append(keys, keyed{uint64(v), master[i]})
		}
	}
	sortKeys(keys)
	return slices.Compact(keys)
}
