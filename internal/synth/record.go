package synth

import "time"

// record is what a silo knows of a person: the values of one moment, spoiled by
// its faults, not yet in its formats. Empty strings and zero times are missing.
type record struct {
	of                    *person
	row                   int // 1 is the silo's first
	title, given, middle  string
	family, suffix        string
	birth                 time.Time
	email                 string
	mobile, landline      string // ten digits, or a placeholder
	street, unit          string
	city, region          string
	postcode              string
	consents              [channels]bool
	verified              bool      // the e-mail address was confirmed by its owner
	created, known, stamp time.Time // first seen; the moment of the values; the last change that the silo claims
}

// phone returns the number that a silo with room for one has.
func (r *record) phone() string {
	if r.mobile == "" {
		return r.landline
	}
	return r.mobile
}

// silo is a system that knows customers, and how carelessly it keeps them: all rates are per value.
//
// Where rates have been published, they are the measure:
//
//   - slip: keying a field once goes wrong in 0.3 of 100 fields, taking one down from what was heard or handwritten in 6.6 (pooled from
//     93 studies: Garza et al., Error rates of data processing methods in clinical research, 2025). Names and addresses are taken down in all
//     manners: 1 to 3 in 100.
//   - slips in e-mail addresses: 8.4 of 100 that people type into web forms lead nowhere (TowerData, 2018, tens of millions), made-up
//     ones included: 2 to 3 in 100 where nobody verifies.
//   - addresses: 4.6 of 100 letters in the US cannot be delivered as addressed, 76 of 100 of these since somebody moved, 16 since the address lacks a part,
//     mostly the flat (US Postal Service, fiscal year 2018). Here 1.5 to 3 in 100 are of a former home, and 1.5 lack a part. Who
//     sends letters hears of a part of the moves: the Postal Service asks for lists that were compared with its orders to forward at most 95
//     days ago (Move Update). An address by which people log in is changed sooner than one in a file.
//
// For the rest no figures are known: nicknames, names in each other's field, values left out, records entered twice. Nor are there any of how
// much silos overlap: of the people known here, one in five is known to one silo only.
type silo struct {
	name        string
	coverage    float64 // of all people
	again       float64 // that a person known is entered once more
	slip        float64 // of the keyboard
	missing     float64
	nickname    float64
	swapped     float64 // given and family name
	touched     float64 // record stamped later than its values were seen
	placeholder float64 // per record
	plain       float64 // accents lost
	moves       float64 // that a move reaches it which happened after it saw the person
	mailbox     float64 // the same of a new e-mail address
	verifies    float64 // e-mail addresses confirmed
}

// Silos, in the order of their files.
const (
	crm = iota
	shop
	billing
	ciam
	siloCount
)

func silos() [siloCount]silo {
	return [siloCount]silo{
		crm:     {name: "crm", coverage: 0.68, again: 0.07, slip: 0.02, missing: 0.12, nickname: 0.10, swapped: 0.010, touched: 0.25, placeholder: 0.012, plain: 0.15, moves: 0.5},
		shop:    {name: "shop", coverage: 0.58, again: 0.09, slip: 0.03, missing: 0.05, nickname: 0.18, swapped: 0.015, touched: 0.10, placeholder: 0.015, plain: 0.35},
		billing: {name: "billing", coverage: 0.54, again: 0.04, slip: 0.015, missing: 0.12, nickname: 0.02, swapped: 0.005, touched: 0.30, placeholder: 0.006, plain: 0.30, moves: 0.5},
		ciam:    {name: "ciam", coverage: 0.45, again: 0.03, slip: 0.01, missing: 0.08, nickname: 0.14, swapped: 0.004, touched: 0.05, placeholder: 0.004, plain: 0.10, mailbox: 0.5, verifies: 0.7},
	}
}

// clerk enters people into silos, making the silos' mistakes.
type clerk struct {
	dice
	lexicon *lexicon
	atlas   *atlas
	slips   keyboard
}

// enter returns the records of one person in a silo: none, one, or several.
func (k *clerk) enter(p *person, s *silo) []record {
	if !k.chance(s.coverage) {
		return nil
	}
	records := []record{k.record(p, s)}
	for k.chance(s.again) {
		if k.chance(0.2) { // the same form sent twice
			twin := records[0]
			twin.stamp = twin.stamp.Add(time.Duration(k.between(5, 900)) * time.Second)
			records = append(records, twin)
			continue
		}
		records = append(records, k.record(p, s))
	}
	return records
}

// record sees a person at one moment.
func (k *clerk) record(p *person, s *silo) record {
	r := record{of: p}
	r.created = k.moment(later(start(), p.birth.AddDate(16, 0, 0)))
	r.known = k.moment(r.created)
	r.stamp = r.known
	if k.chance(s.touched) {
		r.stamp = k.moment(r.known)
	}
	k.names(&r, s)
	k.born(&r, s)
	k.reach(&r, s)
	k.address(&r, s)
	for c := range r.consents {
		r.consents[c] = p.consents[c].at(r.known)
	}
	if k.chance(s.placeholder) {
		k.dodge(&r)
	}
	return r
}

// moment returns a time from from until today, later ones being likelier.
func (k *clerk) moment(from time.Time) time.Time {
	span := today().Sub(from).Seconds()
	x := max(k.Float64(), k.Float64())
	return from.Add(time.Duration(x*span) * time.Second)
}

// names writes the name as the person gives it, or as the clerk hears it.
func (k *clerk) names(r *record, s *silo) {
	p := r.of
	r.given, r.middle, r.family, r.suffix = p.given, p.middle, k.shortFamily(p.family.at(r.known)), p.suffix
	switch x := k.Float64(); {
	case x < s.nickname && k.lexicon.nicknames[p.given] != nil:
		r.given = one(k.dice, k.lexicon.nicknames[p.given])
	case x > 1-s.nickname*0.15:
		r.given = string([]rune(p.given)[:1])
	case x > 1-s.nickname*0.2 && p.middle != "" && !p.initial: // goes by the middle name
		r.given, r.middle = p.middle, ""
	}
	if p.doctor {
		r.title = "Dr."
	} else if p.female {
		r.title = one(k.dice, []string{"Mrs.", "Ms."})
	} else {
		r.title = "Mr."
	}
	switch x := k.Float64(); {
	case x < 0.45:
		r.middle = ""
	case (p.initial || x < 0.49) && r.middle != "":
		r.middle = string([]rune(r.middle)[:1])
	}
	if k.chance(0.4) {
		r.suffix = ""
	}
	r.given, r.middle, r.family = k.spell(r.given, s), k.spell(r.middle, s), k.spell(r.family, s)
	r.given, r.family = k.slip(r.given, s.slip), k.slip(r.family, s.slip)
	if k.chance(s.swapped) {
		r.given, r.family = r.family, r.given
	}
}

// born writes the birth date, sometimes wrongly.
func (k *clerk) born(r *record, s *silo) {
	b := r.of.birth
	switch x := k.Float64(); {
	case x < s.missing:
		return
	case x < s.missing+s.slip*0.3 && b.Day() <= 12: // day and month swapped
		b = time.Date(b.Year(), time.Month(b.Day()), int(b.Month()), 0, 0, 0, 0, time.UTC)
	case x < s.missing+s.slip*0.6:
		b = b.AddDate(0, 0, one(k.dice, []int{-10, -1, 1, 10}))
	case x < s.missing+s.slip*0.8:
		b = b.AddDate(one(k.dice, []int{-10, -1, 1, 10}), 0, 0)
	case x < s.missing+s.slip:
		b = time.Date(b.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	r.birth = b
}

// heard returns the value that a silo has: that of the moment it saw the person or, at the rate told, the one that it heard of
// since, which changes its stamp.
func heard[T any](k *clerk, r *record, h history[T], told float64) T {
	now := h[len(h)-1]
	if now.since.Before(r.known) || !k.chance(told) {
		return h.at(r.known)
	}
	r.stamp = later(r.stamp, k.moment(now.since))
	return now.value
}

// reach writes e-mail addresses and phone numbers.
func (k *clerk) reach(r *record, s *silo) {
	p := r.of
	if !k.chance(s.missing) {
		r.email = heard(k, r, p.emails, s.mailbox)
		r.verified = k.chance(s.verifies)
		if !r.verified {
			r.email = k.mailSlip(r.email, s.slip)
		}
	}
	if !k.chance(s.missing) && (p.landline == "" || k.chance(0.7)) {
		r.mobile = k.digitSlip(p.mobiles.at(r.known), s.slip*0.4)
	}
	if !k.chance(s.missing) {
		r.landline = k.digitSlip(p.landline, s.slip*0.4)
	}
}

// address writes the home that the silo knows of.
func (k *clerk) address(r *record, s *silo) {
	if k.chance(s.missing * 0.7) {
		return
	}
	h := heard(k, r, r.of.homes, s.moves)
	r.street, r.unit = k.streetLine(h, s.slip)
	r.city = k.slip(h.place.city, s.slip*0.7)
	r.region = h.place.in.code
	r.postcode = k.digitSlip(h.place.zip, s.slip*0.3)
	switch x := k.Float64(); {
	case x < 0.02:
		r.city = ""
	case x < 0.04:
		r.postcode = ""
	}
}
