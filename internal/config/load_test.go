package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/survivorship"
)

// settings compares configurations by what they set, not by where in a file they set it.
func settings() cmp.Option {
	return cmp.Options{
		cmpopts.IgnoreUnexported(Config{}, Domain{}, Source{}, Blocking{}, Match{}, Survivorship{}, Gates{}, Link{}, When{}, Consent{}, Employment{}, Suppression{}),
		cmpopts.IgnoreFields(Config{}, "Path"),
	}
}

// TestLoadFull reads a file in which every key occurs; paths count from its folder, order is kept.
func TestLoadFull(t *testing.T) {
	got, err := Load("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	no := false
	column := func(attribute string, columns ...string) standard.Mapping {
		return standard.Mapping{Attribute: attribute, Columns: columns}
	}
	want := &Config{
		Domains: []*Domain{{
			Name: "customer", Kind: "person",
			Sources: []*Source{{
				Name: "crm", Paths: []string{"testdata/exports/crm-*.csv"}, ID: "contact_id", UpdatedAt: "updated_at",
				Attributes: []standard.Mapping{
					column("given_name", "first_name"), column("family_name", "last_name"),
					{Attribute: "birth_date", Columns: []string{"born"}, Layout: "DD/MM/YYYY"}, column("email", "email"),
					{Attribute: "phone", Columns: []string{"tel", "mobile"}, Country: "US"}, column("street", "addr1", "addr2"),
					column("city", "city"), column("postcode", "010"), column("consent.email", "email_opt_in"),
					{Attribute: "interests", Columns: []string{"tags"}, Type: "text"}, column("email_verified", "email_ok"),
				},
			}, {
				Name: "shop", Paths: []string{"testdata/exports/shop.parquet", "/data/old shop.parquet"}, Format: "parquet", ID: "customer_no",
				Attributes: []standard.Mapping{column("full_name", "name"), column("email", "mail"), column("national_id", "null")},
			}, {
				Name: "hr", Paths: []string{"-"}, Format: "csv", Delimiter: "tab", Encoding: "windows-1252", Header: &no,
				UpdatedAt: "c9", UpdatedLayout: "YYYY-MM-DD", Attributes: []standard.Mapping{column("worker_id", "c1")},
			}},
			Blocking: Blocking{Rules: [][]string{{"email"}, {"family_name:sound", "birth_date:year"}}, MaxBlock: 200, PairsPerRecord: 12.5},
			Match: Match{
				Model: "testdata/model.json", Same: [][]string{{"national_id"}, {"worker_id"}}, Never: [][]string{{"birth_date", "given_name"}},
				Link: .9, Unique: []string{"hr"},
			},
			Survivorship: Survivorship{
				Trust: map[string]float64{"shop": .5, "crm": .7}, HalfLife: 2 * 365 * 24 * time.Hour,
				Groups: []Group{{"address", []string{"street", "city", "postcode"}}},
				Attributes: []Rule{
					{Attribute: "email", Prefer: "verified", By: "email_verified"}, {Attribute: "phone", Prefer: "most_recent"},
					{Attribute: "interests", Prefer: "union"}, {Attribute: "given_name", Prefer: "source_order", Order: []string{"crm", "shop"}},
					{Attribute: "family_name", Prefer: "most_frequent", When: When{Attribute: "given_name", Values: []string{"Ann", "Bo"}}},
				},
			},
			Household: Household{Policy: "both"},
			WriteBack: []WriteBack{{"crm", []string{"email", "phone", "address"}}, {"shop", []string{"email", "family_name"}}},
			Consent:   Consent{Verified: []string{"shop"}},
		}, {
			Name: "product", Kind: "product",
			Sources:      []*Source{{Name: "pim", Paths: []string{"testdata/pim.csv"}, ID: "sku", Attributes: []standard.Mapping{column("title", "name")}}},
			Match:        Match{Unique: []string{}},
			Survivorship: Survivorship{Groups: []Group{}},
		}, {
			Name: "employee", Kind: "employee",
			Sources: []*Source{
				{Name: "hr", Paths: []string{"testdata/hr.csv"}, Attributes: []standard.Mapping{column("worker_id", "no"), column("hire_date", "hired")}},
				{Name: "ad", Paths: []string{"testdata/ad.csv"}, Attributes: []standard.Mapping{column("worker_id", "employeeID")}},
			},
			Employment: Employment{HR: []string{"hr"}, Accounts: []string{"ad"}},
		}},
		Links: []Link{{
			Name: "purchased", From: Endpoint{"customer", "shop"}, To: Endpoint{"product", "pim"},
			Paths: []string{"testdata/exports/orders.csv"}, Keys: []string{"customer_no", "sku"}, Kind: "relation", Since: "ordered_on",
		}},
		MaxRejects: None, Memory: Memory{Bytes: 4e9}, Workers: 3,
		Gates:  Gates{MaxClusterSize: 50, MaxLostMasters: .005, MinRowsOf: []SourceShare{{"crm", .9}, {"shop", .95}}},
		Output: Output{Dir: "testdata/out", Keep: 7, Format: "csv", Tables: []string{"crosswalk", "golden", "lineage"}},

		Suppression: Suppression{List: "testdata/erased.txt", Key: "/keys/erased"},
	}
	if diff := cmp.Diff(want, got, settings()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestLoadUnreadable(t *testing.T) {
	for name, path := range map[string]string{"missing": "testdata/none.yaml", "folder": "testdata"} {
		_, err := Load(path)
		if f := Faults(err); len(f) != 1 || f[0].File != path || strings.Contains(f[0].Msg, path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLoadSamples reads the configurations that the repository shows to newcomers.
func TestLoadSamples(t *testing.T) {
	for _, path := range []string{"../../testdata/silos/gild.yaml", "../synth/gild.yaml"} {
		if _, err := Load(path); err != nil {
			t.Errorf("%s", Detailed(err))
		}
	}
}

func TestCheckColumns(t *testing.T) {
	c, err := Parse("gild.yaml", []byte(`version: 1
domains:
  customer:
    kind: person
    sources:
      crm:
        path: crm.csv
        id: Contact_ID
        updated_at: changed
        attributes:
          email: email
          id: mail
          phone: [tel, mobile]
`))
	if err != nil {
		t.Fatal(err)
	}
	source := c.Domains[0].Sources[0]
	if err := c.CheckColumns(source, []string{"Contact_ID", "changed", "email", "mail", "tel", "mobile", "more"}); err != nil {
		t.Errorf("all are there, but: %v", err)
	}
	got := Detailed(c.CheckColumns(source, []string{"contact_id", "updated", "email", "telephone", "mobil"}))
	want := `gild.yaml:8: source crm has no column "Contact_ID"; did you mean "contact_id"?
gild.yaml:9: source crm has no column "changed"; valid are contact_id, updated, email, telephone, mobil
gild.yaml:12: source crm has no column "mail"; did you mean "email"?
gild.yaml:13: source crm has no column "tel"; valid are contact_id, updated, email, telephone, mobil
gild.yaml:13: source crm has no column "mobile"; did you mean "mobil"?
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestLeastRows(t *testing.T) {
	g := Gates{MinRows: .5, MinRowsOf: []SourceShare{{"crm", .9}}}
	if a, b := g.LeastRows("crm"), g.LeastRows("shop"); a != .9 || b != .5 {
		t.Errorf("crm %v, shop %v; wanted 0.9, 0.5", a, b)
	}
}

// TestAbsolute: a configuration saved elsewhere names the same files, and the original keeps its paths.
func TestAbsolute(t *testing.T) {
	c, err := Load("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before := written(t, c)
	here, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := Write(&text, c.Absolute(), nil); err != nil {
		t.Fatal(err)
	}
	again, err := Parse("/elsewhere/gild.yaml", []byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{again.Domains[0].Sources[0].Paths[0], again.Domains[0].Sources[2].Paths[0], again.Domains[0].Match.Model, again.Links[0].Paths[0], again.Output.Dir}
	want := []string{here + "/exports/crm-*.csv", "-", here + "/model.json", here + "/exports/orders.csv", here + "/out"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if diff := cmp.Diff(before, written(t, c)); diff != "" {
		t.Errorf("the original changed:\n%s", diff)
	}
}

func written(t *testing.T, c *Config) string {
	t.Helper()
	var text strings.Builder
	if err := Write(&text, c, nil); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestPreferences: package survivorship knows every rule that a file may name.
func TestPreferences(t *testing.T) {
	for _, name := range Preferences() {
		if name == "first" {
			name = "first_non_empty" // as package run translates it
		}
		if !slices.Contains(survivorship.RuleNames(), name) {
			t.Errorf("package survivorship has no rule %q", name)
		}
	}
}

// TestDefault: the defaults that the schema states are those of the code.
func TestDefault(t *testing.T) {
	b, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Properties map[string]struct {
			Default    any
			Properties map[string]struct{ Default any }
		}
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	got := map[string]any{
		"max_rejects": s.Properties["max_rejects"].Default, "memory": s.Properties["memory"].Default,
		"dir": s.Properties["output"].Properties["dir"].Default, "format": s.Properties["output"].Properties["format"].Default,
	}
	want := map[string]any{"max_rejects": DefaultMaxRejects, "memory": "75%", "dir": DefaultDir, "format": "parquet"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSchemaGolden(t *testing.T) {
	got, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/schema.json"
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
