package labelled_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/run"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/store"
)

// published runs files without configuration and returns the only domain.
func published(t *testing.T, files ...string) *store.Domain {
	t.Helper()
	out := t.TempDir()
	if _, _, err := run.RunFiles(context.Background(), files, out, run.Options{AsOf: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	return open(t, out)
}

// open returns the only domain of the current run.
func open(t *testing.T, out string) *store.Domain {
	t.Helper()
	r, err := store.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Domain("")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sameEmail runs a file of people, of whom those with one address are one, and returns the only domain: a few records are too
// few to learn from.
func sameEmail(t *testing.T, path string) *store.Domain {
	t.Helper()
	cfg, err := config.Load(file(t, "gild.yaml", `version: 1
domains:
  customer:
    kind: person
    sources:
      crm: {path: `+path+`, id: id, attributes: {given_name: first_name, family_name: last_name, birth_date: {column: birth_date, layout: YYYY-MM-DD}, email: email}}
    match: {same: [[email]]}
output: {dir: out}
`))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Output.Dir = t.TempDir()
	if _, _, err := run.Run(context.Background(), cfg, run.Options{AsOf: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	return open(t, cfg.Output.Dir)
}

// file writes a text file and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const people = `id,first_name,last_name,birth_date,email,city
1,Ann,Lee,1980-04-05,ann.lee@mail.example,Springfield
2,Ann,Lee,1980-04-05,ann.lee@mail.example,Springfield
3,Robert,Ray,1975-11-30,bob.ray@mail.example,Shelbyville
4,Maria,Diaz,1990-07-07,maria@mail.example,Ogdenville
5,Kari,Olsen,1988-09-14,kari@mail.example,Capital City
`

func TestTruthOfRecords(t *testing.T) {
	d := sameEmail(t, file(t, "crm.csv", people))
	// 1 and 2 are one; 9 is not in the run and belongs to 3; 5 is not known.
	truth, err := labelled.Read(context.Background(), file(t, "truth.csv", "source,id,entity\ncrm,1,a\ncrm,2,a\ncrm,3,b\ncrm,9,b\ncrm,4,c\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := labelled.Evaluate(context.Background(), d, truth, labelled.Options{Errors: 3, Values: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Missing != 1 || r.Records != 5 || r.Clusters != 4 || r.Pairs.Right != 1 || r.Pairs.Predicted != 1 || r.Pairs.True != 2 {
		t.Errorf("got %+v, missing %d", r.Score, r.Missing)
	}
	if len(r.Rules) != 1 || r.Rules[0].Right != 1 {
		t.Errorf("rules %+v, want one with one right link", r.Rules)
	}
	if len(r.Errors) != 1 || r.Errors[0].Kind != evaluate.Absent || r.Errors[0].Left != "crm/3" {
		t.Fatalf("mistakes %+v, want that 3 stands alone", r.Errors)
	}
	if v := r.Errors[0].Values; len(v) == 0 || v[0].Left != "Robert" {
		t.Errorf("values %+v, want those of record 3 as the file has them", v)
	}
}

func TestTruthOfPairs(t *testing.T) {
	other := strings.NewReplacer("id,first", "id,first", "\n1,", "\n11,", "\n2,Ann,Lee", "\n12,Anton,Berg", "\n3,", "\n13,").Replace(people)
	d := published(t, file(t, "crm.csv", people), file(t, "shop.csv", other))
	text := "left_source,left_id,right_source,right_id,match\ncrm,3,shop,13,1\nshop,13,crm,3,1\ncrm,4,shop,4,true\ncrm,5,shop,4,0\n"
	truth, err := labelled.Read(context.Background(), file(t, "pairs.csv", text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := labelled.Score(context.Background(), d, truth)
	if err != nil {
		t.Fatal(err)
	}
	if s.Pairs.True != 2 || s.Pairs.Right != 2 {
		t.Errorf("got %+v, want both of 2 pairs found: one is listed twice, one does not match", s.Pairs)
	}
}

func TestWrongTruth(t *testing.T) {
	d := published(t, file(t, "crm.csv", people))
	for _, tt := range []struct{ name, text, want string }{
		{"columns", "a,b\n1,2\n", "no column left_source among a, b"},
		{"twice", "source,id,entity\ncrm,1,a\ncrm,1,b\n", "row 2: names crm/1 a second time"},
		{"no entity", "source,id,entity\ncrm,1,a\ncrm,2,\n", "row 2: no entity"},
		{"another run's", "source,id,entity\nerp,1,a\nerp,2,b\n", "none of its records is in the run"},
		{"one source", "left_source,left_id,right_source,right_id\ncrm,1,crm,2\n", "a pair of one source"},
		{"no pairs", "left_source,left_id,right_source,right_id,match\ncrm,1,crm,2,0\n", "names no record"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			truth, err := labelled.Read(context.Background(), file(t, "truth.csv", tt.text))
			if err == nil {
				_, err = labelled.Score(context.Background(), d, truth)
			}
			var marked *source.Error
			if !errors.As(err, &marked) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestGolden compares forms, not letters: capitals, accents, ways to write a telephone and a street.
func TestGolden(t *testing.T) {
	d := published(t, file(t, "crm.csv", `id,first_name,last_name,birth_date,email,phone,street,city
1,JOSE,GARCIA,1980-04-05,j@mail.example,(212) 555-0143,12 Oak St,Springfield
2,Ann,Lee,1990-04-05,ann@mail.example,(212) 555-0177,9 Elm Avenue Apt 3,Shelbyville
3,M,Diaz,1991-01-05,m@mail.example,(212) 555-0178,7 Pine Road,Ogdenville
`))
	dir := t.TempDir()
	for name, text := range map[string]string{
		"truth.csv": "source,id,entity\ncrm,1,a\ncrm,2,b\ncrm,3,c\n",
		"current.csv": `entity,given_name,family_name,birth_date,mobile,landline,street,unit,shoe_size
a,José,García,1980-04-05,2125550143,,12 Oak Street,,44
b,Ann,Lee-Ray,1990-04-05,2125550100,2125550177,9 Elm Ave,3,38
c,Maria,Diaz,1991-01-05,2125559999,,7 Pine Road,,
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	g, err := labelled.EvaluateGolden(context.Background(), d, filepath.Join(dir, "current.csv"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{"given_name": 2, "family_name": 2, "birth_date": 3, "phone": 2, "street": 3}
	for _, a := range g.Attributes {
		if a.Golden.Given != 3 || a.Golden.Right != want[a.Attribute] || a.Reachable.Right != a.Golden.Right {
			t.Errorf("%s: golden %+v, reachable %+v, want %d of 3", a.Attribute, a.Golden, a.Reachable, want[a.Attribute])
		}
		if len(a.Sources) != 1 || a.Sources[0].Right != want[a.Attribute] || a.Sources[0].There != a.Golden {
			t.Errorf("%s: sources %+v, want the same of crm", a.Attribute, a.Sources)
		}
		delete(want, a.Attribute)
	}
	if len(want) > 0 {
		t.Errorf("not compared: %v", want)
	}
	if a := g.Attributes[0]; a.Attribute != "given_name" || a.Golden.Initials != 1 {
		t.Errorf("got %+v, want M counted as an initial", a)
	}
}

// TestAgreesWithTheScorer runs small labelled sets and compares every figure with an independent scorer.
func TestAgreesWithTheScorer(t *testing.T) {
	const shared = "../../../shared"
	for _, tt := range []struct {
		set   string
		files []string
	}{
		{"rldata500", []string{"records.csv"}},
		{"fodors_zagats", []string{"fodors.csv", "zagats.csv"}},
		{"abt_buy", []string{"abt.csv", "buy.csv"}},
	} {
		t.Run(tt.set, func(t *testing.T) {
			dir := filepath.Join(shared, "data", tt.set)
			var files []string
			for _, f := range tt.files {
				files = append(files, filepath.Join(dir, f))
			}
			if _, err := os.Stat(files[0]); err != nil {
				t.Skip("the labelled sets are not here")
			}
			d := published(t, files...)
			out, err := exec.Command("python3", filepath.Join(shared, "bench", "score.py"), filepath.Join(d.Dir, "crosswalk.parquet"), dir).Output()
			if err != nil {
				t.Skip("the scorer does not run here")
			}
			agree(t, d, dir, out)
		})
	}
}

// agree compares the score with that of the scorer.
func agree(t *testing.T, d *store.Domain, truth string, scored []byte) {
	t.Helper()
	type prf struct{ Precision, Recall, F1 float64 }
	var want struct {
		Clusters        int
		Pairwise, Cross *prf
		BCubed          *prf
	}
	if err := json.Unmarshal(scored, &want); err != nil {
		t.Fatal(err)
	}
	labels, err := labelled.Read(context.Background(), truth)
	if err != nil {
		t.Fatal(err)
	}
	got, err := labelled.Score(context.Background(), d, labels)
	if err != nil {
		t.Fatal(err)
	}
	same := func(name string, p, r, f1 float64, want *prf) {
		if want == nil || math.Abs(p-want.Precision) > 1e-6 || math.Abs(r-want.Recall) > 1e-6 || math.Abs(f1-want.F1) > 1e-6 {
			t.Errorf("%s: %v %v %v, the scorer has %+v", name, p, r, f1, want)
		}
	}
	same("pairs", got.Pairs.Precision, got.Pairs.Recall, got.Pairs.F1, want.Pairwise)
	if got.Cross != nil {
		same("cross", got.Cross.Precision, got.Cross.Recall, got.Cross.F1, want.Cross)
	}
	if got.BCubed != nil {
		same("B³", got.BCubed.Precision, got.BCubed.Recall, got.BCubed.F1, want.BCubed)
	}
	if got.Clusters != want.Clusters {
		t.Errorf("%d clusters, the scorer has %d", got.Clusters, want.Clusters)
	}
}
