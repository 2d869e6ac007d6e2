package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// dictOf numbers values and returns the codes of a list of them.
func dictOf(t testing.TB, d *table.Dict, values ...string) []uint32 {
	t.Helper()
	codes := make([]uint32, len(values))
	for i, v := range values {
		var err error
		if codes[i], err = d.Intern([]byte(v)); err != nil {
			t.Fatal(err)
		}
	}
	return codes
}

// all gives all records as one part.
func all(n int, attributes []Attribute) func(int) (int, int, []Attribute) {
	return func(int) (int, int, []Attribute) { return 0, n, attributes }
}

// sampleKeys are three records of two sources, the first two one master.
func sampleKeys(t testing.TB) *Keys {
	k := &Keys{Sources: table.NewDict(), IDs: table.NewDict(), Masters: table.NewDict(), Row: []int32{1, 2, 1}}
	k.Source = dictOf(t, k.Sources, "crm", "crm", "shop")
	k.ID = dictOf(t, k.IDs, "1", "1", "7")
	k.Master = dictOf(t, k.Masters, "M1", "M1", "M2")
	return k
}

// sampleSurvivors are a name in dispute and a date that one master lacks.
func sampleSurvivors(t testing.TB) []Survivor {
	names, dates := table.NewDict(), table.NewDict()
	dictOf(t, names, "Ann", "Anna", "Bob")
	dictOf(t, dates, "1987-04-05", "1987-00-00")
	return []Survivor{
		{Name: "given_name", Spellings: names, Code: []uint32{2, 3}, Record: []uint32{1, 2}, Confidence: []float32{.5, 1}, Rule: "default",
			Step: []uint8{1, 0}, Steps: []string{"", "recency"}, RunnerUp: []uint32{0, math.MaxUint32}, RunnerUpCode: []uint32{1, 0}},
		{Name: "birth_date", Date: true, Spellings: dates, Code: []uint32{1, 0}, Record: []uint32{0, math.MaxUint32}, Confidence: []float32{1, 0},
			Rule: "default", Step: []uint8{0, 0}, Steps: []string{""}, RunnerUp: []uint32{math.MaxUint32, math.MaxUint32}, RunnerUpCode: []uint32{0, 0}},
	}
}

// given gives survivors, step masters at once.
func given(s []Survivor, step int) func(context.Context) ([]Survivor, error) {
	at := 0
	return func(context.Context) ([]Survivor, error) {
		if len(s) == 0 || at == len(s[0].Code) {
			return nil, nil
		}
		from := at
		at = min(at+step, len(s[0].Code))
		out := slices.Clone(s)
		for i := range out {
			a := &out[i]
			a.Code, a.Record, a.Confidence, a.Step = a.Code[from:at], a.Record[from:at], a.Confidence[from:at], a.Step[from:at]
			a.RunnerUp, a.RunnerUpCode = a.RunnerUp[from:at], a.RunnerUpCode[from:at]
		}
		return out, nil
	}
}

// writeSample writes every table of the sample.
func writeSample(t *testing.T, w *Tables) {
	t.Helper()
	ctx := context.Background()
	at := noon.UnixMicro()
	survivors := sampleSurvivors(t)
	pairs := []Link{{I: 0, J: 1, LogOdds: 4, Levels: 1, Priority: .5}, {I: 0, J: 2, LogOdds: float32(math.Inf(1)), Rule: 1}}
	links := &Pairs{Rules: []string{"email", "same"}, Decisions: []string{"accepted"}, Reasons: []string{"bridge"}, Next: Each(pairs)}
	review := *links
	review.Next = Each(pairs[:1])
	for _, err := range []error{
		w.Crosswalk(ctx, &Crosswalk{LogOdds: []float32{3, 3, float32(math.Inf(1))}, LinkedBy: []uint16{1, 1, 0}, Rules: []string{"", "email"}, Since: []int64{at, at, at}}),
		w.Golden(ctx, &Golden{Records: []uint32{2, 1}, Sources: []uint32{1, 1}, LogOdds: []float32{3, float32(math.Inf(1))}, Created: []int64{at, at},
			Changed: []int64{at, at}, Print: []int64{1, 2}}, survivors),
		w.Lineage(ctx, given(survivors, 1), []float64{.9, .5}),
		w.Links(ctx, []Labels{{"given_name", []string{"", "equal"}}, {"email", []string{""}}}, links),
		w.Review(ctx, []Labels{{"given_name", []string{"", "equal"}}, {"email", []string{""}}}, &review),
		w.Events(ctx, &identity.Result{IDs: table.NewDict(), Events: []identity.Event{{Kind: identity.Joined, Master: "M1", Source: "crm", ID: "1", Row: 1, At: at}, {Kind: identity.Merged, Master: "M1", Old: "M0", At: at}}}),
		w.Rejects(ctx, []Reject{{Source: "crm", File: "crm.csv", Row: 9, Reason: "3 fields, want 5", Raw: "a,b,c"}}),
		w.Records(ctx, 1, all(3, []Attribute{{Name: "given_name", Raw: survivors[0].Spellings, RawCodes: []uint32{1, 2, 3}, Spellings: survivors[0].Spellings,
			Codes: []uint32{1, 2, 3}}})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// show reads a table back, a row a line, its columns by name.
func show(t *testing.T, path string) map[string][]string {
	t.Helper()
	f, err := parquet.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	columns, err := f.Read(context.Background(), 1, f.Columns(), nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, c := range columns {
		for _, code := range c.Codes {
			out[c.Name] = append(out[c.Name], c.Dict.String(code))
		}
	}
	return out
}

func TestTables(t *testing.T) {
	out := t.TempDir()
	r := begin(t, out, options(0, 0))
	w := &Tables{Run: r, Domain: "customer", Keys: sampleKeys(t), Workers: 2}
	writeSample(t, w)
	dir, err := r.Commit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	at := noon.Format(time.RFC3339)
	tests := []struct {
		table string
		want  map[string][]string // columns looked at
	}{
		{"crosswalk", map[string][]string{
			"master_id": {"M1", "M1", "M2"}, "source": {"crm", "crm", "shop"}, "record_id": {"1", "1", "7"}, "row": {"1", "2", "1"},
			"confidence": {"0.9525741268224334", "0.9525741268224334", "1"}, "linked_by": {"email", "email", ""}, "since": {at, at, at}}},
		{"golden", map[string][]string{
			"master_id": {"M1", "M2"}, "given_name": {"Anna", "Bob"}, "birth_date": {"1987-04-05", ""}, "records": {"2", "1"},
			"completeness": {"1", "0.5"}, "changed_at": {at, at}}},
		{"lineage", map[string][]string{
			"master_id": {"M1", "M1", "M2"}, "attribute": {"given_name", "birth_date", "given_name"}, "value": {"Anna", "1987-04-05", "Bob"},
			"record_id": {"1", "1", "7"}, "row": {"2", "1", "1"}, "trust": {"0.9", "0.9", "0.5"}, "runner_up": {"Ann", "", ""},
			"runner_up_record_id": {"1", "", ""}, "runner_up_row": {"1", "", ""}, "lost_by": {"recency", "", ""}}},
		{"links", map[string][]string{
			"left_record_id": {"1", "1"}, "right_record_id": {"1", "7"}, "right_row": {"2", "1"}, "blocking_rule": {"email", "same"},
			"level_given_name": {"equal", ""}}},
		{"review", map[string][]string{"why": {"bridge"}, "priority": {"0.5"}}},
		{"events", map[string][]string{"event": {"joined", "merged"}, "master_id": {"M1", "M1"}, "old_master_id": {"", "M0"}, "row": {"1", ""}, "at": {at, at}}},
		{"rejects", map[string][]string{"file": {"crm.csv"}, "row": {"9"}, "reason": {"3 fields, want 5"}, "raw": {"a,b,c"}}},
		{"records", map[string][]string{"raw_given_name": {"Ann", "Anna", "Bob"}, "given_name": {"Ann", "Anna", "Bob"}}},
	}
	for _, tt := range tests {
		t.Run(tt.table, func(t *testing.T) {
			got := show(t, filepath.Join(dir, "customer", tt.table+".parquet"))
			for column := range got {
				if _, ok := tt.want[column]; !ok {
					delete(got, column)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
	if len(w.Written) != len(tests) {
		t.Errorf("%d tables noted for the manifest, want %d", len(w.Written), len(tests))
	}
}

// TestTablesEmpty: a table without rows is a table all the same.
func TestTablesEmpty(t *testing.T) {
	out := t.TempDir()
	r := begin(t, out, options(0, 0))
	w := &Tables{Run: r, Domain: "customer", Keys: &Keys{Sources: table.NewDict(), IDs: table.NewDict(), Masters: table.NewDict()}, Workers: 2}
	for _, err := range []error{
		w.Links(context.Background(), []Labels{{Field: "email"}}, &Pairs{Next: Each(nil)}), w.Review(context.Background(), nil, &Pairs{Next: Each(nil)}),
		w.Events(context.Background(), &identity.Result{}), w.Rejects(context.Background(), nil), w.Lineage(context.Background(), given(nil, 1), nil),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	for _, name := range w.Written {
		if name.Rows != 0 {
			t.Errorf("%s has %d rows", name.Name, name.Rows)
		}
		show(t, r.Path("customer", name.Name))
	}
}

// TestLinksInChunks: no link is lost between one chunk and the next, nor at the end.
func TestLinksInChunks(t *testing.T) {
	for _, n := range []int{1 << 18, 1<<18 + 1, 2<<18 + 7} {
		w := &Tables{Run: begin(t, t.TempDir(), options(0, 0)), Domain: "customer", Keys: sampleKeys(t), Workers: 2}
		if err := w.Links(context.Background(), nil, &Pairs{Rules: []string{"email"}, Decisions: []string{"linked"}, Next: Each(make([]Link, n))}); err != nil {
			t.Fatal(err)
		}
		if got := w.Written[0].Rows; got != int64(n) {
			t.Errorf("%d rows of links, want %d", got, n)
		}
	}
}

func TestSameBytes(t *testing.T) {
	var want map[string][]byte
	for _, workers := range []int{1, 2, 4} {
		r := begin(t, t.TempDir(), options(0, 0))
		w := &Tables{Run: r, Domain: "customer", Keys: sampleKeys(t), Workers: workers}
		writeSample(t, w)
		got := map[string][]byte{}
		for _, written := range w.Written {
			b, err := os.ReadFile(r.Path("customer", written.Name))
			if err != nil {
				t.Fatal(err)
			}
			got[written.Name] = b
		}
		if want == nil {
			want = got
		}
		for name := range want {
			if !bytes.Equal(want[name], got[name]) {
				t.Errorf("%s: other bytes with %d workers", name, workers)
			}
		}
	}
}

func TestTablesCancelled(t *testing.T) {
	r := begin(t, t.TempDir(), options(0, 0))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := &Tables{Run: r, Domain: "customer", Keys: sampleKeys(t), Workers: 1}
	if err := w.Lineage(ctx, given(sampleSurvivors(t), 1), []float64{1, 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}

// BenchmarkTables: GILD_BENCH_ROWS=1000000 go test -run xxx -bench Tables -benchtime 1x ./internal/publish
func BenchmarkTables(b *testing.B) {
	n := 20000
	if s := os.Getenv("GILD_BENCH_ROWS"); s != "" {
		if _, err := fmt.Sscan(s, &n); err != nil {
			b.Fatal(err)
		}
	}
	w := &Tables{Domain: "customer", Keys: &Keys{Sources: table.NewDict(), IDs: table.NewDict(), Masters: table.NewDict()}, Workers: 2}
	k := w.Keys
	masters := n * 45 / 100
	values := table.NewDict()
	for i := range n {
		k.Source = append(k.Source, dictOf(b, k.Sources, fmt.Sprint("source", i*4/n))...)
		k.ID = append(k.ID, dictOf(b, k.IDs, fmt.Sprintf("%08d", i))...)
		k.Row = append(k.Row, 1)
		k.Master = append(k.Master, dictOf(b, k.Masters, fmt.Sprintf("C-%012d", i%masters))...)
		if i < n/10 {
			dictOf(b, values, fmt.Sprint("value ", i))
		}
	}
	survivors := make([]Survivor, 20)
	for a := range survivors {
		s := Survivor{Name: fmt.Sprint("attribute", a), Spellings: values, Rule: "default", Steps: []string{"", "recency"}}
		for m := range masters {
			code := uint32(m*7%(n/10)) + 1
			if (m+a)%3 == 0 {
				code = 0
			}
			s.Code, s.Record, s.Confidence = append(s.Code, code), append(s.Record, uint32(m)), append(s.Confidence, .5)
			s.Step, s.RunnerUp, s.RunnerUpCode = append(s.Step, 1), append(s.RunnerUp, uint32(m)), append(s.RunnerUpCode, code*uint32(m%2))
		}
		survivors[a] = s
	}
	links, pairs := &Pairs{Rules: []string{"email"}, Decisions: []string{"accepted"}}, make([]Link, 3*n)
	for i := range pairs {
		pairs[i] = Link{I: uint32(i / 3), J: uint32(i * 7 % n), LogOdds: float32(i%100) / 10, Levels: 0x210210}
	}
	attributes := make([]Attribute, 10)
	codes := make([]uint32, n)
	for i := range codes {
		codes[i] = uint32(i*7%(n/10)) + 1
	}
	for a := range attributes {
		attributes[a] = Attribute{Name: fmt.Sprint("attribute", a), Raw: values, RawCodes: codes, Spellings: values, Codes: codes}
	}
	g := &Golden{Records: make([]uint32, masters), Sources: make([]uint32, masters), LogOdds: make([]float32, masters),
		Created: make([]int64, masters), Changed: make([]int64, masters), Print: make([]int64, masters)}
	c := &Crosswalk{LogOdds: make([]float32, n), LinkedBy: make([]uint16, n), Rules: []string{""}, Since: make([]int64, n)}
	ctx := context.Background()
	for _, one := range []struct {
		name  string
		write func() error
	}{
		{"crosswalk", func() error { return w.Crosswalk(ctx, c) }},
		{"golden", func() error { return w.Golden(ctx, g, survivors) }},
		{"lineage", func() error { return w.Lineage(ctx, given(survivors, 1<<15), []float64{1, 1, 1, 1}) }},
		{"links", func() error {
			levels := []string{"", "equal", "near"}
			links.Next = Each(pairs)
			return w.Links(ctx, []Labels{{"name", levels}, {"date", levels}, {"email", levels}, {"phone", levels}, {"address", levels}, {"city", levels}}, links)
		}},
		{"records", func() error { return w.Records(ctx, 1, all(len(w.Keys.Source), attributes)) }},
	} {
		b.Run(one.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if w.Run, err = Begin(b.TempDir(), options(0, 0)); err != nil {
					b.Fatal(err)
				}
				if err := one.write(); err != nil {
					b.Fatal(err)
				}
				w.Run.Abort()
			}
		})
	}
}
