package run

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// namesOf makes given and family names of one source, one record a pair.
func namesOf(t *testing.T, pairs ...[2]string) ([]*attribute, []*sourceData) {
	t.Helper()
	var list []*attribute
	for k, name := range []string{"given_name", "family_name"} {
		a := &attribute{name: name, spellings: table.NewDict(), canonical: table.NewDict(), canon: []uint32{0}}
		raw := &table.Column{Dict: table.NewDict()}
		spelling := []uint32{0}
		for _, p := range pairs {
			code, err := raw.Dict.Intern([]byte(p[k]))
			if err != nil {
				t.Fatal(err)
			}
			raw.Codes = append(raw.Codes, code)
			if int(code) < len(spelling) {
				continue
			}
			for _, d := range []*table.Dict{a.spellings, a.canonical} {
				if _, err = d.Intern([]byte(p[k])); err != nil {
					t.Fatal(err)
				}
			}
			spelling, a.canon = append(spelling, code), append(a.canon, code)
		}
		a.providers = [][]provider{{{raw: raw, spelling: spelling}}}
		list = append(list, a)
	}
	return list, []*sourceData{{table: &table.Table{Rows: len(pairs)}}}
}

// TestWholeNames takes names apart that stand in one column, and no others.
func TestWholeNames(t *testing.T) {
	pairs := [][2]string{
		{"jane", "smith"}, {"jane", "van dyke"}, {"jane", "morris"}, {"harriet", "beer"}, {"morris", "smith"}, {"harriet", "smith"}, {"peter", "beer"},
		{"mary ann", "smith"}, {"peter", "jones"}, {"ann", "jones"},
	}
	known := len(pairs)
	cases := []struct {
		name        string
		is, becomes [2]string
	}{
		{"family name first", [2]string{"", "smith jane"}, [2]string{"jane", "smith"}},
		{"given name first", [2]string{"", "jane smith"}, [2]string{"jane", "smith"}},
		{"in the column of given names", [2]string{"beer peter", ""}, [2]string{"peter", "beer"}},
		{"family name of two words", [2]string{"van dyke jane", ""}, [2]string{"jane", "van dyke"}},
		{"initial of the family name", [2]string{"", "j harriet"}, [2]string{"harriet", "j"}},
		{"given name cut off", [2]string{"", "beer harri"}, [2]string{"harri", "beer"}},
		{"double family name", [2]string{"", "smith jones"}, [2]string{"", "smith jones"}},
		{"double given name", [2]string{"jane ann", ""}, [2]string{"jane ann", ""}},
		{"one part is no name", [2]string{"", "smith xaver"}, [2]string{"", "smith xaver"}},
		{"nothing is missing", [2]string{"peter", "smith jane"}, [2]string{"peter", "smith jane"}},
		{"one word", [2]string{"", "smith"}, [2]string{"", "smith"}},
	}
	for _, c := range cases {
		pairs = append(pairs, c.is)
	}
	attributes, sources := namesOf(t, pairs...)
	w, err := newWholeNames(attributes, sources)
	if err != nil {
		t.Fatal(err)
	}
	got := func(row int) (names [2]string) {
		for k, a := range attributes {
			a, codes := w.of(a, sources)
			names[k] = a.canonical.String(codes[row])
		}
		return names
	}
	for k, c := range cases {
		if diff := cmp.Diff(c.becomes, got(known+k)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	for row := range known {
		if diff := cmp.Diff(pairs[row], got(row)); diff != "" {
			t.Errorf("row %d changed: %s", row, diff)
		}
	}
	if attributes[familyName].canonical.Lookup([]byte("j")) != table.Missing {
		t.Error("the attribute that golden records are made of has changed")
	}
}

// TestWholeNamesOfOneColumn leaves records alone that have no second column.
func TestWholeNamesOfOneColumn(t *testing.T) {
	attributes, sources := namesOf(t, [2]string{"jane", ""}, [2]string{"jane smith", ""})
	w, err := newWholeNames(attributes[:1], sources)
	if err != nil {
		t.Fatal(err)
	}
	a, codes := w.of(attributes[0], sources)
	if got := a.canonical.String(codes[1]); got != "jane smith" {
		t.Errorf("a column that is the only one of names became %q", got)
	}
}
