package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/labelled"
)

// TestDocumentIsReadBack writes a document and takes its figures as those before the next.
func TestDocumentIsReadBack(t *testing.T) {
	score := func(f1 float64) *evaluate.Score {
		return &evaluate.Score{Pairs: evaluate.Figures{F1: f1}, Cross: &evaluate.Figures{F1: f1 / 2}}
	}
	results := []result{
		{set: &set{name: "one", goal: .9}, score: score(.87654), nameless: score(.5)},
		{set: &set{name: "two", goal: .3, link: true}, score: score(.8)},
	}
	path := filepath.Join(t.TempDir(), "quality.md")
	if err := os.WriteFile(path, document(&options{date: "2026-01-01", commit: "abc"}, results, &labelled.Golden{}), 0o600); err != nil {
		t.Fatal(err)
	}
	before := figuresBefore(path)
	if len(before) != 2 || before["one"] != .8765 || before["two"] != .4 {
		t.Fatalf("read back %v, want one 0.8765 and two 0.4, of cross-source pairs", before)
	}
	results[0].before, results[1].before = before["one"], before["two"]
	if text := judgement(results); text != "Below the goal: one. Lower than before: none.\n" {
		t.Errorf("unchanged: %s", text)
	}
	results[0].score = score(.8764)
	if text := judgement(results); text != "Below the goal: one. Lower than before: one.\n" {
		t.Errorf("one fell: %s", text)
	}
	if row := results[0].row(); !strings.Contains(row, "| 0.8764 | **0.8765** |") {
		t.Errorf("row %s, want the figure before in bold", row)
	}
}

// TestUnnamed copies a file without its headers.
func TestUnnamed(t *testing.T) {
	s := &set{files: []string{"people"}, dir: t.TempDir()}
	if err := os.WriteFile(filepath.Join(s.dir, "people.csv"), []byte("id,\"last, first\"\n1,\"Smith, Ada\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, err := s.unnamed()
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	got, err := os.ReadFile(filepath.Join(dir, "people.csv"))
	if err != nil || string(got) != "c1,c2\n1,\"Smith, Ada\"\n" {
		t.Errorf("copied as %q: %v", got, err)
	}
}
