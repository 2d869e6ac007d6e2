package locate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/store"
)

func TestQuerySort(t *testing.T) {
	isID := func(s string) bool { return s == "crm/c1" || s == "7001" }
	for _, tt := range []struct {
		name  string
		q     Query
		ids   []string
		value Query
	}{
		{"record", Query{Terms: []string{"crm/c1", "7001"}}, []string{"crm/c1", "7001"}, Query{}},
		{"each by its looks", Query{Terms: []string{"Jane", "jd@mail.example", "1990-07-07", "(212) 555-0143", "O'Neil"}}, nil,
			Query{Name: "Jane O'Neil", Email: "jd@mail.example", Birth: "1990-07-07", Phone: "(212) 555-0143"}},
		{"beside flags", Query{Terms: []string{"Doe"}, Name: "Jane", Phone: "555"}, nil, Query{Name: "Jane Doe", Phone: "555"}},
		{"a short number is no phone", Query{Terms: []string{"12345"}}, nil, Query{Name: "12345"}},
	} {
		ids, value := tt.q.sort(isID)
		if diff := cmp.Diff(tt.ids, ids) + cmp.Diff(tt.value, value); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestHasPhone(t *testing.T) {
	for _, tt := range []struct {
		asked, held string
		want        bool
	}{
		{"+1 212 555 0143", "+12125550143", true},
		{"(212) 555-0143", "+12125550143", true},
		{"+12125550143", "212-555-0143", true},
		{"030 1234567", "+49301234567", true},
		{"2125550143", "+12125550199\x1f+12125550143", true},
		{"2125550143", "+12125550144", false},
		{"0143", "+12125550143", false},
		{"2125550143", "", false},
	} {
		if got := hasPhone(tt.asked)(tt.held); got != tt.want {
			t.Errorf("asked for %q, %q fits: %v, want %v", tt.asked, tt.held, got, tt.want)
		}
	}
}

func TestWanted(t *testing.T) {
	type name struct{ given, family string }
	for _, tt := range []struct {
		asked string
		held  name
		want  bool
	}{
		{"Elizabeth Ray", name{"Elizabeth", "Ray"}, true},
		{"ray, ELIZABETH", name{"Elizabeth", "Ray"}, true},
		{"Liz Ray", name{"Elizabeth", "Ray"}, true},
		{"E Ray", name{"Elizabeth", "Ray"}, true},
		{"Elizabeth Ray", name{"E.", "Ray"}, true},
		{"Dr. Elizabeth Ray", name{"Elizabeth", "Ray"}, true},
		{"José Núñez", name{"Jose", "Nunez"}, true},
		{"Ray", name{"Elizabeth", "Ray"}, true},
		{"Elizabeth R", name{"Elizabeth", "Ray"}, false},
		{"Maria Ray", name{"Elizabeth", "Ray"}, false},
		{"Elizabeth Roy", name{"Elizabeth", "Ray"}, false},
		{"L", name{"Liz", "Ray"}, false},
		{"", name{"Liz", "Ray"}, false},
	} {
		w := newWanted(tt.asked)
		given, exact := w.in("given_name", tt.held.given)
		family, same := w.in("family_name", tt.held.family)
		if got := w.all(given|family, exact|same); got != tt.want {
			t.Errorf("asked for %q, %v fits: %v, want %v", tt.asked, tt.held, got, tt.want)
		}
	}
}

// tableOf writes a table of texts and reads it as a command does.
func tableOf(t *testing.T, name string, columns []string, rows ...[]string) *store.Table {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, name+".parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var schema []parquet.Column
	values := make([]parquet.Values, len(columns))
	for k, c := range columns {
		schema = append(schema, parquet.Column{Name: c})
		for _, r := range rows {
			values[k].Strings = append(values[k].Strings, r[k])
		}
	}
	w, err := parquet.Create(f, schema, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(t.Context(), len(rows), values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d := &store.Domain{Dir: dir, Manifest: &publish.DomainManifest{}}
	table, err := d.Table(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestRelationsIn(t *testing.T) {
	homes := tableOf(t, "household_members", []string{"household_id", "master_id", "evidence"},
		[]string{"h1", "ann", "address"}, []string{"h1", "rob", "address"}, []string{"h2", "zoe", "address"}, []string{"", "eve", ""}, []string{"", "max", ""})
	relations := tableOf(t, "relationships", []string{"from_master_id", "to_master_id", "kind"},
		[]string{"ann", "rob", "household"}, []string{"zoe", "ann", "parent_of"}, []string{"zoe", "rob", "parent_of"}, []string{"ann", "ann", "itself"})
	for _, tt := range []struct {
		name  string
		table *store.Table
		id    string
		want  []Relation
	}{
		{"household", homes, "ann", []Relation{{"", []string{"rob"}, Row{"household_id": "h1", "evidence": "address"}}}},
		{"alone", homes, "zoe", nil},
		{"no household is none in common", homes, "eve", nil},
		{"either end", relations, "ann", []Relation{
			{"", []string{"rob"}, Row{"from_master_id": "ann", "to_master_id": "rob", "kind": "household"}},
			{"", []string{"zoe"}, Row{"from_master_id": "zoe", "to_master_id": "ann", "kind": "parent_of"}},
		}},
		{"unknown", relations, "nobody", nil},
	} {
		if diff := cmp.Diff(tt.want, relationsIn(tt.table, "", tt.id)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestWriteErasure(t *testing.T) {
	f := &Found{Masters: []Master{
		{ID: "m1", Records: []Record{{Source: "crm", ID: "c1", Row: "1"}, {Source: "shop", ID: "s,9", Row: "2"}}},
		{ID: "m2", Records: []Record{{Source: "crm", ID: "c7", Row: "1"}}},
	}}
	dir := filepath.Join(t.TempDir(), "erase")
	files, err := f.WriteErasure(dir)
	if err != nil {
		t.Fatal(err)
	}
	one, err := f.WriteErasure(filepath.Join(dir, "all.csv"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, path := range append(files, one...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
			t.Errorf("%s is for others, too: %v", path, info.Mode())
		}
		got[filepath.Base(path)] = string(text)
	}
	want := map[string]string{
		"crm.csv":  "record_id,row,master_id\nc1,1,m1\nc7,1,m2\n",
		"shop.csv": "record_id,row,master_id\n\"s,9\",2,m1\n",
		"all.csv":  "source,record_id,row,master_id\ncrm,c1,1,m1\nshop,\"s,9\",2,m1\ncrm,c7,1,m2\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
