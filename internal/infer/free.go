package infer

import (
	"slices"
	"strings"
	"unicode"
)

// describeFree gives free columns a name and a type, or sets them aside as no evidence.
func (s *source) describeFree() {
	people := s.kind == Person || s.kind == Mixed
	for _, c := range s.columns {
		if c.used || c.profile.filled == 0 || c.attribute != "" {
			continue
		}
		switch c.role {
		case "", other, codeWord, keyWord, "flag", ageRole, amount, statusRole, kindWord, "url_":
			c.attribute = snake(c.Name)
			if c.typ == "" {
				c.typ = freeType(&c.profile)
			}
			if why := c.setAside(people, s.has("birth_date", yearPart)); why != "" {
				c.role, c.typ, c.why = ignored, "ignore", first(c.why, why)
				c.attribute = strings.TrimPrefix(c.attribute, "other_")
			} else {
				c.role = other
			}
		case ignored:
			c.attribute, c.typ = strings.TrimPrefix(snake(c.Name), "other_"), "ignore"
		}
	}
}

// setAside says why a free column is no evidence of sameness, or nothing.
func (c *column) setAside(people, born bool) string {
	p := &c.profile
	switch {
	case c.role == statusRole:
		return "a status, which changes"
	case c.role == amount && (people || c.byHeader):
		return "an amount, which changes"
	case c.role == "flag" || p.share(flagWord) > .95 && p.distinct <= 3:
		return "a yes or no"
	case c.role == kindWord:
		return "a kind, shared by many"
	case c.role == ageRole && born:
		return "changes every year, and the birth date is there"
	case people && c.role != ageRole && p.share(decimal|money) > .5:
		return "an amount, which changes"
	case c.role == keyWord && p.unique() > .98 && p.full() > .98:
		return "a further key of the source"
	}
	return ""
}

// freeType is the type that the values of a free column have.
func freeType(p *profile) string {
	is := func(s shape) float64 { return p.share(s) }
	switch {
	case is(calendar) > .6:
		return "date"
	case is(url) > .5:
		return "url"
	case is(money) > .3:
		return "money"
	case is(decimal) > .3:
		return "number"
	case is(integer) > .8 && p.distinct > 30 && !p.oneLength:
		return "number"
	case is(codeLike|integer|uuid) > .7 && is(letters) < .3:
		return "code"
	case p.tokens > 12 || p.length > 90:
		return "long_text"
	case (p.tokens >= 2.2 || p.length > 22) && 20*p.distinct >= p.filled:
		return "text"
	}
	return "short"
}

// known are attribute names that a free column must not take by accident.
var known = strings.Fields("given_name middle_name family_name full_name former_family_name name_prefix name_suffix nickname gender birth_date death_date birth_place " +
	"email phone url full_address street city region postcode country organisation department job_title title brand model description category price currency gtin sku year authors venue " +
	"national_id tax_id passport drivers_license worker_id customer_id registration_id account_number latitude longitude occupation status updated_at created_at " +
	"master_id source record_id row")

// glued joins the words of a header by "_", but for those that letter and digit part.
func glued(header string) string {
	var b strings.Builder
	rest := []rune(header)
	at := 0
	for i, w := range headerWords(header) {
		start := at
		for !unicode.IsLetter(rest[start]) && !unicode.IsDigit(rest[start]) {
			start++
		}
		if i > 0 && (start > at || unicode.IsUpper(rest[start])) {
			b.WriteByte('_')
		}
		b.WriteString(w)
		at = start + len([]rune(w))
	}
	return b.String()
}

// snake makes an attribute name of a header.
func snake(header string) string {
	name := glued(header)
	name = strings.Map(func(r rune) rune {
		if r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, name)
	if name == "" {
		name = "column"
	}
	if name[0] >= '0' && name[0] <= '9' {
		name = "c" + name
	}
	if slices.Contains(known, name) {
		name = "other_" + name
	}
	return name
}
