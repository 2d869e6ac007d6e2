package infer

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", name, diff)
	}
}

// describeResult writes a result so that changes of it read well.
func describeResult(out *strings.Builder, name string, opaque bool, res Result, tables []*table.Table) {
	headers := "true headers"
	if opaque {
		headers = "headers c1, c2, …"
	}
	fmt.Fprintf(out, "== %s, %s: %s\n", name, headers, res.Kind)
	last := ""
	for i, s := range res.Sources {
		mappings := brief(s.Mappings)
		slices.Sort(mappings)
		text := fmt.Sprintf("id %q, updated %q\n\t%s\n", s.ID, s.UpdatedAt, strings.Join(mappings, "\n\t"))
		if text == last {
			text = "the same\n"
		} else {
			last = text
		}
		fmt.Fprintf(out, "%s: %s", tables[i].Source, text)
	}
}

// notSources are files of a data set that hold no records.
var notSources = []string{"truth.csv", "pairs.csv", "labelled_pairs.csv", "households.csv", "relationships.csv", "flat.csv"}

func readFolder(t *testing.T, dir string, opaque bool) []*table.Table {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var tables []*table.Table
	for _, f := range files {
		if !slices.Contains(notSources, filepath.Base(f)) {
			tables = append(tables, readCSV(t, f, opaque))
		}
	}
	return tables
}

// TestInferShared looks at the labelled sets used in development, with true headers and with none that says anything.
func TestInferShared(t *testing.T) {
	dirs, err := filepath.Glob(filepath.Join(shared(t, "data"), "*"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, opaque := range []bool{false, true} {
		for _, dir := range dirs {
			if tables := readFolder(t, dir, opaque); len(tables) > 0 {
				describeResult(&got, filepath.Base(dir), opaque, Infer(tables, Options{}), tables)
			}
		}
	}
	golden(t, "shared.golden", got.String())
}

// TestInferPopulation reads four silos of the population generator (100,000 records, seed 3)
// from the folder named by GILD_POPULATION.
func TestInferPopulation(t *testing.T) {
	dir := os.Getenv("GILD_POPULATION")
	if dir == "" {
		t.Skip("GILD_POPULATION names no folder")
	}
	var got strings.Builder
	for _, opaque := range []bool{false, true} {
		tables := readFolder(t, dir, opaque)
		describeResult(&got, "population", opaque, Infer(tables, Options{}), tables)
	}
	golden(t, "population.golden", got.String())
}
