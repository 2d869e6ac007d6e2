package infer

// readHeaders gives every column the role that its header says, where the values allow it.
func (s *source) readHeaders() {
	for _, c := range s.columns {
		m := &c.meaning
		if c.profile.filled == 0 || m.role == "" || m.role == codeWord {
			continue
		}
		if !fits(m.role, &c.profile) {
			c.why = "header says " + string(m.role) + ", values do not"
			continue
		}
		c.role, c.byHeader = m.role, true
		if c.role == "full_name" && namesCompanies(&c.profile) {
			c.role, c.why = "organisation", "legal forms and branch words, whatever the header says"
		}
		if m.context == "relation" {
			c.role = ignored
		}
	}
}

// namesCompanies reports whether the names of persons, customers or owners are those of
// companies: legal persons, most of which say so.
func namesCompanies(p *profile) bool {
	return p.share(organised) > .3 && p.share(organised) > 2*fullNameShare(p)
}

// fits reports whether values may be what the header says. It only refuses what cannot be.
func fits(r role, p *profile) bool {
	switch r {
	case "email":
		return p.share(email) > .2
	case "phone":
		return p.share(phone|tenDigit|socialNo) > .3 || p.digits > .5 && p.length >= 5
	case "birth_date", "death_date":
		return p.share(calendar) > .3 || p.share(integer) > .6 && p.numbers.low > 1000
	case updateWord, "created_at", activity:
		return p.share(calendar) > .3 || p.share(integer) > .8 && p.numbers.low > 1e8 // seconds since 1970
	case "given_name", "family_name", "middle_name", "full_name", "former_family_name", secondName:
		return p.share(integer|decimal|calendar|email|phone) < .5
	case "gender":
		return p.distinct <= 40
	case "region":
		return p.distinct < 3000 && p.share(streetWord|streetNo|statusWord|calendar|decimal) < .3
	case "postcode":
		return p.length <= 12
	case houseNo:
		return p.digits > .2 && p.tokens < 4
	case dayPart:
		return p.share(integer) > .5 && p.numbers.low >= 0 && p.numbers.high <= 31
	case monthPart:
		return p.share(integer) > .5 && p.numbers.low >= 0 && p.numbers.high <= 12 || p.distinct <= 60 && p.share(letters) > .9
	case yearPart:
		return p.share(integer) > .5 && p.numbers.high <= 2200
	case "year":
		return p.share(integer) > .5 && p.numbers.high <= 2200 && p.numbers.low >= 0
	case "price", "latitude", "longitude":
		return p.share(integer|decimal|money) > .3
	case amount, ageRole:
		return p.share(integer|decimal|money) > .5 && p.share(calendar) < .5
	case consentWord, verifyWord:
		return p.distinct <= 20 || p.share(calendar) > .3
	case statusRole:
		return p.distinct <= 100
	}
	return true
}
