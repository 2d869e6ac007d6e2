package infer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/standard"
)

// result writes down what was decided about a source.
func (s *source) result(country string) SourceResult {
	out := SourceResult{IDNote: s.idNote}
	if s.id != nil {
		out.ID = s.id.Name
	}
	out.Notes = append(out.Notes, s.idNote)
	if s.updated != nil {
		out.UpdatedAt = s.updated.Name
		out.Notes = append(out.Notes, s.updNote)
	}
	if c := s.country(); c != "" {
		country = c
	}
	out.Mappings, out.Notes = s.mappings(country, out.Notes)
	for _, c := range s.columns {
		if c.profile.filled == 0 && c != s.id {
			out.Notes = append(out.Notes, fmt.Sprintf("%s.%s is empty: left out", s.name, c.Name))
		}
	}
	return out
}

// target is the attribute and type that a column goes to.
func (c *column) target() (attribute, typ string) {
	switch {
	case c.attribute != "":
		return c.attribute, c.typ
	case c.role == houseNo || c.role == streetName || c.role == streetLine2 || c.role == unitNo:
		return "street", ""
	case c.role == dayPart || c.role == monthPart || c.role == yearPart:
		return "birth_date", ""
	case c.role == consentWord:
		return "consent." + c.meaning.consentChannel() + c.meaning.objection(), "flag"
	case c.role == verifyWord:
		return first(c.meaning.channel, "record") + "_verified", "flag"
	}
	return string(c.role), c.typ
}

// objection tells headers by which a yes denies, such as opt_out or do_not_call, from the others.
func (m *meaning) objection() string {
	name := strings.Join(m.words, "")
	for _, word := range [...]string{"optout", "donot", "dnc", "dnd", "unsubscribe", "objection", "widerspruch"} {
		if strings.Contains(name, word) {
			return ".opt_out"
		}
	}
	return ""
}

// consentChannel is what a consent is about: e-mail, phone, SMS, post, or any.
func (m *meaning) consentChannel() string {
	for _, w := range m.words {
		switch w {
		case "sms", "whatsapp", "push", "post":
			return w
		case "letter", "brief", "postal":
			return "post"
		case "newsletter":
			return "email"
		case "call", "anruf":
			return "phone"
		}
	}
	if m.channel == "email" || m.channel == "phone" {
		return m.channel
	}
	return "any"
}

// mappings joins the columns of one attribute and puts those with split parts first, in the order of the columns.
func (s *source) mappings(country string, notes []string) ([]standard.Mapping, []string) {
	var out []standard.Mapping
	at := map[string]int{}
	for _, c := range s.columnsInOrder() {
		if c.used || c.profile.filled == 0 {
			continue
		}
		attribute, typ := c.target()
		i, seen := at[attribute]
		switch {
		case seen && (attribute == "phone" || strings.HasSuffix(attribute, "street") || attribute == "birth_date" && c.isPart()):
			out[i].Columns = append(out[i].Columns, c.Name)
		case seen:
			attribute = uniqueName(at, attribute)
			fallthrough
		default:
			at[attribute] = len(out)
			out = append(out, standard.Mapping{Attribute: attribute, Type: typ, Columns: []string{c.Name}})
			i = len(out) - 1
		}
		m := &out[i]
		if c.role == dayPart || c.role == monthPart || c.role == yearPart {
			m.Layout = strings.TrimSpace(m.Layout + " " + c.partLayout())
		}
		if kind := first(typ, attribute); kind == "phone" || kind == "postcode" {
			m.Country = country
		}
		notes = append(notes, s.note(c, describe(attribute, typ), c.byHeader))
	}
	return out, notes
}

// columnsInOrder puts a street's number before its name, whatever their order in the file,
// and whole names behind their parts.
func (s *source) columnsInOrder() []*column {
	rank := func(c *column) int {
		switch c.role {
		case houseNo:
			return 0
		case unitNo:
			return 2
		case streetLine2:
			return 3
		case "full_name", "full_address":
			return 4
		}
		return 1
	}
	out := slices.Clone(s.columns)
	slices.SortStableFunc(out, func(a, b *column) int { return rank(a) - rank(b) })
	return out
}

func uniqueName(at map[string]int, name string) string {
	for i := 2; ; i++ {
		next := fmt.Sprintf("%s_%d", name, i)
		if _, seen := at[next]; !seen {
			return next
		}
	}
}

func (c *column) partLayout() string {
	switch c.role {
	case dayPart:
		return "DD"
	case monthPart:
		if c.profile.share(letters) > .5 {
			return "MON"
		}
		return "MM"
	}
	if c.profile.length < 2.5 {
		return "YY"
	}
	return "YYYY"
}

func describe(attribute, typ string) string {
	switch typ {
	case "":
		return attribute
	case "ignore":
		return attribute + " (kept, not compared)"
	}
	return attribute + " (" + typ + ")"
}

// note says what a column was taken for, and by what.
func (s *source) note(c *column, what string, byHeader bool) string {
	by := "by its values"
	if byHeader {
		by = "by header and values"
	}
	note := fmt.Sprintf("%s.%s → %s, %s", s.name, c.Name, what, by)
	if c.why != "" {
		note += ": " + c.why
	}
	return note
}
