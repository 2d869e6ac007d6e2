package infer

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// shared returns a folder of development data outside the repository; the test is skipped where it is not there.
func shared(t testing.TB, elem ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("development data is not here: ", path)
	}
	return path
}

// readCSV loads a file; opaque replaces its headers by c1, c2, …
func readCSV(t testing.TB, path string, opaque bool) *table.Table {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if opaque {
		for i := range rows[0] {
			rows[0][i] = fmt.Sprintf("c%d", i+1)
		}
	}
	return makeTable(t, strings.TrimSuffix(filepath.Base(path), ".csv"), rows)
}

// makeTable makes a table of rows, the first of which is the header.
func makeTable(t testing.TB, name string, rows [][]string) *table.Table {
	t.Helper()
	tab := &table.Table{Source: name, Rows: len(rows) - 1}
	for i, header := range rows[0] {
		c := &table.Column{Name: header, Dict: table.NewDict(), Codes: make([]uint32, len(rows)-1)}
		for j, row := range rows[1:] {
			code, err := c.Dict.Intern([]byte(row[i]))
			if err != nil {
				t.Fatal(err)
			}
			c.Codes[j] = code
		}
		tab.Columns = append(tab.Columns, c)
	}
	return tab
}

// brief writes mappings in one line each: column+column → attribute type layout country.
func brief(mappings []standard.Mapping) []string {
	var out []string
	for _, m := range mappings {
		line := strings.Join(m.Columns, "+") + " → " + m.Attribute
		for _, more := range []string{m.Type, m.Layout, m.Country} {
			if more != "" {
				line += " " + more
			}
		}
		out = append(out, line)
	}
	return out
}
