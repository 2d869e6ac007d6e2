package infer

import "fmt"

// readPlaces finds cities, postcodes and house numbers among columns that headers leave open.
func (s *source) readPlaces() {
	s.readHouseNumber()
	s.readPostcode()
	s.readCity()
	s.readUnit()
}

// readHouseNumber takes a column of small numbers beside streets without numbers.
func (s *source) readHouseNumber() {
	street := s.streetWithoutNumber()
	if street == nil || s.has(houseNo) {
		return
	}
	for _, c := range s.freeColumns() {
		p := &c.profile
		if abs(c.place-street.place) == 1 && p.share(integer) > .7 && p.distinct > 10 && p.numbers.low < 100 && p.numbers.high < 100000 && p.length < 5 {
			c.set(houseNo, "small numbers beside the street")
			return
		}
	}
}

func (s *source) streetWithoutNumber() *column {
	for _, c := range s.columns {
		if (c.role == "street" || c.role == streetName) && c.profile.share(streetNo) < .3 {
			return c
		}
	}
	return nil
}

// readPostcode takes a column of numbers of four or five digits that repeat, in a source with addresses.
func (s *source) readPostcode() {
	if s.has("postcode") || !s.has("street", "city", "region", houseNo) {
		return
	}
	for _, c := range s.freeColumns() {
		p := &c.profile
		year := p.numbers.low >= 1850 && p.numbers.high <= 2035
		if p.share(integer) > .8 && p.length > 3.5 && p.length < 5.2 && p.distinct >= 10 && p.unique() < .9 && !year {
			c.set("postcode", "numbers as long as postcodes, in a source with addresses")
			return
		}
	}
}

// readCity takes the column with most known cities, told by the postcode, or the best filled
// short words beside other parts of an address.
func (s *source) readCity() {
	if s.has("city") {
		return
	}
	code := s.with("postcode")
	address := s.has("street", "full_address", "postcode", "region")
	var best *column
	bestScore := .3
	for _, c := range s.freeColumns() {
		p := &c.profile
		if p.share(letters) < .6 || p.tokens > 2.8 || p.distinct < 3 || p.length < 3 || p.length > 20 || p.unique() > .9 || p.share(organised|statusWord|flagWord|streetWord) > .3 {
			continue
		}
		score := 3 * p.share(cityWord)
		if code != nil {
			score += determines(code, c)
		}
		if address && p.distinct > 20 && c.meaning.opaque {
			score += .4*p.full() - .3*p.unique()
			if s.besideAddress(c) {
				score += .1
			}
		}
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	if best != nil {
		best.set("city", fmt.Sprintf("known cities, told by the postcode, or beside an address: %.2f", bestScore))
	}
}

// besideAddress reports whether a neighbour of the column is another part of an address.
func (s *source) besideAddress(c *column) bool {
	for _, o := range s.columns {
		if abs(o.place-c.place) == 1 && (o.role == "street" || o.role == "postcode" || o.role == "region") {
			return true
		}
	}
	return false
}

// readUnit takes a sparse column right behind the street that mostly has numbers or unit words.
func (s *source) readUnit() {
	street := s.with("street")
	if street == nil || s.has(unitNo, streetLine2) {
		return
	}
	for _, c := range s.freeColumns() {
		p := &c.profile
		if c.place == street.place+1 && p.full() < .6 && p.tokens < 3 && p.length < 12 && p.digits > .15 {
			c.set(unitNo, "sparse numbers behind the street")
			return
		}
	}
}
