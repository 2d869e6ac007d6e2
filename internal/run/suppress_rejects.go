package run

import (
	"strings"

	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/suppress"
)

// blankRejects takes away the text of rows that nobody could read if something in it is on
// the list. Their columns are not known, so that less is asked for than of a record: one e-mail address is enough.
func (s *sourceData) blankRejects(m *suppress.Matcher) error {
	birth, err := s.birthReader()
	if err != nil {
		return err
	}
	for i := range s.rejects {
		if r := &s.rejects[i]; len(r.Raw) > 0 && s.tells(m, birth, fieldsOf(string(r.Raw))) {
			*r = source.Reject{Reason: reasonSuppressed}
			s.suppressed++
		}
	}
	return nil
}

// fieldsOf parts a row at every mark that may part fields.
func fieldsOf(raw string) []string {
	var out []string
	for f := range strings.FieldsFuncSeq(raw, func(r rune) bool { return strings.ContainsRune(",;|\t\r\n\"\x00", r) }) {
		if f = strings.TrimSpace(f); f != "" {
			out = append(out, f)
		}
	}
	return out
}

// tells reports whether fields have a record ID, an e-mail address, a phone number, or a name with birth date that is on the list.
func (s *sourceData) tells(m *suppress.Matcher, birth func(string) string, fields []string) bool {
	for _, f := range fields {
		if m.Record(s.spec.Name, f) || strings.Contains(f, "@") && m.Email(f) || m.Phone(f) {
			return true
		}
	}
	for _, f := range fields {
		if day := birth(f); m.Born(day) && named(m, day, fields) {
			return true
		}
	}
	return false
}

// named reports whether fields have the name of somebody on the list who was born that day: in
// one field, in two, or in two with another between them.
func named(m *suppress.Matcher, day string, fields []string) bool {
	whole := standard.TypeOf("full_name")
	var cell standard.Cell
	for i, f := range fields {
		cell.Reset()
		whole.Standardise(f, nil, &cell)
		if cell.Parts() > 2 && m.Holds(&suppress.Facts{Given: string(cell.Spelling(0)), Family: string(cell.Spelling(2)), Birth: day}) {
			return true
		}
		for _, other := range fields[i+1 : min(len(fields), i+3)] {
			if m.Holds(&suppress.Facts{Given: f, Family: other, Birth: day}) {
				return true
			}
		}
	}
	return false
}

// birthReader returns a function that reads a field as the source writes birth dates; it returns nothing for what is none.
func (s *sourceData) birthReader() (func(string) string, error) {
	for _, a := range s.spec.Attributes {
		column := s.table.Column(a.Columns[0])
		if a.Attribute != "birth_date" || len(a.Columns) != 1 || column == nil {
			continue
		}
		opt, kind, err := standard.Prepare(a, column)
		if err != nil {
			return nil, err
		}
		return func(field string) string {
			var cell standard.Cell
			kind.Standardise(field, opt, &cell)
			return string(cell.Spelling(0))
		}, nil
	}
	return func(string) string { return "" }, nil
}
