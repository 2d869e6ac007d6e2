package run

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// TestNamesakes resolves people of whom two are father and son of one name at one address.
func TestNamesakes(t *testing.T) {
	given := strings.Fields("Ada Bruno Carla Dmitri Elena Farid Greta Hugo Ines Jonas Katya Leon Mira Nils Olga Pavel Rosa Stefan Tessa Urban")
	family := strings.Fields("Abelard Brockhaus Castellan Dombrowski Eriksen Fontana Grimaldi Hellmann Ivanova Jankowski Kellermann Lindqvist Montague Novotny Oppenheim Petrossian Quadros Rosenthal Sandoval Trevelyan")
	var b strings.Builder
	b.WriteString("id,first name,last name,email,street,city\n")
	n := 0
	row := func(cells ...string) {
		n++
		fmt.Fprintf(&b, "r%03d,%s\n", n, strings.Join(cells, ","))
	}
	for i := range 200 {
		g, f := given[i%20], family[i/10]
		mail := fmt.Sprintf("%s.%s%d@mail.net", strings.ToLower(g), strings.ToLower(f), i)
		street := fmt.Sprintf("%d Linden Road", i+1)
		row(g, f, mail, street, "Dover")
		if i%2 == 0 {
			row(g, f, mail, street, "Dover")
		}
	}
	first := n
	row("David", "Dobbins Jr", "", "14 Mill Lane", "Dover")
	row("David", "Dobbins Sr", "", "14 Mill Lane", "Dover")
	file := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	masters := sample(t, []string{file})
	of := func(k int) string { return masters[fmt.Sprintf("people\x00r%03d", k)] }
	if of(1) == "" || of(1) != of(2) {
		t.Error("two records of one person are apart")
	}
	if of(first+1) == of(first+2) {
		t.Error("father and son are one")
	}
}

// TestOfficeMailboxes checks that only people lose an address that their office has.
func TestOfficeMailboxes(t *testing.T) {
	column := func(name string, values ...string) *attribute {
		raw := &table.Column{Dict: table.NewDict()}
		p := &piece{attribute: name, raw: raw}
		for _, v := range values {
			code, err := raw.Dict.Intern([]byte(v))
			if err != nil {
				t.Fatal(err)
			}
			raw.Codes = append(raw.Codes, code)
			if err := p.set(code, []byte(v), []byte(v), standard.OK); err != nil {
				t.Fatal(err)
			}
		}
		a, err := uniteOne(name, []*piece{p}, 1)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	sources := []*sourceData{{table: &table.Table{Rows: 3}}}
	email := column("email", "info@harbour.gov", "info@harbour.gov", "ada@harbour.gov")
	attributes := []*attribute{email, column("family_name", "Unwin", "", "Lovelace")}
	codes := email.canonicals(sources)
	withoutOffices(email, codes, attributes, sources)
	if codes[0] != table.Missing || codes[1] == table.Missing || codes[2] == table.Missing {
		t.Errorf("left of the addresses: %v", codes)
	}
}
