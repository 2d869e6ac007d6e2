package table

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// columnOf interns values row by row.
func columnOf(t interface{ Fatal(...any) }, name string, values []string) *Column {
	c := &Column{Name: name, Dict: NewDict()}
	for _, v := range values {
		code, err := c.Dict.Intern([]byte(v))
		if err != nil {
			t.Fatal(err)
		}
		c.Codes = append(c.Codes, code)
	}
	return c
}

// read is the text of every row.
func read(c *Column) []string {
	out := []string{}
	for _, code := range c.Codes {
		out = append(out, c.Dict.String(code))
	}
	return out
}

func drawColumn(t *rapid.T, name string, rows int) []string {
	return rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "b", "c", "dd"}), rows, rows).Draw(t, name)
}

// Join, Append, Permute and Counts do to codes what they say of values.
func TestColumnsLikeSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 12).Draw(t, "rows")
		a, b := drawColumn(t, "a", rows), drawColumn(t, "b", rows)
		joined, err := Join("ab", columnOf(t, "a", a), columnOf(t, "b", b))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{}
		for i := range a {
			v := a[i] + string(rune(Separator)) + b[i]
			if v == string(rune(Separator)) {
				v = ""
			}
			want = append(want, v)
		}
		if d := cmp.Diff(want, read(joined)); d != "" || joined.Name != "ab" {
			t.Fatalf("joined: %s", d)
		}
		below := columnOf(t, "a", a)
		if err := below.Append(columnOf(t, "b", b)); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(append(append([]string{}, a...), b...), read(below)); d != "" {
			t.Fatalf("appended: %s", d)
		}
		counts := map[string]uint32{}
		for code, n := range below.Counts() {
			if n > 0 {
				counts[below.Dict.String(uint32(code))] = n
			}
		}
		plain := map[string]uint32{}
		for _, v := range read(below) {
			plain[v]++
		}
		if d := cmp.Diff(plain, counts); d != "" {
			t.Fatalf("counted: %s", d)
		}
		checkPermute(t, rows, a, b)
	})
}

func checkPermute(t *rapid.T, rows int, a, b []string) {
	order := make([]uint32, rows)
	for i := range order {
		order[i] = uint32(i)
	}
	order = rapid.Permutation(order).Draw(t, "order")
	order = order[:rapid.IntRange(0, rows).Draw(t, "kept")]
	tab := &Table{Rows: rows, Columns: []*Column{columnOf(t, "a", a), columnOf(t, "b", b)}}
	tab.Permute(order)
	wantA, wantB := []string{}, []string{}
	for _, row := range order {
		wantA, wantB = append(wantA, a[row]), append(wantB, b[row])
	}
	if d := cmp.Diff(wantA, read(tab.Column("a"))) + cmp.Diff(wantB, read(tab.Column("b"))); d != "" || tab.Rows != len(order) {
		t.Fatalf("permuted by %v: %s", order, d)
	}
}

// What Append makes of lists and kinds.
func TestAppendKinds(t *testing.T) {
	f := func(name string, c, d Column, want Column) {
		t.Helper()
		c.Dict, d.Dict = NewDict(), NewDict()
		if err := c.Append(&d); err != nil {
			t.Fatal(err)
		}
		if c.Kind != want.Kind || c.List != want.List {
			t.Errorf("%s: kind %d, list %v", name, c.Kind, c.List)
		}
	}
	f("alike", Column{Kind: Date}, Column{Kind: Date}, Column{Kind: Date})
	f("unlike kinds are text", Column{Kind: Date}, Column{Kind: Integer}, Column{Kind: Text})
	f("lists stay lists", Column{List: true}, Column{}, Column{List: true})
	f("lists make lists", Column{}, Column{List: true}, Column{List: true})
}

// One column read as one keeps its kind and its values.
func TestJoinOfOne(t *testing.T) {
	a := columnOf(t, "a", strings.Split("x,,y,x", ","))
	a.Kind, a.List = Date, true
	got, err := Join("b", a)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(read(a), read(got)); d != "" || got.Name != "b" || a.Name != "a" || got.Kind != Date || !got.List {
		t.Errorf("%+v: %s", got, d)
	}
	if (&Table{Columns: []*Column{a}}).Column("b") != nil {
		t.Error("a column that is not there is found")
	}
}

func TestPermuteOfSharedCodes(t *testing.T) {
	fault(t, "Join of one column shares its codes with it; Permute of a table that holds both takes the codes of the first as its buffer and scrambles the second")
	a := columnOf(t, "a", []string{"1", "2", "3"})
	b, err := Join("b", a)
	if err != nil {
		t.Fatal(err)
	}
	tab := &Table{Rows: 3, Columns: []*Column{a, b}}
	tab.Permute([]uint32{2, 0, 1})
	if d := cmp.Diff(read(a), read(b)); d != "" {
		t.Error(d)
	}
}
