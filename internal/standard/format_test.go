package standard

import (
	"strings"
	"testing"
)

// TestFormatWrite: values come out the way the column writes its own, or not at all.
func TestFormatWrite(t *testing.T) {
	for _, c := range []struct {
		name                string
		mapping             Mapping
		column              []string // | parts columns that are read as one
		old                 string
		spelling, canonical string
		want                string // empty: it cannot be written
	}{
		{"date, declared", Mapping{Attribute: "birth_date", Layout: "DD.MM.YYYY"}, []string{"05.04.1980"}, "", "1990-12-31", "1990-12-31", "31.12.1990"},
		{"date, inferred", Mapping{Attribute: "birth_date"}, []string{"04/25/1980", "11/30/1975"}, "", "1990-01-02", "1990-01-02", "01/02/1990"},
		{"date that the layout cannot say", Mapping{Attribute: "birth_date", Layout: "YYYY"}, []string{"1980"}, "", "1990-01-02", "1990-01-02", ""},
		{"phone, national", Mapping{Attribute: "phone", Country: "US"}, []string{"(212) 555-0143", "(212) 555-0144"}, "", "+19155550199", "+19155550199", "(915) 555-0199"},
		{"phone, abroad", Mapping{Attribute: "phone", Country: "US"}, []string{"(212) 555-0143"}, "", "+4930901820", "+4930901820", "+4930901820"},
		{"flag", Mapping{Attribute: "consent.email"}, []string{"J", "Ja", "Ja", "N"}, "", "true", "y", "Ja"},
		{"flag never said", Mapping{Attribute: "consent.email"}, []string{"N"}, "", "true", "y", "true"},
		{"region in words", Mapping{Attribute: "region"}, []string{"Texas", "Ohio"}, "", "TX", canonicalOf(t, "region", "TX"), "Texas"},
		{"capitals", Mapping{Attribute: "city"}, []string{"LINDENFORD", "STONEWICK"}, "", "Briargate", "briargate", "BRIARGATE"},
		{"name", Mapping{Attribute: "given_name"}, []string{"Ann", "BOB"}, "", "Zoë", "zoe", "Zoë"},
		{"list of one column", Mapping{Attribute: "email"}, []string{"a@x.example|b@x.example"}, "a@x.example|b@x.example", "c@x.example", "c@x.example", ""},
		{"second of two columns", Mapping{Attribute: "phone", Country: "US", Columns: []string{"phone", "mobile"}}, []string{"|212-555-0143"}, "|212-555-0143", "+19155550199", "+19155550199", "|915-555-0199"},
		{"both of two columns", Mapping{Attribute: "phone", Country: "US", Columns: []string{"phone", "mobile"}}, []string{"212-555-0142|212-555-0143"}, "212-555-0142|212-555-0143", "+19155550199", "+19155550199", ""},
		{"none of two columns", Mapping{Attribute: "phone", Country: "US", Columns: []string{"phone", "mobile"}}, []string{"|212-555-0143"}, "", "+19155550199", "+19155550199", ""},
		{"two lines", Mapping{Attribute: "street", Columns: []string{"a", "b"}}, []string{"12 OAK STREET|APT 3"}, "12 OAK STREET|APT 3", "77 Pine Road Unit 9", canonicalOf(t, "street", "77 Pine Road Unit 9"), "77 PINE ROAD|UNIT 9"},
		{"one line of two", Mapping{Attribute: "street", Columns: []string{"a", "b"}}, []string{"12 Oak Street|Apt 3"}, "12 Oak Street|Apt 3", "77 Pine Road", canonicalOf(t, "street", "77 Pine Road"), "77 Pine Road|"},
		{"day, month and year", Mapping{Attribute: "birth_date", Columns: []string{"d", "m", "y"}, Layout: "DD MM YYYY"}, []string{"5|4|1980"}, "5|4|1980", "1990-01-02", "1990-01-02", ""},
	} {
		var column []string
		for _, v := range c.column {
			column = append(column, strings.ReplaceAll(v, "|", "\x1f"))
		}
		f, err := NewFormat(c.mapping, columnOf(column...))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		got, ok := f.Write([]byte(strings.ReplaceAll(c.old, "|", "\x1f")), c.spelling, c.canonical)
		if got = strings.ReplaceAll(got, "\x1f", "|"); !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s: wrote %q, want %q", c.name, got, c.want)
		}
	}
}

// canonicalOf returns the canonical string of a value of an attribute.
func canonicalOf(t *testing.T, attribute, v string) string {
	return standardise(t, Mapping{Attribute: attribute}, v)[0].Canonical
}

// TestRecompose: one part of a whole name changes and all else stays, or nothing is written.
func TestRecompose(t *testing.T) {
	const middle, family = 1, 2
	for _, c := range []struct {
		name string
		old  string
		part int
		new  string
		want string
	}{
		{"family name first", "DOE, Ann M.", family, "Smith", "SMITH, Ann M."},
		{"family name last", "Ann M. Doe", family, "Smith", "Ann M. Smith"},
		{"title and suffix stay", "Dr. Ann Doe Jr.", family, "Smith", "Dr. Ann Smith Jr."},
		{"middle name", "Doe, Ann Mary", middle, "Kate", "Doe, Ann Kate"},
		{"several words", "Blanco Vázquez, Javier", family, "Díaz", "Díaz, Javier"},
		{"several words to write, after a comma", "Doe, Ann", family, "Blanco Vázquez", "Blanco Vázquez, Ann"},
		{"several words to write, where one would be a middle name", "Ann Doe", family, "Blanco Vázquez", ""},
		{"a part that stands there twice", "James James", family, "Smith", ""},
		{"a part that is not there", "Doe, Ann", middle, "Kate", ""},
		{"nothing there", "", family, "Smith", ""},
		{"a name that reads as a suffix", "Ann Doe", family, "Jr", ""},
	} {
		f, err := NewFormat(Mapping{Attribute: "full_name", Columns: []string{"name"}}, columnOf(c.old))
		if err != nil {
			t.Fatal(err)
		}
		parts := make([]Part, len(fullNameType{}.Parts()))
		parts[c.part] = Part{Change: true, Spelling: c.new, Canonical: foldLetters(c.new)}
		got, ok := f.Recompose([]byte(c.old), parts)
		if !ok {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.old, got, c.want)
		}
	}
}
