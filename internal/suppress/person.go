package suppress

import (
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/standard"
)

// Add puts a person on the list: own are the records of that person, others those
// of everybody else who shares an e-mail address, a phone number or a birth date with it. It returns how many hashes are new.
func (l *List) Add(domain string, own, others []Facts) int {
	p := newPerson(own, others)
	before := len(l.hashes)
	add := func(kind kind, parts ...string) { l.hashes[l.key.hash(domain, kind, parts...)] = struct{}{} }
	for _, k := range p.own {
		if k.record && !p.othersRecord(k.source, k.id) {
			add(kindRecord, k.source, k.id)
		}
	}
	p.addNames(add)
	p.addContacts(add)
	return len(l.hashes) - before
}

// person is what is known of somebody who is erased.
type person struct {
	own, others []known
	given       []string // first given names and nicknames of them
	families    []string
	births      []string // to the day
	years       []string
	contacts    []string
}

func newPerson(own, others []Facts) *person {
	p := &person{}
	asGiven, asFamily := map[string]int{}, map[string]int{}
	for i := range own {
		k := own[i].known()
		p.own = append(p.own, k)
		p.families, p.births, p.years = append(p.families, k.family), append(p.births, k.birth), append(p.years, k.year)
		p.contacts = append(p.contacts, k.contacts...)
		p.given = append(p.given, k.given)
		asGiven[k.given]++
		for t := range strings.FieldsSeq(k.family) {
			asFamily[t]++
		}
	}
	for i := range others {
		p.others = append(p.others, others[i].known())
	}
	// A given name that stands as family name as often is from a record that has them
	// swapped: with a shared contact it would hold the whole family.
	p.given = slices.DeleteFunc(p.given, func(g string) bool { return asGiven[g] <= asFamily[g] })
	for _, g := range slices.Clone(p.given) {
		p.given = append(p.given, standard.Nicknames(g)...)
	}
	for _, list := range []*[]string{&p.given, &p.families, &p.births, &p.years, &p.contacts} {
		*list = distinct(*list)
	}
	return p
}

// distinct sorts, and drops what is empty or there already.
func distinct(list []string) []string {
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(s string) bool { return s == "" })
}

func (p *person) othersRecord(source, id string) bool {
	return slices.ContainsFunc(p.others, func(o known) bool { return o.record && o.source == source && o.id == id })
}

// addNames adds names with birth dates, but none that somebody else has, too.
func (p *person) addNames(add func(kind, ...string)) {
	for _, birth := range p.births {
		add(kindBorn, birth)
		for _, family := range p.families {
			for _, given := range p.given {
				p.addName(given, family, birth, add)
			}
		}
	}
	for _, k := range p.own { // as they stand, swapped or not
		if k.birth != "" && k.given != "" && k.family != "" {
			p.addName(k.given, k.family, k.birth, add)
		}
	}
}

func (p *person) addName(given, family, birth string, add func(kind, ...string)) {
	namesake := func(o known) bool {
		return o.birth == birth && (o.given == given && o.family == family || o.swapped == [2]string{given, family})
	}
	if !slices.ContainsFunc(p.others, namesake) {
		add(kindPerson, given, family, birth)
	}
}

// addContacts adds e-mail addresses and phone numbers with the birth dates and given names that nobody who shares them has.
func (p *person) addContacts(add func(kind, ...string)) {
	years := append([]string{""}, p.years...)
	if len(p.years) == 0 {
		years = append(years, anyYear)
	}
	for _, c := range p.contacts {
		var sharing []known
		for _, o := range p.others {
			if slices.Contains(o.contacts, c) {
				sharing = append(sharing, o)
			}
		}
		add(kindContact, c)
		for _, birth := range p.births {
			if !slices.ContainsFunc(sharing, func(o known) bool { return o.birth == birth }) {
				add(kindContactBorn, c, birth)
			}
		}
		names := p.given
		if len(sharing) == 0 {
			add(kindContactOnly, c)
			names = distinct(append(slices.Clone(names), initials(names)...))
		}
		for _, name := range names {
			if slices.ContainsFunc(sharing, func(o known) bool { return o.given == name || o.swapped[0] == name }) {
				continue
			}
			for _, year := range years {
				add(kindContactName, c, name, year)
			}
		}
	}
}

// initials returns the first letters of names.
func initials(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, n[:1])
	}
	return out
}
