package run

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/config"
)

// details keeps what a run says of its stages.
type details struct {
	silent
	all []string
}

func (d *details) Done(_, detail string, _ time.Duration) { d.all = append(d.all, detail) }

// crowd writes two exports of people, some of them in both.
func crowd(t *testing.T, people int) []string {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('a' + r.IntN(26))
		}
		return string(b)
	}
	var crm, shop strings.Builder
	crm.WriteString("id,first_name,last_name,birth_date,email\n")
	shop.WriteString("customer_no,full_name,date_of_birth,mail\n")
	for i := range people {
		given, family := letters(6), letters(5)+" "+letters(5) // of whole names, half the family name is read as a middle name
		rest := fmt.Sprintf("19%02d-%02d-%02d,%s@mail.example\n", 20+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28), letters(10))
		fmt.Fprintf(&crm, "c%d,%s,%s,%s", i, given, family, rest)
		if i%3 == 0 {
			fmt.Fprintf(&shop, "s%d,%s %s,%s", i, given, family, rest)
		}
	}
	dir := t.TempDir()
	paths := []string{filepath.Join(dir, "crm.csv"), filepath.Join(dir, "shop.csv")}
	for k, text := range []string{crm.String(), shop.String()} {
		if err := os.WriteFile(paths[k], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// tables returns the Parquet files of a run by name.
func tables(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".parquet") {
			all[path], err = os.ReadFile(filepath.Join(dir, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A run that has to put values on disk publishes the same bytes, and leaves nothing there.
func TestLittleMemory(t *testing.T) {
	files := crowd(t, 13_000)
	publish := func(m config.Memory) (map[string][]byte, []string) {
		t.Helper()
		said, tmp := &details{}, t.TempDir()
		_, dir, err := RunFiles(t.Context(), files, t.TempDir(), Options{AsOf: time.Unix(0, 0), Memory: m, Yes: true, Tmp: tmp, Report: said})
		if err != nil {
			t.Fatal(err)
		}
		left, err := os.ReadDir(tmp)
		if err != nil || len(left) > 0 {
			t.Errorf("left in the folder: %v, %v", left, err)
		}
		var disk []string
		for _, n := range said.all {
			if strings.Contains(n, "kept on disk") {
				disk = append(disk, n)
			}
		}
		return tables(t, dir), disk
	}
	want, none := publish(config.Memory{})
	got, some := publish(config.Memory{Bytes: 60 << 20})
	if len(none) > 0 || len(some) != 1 {
		t.Errorf("kept on disk: %q with all the memory, %q with little", none, some)
	}
	for name := range want {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if len(got) != len(want) || len(want) == 0 {
		t.Errorf("%d tables, want %d", len(got), len(want))
	}
}

// What a run will need is guessed by what its files are.
func TestExpected(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{"a.csv": 100, "b.csv": 200, "c.csv.gz": 10, "d.parquet": 20} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := func(want int64, patterns ...string) {
		t.Helper()
		for i := range patterns {
			patterns[i] = filepath.Join(dir, patterns[i])
		}
		if diff := cmp.Diff(want, expected(patterns)); diff != "" {
			t.Errorf("%v: %s", patterns, diff)
		}
	}
	f(0, "none.csv", "-")
	f(300*ofText, "*.csv")
	f(30*ofPacked, "c.csv.gz", "d.parquet")
}
