package enrich

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/table"
)

// testIndex knows records a and b of master M1, c of M2, d of M1 and M2; e belongs to another source.
func testIndex(t testing.TB) *Index {
	t.Helper()
	s, id, m := &table.Column{Dict: table.NewDict()}, &table.Column{Dict: table.NewDict()}, &table.Column{Dict: table.NewDict()}
	for _, r := range [][3]string{{"shop", "a", "M1"}, {"shop", "b", "M1"}, {"shop", "c", "M2"}, {"shop", "d", "M1"}, {"shop", "d", "M2"}, {"crm", "e", "M2"}} {
		for k, c := range []*table.Column{s, id, m} {
			code, err := c.Dict.Intern([]byte(r[k]))
			if err != nil {
				t.Fatal(err)
			}
			c.Codes = append(c.Codes, code)
		}
	}
	x, err := NewIndex(s, id, m, "shop")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// enriched runs a text through and returns the CSV that comes out.
func enriched(t *testing.T, text string, change func(*Options)) (string, *Result, error) {
	t.Helper()
	var out bytes.Buffer
	opt := Options{Input: source.Spec{Paths: []string{"-"}}, Key: "id", Out: "-", Stdin: strings.NewReader(text), Stdout: &out}
	if change != nil {
		change(&opt)
	}
	r, err := Run(context.Background(), testIndex(t), opt)
	return out.String(), r, err
}

func TestRowsKeepTheirBytes(t *testing.T) {
	f := func(name, in, want string) {
		t.Helper()
		got, _, err := enriched(t, in, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	f("plain", "n,id,note\n1,a,x\n2,c,\n3,zz,y\n4,,y\n5,e,y\n", "n,id,note,master_id\n1,a,x,M1\n2,c,,M2\n3,zz,y,\n4,,y,\n5,e,y,\n")
	f("an ambiguous key has no master", "n,id\n1,d\n", "n,id,master_id\n1,d,\n")
	f("quoted", "n,id,note\n1,\"a\",\"x, \"\"y\"\"\nz\"\n2,c,\"\"\n", "n,id,note,master_id\n1,\"a\",\"x, \"\"y\"\"\nz\",M1\n2,c,\"\",M2\n")
	f("line ends as they were", "n,id,t\r\n1,a,x\r\n2,b,y", "n,id,t,master_id\r\n1,a,x,M1\r\n2,b,y,M1\n")
	f("white space around the key", "n,id,note\n1, a ,x\n", "n,id,note,master_id\n1, a ,x,M1\n")
	f("delimiter at every end", "n;id;\n1;a;\n2;c;\n", "n;id;master_id\n1;a;M1\n2;c;M2\n")
	f("byte-order mark", "\xEF\xBB\xBFid,x\na,1\n", "id,x,master_id\na,1,M1\n")
	f("blank lines go", "id,x\na,1\n\nb,2\n", "id,x,master_id\na,1,M1\nb,2,M1\n")
}

func TestBadRowsAreLeftOutAndNumbered(t *testing.T) {
	var in strings.Builder
	in.WriteString("n,id,note\n")
	for i := range 100 {
		switch i {
		case 3:
			in.WriteString("3,a\n")
		case 50:
			in.WriteString("50,a,\"x\"y\n")
		case 70:
			in.WriteString("70,a,\xff\n")
		default:
			fmt.Fprintf(&in, "%d,a,é\n", i)
		}
	}
	out, r, err := enriched(t, in.String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Faults {
		got = append(got, fmt.Sprint(f.Row, " ", f.Reason))
	}
	want := []string{"4 2 fields instead of 3", "51 text after a closing quote", "71 bytes that are no UTF-8 text"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.Bad != 3 || r.Rows != 100 || r.Known != 97 || strings.Count(out, "\n") != 98 {
		t.Errorf("%+v, %d lines", r, strings.Count(out, "\n"))
	}
}

func TestTooManyBadRowsRefuseTheFile(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out.csv")
	_, _, err := enriched(t, "n,id,note\n1,a,x\n2,b,y\n"+strings.Repeat("3,a\n", 20), func(o *Options) { o.Out = out })
	var e *source.Error
	if !errors.As(err, &e) || e.Row != 3 || !strings.Contains(err.Error(), "20 of 22 rows") {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%v is left behind", left)
	}
}

// orders is rows enough for many blocks; every seventh has a quoted field where quotes is set.
func orders(n int, quotes bool) string {
	var b strings.Builder
	b.WriteString("no,id,at,amount,note\n")
	for i := range n {
		note := "plain"
		if quotes && i%7 == 0 {
			note = "\"two\nlines, \"\"quoted\"\"\""
		}
		fmt.Fprintf(&b, "%d,%s,2025-%02d-%02d,%d.%02d,%s\n", i, []string{"a", "b", "c", "d", "zz", ""}[i%6], i%12+1, i%28+1, i%900, i%100, note)
	}
	return b.String()
}

func TestWorkersAndPathsDoNotMatter(t *testing.T) {
	const n = 120_000 // some blocks
	for _, quotes := range []bool{false, true} {
		var first string
		for _, workers := range []int{1, 4} {
			got, r, err := enriched(t, orders(n, quotes), func(o *Options) { o.Workers = workers })
			if err != nil {
				t.Fatal(err)
			}
			if want := (Result{Rows: n, Known: n / 2, Unknown: n / 6, Absent: n / 6, Ambiguous: n / 6}); cmp.Diff(want, *r) != "" {
				t.Error(cmp.Diff(want, *r))
			}
			if first == "" {
				first = got
			}
			if got != first {
				t.Errorf("quotes %v: %d workers write other bytes", quotes, workers)
			}
		}
		if !strings.HasSuffix(first, ",\n") || !strings.Contains(first, "\n119994,a,") {
			t.Errorf("rows are missing: …%q", first[len(first)-50:])
		}
	}
}

// tableOf reads a Parquet file as rows of text.
func tableOf(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := parquet.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	columns, err := f.Read(context.Background(), 1, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := [][]string{f.Columns()}
	for i := range f.Rows {
		var row []string
		for _, c := range columns {
			row = append(row, c.Dict.String(c.Codes[i]))
		}
		out = append(out, row)
	}
	return out
}

func TestSummary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.parquet")
	in := "id,at,amount,qty\na,2025-03-01 10:00:00,1.10,2\nb,2024-01-01,2.20,\nc,,\"1,000.50\",7\nzz,2020-01-01,5,5\na,03/02/2025 nonsense,x,1\n"
	_, r, err := enriched(t, in, func(o *Options) {
		o.Out, o.Summary, o.Time, o.Sum = "", path, "at", []string{"amount", "qty"}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"master_id", "count", "first", "last", "sum_amount", "sum_qty"},
		{"M1", "3", "2024-01-01T00:00:00Z", "2025-03-01T10:00:00Z", "3.3", "3"},
		{"M2", "1", "", "", "1000.5", "7"},
	}
	got := tableOf(t, path)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.Masters != 2 || r.BadCells != 1 || r.Faults[0].Row != 5 || !strings.Contains(r.Faults[0].Reason, "amount is no number") {
		t.Errorf("%+v", r)
	}
}

func TestParquetKeepsItsTypes(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.parquet"), filepath.Join(dir, "out.parquet")
	schema := []parquet.Column{
		{Name: "id"}, {Name: "n", Type: parquet.Int64}, {Name: "x", Type: parquet.Double}, {Name: "d", Type: parquet.Date},
		{Name: "at", Type: parquet.Timestamp}, {Name: "yes", Type: parquet.Bool},
	}
	f, err := os.Create(in)
	if err != nil {
		t.Fatal(err)
	}
	w, err := parquet.Create(f, schema, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // row groups
		err = errors.Join(err, w.Write(context.Background(), 3, []parquet.Values{
			{Strings: []string{"a", "c", "q"}}, {Ints: []int64{1, parquet.Null, -7}}, {Floats: []float64{.5, 2, 3}}, {Ints: []int64{0, parquet.Null, -1}},
			{Ints: []int64{1e6, 2e6, parquet.Null}}, {Bools: []bool{true, false, false}, Absent: []bool{false, true, false}},
		}))
	}
	if err := errors.Join(err, w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	_, r, err := enriched(t, "", func(o *Options) { o.Input.Paths[0], o.Out = in, out })
	if err != nil {
		t.Fatal(err)
	}
	if r.Known != 4 || r.Unknown != 2 {
		t.Errorf("%+v", r)
	}
	was, is := tableOf(t, in), tableOf(t, out)
	for i, m := range []string{"master_id", "M1", "M2", "", "M1", "M2", ""} {
		was[i] = append(was[i], m)
	}
	if diff := cmp.Diff(was, is); diff != "" {
		t.Error(diff)
	}
	a, _ := parquet.Open(in)
	b, _ := parquet.Open(out)
	if diff := cmp.Diff(append(a.Kinds(), table.Text), b.Kinds()); diff != "" {
		t.Error(diff)
	}
}

func TestTextBecomesParquet(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.parquet")
	if _, _, err := enriched(t, "id,note\na,\"x \"\"y\"\"\"\nzz,\nc,z\n", func(o *Options) { o.Out = out }); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"id", "note", "master_id"}, {"a", `x "y"`, "M1"}, {"zz", "", ""}, {"c", "z", "M2"}}
	if diff := cmp.Diff(want, tableOf(t, out)); diff != "" {
		t.Error(diff)
	}
}

func TestCompressedOutputIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	want, _, err := enriched(t, orders(50_000, true), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"o.csv.gz", "o.csv.zst"} {
		path := filepath.Join(dir, name)
		if _, _, err := enriched(t, orders(50_000, true), func(o *Options) { o.Out = path }); err != nil {
			t.Fatal(err)
		}
		s, err := source.OpenStream(source.Spec{Paths: []string{path}}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := got.ReadFrom(s); err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("%s: %d bytes come back, %d went in", name, got.Len(), len(want))
		}
		s.Close()
	}
}

func TestWhatIsAskedWrongIsSaid(t *testing.T) {
	for _, test := range []struct {
		change func(*Options)
		want   string
	}{
		{func(o *Options) { o.Key = "customer" }, `no column "customer"; there are id, x`},
		{func(o *Options) { o.Out = "a.xlsx" }, "unknown ending"},
		{func(o *Options) { o.Out = "nowhere/a.csv" }, "cannot be written"},
		{func(o *Options) { o.Summary, o.Sum = "s.csv", []string{"y"} }, `no column "y"`},
	} {
		_, _, err := enriched(t, "id,x\na,1\n", test.change)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v; want %q", err, test.want)
		}
	}
	_, _, err := enriched(t, "id,master_id\na,1\n", nil)
	if err == nil || !strings.Contains(err.Error(), "has a column master_id already") {
		t.Errorf("%v", err)
	}
}
