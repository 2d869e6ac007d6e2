package synth

import (
	"strconv"
	"time"
)

// truthExport writes which record is of whom, and what is true of everybody today.
type truthExport struct {
	truth, current *sheet
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
	return &truthExport{truth: truth, current: current, names: silos(), atlas: a}, nil
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
	}
	if x.truth.err != nil {
		return x.truth.err
	}
	return x.current.err
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
	x.current.row(strconv.Itoa(p.entity), strconv.Itoa(p.household), p.given, p.middle, p.family.now(), p.suffix, former, gender, p.birth.Format(time.DateOnly),
		p.emails.now(), p.mobiles.now(), p.landline, street, unit, h.place.city, h.place.in.code, h.place.zip, format(p.homes[len(p.homes)-1].since, time.DateOnly),
		yesNo(p.consents[byEmail].now()), yesNo(p.consents[bySMS].now()))
}

func (x *truthExport) close() error {
	err := x.truth.close()
	if e := x.current.close(); err == nil {
		err = e
	}
	return err
}
