// Package standard knows what attributes are: how their values are written, what
// makes two values the same, which say nothing, and how they compare.
//
// Standardising turns a raw value into a *spelling*, clean and for people, and a
// *canonical* string, which matching compares; values with the same canonical
// string are equal. An empty canonical string means that there is nothing to
// match on. Each distinct value of a column is standardised once. [Prepare] looks
// at a whole column first, since one value alone often does not tell how it is
// meant: 03/04/2020 may be in March or in April.
//
// Canonical strings:
//
//	names          lower-case ASCII letters, tokens by one space, no apostrophes
//	dates          YYYY-MM-DD, unknown parts zero
//	e-mail         lower case; phones +countrynumber, or bare digits
//	street         number|name|unit
//	postcode, code, identifier, and those with check digits   capitals and digits
//	number, money  plain decimal, units behind a space
//	other text     lower-case ASCII tokens by one space
//	lists          sorted, joined by table.Separator
package standard

import (
	"strings"

	"github.com/gildmdm/gild/internal/table"
)

// Comparison says how canonical strings of a type compare.
type Comparison uint8

const (
	CompareNone Comparison = iota
	CompareName
	CompareDate
	CompareEmail
	ComparePhone
	CompareStreet
	CompareShort
	CompareCode
	CompareNumber
	CompareText
	CompareOrganisation
	CompareCategory
)

// Quality is how far a value can be trusted by its looks.
type Quality uint8

const (
	OK          Quality = iota
	Suspect             // malformed or impossible, still shown
	Placeholder         // says nothing: N/A, test@test.com, 1900-01-01
)

// Type is one type of attribute. Implementations are stateless.
type Type interface {
	Name() string
	Parts() []string // attributes it yields, when more than its own
	Comparison() Comparison
	Standardise(raw string, opt *Options, out *Cell)
}

// Options are what is known of a column as a whole.
type Options struct {
	layouts []layout // dates: to try in order
	country string   // ISO alpha-2
}

// Cell receives what one value standardises to. It is reused from value to value
// and for one goroutine; what it returns is valid until Reset.
type Cell struct {
	buf    []byte
	parts  []part
	street streetWords // room for streets
}

type part struct {
	spelling, canonical [2]int
	quality             Quality
}

// Reset empties the cell.
func (c *Cell) Reset() { c.buf, c.parts = c.buf[:0], c.parts[:0] }

// Parts returns how many parts were added.
func (c *Cell) Parts() int { return len(c.parts) }

// Spelling returns the spelling of a part.
func (c *Cell) Spelling(k int) []byte { p := c.parts[k].spelling; return c.buf[p[0]:p[1]] }

// Canonical returns the canonical string of a part.
func (c *Cell) Canonical(k int) []byte { p := c.parts[k].canonical; return c.buf[p[0]:p[1]] }

// Quality returns the quality of a part.
func (c *Cell) Quality(k int) Quality { return c.parts[k].quality }

// Add adds the next part.
func (c *Cell) Add(spelling, canonical string, q Quality) {
	from := len(c.buf)
	c.buf = append(c.buf, spelling...)
	mid := len(c.buf)
	c.buf = append(c.buf, canonical...)
	c.close(from, mid, q)
}

// close adds the next part: its spelling was appended to buf at from, its canonical string at mid.
func (c *Cell) close(from, mid int, q Quality) {
	c.parts = append(c.parts, part{[2]int{from, mid}, [2]int{mid, len(c.buf)}, q})
}

// addSame adds the next part, whose canonical string is its spelling.
func (c *Cell) addSame(value string, q Quality) {
	from := len(c.buf)
	c.buf = append(c.buf, value...)
	c.closeSame(from, q)
}

// closeSame adds the next part: its spelling, which is its canonical string, too, was appended to buf at from.
func (c *Cell) closeSame(from int, q Quality) {
	whole := [2]int{from, len(c.buf)}
	c.parts = append(c.parts, part{whole, whole, q})
}

const separator = string(rune(table.Separator))

// simple is a type that is one function from a trimmed value to spelling, canonical string and quality.
type simple struct {
	name       string
	comparison Comparison
	value      func(v string, opt *Options) (spelling, canonical string, q Quality)
}

func (s simple) Name() string           { return s.name }
func (s simple) Parts() []string        { return nil }
func (s simple) Comparison() Comparison { return s.comparison }

// Standardise handles single values and lists of them.
func (s simple) Standardise(raw string, opt *Options, out *Cell) {
	if strings.IndexByte(raw, table.Separator) >= 0 {
		s.list(raw, opt, out)
		return
	}
	v := clean(raw)
	if isPlaceholder(v) {
		out.Add(v, "", Placeholder)
		return
	}
	out.Add(s.value(v, opt))
}

// list standardises every value of a list.
func (s simple) list(raw string, opt *Options, out *Cell) {
	var spellings, canonicals []string
	quality := Placeholder
	for value := range strings.SplitSeq(raw, separator) {
		v := clean(value)
		if v == "" || isPlaceholder(v) {
			continue
		}
		spelling, canonical, q := s.value(v, opt)
		spellings = append(spellings, spelling)
		quality = min(quality, q)
		if canonical != "" {
			canonicals = append(canonicals, canonical)
		}
	}
	if spellings == nil {
		out.Add("", "", Placeholder)
		return
	}
	out.Add(joinUnique(spellings, false), joinUnique(canonicals, true), quality)
}

// Lookup returns the type of that name.
func Lookup(name string) (Type, bool) {
	for _, t := range types() {
		if t.Name() == name {
			return t, true
		}
	}
	return nil, false
}

// TypeNames returns the names of all types.
func TypeNames() []string {
	var names []string
	for _, t := range types() {
		names = append(names, t.Name())
	}
	return names
}

// types lists every type. A new type is a file of its own and a line here.
func types() []Type {
	return append([]Type{
		nameType(), fullNameType{}, organisationType(), dateType(), genderType(), emailType(), phoneType(),
		addressType{}, streetType{}, cityType(), regionType(), postcodeType(), countryType(),
		eventDateType(), identifierType(), codeType(), numberType(), moneyType(), textType(), longTextType(), shortType(),
		flagType(), urlType(), timestampType(), ignoreType(),
	}, checkedTypes()...)
}

// Prepare finds the type of a mapping and looks at all values of its column.
func Prepare(m Mapping, col *table.Column) (*Options, Type, error) {
	t := TypeOf(m.Attribute)
	if m.Type != "" {
		t, _ = Lookup(m.Type)
	}
	opt := &Options{country: m.Country}
	switch t.Name() {
	case "date", "event_date", "timestamp":
		var err error
		if opt.layouts, err = layoutsOf(m.Layout, col); err != nil {
			return nil, nil, err
		}
	}
	return opt, t, nil
}

// Canonical returns the canonical string of one value by itself: of a type whose column must
// be seen as a whole, such as a date, use [Prepare]. A phone or postcode that does not say its country stays without.
func Canonical(t Type, value string) string {
	if value == "" {
		return ""
	}
	var cell Cell
	t.Standardise(value, &Options{}, &cell)
	if cell.Parts() == 0 {
		return ""
	}
	return string(cell.Canonical(0))
}
