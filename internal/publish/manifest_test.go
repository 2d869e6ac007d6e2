package publish

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sampleManifest() *Manifest {
	return &Manifest{
		Version: ManifestVersion, Gild: "1.2.3", Run: "r", AsOf: noon, Started: noon, Finished: noon,
		Inputs: []Input{{Source: "crm", Path: "a&b.csv", Rows: 10, Rejected: 2}},
		Domains: []DomainManifest{{
			Name: "customer", Ledger: []LedgerLine{{"crm", 10, 8, 2, 0}}, Blocking: []RuleStats{},
			Tables: []Table{{Name: crosswalkFile, Version: 1, Rows: 8}},
		}},
		Stages:   []Stage{{Name: "read", Seconds: .12345, Counts: map[string]int64{"rows": 10, "files": 1}}},
		Warnings: []string{}, Assumed: []string{},
	}
}

func TestManifest(t *testing.T) {
	out := t.TempDir()
	r := begin(t, out, options(0, 0))
	m := sampleManifest()
	if err := r.WriteManifest(m); err != nil {
		t.Fatal(err)
	}
	dir, err := r.Commit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	m.Stages[0].Seconds = .123
	if d := cmp.Diff(m, got); d != "" {
		t.Error(d)
	}
}

func TestManifestText(t *testing.T) {
	var a, b, empty bytes.Buffer
	m := sampleManifest()
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := m.Write(w); err != nil {
			t.Fatal(err)
		}
	}
	if a.String() != b.String() {
		t.Error("the same manifest is written in two ways")
	}
	if !strings.Contains(a.String(), `"path": "a&b.csv"`) {
		t.Error("characters are escaped that need not be")
	}
	if m.Stages[0].Seconds != .12345 {
		t.Error("writing changed the manifest")
	}
	if err := (&Manifest{}).Write(&empty); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(empty.String(), "null") {
		t.Errorf("null in\n%s", empty.String())
	}
}

func TestCheckLedger(t *testing.T) {
	tests := []struct {
		name   string
		change func(d *DomainManifest)
		ok     bool
	}{
		{"in order", func(d *DomainManifest) {}, true},
		{"a row lost", func(d *DomainManifest) { d.Ledger[0].Rows++ }, false},
		{"a row twice", func(d *DomainManifest) { d.Ledger[0].Rejects++ }, false},
		{"another crosswalk", func(d *DomainManifest) { d.Tables[0].Rows-- }, false},
	}
	for _, tt := range tests {
		m := sampleManifest()
		tt.change(&m.Domains[0])
		if err := m.CheckLedger(); (err == nil) != tt.ok {
			t.Errorf("%s: error %v", tt.name, err)
		}
	}
}

func TestReadManifestErrors(t *testing.T) {
	dir := t.TempDir()
	for _, text := range []string{"", "{", `{"version": 99}`} {
		if text != "" {
			if err := os.WriteFile(filepath.Join(dir, manifestFile), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := ReadManifest(dir); err == nil {
			t.Errorf("no error for %q", text)
		}
	}
}
