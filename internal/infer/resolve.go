package infer

import (
	"cmp"
	"slices"
)

// resolveDuplicates settles attributes that a record has one of: of several columns the best
// keeps the role, the others become free attributes of the same type.
func (s *source) resolveDuplicates() {
	s.dropContexts()
	s.splitStreets()
	byRole := map[role][]*column{}
	var roles []role
	for _, c := range s.columns {
		if c.used || c.role == "" || c.isPart() || c.isLoose() || c.attribute != "" {
			continue
		}
		if byRole[c.role] == nil {
			roles = append(roles, c.role)
		}
		byRole[c.role] = append(byRole[c.role], c)
	}
	for _, r := range roles {
		list := byRole[r]
		slices.SortStableFunc(list, func(a, b *column) int {
			return cmp.Or(compareBool(a.byHeader, b.byHeader), cmp.Compare(b.profile.filled, a.profile.filled), cmp.Compare(a.place, b.place))
		})
		for i, c := range list {
			if i > 0 && r != "phone" {
				s.demote(c)
			}
		}
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// isPart reports whether the column is only a piece of an attribute.
func (c *column) isPart() bool {
	switch c.role {
	case houseNo, streetName, streetLine2, unitNo, "street", dayPart, monthPart, yearPart:
		return true
	}
	return false
}

// isLoose reports whether several columns may have the role.
func (c *column) isLoose() bool {
	switch c.role {
	case ignored, other, dated, updateWord, activity, eventWord, "created_at", statusRole, amount, consentWord, verifyWord, kindWord, codeWord, keyWord, "flag", ageRole, "url":
		return true
	}
	return false
}

// demote turns a column into a free attribute that keeps the type of its role.
func (s *source) demote(c *column) {
	if c.role == "given_name" && !s.has("middle_name") && c.meaning.context == "" {
		c.role = "middle_name"
		return
	}
	c.attribute, c.typ = snake(c.Name), typeOf(c.role)
	if c.role == "full_name" {
		c.typ = "text"
	}
	if c.meaning.opaque {
		c.attribute = string(c.role) + "_" + c.attribute
	}
}

// unifyIdentifiers gives an identifier that one source keeps beside another of the same
// role the same attribute in all sources that have that header.
func unifyIdentifiers(sources []*source) {
	names := map[string]*column{}
	for _, s := range sources {
		for _, c := range s.columns {
			if c.byHeader && c.attribute != "" && c.typ == "identifier" {
				names[c.Name] = c
			}
		}
	}
	for _, s := range sources {
		for _, c := range s.columns {
			if d := names[c.Name]; d != nil && c.role == d.role && c.attribute == "" && !c.used {
				c.attribute, c.typ = d.attribute, d.typ
			}
		}
	}
}

// dropContexts settles what belongs to somebody or something else: an employer's city is
// no city of the person; of an organisation it is.
func (s *source) dropContexts() {
	people := s.kind == Person || s.kind == Mixed
	plain := map[role]bool{}
	for _, c := range s.columns {
		if c.meaning.context == "" && c.byHeader && !c.used {
			plain[c.role] = true
		}
	}
	for _, c := range s.columns {
		x := c.meaning.context
		if x == "" || !c.byHeader || c.used || c.isLoose() || x == "birth" {
			continue
		}
		own := x == "native" || x == "employer" && !people || x == "billing" || x == "shipping" || (c.role == "phone" || c.role == "email") && x == "employer"
		if c.role == "phone" && (own || x == "secondary") || own && !plain[c.role] {
			plain[c.role] = true // the first of several
			continue
		}
		if c.isPart() {
			c.attribute, c.typ = x+"_street", "street"
			continue
		}
		c.attribute, c.typ = x+"_"+string(c.role), typeOf(c.role)
		if c.role == "full_name" {
			c.typ = "text"
		}
	}
}

// splitStreets drops pieces of the street that a whole street line repeats.
func (s *source) splitStreets() {
	var whole *column
	for _, c := range s.columns {
		if c.role == "street" && c.attribute == "" && c.profile.share(streetNo) > .4 && (whole == nil || c.profile.filled > whole.profile.filled) {
			whole = c
		}
	}
	if whole == nil {
		return
	}
	rows := s.sampleRows()
	for _, c := range s.columns {
		if c == whole || c.attribute != "" || c.role != "street" && c.role != streetName && c.role != houseNo && c.role != unitNo && c.role != "full_address" {
			continue
		}
		if share, n := s.within(rows, c, whole); n > 0 && share > .9 {
			c.role, c.why = ignored, "contained in "+whole.Name
		} else if c.role == "street" && c.profile.share(streetNo) > .4 {
			s.demote(c)
		}
	}
}

// typeOf names the type of an attribute or role.
func typeOf(r role) string {
	switch r {
	case "given_name", "middle_name", "family_name", "former_family_name", "nickname":
		return "name"
	case "full_name", "organisation", "gender", "email", "phone", "street", "city", "region", "postcode", "country", "url":
		return string(r)
	case "birth_date", "death_date":
		return "date"
	case "full_address":
		return "address"
	case "national_id", "tax_id", "passport", "drivers_license", "worker_id", "registration_id", "account_number", "customer_id":
		return "identifier"
	case "gtin", "sku", "model":
		return "code"
	case "year", "latitude", "longitude", ageRole:
		return "number"
	case "price":
		return "money"
	case "description":
		return "long_text"
	case "title", "authors", "venue":
		return "text"
	}
	return "short"
}
