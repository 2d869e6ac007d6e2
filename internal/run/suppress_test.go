package run

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/locate"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/suppress"
)

// silos are exports whose every row is read as it stands.
type silos map[string][]string

// erasureSilos are of a family. Annabel is erased; her husband shares her phone, her son her e-mail address and family name.
func erasureSilos() silos {
	return silos{
		"crm": {
			"id,first,last,born,email,phone,street,city,mail_ok,changed",
			"C-9001,Annabel,Quillfeather,1980-04-05,annabel.q@mail.example,(212) 555-0143,12 Oak Street,Springfield,Y,2024-01-01",
			"C-9002,Robert,Quillfeather,1978-11-30,rob.q@mail.example,(212) 555-0143,12 Oak Street,Springfield,N,2024-02-01",
			"C-9003,Toby,Quillfeather,2006-07-07,annabel.q@mail.example,,12 Oak Street,Springfield,,2024-03-01",
			"C-9004,Maria,Diaz,1990-07-07,maria@mail.example,(212) 555-0177,44 Pine Rd,Springfield,Y,2024-03-01",
		},
		"shop": {
			"no,name,mail,tel,dob",
			`S-7001,"Quillfeather, Annabel",annabel.q@mail.example,2125550199,05.04.1980`,
			`S-7002,"Diaz, Maria",maria@mail.example,2125550177,07.07.1990`,
		},
		"pim":    {"sku,title,brand", "P1,Oak table for six,Holz", "P2,Pine chair with arms,Holz", "P3,Desk lamp of brass,Licht"},
		"orders": {"customer,item", "S-7001,P1", "S-7002,P2", "S-7999,P3"},
	}
}

// send adds rows to a source.
func (s silos) send(source string, rows ...string) silos {
	out := silos{}
	for name, have := range s {
		out[name] = append([]string{}, have...)
	}
	out[source] = append(out[source], rows...)
	return out
}

// drop leaves out the rows that have a text.
func (s silos) drop(text string) silos {
	out := silos{}
	for name, rows := range s {
		for _, r := range rows {
			if !strings.Contains(r, text) {
				out[name] = append(out[name], r)
			}
		}
	}
	return out
}

const erasureConfig = `
version: 1
max_rejects: 50%%
domains:
  customer:
    kind: person
    sources:
      crm: {path: crm.csv, id: id, updated_at: changed, attributes: {given_name: first, family_name: last, birth_date: {column: born, layout: YYYY-MM-DD},
        email: email, phone: {column: phone, country: US}, street: street, city: city, consent.email: mail_ok}}
      shop: {path: shop.csv, id: no, attributes: {full_name: name, email: mail, phone: tel, birth_date: {column: dob, layout: DD.MM.YYYY}}}
    match: {same: [[email, birth_date]]}
    household: {policy: both}
    write_back: {crm: [email, phone], shop: [email]}
  product:
    kind: product
    sources: {pim: {path: pim.csv, id: sku, attributes: {title: title, brand: brand}}}
links: {bought: {from: customer/shop, to: product/pim, file: orders.csv, keys: [customer, item]}}
output: {dir: %s}
%s`

// publishSilos runs exports and returns the run's folder.
func publishSilos(t *testing.T, s silos, out, suppression string, day int) (*publish.Manifest, string) {
	t.Helper()
	dir := t.TempDir()
	for name, rows := range s {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Parse(filepath.Join(dir, "gild.yaml"), fmt.Appendf(nil, erasureConfig, out, suppression))
	if err != nil {
		t.Fatal(config.Detailed(err))
	}
	m, run, err := Run(context.Background(), cfg, Options{AsOf: time.Date(2025, 1, day, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return m, run
}

// find returns the masters that fit a query.
func find(t *testing.T, run string, q locate.Query) (*store.Domain, []locate.Master) {
	t.Helper()
	r, err := store.Open(run)
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Domain("customer")
	if err != nil {
		t.Fatal(err)
	}
	found, err := locate.Find(context.Background(), d, q)
	if err != nil {
		t.Fatal(err)
	}
	return d, found.Masters
}

// erase puts the master of a record on a new list and returns the setting that names it.
func erase(t *testing.T, run, record string) string {
	t.Helper()
	d, masters := find(t, run, locate.Query{Terms: []string{record}})
	if len(masters) != 1 {
		t.Fatalf("%d masters have record %s", len(masters), record)
	}
	own, others, err := locate.Facts(context.Background(), d, masters[0].ID, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path, key := filepath.Join(dir, "erased.txt"), filepath.Join(dir, "erased.key")
	l, err := suppress.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	l.Add("customer", own, others)
	if err := l.Write(path); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("suppression: {list: %s, key: %s}", path, key)
}

// bytesOf returns all that a run has published: every file as it is, and the pages of tables decompressed.
func bytesOf(t *testing.T, run string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(run, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if out[path], err = os.ReadFile(path); err != nil || filepath.Ext(path) != ".parquet" {
			return err
		}
		f, err := parquet.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Pages(func(_ string, page []byte) { out[path] = append(append(out[path], '\n'), page...) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// holders lists the files that hold a text, in any case.
func holders(files map[string][]byte, text string) []string {
	var out []string
	for path, content := range files {
		if bytes.Contains(bytes.ToLower(content), []byte(strings.ToLower(text))) {
			out = append(out, filepath.Base(path))
		}
	}
	return out
}

// hers are values that are Annabel's alone, in every spelling that a silo or gild has of them.
func hers() []string {
	return []string{"C-9001", "S-7001", "Annabel", "2125550199", "212-555-0199", "1980-04-05", "05.04.1980"}
}

func TestErasedValuesAreNowhere(t *testing.T) {
	before := erasureSilos().drop("C-9003") // her e-mail address is hers alone
	out := t.TempDir()
	_, run := publishSilos(t, before, out, "", 1)
	all := append(hers(), "annabel.q@mail.example")
	files := bytesOf(t, run)
	for _, v := range append(all, "Robert") {
		if len(holders(files, v)) == 0 && !strings.Contains(v, "-555-") {
			t.Fatalf("%q is not published at all: the search finds nothing", v)
		}
	}
	suppression := erase(t, run, "crm/C-9001")
	after := before.
		send("crm", "C-9050,Anna,Quill,1980-04-05,annabel.q@mail.example,,,,Y,2024-12-01"). // married again, new number
		send("crm", "C-9001,Annabel").                                                      // torn: a row that nobody can read
		send("crm", "C-9051,annabel.q@mail.example,Annabel").
		send("crm", "x,y,Annabel,Quillfeather,1980-04-05").
		send("shop", "S-7050,Annabel Quillfeather,new@mail.example,,05.04.1980").
		send("shop", "S-7051,,annabel.q@mail.example,,").
		send("shop", "S-7052,Rob Quillfeather,rob.q@mail.example,,")
	m, run := publishSilos(t, after, out, suppression, 2)
	files = bytesOf(t, run)
	for _, v := range append(all, "C-9050", "C-9051", "S-7050", "S-7051", "new@mail.example") {
		if in := holders(files, v); in != nil {
			t.Errorf("%q is in %v", v, in)
		}
	}
	for _, v := range []string{"Robert", "C-9002", "S-7052", "+12125550143", "maria@mail.example"} {
		if holders(files, v) == nil {
			t.Errorf("%q is gone, which is not hers", v)
		}
	}
	for _, l := range m.Domains[0].Ledger {
		if l.Rows != l.Crosswalk+l.Rejects {
			t.Errorf("the ledger does not add up: %+v", l)
		}
	}
	if l := m.Domains[0].Ledger; l[0].Suppressed != 5 || l[1].Suppressed != 3 {
		t.Errorf("%d and %d rows are suppressed, want 5 and 3", l[0].Suppressed, l[1].Suppressed)
	}
}

// TestFamilyStays: those who share an e-mail address or a phone number with an erased person are not erased.
func TestFamilyStays(t *testing.T) {
	before := erasureSilos()
	out := t.TempDir()
	_, run := publishSilos(t, before, out, "", 1)
	suppression := erase(t, run, "S-7001")
	after := before.
		send("crm", "C-9060,Annabel,Quillfeather,,annabel.q@mail.example,,,,,2024-12-01").
		send("crm", "C-9061,Zoe,Quillfeather,2010-01-02,annabel.q@mail.example,(212) 555-0143,,,,2024-12-01").
		send("shop", "S-7061,,annabel.q@mail.example,,")
	_, run = publishSilos(t, after, out, suppression, 2)
	files := bytesOf(t, run)
	for _, v := range append(hers(), "C-9060") {
		if v == "Annabel" { // stands in the address that her son has, too
			continue
		}
		if in := holders(files, v); in != nil {
			t.Errorf("%q is in %v", v, in)
		}
	}
	for _, v := range []string{"C-9002", "C-9003", "C-9061", "S-7061", "annabel.q@mail.example"} {
		if holders(files, v) == nil {
			t.Errorf("%q is gone, which is her family's", v)
		}
	}
	if _, found := find(t, run, locate.Query{Name: "Annabel Quillfeather"}); found != nil {
		t.Errorf("she is found: %+v", found)
	}
}

// TestAsIfNeverSent: apart from what counts her rows, a run without an erased person is that of silos which do not send it.
func TestAsIfNeverSent(t *testing.T) {
	s := erasureSilos()
	_, run := publishSilos(t, s, t.TempDir(), "", 1)
	suppression := erase(t, run, "crm/C-9001")
	_, with := publishSilos(t, s, t.TempDir(), suppression, 2)
	_, without := publishSilos(t, s.drop("C-9001").drop("S-7001"), t.TempDir(), "", 2)
	want := bytesOf(t, without)
	for path, got := range bytesOf(t, with) {
		name, err := filepath.Rel(with, path)
		if err != nil {
			t.Fatal(err)
		}
		counted := strings.HasSuffix(name, "rejects.parquet") || strings.HasSuffix(name, "unresolved.parquet")
		if filepath.Ext(name) == ".parquet" && !counted && !bytes.Equal(got, want[filepath.Join(without, name)]) {
			t.Errorf("%s differs", name)
		}
	}
}
