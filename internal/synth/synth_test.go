package synth

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/source"
)

var update = flag.Bool("update", false, "write testdata/silos anew")

// committed is the folder of the sample that make demo runs on.
const committed = "../../testdata/silos"

// sampleOptions are those of the committed sample.
var sampleOptions = Options{Records: 3000, Seed: 1}

func sampleFiles() []string {
	return []string{"crm.csv", "shop.parquet", "billing.csv", "ciam.csv", "truth.csv", "current.csv", "gild.yaml"}
}

func TestCommittedSampleIsReproduced(t *testing.T) {
	dir := t.TempDir()
	if *update {
		dir = committed
	}
	if _, err := Write(context.Background(), dir, sampleOptions); err != nil {
		t.Fatal(err)
	}
	for _, name := range sampleFiles() {
		if !bytes.Equal(read(t, dir, name), read(t, committed, name)) {
			t.Errorf("%s differs from the committed one: go test ./internal/synth -update, and read the difference", name)
		}
	}
}

func TestCommittedCompanyIsReproduced(t *testing.T) {
	const sample = "../../testdata/company"
	dir := t.TempDir()
	if *update {
		dir = sample
	}
	if _, err := WriteCompany(context.Background(), dir, CompanyOptions{Seed: 1}); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil || len(names) < 15 {
		t.Fatal(names, err)
	}
	for _, path := range names {
		if name := filepath.Base(path); !bytes.Equal(read(t, dir, name), read(t, sample, name)) {
			t.Errorf("%s differs from the committed one: go test ./internal/synth -update, and read the difference", name)
		}
	}
}

func TestSameOptionsSameBytes(t *testing.T) {
	// More than one window, so that writing and making up overlap.
	opt := Options{Records: window + 5000, Seed: 7}
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		if _, err := Write(context.Background(), dir, opt); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range sampleFiles() {
		if !bytes.Equal(read(t, one, name), read(t, two, name)) {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

func TestAnotherSeedIsAnotherPopulation(t *testing.T) {
	one, two := write(t, Options{Records: 200, Seed: 1}), write(t, Options{Records: 200, Seed: 2})
	if bytes.Equal(read(t, one, "crm.csv"), read(t, two, "crm.csv")) {
		t.Error("seeds 1 and 2 gave the same crm.csv")
	}
}

func TestRecordsAreExact(t *testing.T) {
	for _, n := range []int{1, 2, 10, 999, 5000} {
		dir := t.TempDir()
		sum, err := Write(context.Background(), dir, Options{Records: n, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, f := range sum.Files {
			rows += f.Rows
		}
		truth := len(table(t, dir, "truth.csv")) - 1
		if sum.Records != n || rows != n || truth != n {
			t.Errorf("Records %d: summary has %d, files %d, truth %d", n, sum.Records, rows, truth)
		}
	}
}

func TestSummaryAgreesWithTruth(t *testing.T) {
	dir := t.TempDir()
	sum, err := Write(context.Background(), dir, Options{Records: 4000, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	records, households := map[string]int{}, map[string]bool{}
	for _, row := range table(t, dir, "truth.csv")[1:] {
		records[row[2]]++
		households[row[3]] = true
	}
	want := Summary{Records: 4000, People: len(records), Households: len(households), Files: sum.Files}
	for _, n := range records {
		want.Pairs += int64(n * (n - 1) / 2)
	}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("summary against truth (-truth +summary):\n%s", diff)
	}
	if current := len(table(t, dir, "current.csv")) - 1; current != len(records) {
		t.Errorf("current.csv has %d people, truth.csv %d", current, len(records))
	}
}

func TestTruthNamesEveryReadableRow(t *testing.T) {
	dir := write(t, Options{Records: 2000, Seed: 11})
	known := map[string]bool{}
	for _, row := range table(t, dir, "truth.csv")[1:] {
		key := row[0] + "/" + row[1]
		if known[key] {
			t.Errorf("truth.csv names %s twice", key)
		}
		known[key] = true
	}
	for _, source := range []string{"crm", "billing", "ciam"} {
		rows, torn := split(t, dir, source)
		if torn != 5 {
			t.Errorf("%s: %d torn rows, want 5", source, torn)
		}
		for _, row := range rows {
			if !known[source+"/"+row[0]] {
				t.Errorf("%s: record %s is not in truth.csv", source, row[0])
			}
		}
	}
}

func TestSourceReadsTheSample(t *testing.T) {
	dir := t.TempDir()
	sum, err := Write(context.Background(), dir, Options{Records: 2500, Seed: 13})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sum.Files {
		got, err := source.Read(context.Background(), source.Spec{Name: f.Source, Paths: []string{filepath.Join(dir, f.Name)}}, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Table.Rows != f.Rows || len(got.Rejects) != f.Torn {
			t.Errorf("%s: read %d rows and rejected %d, want %d and %d", f.Name, got.Table.Rows, len(got.Rejects), f.Rows, f.Torn)
		}
	}
}

func TestConfigurationFitsTheFiles(t *testing.T) {
	dir := write(t, Options{Records: 500, Seed: 1})
	c, err := config.Load(filepath.Join(dir, "gild.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Domains[0].Sources {
		got, err := source.Read(context.Background(), source.Spec{Name: s.Name, Paths: s.Paths}, source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var columns []string
		for _, column := range got.Table.Columns {
			columns = append(columns, column.Name)
		}
		if err := c.CheckColumns(s, columns); err != nil {
			t.Error(err)
		}
	}
}

func TestNoTornRows(t *testing.T) {
	dir := write(t, Options{Records: 1000, Torn: -1})
	for _, source := range []string{"crm", "billing", "ciam"} {
		if _, torn := split(t, dir, source); torn != 0 {
			t.Errorf("%s: %d torn rows, want none", source, torn)
		}
	}
}

func TestDialects(t *testing.T) {
	dir := write(t, Options{Records: 3000, Seed: 1})
	if !bytes.HasPrefix(read(t, dir, "crm.csv"), []byte("\xef\xbb\xbfcontact_id,")) {
		t.Error("crm.csv does not begin with a byte-order mark and its header")
	}
	billing := read(t, dir, "billing.csv")
	if bytes.Count(billing, []byte("\r\n")) != bytes.Count(billing, []byte("\n")) {
		t.Error("billing.csv has lines that do not end in CRLF")
	}
	latin, err := charmap.Windows1252.NewDecoder().Bytes(billing)
	if err != nil || !bytes.Contains(latin, []byte("RODRÍGUEZ")) && !bytes.Contains(latin, []byte("MÜLLER")) && !bytes.Contains(latin, []byte("GARCÍA")) {
		t.Errorf("billing.csv has none of the expected accents in Windows-1252 (%v)", err)
	}
}

func TestInventedContacts(t *testing.T) {
	dir := write(t, Options{Records: 3000, Seed: 9})
	for _, row := range table(t, dir, "current.csv")[1:] {
		if !strings.HasSuffix(row[9], ".example") {
			t.Errorf("e-mail %s: want a domain under .example", row[9])
		}
		if row[10][3:6] != "555" {
			t.Errorf("mobile %s: want exchange 555", row[10])
		}
	}
}

func TestWrongOptions(t *testing.T) {
	_, err := Write(context.Background(), t.TempDir(), Options{Records: -1})
	if err == nil || !strings.Contains(err.Error(), "-1") {
		t.Errorf("Records -1: error %v, want one that names it", err)
	}
}

func TestFolderThatIsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), file, Options{Records: 10}); err == nil {
		t.Error("writing into a file succeeded")
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Write(ctx, t.TempDir(), Options{Records: 100})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled context: error %v, want context.Canceled", err)
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			dir := b.TempDir()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Write(context.Background(), dir, Options{Records: n, Seed: 1}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

// write writes a sample into a new folder.
func write(t *testing.T, opt Options) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := Write(context.Background(), dir, opt); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// table reads a CSV file that has no torn rows.
func table(t *testing.T, dir, name string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(read(t, dir, name))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

// split reads a silo's text file and counts its torn rows, which have IDs that end in -R.
func split(t *testing.T, dir, source string) (rows [][]string, torn int) {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(read(t, dir, source+".csv")))
	r.FieldsPerRecord = -1
	if source == "billing" {
		r.Comma = ';'
	}
	var width int
	for {
		row, err := r.Read()
		switch {
		case row == nil && err == nil, err != nil && row == nil && !errors.As(err, new(*csv.ParseError)):
			return rows, torn
		case width == 0:
			width = len(row)
		case err != nil, strings.HasSuffix(row[0], "-R"):
			torn++
		case len(row) != width:
			t.Errorf("%s: record %s has %d columns, want %d", source, row[0], len(row), width)
		default:
			rows = append(rows, row)
		}
	}
}
