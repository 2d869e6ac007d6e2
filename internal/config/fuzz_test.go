package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzParse: any text is either refused with one readable line a fault, or is a
// configuration that survives being written and read again.
func FuzzParse(f *testing.F) {
	full, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(full))
	archives, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range archives {
		a, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if strings.HasSuffix(file.Name, ".yaml") {
				f.Add(string(file.Data))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse("", []byte(text))
		if err != nil {
			checkReadable(t, err)
			return
		}
		var out strings.Builder
		if err := Write(&out, c, nil); err != nil {
			t.Fatal(err)
		}
		again, err := Parse("", []byte(out.String()))
		if err != nil {
			t.Fatalf("written, but not read again: %v\n%s", err, out.String())
		}
		if diff := cmp.Diff(c, again, settings()); diff != "" {
			t.Fatalf("-read +read again:\n%s\n%s", diff, out.String())
		}
	})
}

func checkReadable(t *testing.T, err error) {
	faults := Faults(err)
	if len(faults) == 0 {
		t.Fatalf("%T: %v is no *Error", err, err)
	}
	for _, e := range faults {
		line := e.Error()
		if line != oneLine(line) || !utf8.ValidString(line) || e.Msg == "" || e.Line < 0 {
			t.Fatalf("fault is not one readable line: %q", line)
		}
	}
}
