package table

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A dictionary numbers values like a map does, also after it was sealed.
func TestDictLikeAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.StringN(0, 6, -1)).Draw(t, "values")
		d := NewDict()
		want := map[string]uint32{"": Missing}
		for i, v := range values {
			if i == len(values)/2 {
				d.Seal()
			}
			code, err := d.Intern([]byte(v))
			if err != nil {
				t.Fatal(err)
			}
			if known, ok := want[v]; ok && code != known {
				t.Fatalf("%q is %d, was %d", v, code, known)
			}
			want[v] = code
			if d.String(code) != v || d.Lookup([]byte(v)) != code {
				t.Fatalf("%q came back as %q", v, d.String(code))
			}
		}
		if d.Len() != len(want) {
			t.Errorf("%d codes for %d values", d.Len(), len(want))
		}
	})
}

func TestJoinAndPermute(t *testing.T) {
	column := func(name string, values ...string) *Column {
		c := &Column{Name: name, Dict: NewDict()}
		for _, v := range values {
			code, _ := c.Dict.Intern([]byte(v))
			c.Codes = append(c.Codes, code)
		}
		return c
	}
	a, b := column("a", "1", "", "3", ""), column("b", "x", "y", "", "")
	joined, err := Join("ab", a, b)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range joined.Codes {
		got = append(got, joined.Dict.String(c))
	}
	if d := cmp.Diff([]string{"1\x1fx", "\x1fy", "3\x1f", ""}, got); d != "" {
		t.Error(d)
	}
	tab := &Table{Rows: 4, Columns: []*Column{a}}
	tab.Permute([]uint32{3, 2, 1, 0})
	if d := cmp.Diff([]uint32{0, 2, 0, 1}, tab.Column("a").Codes); d != "" {
		t.Error(d)
	}
	if err := a.Append(column("a", "9", "1")); err != nil || a.Dict.String(a.Codes[4]) != "9" || a.Dict.String(a.Codes[5]) != "1" {
		t.Errorf("appended %v, %v", a.Codes, err)
	}
}

func BenchmarkIntern(b *testing.B) {
	values := make([][]byte, 1<<16)
	for i := range values {
		values[i] = fmt.Appendf(nil, "value number %d", i*7%(1<<15))
	}
	b.ReportAllocs()
	for b.Loop() {
		d := NewDict()
		for _, v := range values {
			if _, err := d.Intern(v); err != nil {
				b.Fatal(err)
			}
		}
	}
}
