package run

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/config"
)

// testSilo writes values its own way.
type testSilo struct {
	name, header, mapping string
	comma                 rune
	row                   func(id string, key int, p person, at time.Time) []string
	attributes            []string // that write_back may name
}

// person is what some silo has heard of someone; empty values are not known.
type person struct{ given, family, email, phone, street, city, postcode, born string }

func testSilos() []testSilo {
	return []testSilo{
		{"billing", "id,nr,customer,dob,tel,addr1,addr2,town,zip,changed", "customer_id: nr, full_name: customer, birth_date: {column: dob, layout: DD.MM.YYYY}, phone: {column: tel, country: US}, street: [addr1, addr2], city: town, postcode: zip", ';',
			func(id string, key int, p person, at time.Time) []string {
				name := strings.ToUpper(p.family) + ", " + p.given
				born := ""
				if p.born != "" {
					born = p.born[8:] + "." + p.born[5:7] + "." + p.born[:4]
				}
				return []string{id, fmt.Sprint(key), name, born, p.phone, strings.ToUpper(p.street), "", strings.ToUpper(p.city), p.postcode, at.Format("2006-01-02")}
			}, []string{"full_name", "birth_date", "phone", "address"}},
		{"ciam", "id,nr,first,last,mail,ok,tel,changed", "customer_id: nr, given_name: first, family_name: last, email: mail, email_verified: ok, phone: {column: tel, country: US}", ',',
			func(id string, key int, p person, at time.Time) []string {
				return []string{id, fmt.Sprint(key), p.given, p.family, p.email, fmt.Sprint(at.Day()%3 > 0), p.phone, at.Format("2006-01-02")}
			}, []string{"given_name", "family_name", "email", "phone"}},
		{"crm", "id,nr,first,last,born,mail,tel,street,town,state,zip,changed", "customer_id: nr, given_name: first, family_name: last, birth_date: {column: born, layout: MM/DD/YYYY}, email: mail, phone: {column: tel, country: US}, street: street, city: town, region: state, postcode: zip", ',',
			func(id string, key int, p person, at time.Time) []string {
				born := ""
				if p.born != "" {
					born = p.born[5:7] + "/" + p.born[8:] + "/" + p.born[:4]
				}
				return []string{id, fmt.Sprint(key), p.given, p.family, born, p.email, p.phone, p.street, p.city, []string{"", "TX", "PA"}[at.Day()%3], p.postcode, at.Format("2006-01-02")}
			}, []string{"given_name", "family_name", "birth_date", "email", "phone", "address"}},
	}
}

// hearsay draws what a silo has heard of a person.
func hearsay(r *rand.Rand, key int) person {
	pick := func(v ...string) string { return v[r.IntN(len(v))] }
	return person{
		given: pick("Ann", "ANN", "A", "Bob", "Mary Ann", "Zoë"), family: pick("Doe", "Smith", "De Soto", "O'Neil", "McDonald"),
		email: pick("", "n/a", fmt.Sprintf("a%d@x.example", key), fmt.Sprintf("B%d@x.example", key), "broken@"), phone: pick("", "(212) 555-0143", "+19155550177", "555"),
		street: pick("", "12 Oak Street Apt 3", "12 Oak St Apt 3", "77 Pine Road", "PO Box 12"), city: pick("", "Springfield", "Ogdenville"),
		postcode: pick("", "62701", "15003"), born: pick("", "1980-04-05", "1975-11-30"),
	}
}

// night writes exports and a configuration with random trusts, rules, allow-lists and authorities.
func night(t *testing.T, r *rand.Rand, dir string) (path string, allowed map[string]string) {
	var y strings.Builder
	y.WriteString("version: 1\ndomains:\n  customer:\n    kind: person\n    sources:\n")
	allowed = map[string]string{}
	trust, authority := []string{}, []string{}
	for _, s := range testSilos() {
		f, err := os.Create(filepath.Join(dir, s.name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		w := csv.NewWriter(f)
		w.Comma = s.comma
		_ = w.Write(strings.Split(s.header, ","))
		for i := range 150 {
			key := 1000 + r.IntN(60)
			_ = w.Write(s.row(fmt.Sprintf("%s%d", s.name, i), key, hearsay(r, key), time.Date(2025, 1, 1+r.IntN(90), 0, 0, 0, 0, time.UTC)))
		}
		w.Flush()
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&y, "      %s: {path: %s.csv, id: id, updated_at: changed, attributes: {%s}}\n", s.name, s.name, s.mapping)
		trust = append(trust, fmt.Sprintf("%s: 0.%d", s.name, 1+r.IntN(9)))
		var list []string
		for _, a := range s.attributes {
			if list == nil || r.IntN(4) > 0 {
				list = append(list, a)
			}
			if r.IntN(8) == 0 && !strings.Contains(strings.Join(authority, " "), a+":") {
				authority = append(authority, a+": ["+s.name+"]")
			}
		}
		allowed[s.name] = strings.Join(list, ", ")
	}
	fmt.Fprintf(&y, "    match: {same: [[customer_id]], unique: [], thresholds: {link: 1}}\n    survivorship:\n      trust: {%s}\n", strings.Join(trust, ", "))
	fmt.Fprintf(&y, "      attributes: {phone: %s, given_name: %s}\n    write_back:\n", []string{"most_recent", "longest"}[r.IntN(2)], []string{"most_frequent", "shortest"}[r.IntN(2)])
	for _, s := range testSilos() {
		fmt.Fprintf(&y, "      %s: [%s]\n", s.name, allowed[s.name])
	}
	fmt.Fprintf(&y, "    authority: {%s}\n    fill: %t\n", strings.Join(authority, ", "), r.IntN(2) == 0)
	for _, a := range authority { // what a source is the authority for, it is not told
		name, source, _ := strings.Cut(strings.TrimSuffix(a, "]"), ": [")
		allowed[source] = strings.ReplaceAll(", "+allowed[source]+",", ", "+name+",", ",")
	}
	path = filepath.Join(dir, "gild.yaml")
	if err := os.WriteFile(path, []byte(y.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, allowed
}

// runNight publishes a run and returns its domain's folder.
func runNight(t *testing.T, path, out string) string {
	t.Helper()
	cfg, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Output.Dir = out
	_, dir, err := Run(context.Background(), cfg, Options{AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "customer")
}

// TestWriteBackConverges goes the whole way, through files: exports, a run, its
// changes applied to the exports, and another run, which has nothing to change.
func TestWriteBackConverges(t *testing.T) {
	told := 0
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 6))
		dir, next := t.TempDir(), t.TempDir()
		path, allowed := night(t, r, dir)
		domain := runNight(t, path, t.TempDir())
		for _, s := range testSilos() {
			changes := filepath.Join(domain, "changes", s.name+".parquet")
			list, err := readChanges(context.Background(), changes)
			if err != nil {
				t.Fatal(err)
			}
			checkAllowed(t, seed, s.name, allowed[s.name], changes)
			done, err := Apply(context.Background(), Application{Changes: changes, Export: filepath.Join(dir, s.name+".csv"), Out: filepath.Join(next, s.name+".csv")})
			if err != nil {
				t.Fatal(err)
			}
			if len(done.Skipped) > 0 || done.Cells != len(list) {
				t.Errorf("seed %d: %s: %d of %d cells changed: %v", seed, s.name, done.Cells, len(list), done.Skipped)
			}
			told += len(list)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		path = filepath.Join(next, "gild.yaml")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		domain = runNight(t, path, t.TempDir())
		for _, s := range testSilos() {
			left, err := readChanges(context.Background(), filepath.Join(domain, "changes", s.name+".parquet"))
			if err != nil {
				t.Fatal(err)
			}
			if len(left) > 0 {
				t.Errorf("seed %d: %s has %d changes left, the first %+v", seed, s.name, len(left), left[0])
			}
		}
	}
	if told < 1000 {
		t.Errorf("only %d cells were told to change: the exports try nothing", told)
	}
}

// checkAllowed fails for changes that the source may not be told.
func checkAllowed(t *testing.T, seed uint64, source, allowed, changes string) {
	t.Helper()
	rows, cell, err := readRows(context.Background(), changes)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		name := cell("attribute", i)
		switch name {
		case "street", "city", "region", "postcode":
			name = "address"
		}
		if !strings.Contains(allowed, name) {
			t.Fatalf("seed %d: %s is told to change %s; it may change %s", seed, source, name, allowed)
		}
	}
}
