package infer

import "fmt"

// dated is the role of a date whose meaning is not known yet.
const dated role = "dated"

// moneyValue is the role of an amount that may be a price.
const moneyValue role = "money"

// readShapes gives columns without a role the one that the shape of their values leaves no doubt about.
func (s *source) readShapes() {
	for _, c := range s.freeColumns() {
		if r, share := shapeRole(&c.profile); r != "" {
			c.set(r, fmt.Sprintf("%.0f %% of the values look so", 100*share))
		}
	}
	for _, c := range s.columns {
		if c.used || c.role != anyAddress && (c.role != "street" || !c.byHeader || s.has("city")) {
			continue
		}
		c.role = "street"
		if c.profile.share(parts) > .5 {
			c.role = "full_address"
		}
	}
}

// shapeRole returns the role that most values agree on, and their share.
func shapeRole(p *profile) (role, float64) {
	is := func(s shape) float64 { return p.share(s) }
	rows := func(s shape) float64 { return p.rowShare(s) }
	switch {
	case is(email) > .5:
		return "email", is(email)
	case is(url) > .5:
		return "url", is(url)
	case is(calendar) > .6:
		return dated, is(calendar)
	case rows(genderWord) > .9 && p.distinct >= 2 && p.distinct <= 20:
		return "gender", rows(genderWord)
	case rows(flagWord) > .95 && p.distinct <= 4:
		return "flag", rows(flagWord)
	case rows(statusWord) > .9 && p.distinct <= 20:
		return statusRole, rows(statusWord)
	case is(socialNo) > .5:
		return "national_id", is(socialNo)
	case is(gtin) > .8:
		return "gtin", is(gtin)
	case is(phone) > .5:
		return "phone", is(phone)
	case is(tenDigit) > .8 && p.unique() > .2:
		return "phone", is(tenDigit)
	case is(postcode) > .5:
		return "postcode", is(postcode)
	case rows(zip5) > .8 && p.distinct >= 5 && p.unique() < .97:
		return "postcode", is(zip5)
	case rows(regionWord) > .85 && rows(regionWord) >= rows(countryWord) && p.distinct >= 2 && p.length < 3.5:
		return "region", rows(regionWord)
	case rows(countryWord) > .8:
		return "country", rows(countryWord)
	case is(money) > .3 || is(decimal|money) > .4 && is(integer|decimal|money) > .8 && p.distinct > 10:
		return moneyValue, is(money | decimal)
	case is(streetNo) > .4 && is(parts) > .5 && p.tokens > 4.5:
		return "full_address", is(streetNo)
	case is(streetNo) > .4:
		return "street", is(streetNo)
	case is(organised) > .5 && p.tokens > 1.5 && p.tokens < 12 && p.unique() > .3 && p.distinct >= 3:
		return "organisation", is(organised)
	case is(streetWord) > .4 && p.length > 7 && p.tokens < 4 && is(organised) < .2:
		return "street", is(streetWord)
	}
	return "", 0
}

// assembleBirthDate finds day, month and year in columns of their own.
func (s *source) assembleBirthDate() {
	year := s.partColumn(yearPart, nil, isYearColumn)
	month := s.partColumn(monthPart, year, isMonthColumn)
	day := s.partColumn(dayPart, year, isDayColumn)
	switch {
	case year != nil && month != nil && day != nil && day != month:
		for c, r := range map[*column]role{year: yearPart, month: monthPart, day: dayPart} {
			c.role, c.why = r, "part of a date"
		}
	case year != nil && year.meaning.context == "birth" && !s.has("birth_date"):
		year.role = "birth_date"
	}
	if year == nil || month == nil || day == nil {
		s.releaseParts()
	}
}

// releaseParts gives up columns whose headers said day or month, where there is no whole date.
func (s *source) releaseParts() {
	for _, c := range s.columns {
		if c.role == dayPart || c.role == monthPart || c.role == yearPart {
			c.role, c.byHeader = other, false
		}
	}
}

// partColumn returns the column with that role by header, or else the free one nearest to the year whose values fit.
func (s *source) partColumn(r role, year *column, fit func(*profile) bool) *column {
	var best *column
	for _, c := range s.columns {
		named := c.role == r || r == yearPart && c.role == "year"
		if named && (best == nil || c.meaning.context == "birth") {
			best = c
		}
	}
	if best != nil || r != yearPart && year == nil {
		return best
	}
	for _, c := range s.freeColumns() {
		if fit(&c.profile) && (year == nil || abs(c.place-year.place) <= 2) && (best == nil || year != nil && abs(c.place-year.place) < abs(best.place-year.place)) {
			best = c
		}
	}
	return best
}

func isYearColumn(p *profile) bool {
	return p.share(integer) > .9 && p.numbers.low >= 1500 && p.numbers.high <= 2035 && p.distinct >= 15 && p.length > 3.8 && p.length < 4.2 && p.numbers.high-p.numbers.low < 200
}

// isRecentYear is for years of publications and models, which may be few.
func isRecentYear(p *profile) bool {
	return p.share(integer) > .9 && p.numbers.low >= 1500 && p.numbers.high <= 2035 && p.distinct >= 3 && p.length > 3.8 && p.length < 4.2
}

func isMonthColumn(p *profile) bool {
	return p.share(integer) > .9 && p.numbers.low >= 1 && p.numbers.high <= 12 && p.distinct >= 10
}

func isDayColumn(p *profile) bool {
	return p.share(integer) > .9 && p.numbers.low >= 1 && p.numbers.high <= 31 && p.numbers.high > 20 && p.distinct >= 20
}

func abs(n int) int { return max(n, -n) }
