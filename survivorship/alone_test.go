package survivorship

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// A record alone is decided as if it were looked at like any other cluster. An empty list of a steward's values makes a task look.
func TestAloneIsLikeAnyCluster(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "records")
		attributes := make([]Attribute, 4)
		for k, name := range []string{"street", "city", "email", "given_name"} {
			attributes[k] = drawAlone(t, name, n)
		}
		groups := []Group{{Name: "address", Attributes: []int{0, 1}}}
		clusters := Clusters{Start: []uint32{0}}
		for i := range uint32(n) {
			clusters.Members, clusters.Start = append(clusters.Members, i), append(clusters.Start, i+1)
		}
		fast := resolveAlone(t, attributes, groups, clusters)
		for k := range attributes {
			attributes[k].Steward = map[uint32]uint32{}
		}
		slow := resolveAlone(t, attributes, groups, clusters)
		for k := range fast {
			fast[k].Spellings, slow[k].Spellings = nil, nil
		}
		if d := cmp.Diff(slow, fast); d != "" {
			t.Fatalf("-looked at +alone:\n%s", d)
		}
	})
}

func drawAlone(t *rapid.T, name string, records int) Attribute {
	a := Attribute{Name: name, Spellings: table.NewDict(), Canonical: table.NewDict(), Canon: []uint32{0}, Quality: []uint8{0}}
	for _, v := range []string{"a", "b", "n/a", "?"} {
		_, _ = a.Spellings.Intern([]byte(v))
		canon, _ := a.Canonical.Intern([]byte(v))
		a.Canon = append(a.Canon, canon*rapid.SampledFrom([]uint32{0, 1}).Draw(t, "canonical"))
		a.Quality = append(a.Quality, rapid.SampledFrom([]uint8{OK, Suspect, Placeholder}).Draw(t, "quality"))
	}
	a.Codes = rapid.SliceOfN(rapid.Uint32Range(0, 4), records, records).Draw(t, name)
	return a
}

func resolveAlone(t *rapid.T, attributes []Attribute, groups []Group, clusters Clusters) []Result {
	r, err := NewResolver(Records{Source: make([]uint16, len(clusters.Members))}, attributes, groups, Options{})
	if err != nil {
		t.Fatal(err)
	}
	results, err := r.Resolve(context.Background(), clusters)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// BenchmarkAlone decides records that are alone, and the same as if there were more to it.
func BenchmarkAlone(b *testing.B) {
	const n = 1 << 16
	attributes := make([]Attribute, 8)
	clusters := Clusters{Start: []uint32{0}}
	for i := range uint32(n) {
		clusters.Members, clusters.Start = append(clusters.Members, i), append(clusters.Start, i+1)
	}
	for k := range attributes {
		a := Attribute{Name: fmt.Sprint("attribute", k), Spellings: table.NewDict(), Canonical: table.NewDict(), Canon: []uint32{0}, Codes: make([]uint32, n)}
		for i := range a.Codes {
			v := fmt.Appendf(nil, "value %d", i*2654435761%n)
			a.Codes[i], _ = a.Spellings.Intern(v)
			canon, _ := a.Canonical.Intern(v)
			if int(a.Codes[i]) == len(a.Canon) {
				a.Canon = append(a.Canon, canon)
			}
		}
		a.Quality = make([]uint8, a.Spellings.Len())
		attributes[k] = a
	}
	for _, steward := range []map[uint32]uint32{nil, {}} {
		for k := range attributes {
			attributes[k].Steward = steward
		}
		r, err := NewResolver(Records{Source: make([]uint16, n)}, attributes, nil, Options{Workers: 1})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("looks=%v", steward != nil), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Resolve(context.Background(), clusters); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
