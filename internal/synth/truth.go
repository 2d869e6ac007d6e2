package synth

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// truthExport writes which record is of whom, and what is true of everybody today.
type truthExport struct {
	truth, current *sheet
	changes        *sheet
	names          [siloCount]silo
	atlas          *atlas
}

func newTruth(dir string, a *atlas) (*truthExport, error) {
	plain := dialect{comma: ',', newline: "\n"}
	truth, err := newSheet(dir, "truth.csv", plain, "source", "id", "entity", "household")
	if err != nil {
		return nil, err
	}
	current, err := newSheet(dir, "current.csv", plain, "entity", "household", "given_name", "middle_name", "family_name", "name_suffix", "former_family_name",
		"gender", "birth_date", "email", "mobile", "landline", "street", "unit", "city", "region", "postcode", "moved_on", "consent_email", "consent_sms")
	if err != nil {
		truth.close()
		return nil, err
	}
	changes, err := newSheet(dir, "changes.csv", plain, "entity", "event", "on", "before", "after")
	if err != nil {
		truth.close()
		current.close()
		return nil, err
	}
	return &truthExport{truth: truth, current: current, changes: changes, names: silos(), atlas: a}, nil
}

func (x *truthExport) write(b *batch) error {
	for s, records := range b.records {
		for i := range records {
			r := &records[i]
			x.truth.row(x.names[s].name, recordID(s, r.row), strconv.Itoa(r.of.entity), strconv.Itoa(r.of.household))
		}
	}
	for _, p := range b.people {
		x.person(p)
		x.life(p)
	}
	return cmp.Or(x.truth.err, x.current.err, x.changes.err)
}

// life writes what happened to a person, with names as in package life.
func (x *truthExport) life(p *person) {
	x.happened(p, "moved", len(p.homes), func(i int) (time.Time, string) {
		street, unit := x.atlas.full(p.homes[i].value)
		return p.homes[i].since, strings.TrimSpace(street+" "+unit) + ", " + p.homes[i].value.place.zip
	})
	for _, h := range []struct {
		event string
		of    history[string]
	}{{"renamed", p.family}, {"new_email", p.emails}, {"new_phone", p.mobiles}} {
		x.happened(p, h.event, len(h.of), func(i int) (time.Time, string) { return h.of[i].since, h.of[i].value })
	}
}

// happened writes the changes of one history of n values.
func (x *truthExport) happened(p *person, event string, n int, at func(i int) (time.Time, string)) {
	for i := 1; i < n; i++ {
		_, before := at(i - 1)
		if since, after := at(i); after != before {
			x.changes.row(strconv.Itoa(p.entity), event, format(since, time.DateOnly), before, after)
		}
	}
}

// person writes one line of today's truth.
func (x *truthExport) person(p *person) {
	h := p.homes.now()
	former := p.family.at(time.Time{})
	if former == p.family.now() {
		former = ""
	}
	gender := "m"
	if p.female {
		gender = "f"
	}
	street, unit := x.atlas.full(h)
	middle := p.middle // as people give it
	if p.initial {
		middle = string([]rune(middle)[:1])
	}
	x.current.row(strconv.Itoa(p.entity), strconv.Itoa(p.household), p.given, middle, p.family.now(), p.suffix, former, gender, p.birth.Format(time.DateOnly),
		p.emails.now(), p.mobiles.now(), p.landline, street, unit, h.place.city, h.place.in.code, h.place.zip, format(p.homes[len(p.homes)-1].since, time.DateOnly),
		yesNo(p.consents[byEmail].now()), yesNo(p.consents[bySMS].now()))
}

func (x *truthExport) close() error {
	err := x.truth.close()
	return cmp.Or(err, x.current.close(), x.changes.close())
}
