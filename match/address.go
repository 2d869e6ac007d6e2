package match

import "github.com/gildmdm/gild/internal/table"

// agreement of a part of an address
const (
	unknown = iota
	same
	other
)

// addressLevel compares street, postcode and city as one.
func (c *Comparer) addressLevel(p *plan, x, y []uint32) int {
	postal, city := unknown, unknown
	if p.postal >= 0 {
		postal = c.samePart(p.postal, x, y)
	}
	if p.city >= 0 && postal != same { // one place is enough
		city = c.samePart(p.city, x, y)
	}
	a, b := x[p.street], y[p.street]
	place := max(postal, city)
	if postal == same || city == same {
		place = same
	}
	if a != table.Missing && b != table.Missing {
		if l := c.feature[p.street].addressLevel(a, b, place); l != addressDifferent {
			return l
		}
		switch {
		case postal == same:
			return addressPostcodeNo
		case city == same:
			return addressCityNo
		}
		return addressDifferent
	}
	switch {
	case postal == same:
		return addressPostcode
	case city == same:
		return addressCity
	case place == other:
		return addressDifferent
	}
	return levelMissing
}

// addressLevel compares two streets in places that agree, conflict or are unknown; addressDifferent stands for all unlike ones.
func (f *features) addressLevel(a, b uint32, place int) int {
	// Fast path: where places conflict only the same street counts, and elsewhere only one that is so like.
	if f.start == nil && a != b {
		switch {
		case place == same && f.streetWithin(a, b, streetNoNumber):
			return addressNear
		case place == unknown && f.streetWithin(a, b, streetNear):
			return addressNoPlace
		}
		return addressDifferent
	}
	switch l := f.best(a, b); {
	case l <= equalLevels && place == same:
		return l
	case l <= equalLevels && place == other:
		return addressElsewhere
	case l <= streetNoNumber && place == same:
		return addressNear
	case l <= streetNear && place != other:
		return addressNoPlace
	}
	return addressDifferent
}

// samePart compares a postcode or city.
func (c *Comparer) samePart(at int, x, y []uint32) int {
	a, b := x[at], y[at]
	switch {
	case a == table.Missing || b == table.Missing:
		return unknown
	case a == b || c.feature[at].nearPlace(a, b):
		return same
	}
	return other
}

// nearPlace reports whether two values of a postcode or city are equal or near.
func (f *features) nearPlace(a, b uint32) bool {
	// Fast path: single values.
	if f.start == nil && f.kind == Short {
		return f.shortNear(a, b)
	}
	return f.best(a, b) <= codeNear
}
