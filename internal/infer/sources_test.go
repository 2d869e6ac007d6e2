package infer

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

func profiled(tables ...*table.Table) []*source { return profileAll(tables, 1) }

func TestDetermines(t *testing.T) {
	rows := [][]string{{"postcode", "city", "colour"}}
	for i := range 400 {
		rows = append(rows, []string{fmt.Sprint(10000 + i%40), fmt.Sprint("town", i%40), fmt.Sprint("c", i*7919%13)})
	}
	c := profiled(makeTable(t, "a", rows))[0].columns
	if got := determines(c[0], c[1]); got < .99 {
		t.Errorf("the postcode determines the city by %v, want 1", got)
	}
	if got := determines(c[0], c[2]); got > .3 {
		t.Errorf("the postcode determines the colour by %v, want about 0", got)
	}
}

func TestChooseID(t *testing.T) {
	for name, c := range map[string]struct {
		headers []string
		row     func(i int) []string
		want    string
	}{
		"by header":                     {[]string{"name", "customer_id"}, func(i int) []string { return []string{fmt.Sprint("n", i), fmt.Sprint(i)} }, "customer_id"},
		"a few repeated":                {[]string{"id", "x"}, func(i int) []string { return []string{fmt.Sprint(i - i%50/49), "x"} }, "id"},
		"first code":                    {[]string{"c1", "c2"}, func(i int) []string { return []string{fmt.Sprintf("K-%d", i), fmt.Sprint(i)} }, "c1"},
		"social security number":        {[]string{"ssn", "x"}, func(i int) []string { return []string{fmt.Sprintf("%09d", 7*i), "x"} }, ""},
		"social security by its form":   {[]string{"c1", "c2"}, func(i int) []string { return []string{fmt.Sprintf("123-45-%04d", i), "x"} }, ""},
		"e-mail":                        {[]string{"c1", "c2"}, func(i int) []string { return []string{fmt.Sprintf("a%d@b.example", i), "x"} }, ""},
		"number that repeats":           {[]string{"household_no", "x"}, func(i int) []string { return []string{fmt.Sprint(i / 3), "x"} }, ""},
		"counter that is not first":     {[]string{"c1", "c2"}, func(i int) []string { return []string{"x", fmt.Sprint(i)} }, "c2"},
		"natural key that is not first": {[]string{"c1", "c2"}, func(i int) []string { return []string{"x", fmt.Sprint(100000000 + 7919*i)} }, ""},
	} {
		rows := [][]string{c.headers}
		for i := range 300 {
			rows = append(rows, c.row(i))
		}
		if got := Infer([]*table.Table{makeTable(t, "a", rows)}, Options{}).Sources[0].ID; got != c.want {
			t.Errorf("%s: ID %q, want %q", name, got, c.want)
		}
	}
}

func TestCountry(t *testing.T) {
	for name, c := range map[string]struct {
		header, want string
		values       []string
	}{
		"British postcodes":  {"postcode", "GB", []string{"SW1A 1AA", "M1 1AE", "EH1 1YZ"}},
		"Dutch postcodes":    {"postcode", "NL", []string{"1234 AB", "9711LM", "3011 AA"}},
		"Canadian postcodes": {"postcode", "CA", []string{"K1A 0B1", "M5V 3L9", "H2Y 1C6"}},
		"German header":      {"PLZ", "DE", []string{"10115", "20095", "80331"}},
		"Australian states":  {"state", "AU", []string{"nsw", "vic", "qld"}},
		"American phones":    {"phone", "US", []string{"(420) 286-3922", "+17578495470", "404/525-2062"}},
		"German phones":      {"phone", "", []string{"030/1234567", "0421/998877", "+49 40 1234"}},
	} {
		rows := [][]string{{"id", c.header}}
		for i := range 60 {
			rows = append(rows, []string{fmt.Sprint(i), c.values[i%len(c.values)]})
		}
		sources := profiled(makeTable(t, "a", rows))
		sources[0].readHeaders()
		if got := commonCountry(sources); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Free columns of two sources meet by header or by their words; opaque headers alone mean nothing.
func TestAlign(t *testing.T) {
	first := func(header string, words ...string) *table.Table { return listed(t, "one", header, words) }
	second := func(header string, words ...string) *table.Table { return listed(t, "two", header, words) }
	var colours, animals []string
	for i := range 40 {
		colours = append(colours, fmt.Sprintf("hue%cx", 'a'+i%26)+string(rune('a'+i/26)))
		animals = append(animals, fmt.Sprintf("pet%cy", 'a'+i%26)+string(rune('a'+i/26)))
	}
	for name, c := range map[string]struct {
		a, b *table.Table
		same bool
	}{
		"equal header":             {first("colour", colours...), second("colour", animals...), true},
		"other header, same words": {first("colour", colours...), second("farbe", colours...), true},
		"other header and words":   {first("colour", colours...), second("tier", animals...), false},
		"opaque, same words":       {first("c2", colours...), second("c3", colours...), true},
	} {
		res := Infer([]*table.Table{c.a, c.b}, Options{})
		last := func(i int) string { m := res.Sources[i].Mappings; return m[len(m)-1].Attribute }
		if got := last(0) == last(1); got != c.same {
			t.Errorf("%s: %q and %q", name, last(0), last(1))
		}
	}
}

// listed is a source of an ID, a long text and one free column.
func listed(t *testing.T, name, header string, words []string) *table.Table {
	rows := [][]string{{name + "_id", "title", header}}
	for i := range 400 {
		rows = append(rows, []string{fmt.Sprint(name, i), fmt.Sprintf("a work about the number %d of %s", i, name), words[i%len(words)]})
	}
	return makeTable(t, name, rows)
}

// Silos with equal headers that say nothing but different contents keep their own roles.
func TestShareSchemas(t *testing.T) {
	sets := madeSets()
	people := made(t, "people", 600, true, sets["german"][:6])
	wares := made(t, "wares", 600, true, sets["products"])
	sources := profiled(people, wares)
	for _, s := range sources {
		s.chooseID()
		s.readShapes()
		s.readNames()
	}
	shareSchemas(sources)
	var roles []role
	for _, c := range sources[1].columns {
		roles = append(roles, c.role)
	}
	if slices.Contains(roles, "given_name") {
		t.Errorf("wares took roles of people: %v", roles)
	}
	if diff := cmp.Diff(role("given_name"), sources[0].columns[1].role); diff != "" {
		t.Error(diff)
	}
}
