package standard

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// columnOf makes a column; "|" parts columns that were joined, or values of a list.
func columnOf(values ...string) *table.Column {
	c := &table.Column{Dict: table.NewDict()}
	for _, v := range values {
		code, _ := c.Dict.Intern([]byte(strings.ReplaceAll(v, "¦", string(rune(table.Separator)))))
		c.Codes = append(c.Codes, code)
	}
	return c
}

// result is what a value came to, parts parted by " / ", lists by "¦".
type result struct{ Spelling, Canonical string }

func standardise(t testing.TB, m Mapping, values ...string) []result {
	t.Helper()
	col := columnOf(values...)
	opt, typ, err := Prepare(m, col)
	if err != nil {
		t.Fatal(err)
	}
	var out []result
	var cell Cell
	for _, c := range col.Codes {
		cell.Reset()
		typ.Standardise(col.Dict.String(c), opt, &cell)
		var spellings, canonicals []string
		for p := range cell.Parts() {
			spellings, canonicals = append(spellings, string(cell.Spelling(p))), append(canonicals, string(cell.Canonical(p)))
		}
		show := func(parts []string) string {
			return strings.ReplaceAll(strings.Join(parts, " / "), string(rune(table.Separator)), "¦")
		}
		out = append(out, result{show(spellings), show(canonicals)})
	}
	return out
}

func TestStandardise(t *testing.T) {
	us := func(a string) Mapping { return Mapping{Attribute: a, Country: "US"} }
	for _, tt := range []struct {
		mapping         Mapping
		raw             string
		spelling, canon string
	}{
		{us("given_name"), "JEAN-PIERRE", "Jean-Pierre", "jean pierre"}, {us("given_name"), "Łukasz", "Łukasz", "lukasz"}, {us("given_name"), "n/a", "n/a", ""},
		{us("family_name"), "O'Brien", "O'Brien", "obrien"}, {us("family_name"), "MCDONALD", "McDonald", "mcdonald"}, {us("family_name"), "Иванов", "Иванов", "ivanov"},
		{us("given_name"), "Sir", "Sir", ""}, {us("given_name"), "Mrs.", "Mrs.", ""}, {us("given_name"), "Sir Henry", "Sir Henry", "henry"}, {us("family_name"), "Lord", "Lord", "lord"},
		{us("family_name"), "Müller", "Müller", "muller"}, {us("family_name"), "Smith Jr.", "Smith Jr.", "smith"},
		{us("full_name"), "SMITH, JOHN A", "John / A / Smith / ", "john / a / smith / "},
		{us("full_name"), "Dr. Maria van der Berg", "Maria /  / van der Berg / ", "maria /  / van der berg / "},
		{us("full_name"), "Robert Smith Jr", "Robert /  / Smith / Jr", "robert /  / smith / "},
		{us("email"), " Ann.Lee@Mail.Example ", "ann.lee@mail.example", "ann.lee@mail.example"}, {us("email"), "test@test.example", "test@test.example", ""},
		{us("email"), "bo@x.org; al@x.org", "bo@x.org¦al@x.org", "al@x.org¦bo@x.org"}, {us("email"), "nonsense", "nonsense", ""},
		{us("phone"), "(212) 555-0143", "+12125550143", "+12125550143"}, {us("phone"), "212.555.0143 x12", "+12125550143", "+12125550143"},
		{us("phone"), "+1 212 555 0143", "+12125550143", "+12125550143"}, {us("phone"), "0000000000", "0000000000", ""},
		{Mapping{Attribute: "phone", Country: "DE"}, "(030) 1234567", "+49301234567", "+49301234567"},
		{us("street"), "12 Oak St.", "12 Oak St.", "12|oak street|"}, {us("street"), "659 HART WAY, UNIT 18", "659 Hart Way, Unit 18", "659|hart way|18"},
		{us("street"), "43 Kamerling Way #32", "43 Kamerling Way #32", "43|kamerling way|32"}, {us("street"), "Hauptstr. 5", "Hauptstr. 5", "5|hauptstrasse|"},
		{us("street"), "31¦gallagher street¦", "31 gallagher street", "31|gallagher street|"},
		{us("city"), "St. Louis", "St. Louis", "saint louis"}, {us("region"), "California", "California", "ca"}, {us("postcode"), "62701-1234", "62701-1234", "62701"},
		{us("country"), "Deutschland", "Deutschland", "de"}, {us("gender"), "Female", "Female", "f"}, {us("national_id"), "123-45-6789", "123-45-6789", "123456789"},
		{us("price"), "$1,029.75", "$1,029.75", "1029.75"}, {us("price"), "1.029,75 €", "1.029,75 €", "1029.75"}, {Mapping{Attribute: "weight", Type: "number"}, "12,5 kg", "12,5 kg", "12.5 kg"},
		{us("organisation"), "I.B.M. Corp.", "I.B.M. Corp.", "ibm"}, {us("organisation"), "Müller & Sohn GmbH & Co. KG", "Müller & Sohn GmbH & Co. KG", "muller and sohn"},
		{us("title"), "Sony DSC-W120/B Camera", "Sony DSC-W120/B Camera", "sony dscw120b camera"}, {us("consent.email"), "Yes", "yes", "y"},
		{us("consent.email"), "Opt-in", "yes", "y"}, {us("consent.post"), "NEIN", "no", "n"}, {us("consent.email"), "0", "no", "n"}, {us("consent.email.news"), "oui", "yes", "y"},
		{us("consent.email.at"), "2026-01-02 10:00:00", "2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z"},
		{us("full_address"), "12 Oak St, Springfield, IL 62701", "12 Oak St / Springfield / IL / 62701 / ", "12|oak street| / springfield / il / 62701 / "},
		{us("full_address"), "Springfield, IL", " / Springfield / IL /  / ", " / springfield / il /  / "}, {us("full_address"), "Oak Street", "Oak Street /  /  /  / ", "|oak street| /  /  /  / "},
	} {
		got := standardise(t, tt.mapping, tt.raw)[0]
		if d := cmp.Diff(result{tt.spelling, tt.canon}, got); d != "" {
			t.Errorf("%s %q (-want +got):\n%s", tt.mapping.Attribute, tt.raw, d)
		}
	}
}

// The layout of dates comes from all values of a column: one that fits only one way decides for all.
func TestDateLayouts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		mapping Mapping
		values  []string
		want    []string
	}{
		{"month first", Mapping{Attribute: "birth_date"}, []string{"03/04/1980", "12/25/1975"}, []string{"1980-03-04", "1975-12-25"}},
		{"day first", Mapping{Attribute: "birth_date"}, []string{"03/04/1980", "25/12/1975"}, []string{"1980-04-03", "1975-12-25"}},
		{"declared", Mapping{Attribute: "birth_date", Layout: "MM/DD/YYYY"}, []string{"03/04/1980"}, []string{"1980-03-04"}},
		{"year first", Mapping{Attribute: "birth_date"}, []string{"1980-04-03", "19751225", "1980-04-03T10:00:00Z"}, []string{"1980-04-03", "1975-12-25", "1980-04-03"}},
		{"month by name", Mapping{Attribute: "birth_date"}, []string{"15-Mar-92", "3. März 1980", "July 4, 1976"}, []string{"1992-03-15", "1980-03-03", "1976-07-04"}},
		{"three columns", Mapping{Attribute: "birth_date", Layout: "DD MM YYYY"}, []string{"3¦4¦1980", "¦4¦1980", "¦¦"}, []string{"1980-04-03", "1980-04-00", ""}},
		{"first of January of no year", Mapping{Attribute: "birth_date", Layout: "DD MM YYYY"}, []string{"1¦1¦", "2¦1¦", "1¦1¦1980"}, []string{"", "0000-01-02", "1980-01-01"}},
		{"placeholders and impossible days", Mapping{Attribute: "birth_date", Layout: "YYYY-MM-DD"}, []string{"1900-01-01", "1980-02-31", "soon"}, []string{"", "", ""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range standardise(t, tt.mapping, tt.values...) {
				got = append(got, r.Canonical)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Standardising what is already standard changes nothing.
func TestIdempotent(t *testing.T) {
	for attribute, values := range map[string][]string{
		"given_name": {"jean pierre", "ann"}, "email": {"ann@mail.example"}, "phone": {"+12125550143"}, "city": {"saint louis"}, "postcode": {"62701"},
		"organisation": {"ibm", "muller and sohn"}, "title": {"sony dscw120b camera"}, "birth_date": {"1980-04-03"}, "region": {"ca"}, "country": {"de"}, "national_id": {"123456789"},
	} {
		for i, r := range standardise(t, Mapping{Attribute: attribute, Country: "US"}, values...) {
			if r.Canonical != values[i] {
				t.Errorf("%s %q became %q", attribute, values[i], r.Canonical)
			}
		}
	}
}

func TestEveryAttributeHasAType(t *testing.T) {
	for _, a := range Attributes() {
		if typ, ok := Lookup(a.Type); !ok || typ.Name() != a.Type {
			t.Errorf("%s has unknown type %q", a.Name, a.Type)
		}
	}
}

// FuzzStandardise: no value of any type breaks anything, and each gives as many parts as promised.
func FuzzStandardise(f *testing.F) {
	f.Add("SMITH, JOHN")
	f.Add("12 Oak St #4\x1fApt 2")
	f.Add("03/04/80")
	f.Fuzz(func(t *testing.T, v string) {
		var cell Cell
		for _, typ := range types() {
			col := columnOf(v)
			if col.Codes[0] == table.Missing {
				return
			}
			opt, _, err := Prepare(Mapping{Attribute: "x", Type: typ.Name(), Country: "US"}, col)
			if err != nil {
				t.Fatal(err)
			}
			cell.Reset()
			typ.Standardise(col.Dict.String(col.Codes[0]), opt, &cell)
			if n := max(1, len(typ.Parts())); cell.Parts() > n {
				t.Fatalf("%s gives %d parts of %q", typ.Name(), cell.Parts(), v)
			}
		}
	})
}

// TestGarbled: UTF-8 read as Windows-1252 is read as what it was, and nothing else is touched.
func TestGarbled(t *testing.T) {
	for raw, want := range map[string]string{
		"DÃ\u00adaz":      "Díaz",
		"MÃ¼ller":         "Müller",
		"ElÅ¼bieta":       "Elżbieta",
		"Oâ€™Neill":       "O’Neill",
		"Müller":          "Müller",
		"CRÉÉE":           "CRÉÉE",
		"João Ãvila":      "João Ãvila",
		"MÜŽIK":           "MÜŽIK", // these bytes would be a Syriac letter
		"Núñez, DÃ\u00ad": "Núñez, DÃ\u00ad",
		"Ã\ufffdlvarez":   "Ã\ufffdlvarez",
	} {
		if got := ungarbled(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
		if got := Garbled([]byte(raw)); got != (raw != want) {
			t.Errorf("%q: garbled %v", raw, got)
		}
	}
}
