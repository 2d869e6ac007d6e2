package run

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// shared is where labelled sets stand beside a checkout; tests that need them skip without.
const shared = "../../../shared/data"

// sample runs the files of a set without configuration and returns record keys with their masters.
func sample(t *testing.T, files []string) map[string]string {
	t.Helper()
	out := t.TempDir()
	m, dir, err := RunFiles(context.Background(), files, out, Options{AsOf: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return mastersIn(t, filepath.Join(dir, m.Domains[0].Name))
}

// mastersIn returns the record keys of a published domain with their masters.
func mastersIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	columns, _, err := readTable(context.Background(), filepath.Join(dir, "crosswalk.parquet"), 1, []string{"source", "record_id", "master_id"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	masters := map[string]string{}
	for i := range columns[0].Codes {
		key := columns[0].Dict.String(columns[0].Codes[i]) + "\x00" + columns[1].Dict.String(columns[1].Codes[i])
		masters[key] = columns[2].Dict.String(columns[2].Codes[i])
	}
	return masters
}

// pairF1 compares clusters with the truth by pairs of records.
func pairF1(t *testing.T, masters map[string]string, truth string) float64 {
	t.Helper()
	f, err := os.Open(truth)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type cell struct{ master, entity string }
	both, byMaster, byEntity := map[cell]int{}, map[string]int{}, map[string]int{}
	hits, predicted, true := 0, 0, 0
	for _, r := range rows[1:] {
		m := masters[r[0]+"\x00"+r[1]]
		c := cell{m, r[2]}
		hits, predicted, true = hits+both[c], predicted+byMaster[m], true+byEntity[r[2]]
		both[c]++
		byMaster[m]++
		byEntity[r[2]]++
	}
	return 2 * float64(hits) / float64(predicted+true)
}

// TestQuality keeps pair F1 without configuration where it has been measured, with room for small changes.
func TestQuality(t *testing.T) {
	for _, tt := range []struct {
		set   string
		files []string
		least float64
	}{
		{"febrl3", []string{"records.csv"}, .998},
		{"rldata500", []string{"records.csv"}, .98},
		{"splink_fake1000", []string{"records.csv"}, .97},
		{"fodors_zagats", []string{"fodors.csv", "zagats.csv"}, .96},
		{"geco_multi", []string{"file1.csv", "file2.csv", "file3.csv", "file4.csv", "file5.csv", "file6.csv", "file7.csv"}, .99},
		{"dblp_acm", []string{"dblp.csv", "acm.csv"}, .98},
		{"historical_half", []string{"records.csv"}, .94},
		{"essnet_census_cis", []string{"census.csv", "cis.csv"}, .99},
	} {
		t.Run(tt.set, func(t *testing.T) {
			truth := filepath.Join(shared, tt.set, "truth.csv")
			if _, err := os.Stat(truth); err != nil {
				t.Skip("the labelled sets are not here")
			}
			if testing.Short() && tt.set > "e" && tt.set != "rldata500" {
				t.Skip("short")
			}
			var files []string
			for _, f := range tt.files {
				files = append(files, filepath.Join(shared, tt.set, f))
			}
			if f1 := pairF1(t, sample(t, files), truth); f1 < tt.least {
				t.Errorf("pair F1 %.4f, want at least %.3f", f1, tt.least)
			} else {
				t.Logf("pair F1 %.4f", f1)
			}
		})
	}
}

// TestSample resolves the sample of this repository, which stands without the shared sets.
func TestSample(t *testing.T) {
	dir := "../../testdata/silos"
	masters := sample(t, []string{dir + "/crm.csv", dir + "/shop.parquet", dir + "/billing.csv", dir + "/ciam.csv"})
	if f1 := pairF1(t, masters, dir+"/truth.csv"); f1 < .93 {
		t.Errorf("pair F1 %.4f, want at least .93", f1)
	} else {
		t.Logf("pair F1 %.4f over %d records", f1, len(masters))
	}
}
