package infer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseDate(t *testing.T) {
	type ymd struct{ Year, Month, Day int }
	for value, want := range map[string]ymd{
		"1987-04-09":           {1987, 4, 9},
		"2024-03-06T00:00:00Z": {2024, 3, 6},
		"2024-03-06 10:11:12":  {2024, 3, 6},
		"2020/02/21":           {2020, 2, 21},
		"19870409":             {1987, 4, 9},
		"31/12/1999":           {1999, 12, 31},
		"12/31/1999":           {1999, 12, 31},
		"9.4.87":               {1987, 4, 9},
		"15-Mar-92":            {1992, 3, 15},
		"24-May-11":            {2011, 5, 24},
		"Mar 15, 1992":         {1992, 3, 15},
		"1 août 1950":          {1950, 8, 1},
		"225.606.6266":         {},
		"123-45-6789":          {},
		"12":                   {},
		"1999-13-01":           {},
		"12345678":             {},
		"":                     {},
	} {
		m, ok := parseDate([]byte(value))
		got := ymd{m.year, m.month, m.day}
		if !ok {
			got = ymd{}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", value, diff)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for value, want := range map[string]float64{"12": 12, "-3.5": -3.5, "$1,029.75": 1029.75, "1.234,50": 1234.5, "3,5": 3.5, "1,234": 1234, "12 EUR": 12, "225.606.6266": -1, "1-2": -1, "": -1, "$": -1} {
		got, _, ok := parseNumber([]byte(value))
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestReadShapes(t *testing.T) {
	for value, want := range map[string]shape{
		"a.b@c.example": email, "https://x.example": url, "(420) 286-3922": phone, "+17578495470": phone, "404/525-2062": phone, "4202863922": tenDigit,
		"123-45-6789": socialNo, "4006381333931": gtin, "sw1a 1aa": postcode, "1234 AB": postcode, "65020": zip5, "nsw": regionWord, "Female": genderWord,
		"783 Martin Luther King Jr. Dr.": streetNo, "Hauptstraße 5": streetNo, "12 rue de la Paix": streetNo, "gallagher street": streetWord, "Acme Ltd": organised,
		"ADAMS, SEAN": commaName, "Brad Pitt": letters, "N/A": placeholder, "Springfield": cityWord, "Michael Smith, John P. Doe": list, "550e8400-e29b-41d4-a716-446655440000": uuid,
		"6371 E Foothill Dr, Orroville, CA 95915": parts, "DSC-W120": codeLike,
	} {
		if got := newReader().read([]byte(value)); got.shapes&want == 0 {
			t.Errorf("%q has shapes %b, not %b", value, got.shapes, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, v := range []string{"1987-04-09", "Mar 15, 1992", "a@b.c", "O'Neil, Shaun", "\xff\xfe", " , ", "$1,2.3", "日本 太郎"} {
		f.Add([]byte(v))
	}
	r := newReader()
	f.Fuzz(func(t *testing.T, v []byte) {
		got := r.read(v)
		if again := r.read(v); got.shapes != again.shapes || got.tokens != again.tokens {
			t.Errorf("%q read twice: %+v, %+v", v, got, again)
		}
	})
}

func FuzzReadHeader(f *testing.F) {
	for _, v := range []string{"firstName", "ADDR_LINE1", "é2ß", "\xff"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		readHeader(v)
		if snake(v) == "" {
			t.Errorf("%q has no name", v)
		}
	})
}
