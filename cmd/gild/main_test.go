package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gild": main})
}

// TestScripts runs the command line as a user would. Besides the usual commands:
// tables RUN… compares all Parquet files of runs byte by byte, shuffle IN OUT mixes the rows of a CSV file,
// exits CODE runs gild and wants that exit code, columns OUT TABLE A,B,… and rows FILE A,B,… print columns of a table, rows sorted.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"tables": tablesAlike, "shuffle": shuffleRows, "exits": exitsWith, "columns": printColumns, "rows": printRows,
		},
	})
}

// tablesAlike fails unless all output folders hold the same tables.
func tablesAlike(ts *testscript.TestScript, neg bool, args []string) {
	var first map[string]string
	for _, out := range args {
		sums := map[string]string{}
		root := ts.MkAbs(filepath.Join(out, "current"))
		root, err := filepath.EvalSymlinks(root)
		ts.Check(err)
		ts.Check(filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".parquet") {
				b, err := os.ReadFile(path)
				ts.Check(err)
				rel, _ := filepath.Rel(root, path)
				sums[rel] = fmt.Sprintf("%x", sha256.Sum256(b))
			}
			return err
		}))
		if len(sums) == 0 {
			ts.Fatalf("no tables in %s", out)
		}
		if first == nil {
			first = sums
			continue
		}
		for name, sum := range first {
			if sums[name] != sum && !neg {
				ts.Fatalf("%s differs in %s and %s", name, args[0], out)
			}
		}
	}
}

// shuffleRows mixes the rows below the header.
func shuffleRows(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.SplitAfter(strings.TrimRight(ts.ReadFile(args[0]), "\n")+"\n", "\n")
	rows := lines[1 : len(lines)-1]
	r := rand.New(rand.NewPCG(1, 1))
	r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(lines[0]+strings.Join(rows, "")), 0o600))
}

// printColumns prints columns of a table of the current run, one row a line, null as -.
func printColumns(ts *testscript.TestScript, _ bool, args []string) {
	f, err := parquet.Open(ts.MkAbs(filepath.Join(args[0], "current", args[1]+".parquet")))
	ts.Check(err)
	defer f.Close()
	names := strings.Split(args[2], ",")
	found, err := f.Read(context.Background(), 1, names, nil)
	ts.Check(err)
	var lines []string
	for row := range f.Rows {
		var cells []string
		for _, name := range names {
			at := slices.IndexFunc(found, func(c *table.Column) bool { return c.Name == name })
			cells = append(cells, cmp.Or(found[at].Dict.String(found[at].Codes[row]), "-"))
		}
		lines = append(lines, strings.Join(cells, " | ")+"\n")
	}
	slices.Sort(lines)
	_, err = ts.Stdout().Write([]byte(strings.Join(lines, "")))
	ts.Check(err)
}

// exitsWith runs gild and checks the exit code.
func exitsWith(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("gild", args[1:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// printRows prints columns of a Parquet file, a line a row, sorted.
func printRows(ts *testscript.TestScript, _ bool, args []string) {
	f, err := parquet.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	names := strings.Split(args[1], ",")
	columns, err := f.Read(context.Background(), 1, names, nil)
	ts.Check(err)
	lines := make([]string, f.Rows)
	for row := range lines {
		var cells []string
		for _, name := range names {
			c := columns[slices.IndexFunc(columns, func(c *table.Column) bool { return c.Name == name })]
			cells = append(cells, cmp.Or(c.Dict.String(c.Codes[row]), "null"))
		}
		lines[row] = strings.Join(cells, " ") + "\n"
	}
	slices.Sort(lines)
	_, err = ts.Stdout().Write([]byte(strings.Join(lines, "")))
	ts.Check(err)
}
