package csv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// readAll reads a text in blocks of the given size.
func readAll(text string, size int) (rows [][]string, faults int, err error) {
	c := NewCutter(strings.NewReader(text), ',', '"', size)
	for {
		block, err := c.Next()
		if errors.Is(err, io.EOF) {
			return rows, faults, nil
		}
		if err != nil {
			return nil, 0, err
		}
		s := NewScanner(block, ',', '"')
		for s.Next() {
			r := s.Record()
			if r.Err != nil {
				faults++
				continue
			}
			var row []string
			for _, f := range r.Fields {
				row = append(row, string(r.Text(f, '"', nil)))
			}
			rows = append(rows, row)
		}
	}
}

// oracle reads with encoding/csv; ok is false when it refuses.
func oracle(text string) (rows [][]string, ok bool) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	return rows, err == nil
}

func TestSameAsEncodingCSV(t *testing.T) {
	for _, text := range []string{
		"", "a\n", "a", "a,b\n1,2\n", "a,b\r\n1,2\r\n", "\"a\",b\n", "\"a\"\"b\",c\n", "\"a\nb\",c\n1,2\n", "a,,\n,,\n", "a\n\nb\n", "\"\"\n", "x,\"\"\n", "a,\"b,c\",d\n\"x\n\n y\",2,3\n",
	} {
		want, ok := oracle(text)
		if !ok {
			t.Fatalf("encoding/csv refuses %q", text)
		}
		for _, size := range []int{1, 2, 3, 7, 64, 4096} {
			got, faults, err := readAll(text, size)
			if err != nil || faults > 0 {
				t.Errorf("%q in blocks of %d: %d faults, %v", text, size, faults, err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%q in blocks of %d (-want +got):\n%s", text, size, d)
			}
		}
	}
}

// A record that breaks the rules costs its own first line only.
func TestRecovery(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       [][]string
		faults     int
	}{
		{"unclosed quote", "a,b\n1,\"x\n2,y\n3,z\n", [][]string{{"a", "b"}, {"2", "y"}, {"3", "z"}}, 1},
		{"text after a quote", "a,b\n\"1\"x,2\n3,4\n", [][]string{{"a", "b"}, {"3", "4"}}, 1},
		{"swallowing quote", "1,\"x\n2,\"y\"\n3,z\n", [][]string{{"2", "y"}, {"3", "z"}}, 1},
		{"quote inside a field is plain", "5\" pipe,b\n", [][]string{{"5\" pipe", "b"}}, 0},
		{"carriage returns alone", "a,b\r1,2\r", [][]string{{"a", "b"}, {"1", "2"}}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, size := range []int{4, 16, 4096} {
				got, faults, err := readAll(tt.text, size)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(tt.want, got); d != "" || faults != tt.faults {
					t.Errorf("blocks of %d: %d faults, want %d (-want +got):\n%s", size, faults, tt.faults, d)
				}
			}
		})
	}
}

// FuzzSameAsEncodingCSV: what encoding/csv accepts gives the same fields, for any block size.
func FuzzSameAsEncodingCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,\"2\n3\"\n", "\"a\"\"\",b\r\n", "x\n\n\ny", ",\n\"\",\"\"\n"} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		if bytes.ContainsRune([]byte(text), '\r') || size < 1 || size > 1<<16 {
			t.Skip() // encoding/csv rewrites line ends inside quotes
		}
		want, ok := oracle(text)
		got, faults, err := readAll(text, size)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return
		}
		if d := cmp.Diff(want, got); d != "" || faults > 0 {
			t.Fatalf("%q: %d faults (-want +got):\n%s", text, faults, d)
		}
	})
}

// walk is lastRecordEnd in plain words: record after record.
func walk(text []byte) (ends []int) {
	for end := 0; end < len(text); {
		n, _, whole := scan(text[end:], ',', '"', nil)
		if !whole {
			break
		}
		end += n
		ends = append(ends, end)
	}
	return ends
}

// Looking at quotes alone finds the end of the last record, also where records break the rules. With a
// carriage return among them it may be that of an earlier one.
func TestSkimLikeWalk(t *testing.T) {
	c := NewCutter(nil, ',', '"', 1)
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", ",", "\"", "\"", "\n", "\n", "\r", "12345678", ",\"x\ny\","}), 1, 40).Draw(t, "text"), ""))
		got, ends := c.skim(text), append([]int{0}, walk(text)...)
		if !slices.Contains(ends, got) {
			t.Fatalf("%q is cut at %d, its records end at %v", text, got, ends)
		}
		if want := ends[len(ends)-1]; got != want && !bytes.ContainsRune(text, '\r') {
			t.Fatalf("%q is cut at %d, not %d", text, got, want)
		}
	})
}

func TestUndouble(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", `a""b`: `a"b`, `""`: `"`, `""""`: `""`, `a""`: `a"`} {
		if got := string(Undouble([]byte("x"), []byte(in), '"')); got != "x"+want {
			t.Errorf("%s is %s, want x%s", in, got, want)
		}
	}
}
