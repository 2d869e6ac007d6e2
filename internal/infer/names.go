package infer

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// nameEvidence is what speaks for a column holding names of one part.
type nameEvidence struct {
	*column
	given, family float64
	mail, sex     float64 // found in the e-mail; tells the gender
	front, back   float64 // is the given or the family name in the full name
	cityLike      float64
}

// readNames finds given, family and full names among columns that headers leave open.
func (s *source) readNames() {
	s.readFullNames()
	s.readSingleNames()
	if c := s.with(secondName); c != nil {
		c.role = "family_name"
		if s.has("family_name") && s.with("family_name") != c {
			c.role = "middle_name"
		}
	}
}

// readFullNames finds columns with whole names of people: "Last, First" or "First Last".
func (s *source) readFullNames() {
	for _, c := range s.columns {
		if c.used || c.profile.filled == 0 || c.role != "" && c.role != anyName {
			continue
		}
		p := &c.profile
		people := fullNameShare(p)
		if people > .35 && p.tokens < 4 && p.share(organised) < .3 && p.share(cityWord) < .2 {
			c.set("full_name", fmt.Sprintf("%.0f %% have the parts of a person's name", 100*people))
		}
	}
}

// fullNameShare is how far values look like whole names of people.
func fullNameShare(p *profile) float64 {
	if p.tokens < 1.6 || p.distinct < 8 || p.share(streetNo|streetWord|long) > .3 {
		return 0
	}
	share := min(p.share(givenFirst), 1.4*p.share(familyLast))
	if c := p.share(commaName); c > .5 {
		share = max(share, .7*c*min(1, 2*(p.share(givenFirst)+p.share(familyLast))))
	}
	return share
}

// readSingleNames finds the columns of given and of family names. Lists of names help
// where they know them; elsewhere the e-mail, the gender and repetition do.
func (s *source) readSingleNames() {
	list := s.nameCandidates()
	given := pick(list, func(e nameEvidence) float64 { return e.given - max(0, e.family-.3)/2 }, s.has("given_name"))
	if given != nil {
		given.set("given_name", given.reason(given.given))
	}
	list = s.nameCandidates()
	family := pick(list, func(e nameEvidence) float64 { return e.family }, s.has("family_name"))
	if family != nil {
		family.set("family_name", family.reason(family.family))
	}
	if given == nil && family != nil { // a family name found may show the given name beside it
		if given = pick(s.nameCandidates(), func(e nameEvidence) float64 { return e.given }, s.has("given_name")); given != nil {
			given.set("given_name", "beside the family name")
		}
	}
	if given != nil && s.has("family_name") {
		s.readMiddleName()
	}
}

func (e nameEvidence) reason(score float64) string {
	return fmt.Sprintf("names known %.0f %%, found in e-mails %.0f %%, tells the gender %.0f %%: %.2f", 100*max(e.profile.given, e.profile.family), 100*e.mail, 100*e.sex, score)
}

// pick returns the candidate with the highest score, if it is high enough; nil where the role is taken.
func pick(list []nameEvidence, score func(nameEvidence) float64, taken bool) *nameEvidence {
	var best *nameEvidence
	for i := range list {
		if !taken && score(list[i]) > .3 && (best == nil || score(list[i]) > score(*best)) {
			best = &list[i]
		}
	}
	return best
}

// nameCandidates weighs every open column that could hold names of one part.
func (s *source) nameCandidates() []nameEvidence {
	var list []nameEvidence
	mail, sex, full, code := s.with("email"), s.with("gender"), s.fullNameColumn(), s.with("postcode")
	rows := s.sampleRows()
	people := s.birthLike() || sex != nil
	for _, c := range s.freeColumns() {
		p := &c.profile
		if p.share(letters) < .6 || p.tokens > 1.8 || p.distinct < min(10, max(4, p.rows/4)) || p.length < 2.5 || p.length > 14 || p.share(statusWord|organised|streetWord|countryWord) > .3 {
			continue
		}
		e := nameEvidence{column: c, cityLike: p.share(cityWord)}
		if mail != nil {
			e.mail = s.inEmail(rows, c, mail)
		}
		if sex != nil {
			e.sex = determines(c, sex)
		}
		if full != nil {
			e.front, e.back = partOf(rows, c, full)
		}
		if code != nil {
			e.cityLike += .5 * determines(code, c)
		}
		e.weigh(full != nil, people, s.nextTo(c, "given_name"), s.nextTo(c, "family_name"))
		list = append(list, e)
	}
	s.comparePair(list)
	return list
}

// weigh adds the evidence up: 0.3 is enough. Where there is a column of full names, only its parts are names.
func (e *nameEvidence) weigh(full, people, besideGiven, besideFamily bool) {
	p := &e.profile
	if full {
		e.given, e.family = e.front-.3, e.back-.3
		return
	}
	known := max(p.share(givenFirst), p.share(familyLast))
	lean := p.given - p.family
	e.given = .5*p.share(givenFirst) + lean + .8*e.sex + .8*e.mail - 2*e.cityLike
	e.family = .5*p.share(familyLast) - lean - .5*e.sex + .8*e.mail - 2*e.cityLike
	if known < .1 && e.mail < .1 && e.sex < .3 {
		e.given, e.family = 0, 0
		if people && e.cityLike < .1 { // beside the one that was recognised
			e.given, e.family = .35*ones(besideFamily), .35*ones(besideGiven)
		}
		return
	}
	if besideGiven {
		e.family += .2
	}
	if besideFamily {
		e.given += .2
	}
	fill := .4 + .6*p.full()
	e.given, e.family = e.given*fill, e.family*fill
}

func ones(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// fullNameColumn is the column of full names with most parts.
func (s *source) fullNameColumn() *column {
	var best *column
	for _, c := range s.columns {
		if c.role == "full_name" && !c.used && 2*c.profile.filled > s.rows && (best == nil || c.profile.tokens > best.profile.tokens) {
			best = c
		}
	}
	return best
}

// partOf is the share of rows where the value is the given name in the full name, and where it is the family name.
func partOf(rows []uint32, c, full *column) (front, back float64) {
	r, f := newReader(), newReader()
	looked := 0.0
	for _, row := range rows {
		v, w := c.Dict.Bytes(c.Codes[row]), full.Dict.Bytes(full.Codes[row])
		if len(v) == 0 || len(w) == 0 {
			continue
		}
		name := f.read(w)
		if r.fold(v); len(r.tokens) == 0 || len(name.first) == 0 || name.tokens < 2 {
			continue
		}
		looked++
		if bytes.Equal(name.first, r.tokens[0]) {
			front++
		}
		if bytes.Equal(name.last, r.tokens[len(r.tokens)-1]) {
			back++
		}
	}
	looked = max(looked, 1)
	return front / looked, back / looked
}

// nextTo reports whether the column left or right of c has the role.
func (s *source) nextTo(c *column, r role) bool {
	for _, o := range s.columns {
		if abs(o.place-c.place) == 1 && o.role == r {
			return true
		}
	}
	return false
}

// comparePair settles the two best filled columns where no list knows the names but the
// source is about people: given names repeat more.
func (s *source) comparePair(list []nameEvidence) {
	if s.has("given_name", "family_name", "full_name") || !s.birthLike() && !s.has("gender") {
		return
	}
	sorted := make([]*nameEvidence, len(list))
	for i := range list {
		if list[i].given > .3 || list[i].family > .3 {
			return
		}
		sorted[i] = &list[i]
	}
	slices.SortStableFunc(sorted, func(a, b *nameEvidence) int {
		return cmp.Or(compareBool(a.cityLike <= .2, b.cityLike <= .2), cmp.Compare(b.profile.filled*10/max(1, s.rows), a.profile.filled*10/max(1, s.rows)), cmp.Compare(a.place, b.place))
	})
	if len(sorted) < 2 || sorted[1].cityLike > .2 {
		return
	}
	a, b := sorted[0], sorted[1]
	if a.profile.distinct > b.profile.distinct {
		a, b = b, a
	}
	a.given, b.family = .4, .4
}

// birthLike reports whether a date reaches back as far as births do.
func (s *source) birthLike() bool {
	for _, c := range s.columns {
		y := c.profile.years
		if c.role == "birth_date" || c.role == yearPart || c.role == dated && y.high-y.low >= 30 && y.low > 1850 && c.profile.share(clock) < .3 {
			return true
		}
	}
	return false
}

// initials reports whether values are single letters, and too many to be codes of a few things.
func initials(p *profile) bool {
	return p.length < 1.6 && p.distinct > 10 && p.rowShare(flagWord) < .5
}

// readMiddleName takes a further column of given names, filled less or with initials, for the middle name.
func (s *source) readMiddleName() {
	given := s.with("given_name")
	for _, c := range s.freeColumns() {
		p := &c.profile
		names := p.share(letters) > .9 && p.tokens < 1.6 && p.share(cityWord) < .1
		near := given != nil && abs(c.place-given.place) <= 2
		if names && near && (p.filled < given.profile.filled && p.share(givenFirst) > .4 && p.given > p.family || initials(p)) {
			c.set("middle_name", "further given names or initials beside the given name")
			return
		}
	}
}
