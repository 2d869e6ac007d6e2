package parquet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// sample is a table of n rows with every type that is written.
func sample(n int) ([]Column, []Values) {
	d := table.NewDict()
	v := make([]Values, 7)
	codes := make([]uint32, n)
	for i := range n {
		if i%5 != 0 {
			codes[i], _ = d.Intern(fmt.Appendf(nil, "value %d", i%7))
		}
		v[2].Ints = append(v[2].Ints, int64(i-3))
		v[3].Floats = append(v[3].Floats, float64(i)/4)
		v[4].Ints = append(v[4].Ints, int64(i))
		v[5].Ints = append(v[5].Ints, int64(i)*1_000_000)
		v[6].Bools = append(v[6].Bools, i%2 == 0)
	}
	v[0], v[1] = Values{Codes: codes, Dict: d}, Values{Codes: codes, Dict: d}
	if n > 2 {
		v[2].Ints[1], v[3].Floats[2] = Null, math.NaN()
	}
	return []Column{
		{Name: "dictionary", Type: String, Dictionary: true}, {Name: "plain", Type: String}, {Name: "int", Type: Int64},
		{Name: "double", Type: Double}, {Name: "date", Type: Date}, {Name: "time", Type: Timestamp, Required: true}, {Name: "bool", Type: Bool},
	}, v
}

func write(t testing.TB, n, workers int) []byte {
	t.Helper()
	var b bytes.Buffer
	columns, values := sample(n)
	w, err := Create(&b, columns, workers, "version", "1")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(context.Background(), n, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, b []byte) (*File, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.parquet")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err == nil {
		t.Cleanup(func() { f.Close() })
	}
	return f, err
}

func TestRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 10, groupRows + 3} {
		f, err := open(t, write(t, n, 2))
		if err != nil {
			t.Fatal(err)
		}
		cols, err := f.Read(context.Background(), 2, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for row := range n {
			want := []string{fmt.Sprintf("value %d", row%7), fmt.Sprintf("value %d", row%7), fmt.Sprint(row - 3), "", "", "", fmt.Sprint(row%2 == 0)}
			if row%5 == 0 {
				want[0], want[1] = "", ""
			}
			got := make([]string, len(cols))
			for k, c := range cols {
				got[k] = c.Dict.String(c.Codes[row])
			}
			if n > 2 && row == 1 {
				want[2] = ""
			}
			want[3], want[4], want[5] = got[3], got[4], got[5]
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("row %d of %d (-want +got):\n%s", row, n, d)
			}
		}
		if n == 10 {
			c := cols[5]
			if got := c.Dict.String(c.Codes[7]); got != "1970-01-01T00:00:07Z" {
				t.Errorf("time = %s", got)
			}
			if got := cols[4].Dict.String(cols[4].Codes[7]); got != "1970-01-08" {
				t.Errorf("date = %s", got)
			}
			if got := cols[3].Dict.String(cols[3].Codes[7]); got != "1.75" {
				t.Errorf("double = %s", got)
			}
			ints, err := f.Ints(context.Background(), "int")
			if d := cmp.Diff([]int64{-3, Null, -1, 0, 1, 2, 3, 4, 5, 6}, ints); err != nil || d != "" {
				t.Errorf("Ints: %v\n%s", err, d)
			}
		}
	}
}

func TestSameBytesForAnyWorkers(t *testing.T) {
	want := write(t, groupRows+1000, 1)
	for range 4 {
		if !bytes.Equal(want, write(t, groupRows+1000, 4)) {
			t.Fatal("bytes differ")
		}
	}
}

// A damaged file gives an error or values, never a panic.
func TestDamaged(t *testing.T) {
	whole := write(t, 200, 1)
	for k := range 400 {
		b := bytes.Clone(whole)
		if k%2 == 0 {
			b = b[:len(b)*k/400]
		} else {
			b[(k*7919)%len(b)] ^= 0x55
		}
		f, err := open(t, b)
		if err != nil {
			continue
		}
		_, _ = f.Read(context.Background(), 1, nil, nil)
	}
	if _, err := open(t, whole[:len(whole)/2]); err == nil {
		t.Error("half a file was opened")
	}
}

func BenchmarkWrite(b *testing.B) {
	columns, values := sample(groupRows)
	b.ReportAllocs()
	for b.Loop() {
		var buf bytes.Buffer
		w, _ := Create(&buf, columns, 1)
		if err := w.Write(context.Background(), groupRows, values); err != nil {
			b.Fatal(err)
		}
		w.Close()
	}
}

func TestWhereReadsTheRowsThatAreWanted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.parquet")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := Create(f, []Column{{Name: "k", Dictionary: true}, {Name: "n", Type: Int64}, {Name: "yes", Type: Bool}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for g := range int64(3) { // row groups
		err = errors.Join(err, w.Write(context.Background(), 4, []Values{
			{Strings: []string{"a", "b", "", "a"}}, {Ints: []int64{10 * g, 10*g + 1, Null, 10*g + 3}},
			{Bools: []bool{true, false, true, true}, Absent: []bool{false, false, true, g == 1}},
		}))
	}
	if err := errors.Join(err, w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	p, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	columns, rows, err := p.Where(context.Background(), 2, "k", func(v []byte) bool { return string(v) == "a" }, []string{"n", "yes"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range rows {
		for _, c := range columns {
			got = append(got, c.Dict.String(c.Codes[i]))
		}
	}
	want := []string{"0", "true", "3", "true", "10", "true", "13", "", "20", "true", "23", "true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, _, err := p.Where(context.Background(), 1, "z", nil, nil); err == nil {
		t.Error("there is no column z")
	}
}
