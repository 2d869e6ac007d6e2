package config

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestErrors holds every kind of fault against the messages in testdata/errors: name.yaml is what is
// read, name.want what is reported, each fault with the line it is about.
func TestErrors(t *testing.T) {
	archives, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || archives == nil {
		t.Fatal("no archives", err)
	}
	for _, path := range archives {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range a.Files {
			want[f.Name] = string(f.Data)
		}
		var files []txtar.File
		for _, f := range a.Files {
			name, ok := strings.CutSuffix(f.Name, ".yaml")
			if !ok {
				continue
			}
			var got string
			t.Run(name, func(t *testing.T) {
				got = faultsOf(t, f.Data)
				if diff := cmp.Diff(want[name+".want"], got); diff != "" && !*update {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
			files = append(files, f, txtar.File{Name: name + ".want", Data: []byte(got)})
		}
		if *update {
			a.Files = files
			if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// faultsOf returns what is wrong with a text that must not be accepted.
func faultsOf(t *testing.T, text []byte) string {
	t.Helper()
	c, err := Parse("gild.yaml", text)
	if err == nil {
		t.Fatal("accepted; wanted an error")
	}
	if c != nil {
		t.Error("a configuration came with the error")
	}
	var one *Error
	if !errors.As(err, &one) {
		t.Errorf("errors.As finds no *Error in %v", err)
	}
	faults := Faults(err)
	if got := strings.Count(err.Error(), "\n") + 1; got != len(faults) {
		t.Errorf("%d faults in %d lines:\n%v", len(faults), got, err)
	}
	for i, f := range faults {
		if f.File != "gild.yaml" || i > 0 && f.Line < faults[i-1].Line {
			t.Errorf("fault %d is of %s:%d, after line %d", i, f.File, f.Line, faults[max(0, i-1)].Line)
		}
	}
	return Detailed(err)
}
