package infer

import "fmt"

// decideKind says what kind of thing the sources are about, and why.
func decideKind(sources []*source) (kind, why string) {
	var person, organisation, product, record, place string
	for _, s := range sources {
		person = first(person, s.personEvidence())
		organisation = first(organisation, s.organisationEvidence())
		product = first(product, s.evidence("price", "brand", "gtin", "sku", "model", moneyValue))
		record = first(record, s.evidence("authors", "venue", "title"))
		place = first(place, s.evidence("latitude", "longitude"))
	}
	mixed := ""
	for _, s := range sources {
		mixed = first(mixed, s.mixedEvidence())
	}
	switch {
	case mixed != "":
		return Mixed, mixed
	case person != "":
		return Person, person
	case organisation != "" && product == "" && record == "":
		return Organisation, organisation
	case record != "" && (product == "" || hasAny(sources, "authors", "venue")):
		return Record, record
	case product != "":
		return Product, product
	case organisation != "":
		return Organisation, organisation
	case place != "":
		return Place, place
	}
	return guessKind(sources)
}

func hasAny(sources []*source, roles ...role) bool {
	for _, s := range sources {
		if s.has(roles...) {
			return true
		}
	}
	return false
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (s *source) evidence(roles ...role) string {
	for _, r := range roles {
		if c := s.with(r); c != nil {
			return fmt.Sprintf("%s.%s is %s", s.name, c.Name, r)
		}
	}
	return ""
}

// personEvidence is a column that only people have. An owner or contact of something with
// an organisation's name does not make it a person.
func (s *source) personEvidence() string {
	if s.has("given_name") && s.has("family_name") {
		return s.evidence("given_name")
	}
	for _, c := range s.columns {
		if c.role == anyName && !c.used && fullNameShare(&c.profile) > .35 && c.profile.share(organised) < .3 {
			return fmt.Sprintf("%s.%s holds names of people", s.name, c.Name)
		}
	}
	if s.has("organisation", "title", "authors") {
		return s.evidence("birth_date", "gender")
	}
	if full := s.with("full_name"); full != nil && !full.byHeader && s.namesWorks(full) {
		return ""
	}
	return s.evidence("birth_date", "full_name", "given_name", "family_name", "gender")
}

// namesWorks reports whether a column of names rather tells who made what another
// column names: a text that differs more, and nothing else that only people have.
func (s *source) namesWorks(full *column) bool {
	if s.has("birth_date", yearPart, "gender", "email", "phone", "street", "full_address", "postcode", "city") || s.birthLike() {
		return false
	}
	for _, c := range s.freeColumns() {
		if p := &c.profile; p.tokens > 2.5 && p.unique() > full.profile.unique() && p.digits < .3 {
			return true
		}
	}
	return false
}

// organisationEvidence is a column of organisations, or a name beside a phone or a street.
func (s *source) organisationEvidence() string {
	if e := s.evidence("organisation", "registration_id", employerOrg); e != "" {
		return e
	}
	for _, c := range s.columns {
		p := &c.profile
		open := !c.used && (c.role == anyName || c.role == "")
		if open && p.filled > 0 && p.share(organised) > .25 && p.tokens > 1.3 && p.share(long) < .9 && p.unique() > .1 && !s.has("authors", "price", moneyValue) {
			return fmt.Sprintf("%s.%s holds names of organisations (%.0f %% have a legal form or branch word)", s.name, c.Name, 100*p.share(organised))
		}
		if open && p.share(letters) > .3 && p.unique() > .5 && p.share(long) < .3 && s.has("phone", "street", "full_address", "postcode") {
			return fmt.Sprintf("%s.%s names something with an address or phone", s.name, c.Name)
		}
	}
	return ""
}

// mixedEvidence holds where many rows have an organisation's name and no person's, and many the other way round.
func (s *source) mixedEvidence() string {
	org := s.with("organisation")
	person := s.with("family_name")
	if person == nil {
		person = s.with("full_name")
	}
	if org == nil || person == nil {
		return ""
	}
	var onlyOrg, onlyPerson int
	for row := range s.rows {
		o, p := org.Codes[row] != 0, person.Codes[row] != 0
		if o && !p {
			onlyOrg++
		}
		if p && !o {
			onlyPerson++
		}
	}
	if 20*onlyOrg > s.rows && 20*onlyPerson > s.rows {
		return fmt.Sprintf("%s has %d rows with %s only and %d with %s only", s.name, onlyOrg, org.Name, onlyPerson, person.Name)
	}
	return ""
}

// guessKind decides without a telling column: numbers that may be years speak for records of works.
func guessKind(sources []*source) (kind, why string) {
	for _, s := range sources {
		for _, c := range s.freeColumns() {
			p := &c.profile
			switch {
			case p.share(list) > .3 && p.share(givenFirst) > .2:
				return Record, fmt.Sprintf("%s.%s holds lists of names", s.name, c.Name)
			case p.tokens > 3 && p.share(money|decimal) > .3 || p.tokens > 3 && p.share(long) > .2 && p.digits > .05:
				return Product, fmt.Sprintf("%s.%s reads like products", s.name, c.Name)
			}
		}
	}
	return Record, "nothing speaks for people, organisations, products or places"
}
