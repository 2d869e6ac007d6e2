package publish

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func options(minute, keep int) Options {
	return Options{Time: noon.Add(time.Duration(minute) * time.Minute), Hash: "0123456789abcdef", Keep: keep}
}

func begin(t *testing.T, out string, opt Options) *Run {
	t.Helper()
	r, err := Begin(out, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Abort)
	return r
}

func put(t *testing.T, r *Run, domain, name, text string) {
	t.Helper()
	w, err := r.Create(domain, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// publishRun publishes a run with one file and returns its folder.
func publishRun(t *testing.T, out string, opt Options, text string) string {
	t.Helper()
	r := begin(t, out, opt)
	defer r.Abort()
	put(t, r, "customer", "a.parquet", text)
	dir, err := r.Commit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Left(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// current returns the text of the current run's file; "" when there is no run.
func current(t *testing.T, out string) string {
	t.Helper()
	dir, ok, err := Current(out)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return ""
	}
	b, err := os.ReadFile(filepath.Join(dir, "customer", "a.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// runs lists the folders of runs, those in the making included.
func runs(t *testing.T, out string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(out, runsDir))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestCommit(t *testing.T) {
	out := filepath.Join(t.TempDir(), "new", "out")
	if got := current(t, out); got != "" {
		t.Errorf("current before any run: %q", got)
	}
	dir := publishRun(t, out, options(0, 0), "one")
	if want := filepath.Join(out, "runs", "20261123T120000Z-01234567"); dir != want {
		t.Errorf("folder %s, want %s", dir, want)
	}
	publishRun(t, out, options(1, 0), "two")
	if got := current(t, out); got != "two" {
		t.Errorf("current is %q, want two", got)
	}
	err := filepath.WalkDir(out, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if e.IsDir() {
			want = 0o700
		}
		if info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSameSecond(t *testing.T) {
	out := t.TempDir()
	publishRun(t, out, options(0, 0), "one")
	publishRun(t, out, options(0, 0), "two")
	if d := cmp.Diff([]string{"20261123T120000Z-01234567", "20261123T120000Z-01234567.2"}, runs(t, out)); d != "" {
		t.Error(d)
	}
}

func TestPrune(t *testing.T) {
	out := t.TempDir()
	for i := range 4 {
		publishRun(t, out, options(i, 0), "old")
	}
	if err := os.Mkdir(filepath.Join(out, runsDir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	// The clock has jumped back: the new run is the oldest by name and stays all the same.
	publishRun(t, out, options(-60, 3), "new")
	want := []string{"20261123T110000Z-01234567", "20261123T120200Z-01234567", "20261123T120300Z-01234567", "mine"}
	if d := cmp.Diff(want, runs(t, out)); d != "" {
		t.Error(d)
	}
	if got := current(t, out); got != "new" {
		t.Errorf("current is %q, want new", got)
	}
}

func TestTwoRunsAtOnce(t *testing.T) {
	out := t.TempDir()
	r := begin(t, out, options(0, 0))
	_, err := Begin(out, options(1, 0))
	var mark *Error
	if !errors.As(err, &mark) || !strings.Contains(err.Error(), "another run") {
		t.Errorf("error %v, want one about another run", err)
	}
	r.Abort()
	r.Abort()
	begin(t, out, options(1, 0))
}

func TestLeftovers(t *testing.T) {
	out := t.TempDir()
	publishRun(t, out, options(0, 0), "one")
	killed := filepath.Join(out, runsDir, temporary+"20261123T110000Z-01234567", "customer")
	if err := os.MkdirAll(killed, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("runs/nowhere", filepath.Join(out, nextLink)); err != nil {
		t.Fatal(err)
	}
	publishRun(t, out, options(1, 0), "two")
	if d := cmp.Diff([]string{"20261123T120000Z-01234567", "20261123T120100Z-01234567"}, runs(t, out)); d != "" {
		t.Error(d)
	}
}

// TestUnpublished: whatever keeps a run from being published leaves the last one current, and nothing in the making.
func TestUnpublished(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		name string
		do   func(t *testing.T, r *Run) error
	}{
		{"aborted", func(t *testing.T, r *Run) error { return errors.New("the caller's own") }},
		{"cancelled", func(t *testing.T, r *Run) error {
			_, err := r.Commit(cancelled)
			return err
		}},
		{"file left open", func(t *testing.T, r *Run) error {
			if _, err := r.Create("customer", "b.parquet"); err != nil {
				t.Fatal(err)
			}
			_, err := r.Commit(context.Background())
			return err
		}},
		{"file written twice", func(t *testing.T, r *Run) error {
			if _, err := r.Create("customer", "a.parquet"); err == nil {
				t.Error("no error for a file that is there already")
			}
			_, err := r.Commit(context.Background())
			return err
		}},
		{"ledger wrong", func(t *testing.T, r *Run) error {
			m := &Manifest{Domains: []DomainManifest{{Name: "customer", Ledger: []LedgerLine{{"crm", 10, 8, 1, 0}}}}}
			if err := r.WriteManifest(m); err == nil {
				t.Error("no error for a ledger that does not add up")
			}
			_, err := r.Commit(context.Background())
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out := t.TempDir()
			publishRun(t, out, options(0, 1), "one")
			r := begin(t, out, options(1, 1))
			put(t, r, "customer", "a.parquet", "two")
			if tt.do(t, r) == nil {
				t.Error("no error")
			}
			r.Abort()
			if got := current(t, out); got != "one" {
				t.Errorf("current is %q, want one", got)
			}
			if n := len(runs(t, out)); n != 1 {
				t.Errorf("%d folders of runs, want 1: %v", n, runs(t, out))
			}
		})
	}
}

func TestKeep(t *testing.T) {
	out := t.TempDir()
	publishRun(t, out, options(0, 1), "one")
	r := begin(t, out, options(1, 1))
	put(t, r, "customer", "a.parquet", "refused")
	dir, err := r.Keep(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r.Abort()
	if b, err := os.ReadFile(filepath.Join(dir, "customer", "a.parquet")); err != nil || string(b) != "refused" {
		t.Errorf("kept file: %q, %v", b, err)
	}
	if got := current(t, out); got != "one" {
		t.Errorf("current is %q, want one", got)
	}
}

func TestCurrentErrors(t *testing.T) {
	tests := []struct {
		name string
		make func(link string) error
	}{
		{"leads nowhere", func(link string) error { return os.Symlink("runs/gone", link) }},
		{"is a folder", func(link string) error { return os.Mkdir(link, 0o700) }},
	}
	for _, tt := range tests {
		out := t.TempDir()
		if err := tt.make(filepath.Join(out, currentLink)); err != nil {
			t.Fatal(err)
		}
		var mark *Error
		if _, ok, err := Current(out); ok || !errors.As(err, &mark) {
			t.Errorf("%s: ok %v, error %v, want a marked error", tt.name, ok, err)
		}
	}
}

func TestBeginErrors(t *testing.T) {
	inTheWay := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var mark *Error
	if _, err := Begin(inTheWay, options(0, 0)); !errors.As(err, &mark) {
		t.Errorf("a file in the way: error %v, want a marked one", err)
	}
	if os.Getuid() == 0 {
		t.Skip("the super-user may write everywhere")
	}
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(closed, options(0, 0)); !errors.As(err, &mark) || !errors.Is(err, os.ErrPermission) {
		t.Errorf("a folder without permission: error %v, want a marked one", err)
	}
}
