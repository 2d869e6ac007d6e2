package synth

import (
	"time"
)

// person is one customer, as he or she is and was.
type person struct {
	entity, household int
	culture           *culture
	female            bool
	given, middle     string
	initial           bool   // gives no more of the middle name than its first letter
	suffix            string // Jr, Sr
	doctor            bool
	birth             time.Time
	family            history[string]
	homes             history[home]
	emails            history[string]
	mobiles           history[string]
	landline          string // of the household; empty for none
	consents          [channels]history[bool]
}

// Channels of consent.
const (
	byEmail = iota
	bySMS
	channels
)

// population invents households, one after the other.
type population struct {
	dice
	lexicon    *lexicon
	atlas      *atlas
	phones     *exchange
	mail       *registry
	entities   int // so far
	households int
	namesakes  []*person // some earlier people, to be confused with
}

func newPopulation(lex *lexicon, seed uint64, people int) *population {
	d := newDice(seed, 1)
	return &population{dice: d, lexicon: lex, atlas: newAtlas(d, people), phones: newExchange(), mail: newRegistry(2 * people)}
}

// next invents a household: people, their homes, and how they are reached.
func (w *population) next() []*person {
	people := w.family()
	if len(people) == 1 {
		w.confuse(people[0])
	}
	w.households++
	for i, p := range people {
		w.entities++
		p.entity, p.household = w.entities, w.households
		w.name(p, people[:i])
		w.decide(p)
	}
	w.settle(people)
	w.connect(people)
	w.leaveHome(people[1:])
	return people
}

// confuse makes some people namesakes of strangers.
func (w *population) confuse(p *person) {
	if len(w.namesakes) > 0 && w.chance(0.02) {
		other := one(w.dice, w.namesakes)
		p.given, p.female, p.family, p.culture = other.given, other.female, always(other.family.now()), other.culture
	}
	if len(w.namesakes) < 256 {
		w.namesakes = append(w.namesakes, p)
	} else if w.chance(0.1) {
		w.namesakes[w.IntN(256)] = p
	}
}

// name fills in what family has left open: middle name, title, junior and senior.
func (w *population) name(p *person, elders []*person) {
	if w.chance(0.7) {
		p.middle = p.culture.given(w.dice, p.female)
		p.initial = w.chance(0.65)
	}
	p.doctor = w.chance(0.015)
	for _, e := range elders {
		if e.given == p.given && e.female == p.female && e.family.now() == p.family.now() {
			e.suffix, p.suffix = "Sr", "Jr"
		}
	}
}

// settle gives the household a home; a fifth of all moved together since the silos began.
func (w *population) settle(people []*person) {
	homes := always(w.atlas.dwelling(w.dice))
	if w.chance(0.2) {
		homes.then(w.day(start(), today()), w.atlas.dwelling(w.dice))
	}
	for _, p := range people {
		p.homes = homes
	}
}

// connect gives everyone a mobile phone and a mailbox; landlines, and some
// mobile phones and mailboxes, are shared.
func (w *population) connect(people []*person) {
	landline := ""
	if w.chance(0.4) {
		landline = w.phones.number(w.dice, people[0].homes.now().place.in)
	}
	shared := ""
	if len(people) > 1 && w.chance(0.12) {
		shared = w.mail.shared(w.dice, people[0].family.now())
	}
	for i, p := range people {
		p.landline = landline
		w.phones.mobiles(w.dice, p)
		w.mail.mailboxes(w.dice, p)
		switch {
		case shared != "" && w.chance(0.6):
			p.emails = always(shared)
		case i > 0 && w.chance(0.04):
			p.emails = people[0].emails
		}
		if i > 0 && w.chance(0.04) {
			p.mobiles = people[0].mobiles
		}
	}
}

// decide makes up when a person gave and withdrew consent.
func (w *population) decide(p *person) {
	for c := range p.consents {
		yes := w.chance(0.55)
		p.consents[c] = always(yes)
		if w.chance(0.25) {
			p.consents[c].then(w.day(start(), today()), !yes)
		}
	}
}

// leaveHome lets some of the people move out, into households of their own.
func (w *population) leaveHome(people []*person) {
	for _, p := range people {
		grown := later(start(), p.birth.AddDate(17, 0, 0))
		if !w.chance(0.14) || !grown.Before(today()) {
			continue
		}
		w.households++
		p.household = w.households
		when := later(w.day(grown, today()), p.homes[len(p.homes)-1].since.AddDate(0, 0, 1))
		p.homes = append(p.homes[:len(p.homes):len(p.homes)], dated[home]{when, w.atlas.dwelling(w.dice)})
	}
}
