package run

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/explain"
	"github.com/gildmdm/gild/internal/store"
)

// Every link of a run has the weight, the levels and a blocking rule that explaining the pair finds.
func TestExplainedScoresAreThoseOfTheRun(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string // none: the sample
	}{
		{"sample", nil},
		{"people of one source", []string{"febrl3/records.csv"}},
		{"texts of two duplicate-free sources", []string{"abt_buy/abt.csv", "abt_buy/buy.csv"}},
		{"organisations recorded many times", []string{"affiliations/records.csv"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			published := publishFiles(t, tt.files)
			for i := range published.Manifest.Domains {
				d, err := published.Domain(published.Manifest.Domains[i].Name)
				if err != nil {
					t.Fatal(err)
				}
				checkLinks(t, published, d)
			}
		})
	}
}

// publishFiles runs files of the labelled data, or the sample.
func publishFiles(t *testing.T, files []string) *store.Run {
	t.Helper()
	opt := Options{AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	out, dir := t.TempDir(), ""
	var err error
	if files == nil {
		cfg, loadErr := config.Load("../../testdata/silos/gild.yaml")
		if loadErr != nil {
			t.Fatal(loadErr)
		}
		cfg.Output.Dir = out
		_, dir, err = Run(context.Background(), cfg, opt)
	} else {
		var paths []string
		for _, f := range files {
			path, _ := filepath.Abs(filepath.Join("../../../shared/data", f))
			if _, statErr := os.Stat(path); statErr != nil {
				t.Skip("no labelled data beside the checkout")
			}
			paths = append(paths, path)
		}
		_, dir, err = RunFiles(context.Background(), paths, out, opt)
	}
	if err != nil {
		t.Fatal(err)
	}
	published, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return published
}

func checkLinks(t *testing.T, published *store.Run, d *store.Domain) {
	t.Helper()
	r, err := replay(context.Background(), published, d, Options{})
	if err != nil {
		t.Fatal(err)
	}
	links, err := d.Table(context.Background(), "links")
	if err != nil {
		t.Fatal(err)
	}
	if links.Rows < 100 {
		t.Fatalf("only %d links", links.Rows)
	}
	for i := range links.Rows {
		key := func(side string) explain.Record {
			return explain.Record{Source: links.Text(i, side+"_source"), ID: links.Text(i, side+"_record_id"), Row: links.Text(i, side+"_row")}
		}
		left, right := key("left"), key("right")
		a, aok := r.Place(left)
		b, bok := r.Place(right)
		if !aok || !bok {
			t.Fatalf("%s or %s has no place", left.Key(), right.Key())
		}
		account := r.Scorer.Account(a, b)
		want, err := strconv.ParseFloat(links.Text(i, "weight"), 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := float64(account.LogOdds) / math.Ln2; !math.IsInf(want, 1) && math.Abs(got-want) > 1e-4 {
			t.Errorf("%s, %s: %.6f bits explained, %.6f in the run", left.Key(), right.Key(), got, want)
		}
		sum := account.Prior - account.Related
		for _, e := range account.Fields {
			sum += e.Weight + e.Rarity
		}
		if math.Abs(sum-float64(account.LogOdds)) > 1e-4 {
			t.Fatalf("%s, %s: parts make %.6f, the score is %.6f", left.Key(), right.Key(), sum, account.LogOdds)
		}
		if rule := links.Text(i, "blocking_rule"); i%50 == 0 && rule != "same" {
			checkRule(t, r, a, b, rule)
		}
	}
}

// checkRule wants that the rule which a link names is the first that makes the pair, or the neighbour pass.
func checkRule(t *testing.T, r *explain.Replay, a, b uint32, rule string) {
	t.Helper()
	for k := range r.Plan.Rules {
		if m := r.Plan.Meet(k, a, b, r.Blocking); m.Made() {
			if m.Rule != rule {
				t.Errorf("records %d and %d met by %s, explained by %s", a, b, rule, m.Rule)
			}
			return
		}
	}
	near, err := r.Plan.Near(a, b, r.Blocking, r.Neighbours)
	if err != nil {
		t.Fatal(err)
	}
	if rule != neighbours || !near.Made {
		t.Errorf("records %d and %d met by %s, explained by no rule; near: %+v", a, b, rule, near)
	}
}
