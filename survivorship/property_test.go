package survivorship

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// sameDict lets results be compared by their codes: the dictionaries are the same.
var sameDict = cmpopts.IgnoreTypes(&table.Dict{})

// drawRows draws a cluster in which much is equal, so that every step is reached.
func drawRows(t *rapid.T) []row {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
		r := row{source: uint16(rapid.IntRange(0, 2).Draw(t, "source")), updated: int64(rapid.IntRange(0, 3).Draw(t, "updated"))}
		r.canonical = rapid.SampledFrom([]string{"a", "b", "bb", "10", "9", "1987-00-01", "1987-01-01", "1987-05-01", "johan", "johann", "johna", "j", "johann maria", "1|johan st|", "1|johann st|2", "k@mail.x", "k+a@mail.x", "k@mali.x"}).Draw(t, "canonical")
		r.spelling = rapid.SampledFrom([]string{"", r.canonical, "<" + r.canonical + ">", "X" + r.canonical}).Draw(t, "spelling")
		// Quality belongs to a spelling, so it is drawn from it.
		r.quality = uint8(len(r.spelling) % 3)
		r.verified = rapid.Bool().Draw(t, "verified")
		return r
	}), 1, 12).Draw(t, "rows")
}

// drawName draws an attribute, so that every kind of likeness is reached.
func drawName(t *rapid.T) string {
	return rapid.SampledFrom([]string{"x", "given_name", "family_name", "street", "email", "birth_date", "postcode"}).Draw(t, "name")
}

func drawRule(t *rapid.T) Rule {
	r, err := Named(rapid.SampledFrom(RuleNames()).Draw(t, "rule"), rapid.SampledFrom([]string{"email", "given_name", "price"}).Draw(t, "attribute"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestOrderFree: the order of a cluster's members and the number of workers change nothing.
func TestOrderFree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records, a, clusters := world(t, drawName(rt), drawRule(rt), drawRows(rt))
		want := resolve(t, records, []Attribute{a}, nil, clusters, Options{Workers: 1})
		clusters.Members = rapid.Permutation(clusters.Members).Draw(rt, "members")
		got := resolve(t, records, []Attribute{a}, nil, clusters, Options{Workers: 3})
		if d := cmp.Diff(want, got, sameDict); d != "" {
			rt.Fatal(d)
		}
	})
}

// TestMember: the winner and the runner-up are members with the values named, and say different things.
func TestMember(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records, a, clusters := world(t, drawName(rt), drawRule(rt), drawRows(rt))
		r := resolve(t, records, []Attribute{a}, nil, clusters, Options{})[0]
		if r.Record[0] == None {
			if slices.Max(a.Codes) != 0 {
				rt.Fatal("nobody wins though there are values")
			}
			return
		}
		if a.Codes[r.Record[0]] != r.Code[0] {
			rt.Fatal("the winner does not hold the value")
		}
		if c := r.Confidence[0]; !(c >= 0 && c <= 1) {
			rt.Fatalf("confidence %v", c)
		}
		if a.Quality[r.Code[0]] == Placeholder {
			for _, c := range a.Codes {
				if c != 0 && a.Quality[c] != Placeholder {
					rt.Fatal("a placeholder beats a value")
				}
			}
		}
		if second := r.RunnerUp[0]; second != None && (a.Codes[second] != r.RunnerUpCode[0] || a.Canon[r.RunnerUpCode[0]] == a.Canon[r.Code[0]]) {
			rt.Fatal("the runner-up does not hold its value, or agrees with the winner")
		}
	})
}

// TestIdempotent: a cluster of the winner alone keeps its value.
func TestIdempotent(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records, a, clusters := world(t, drawName(rt), drawRule(rt), drawRows(rt))
		r := resolve(t, records, []Attribute{a}, nil, clusters, Options{})[0]
		if r.Record[0] == None {
			return
		}
		again := resolve(t, records, []Attribute{a}, nil, Clusters{[]uint32{0, 1}, r.Record}, Options{})[0]
		if again.Code[0] != r.Code[0] || again.Record[0] != r.Record[0] {
			rt.Fatal("the golden record changes when it is made again")
		}
	})
}

// TestRanges: a range of clusters gives the same as all clusters at once.
func TestRanges(t *testing.T) {
	var rows []row
	for i := range 30000 {
		rows = append(rows, row{source: uint16(i % 3), updated: int64(i % 7), spelling: fmt.Sprint(i * i % 11)})
	}
	records, a, all := world(t, "email", named(t, "union", "email"), rows)
	all.Start = nil
	for i := 0; i <= len(rows); i += 3 {
		all.Start = append(all.Start, uint32(i))
	}
	want := resolve(t, records, []Attribute{a}, nil, all, Options{Workers: 1})[0]
	got := resolve(t, records, []Attribute{a}, nil, all, Options{Workers: 4})[0]
	if d := cmp.Diff(want, got, sameDict); d != "" {
		t.Error(d)
	}
	part := resolve(t, records, []Attribute{a}, nil, Clusters{all.Start[5000:7001], all.Members}, Options{})[0]
	if d := cmp.Diff(want.Record[5000:7000], part.Record); d != "" {
		t.Error(d)
	}
}
