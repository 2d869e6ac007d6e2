package survivorship

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gildmdm/gild/internal/table"
)

// BenchmarkResolve: ten attributes, clusters of about two records, a third of them in dispute.
func BenchmarkResolve(b *testing.B) {
	for _, n := range []int{1e4, 1e6} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			records, attributes, clusters := population(n, 2.2)
			r, err := NewResolver(records, attributes, []Group{{Name: "address", Attributes: []int{6, 7, 8}}}, Options{AsOf: 2e9})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Resolve(context.Background(), clusters); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n)/float64(len(attributes)), "ns/value")
		})
	}
}

// BenchmarkOneCluster must grow no faster than n log n.
func BenchmarkOneCluster(b *testing.B) {
	for _, n := range []int{1e3, 1e5} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			records, attributes, clusters := population(n, float64(n))
			r, err := NewResolver(records, attributes, nil, Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Resolve(context.Background(), clusters); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// population makes n records in clusters of a mean size, with members far apart
// in memory and clusters in order of their first, as real ones are.
func population(n int, mean float64) (Records, []Attribute, Clusters) {
	rng := rand.New(rand.NewPCG(1, 2))
	records := Records{Source: make([]uint16, n), Updated: make([]int64, n)}
	for i := range n {
		records.Source[i], records.Updated[i] = uint16(i*4/n), 1e9+rng.Int64N(1e8)
	}
	groups := [][]uint32{nil}
	for _, m := range rng.Perm(n) {
		last := &groups[len(groups)-1]
		*last = append(*last, uint32(m))
		if mean < float64(n) && rng.Float64() < 1/mean {
			groups = append(groups, nil)
		}
	}
	for _, g := range groups {
		slices.Sort(g)
	}
	slices.SortFunc(groups, slices.Compare[[]uint32])
	clusters := Clusters{Start: []uint32{0}}
	for _, g := range groups {
		clusters.Members = append(clusters.Members, g...)
		clusters.Start = append(clusters.Start, uint32(len(clusters.Members)))
	}
	names := []string{"given_name", "family_name", "birth_date", "gender", "email", "phone", "street", "city", "postcode", "title"}
	attributes := make([]Attribute, len(names))
	for k, name := range names {
		attributes[k] = draw(rng, name, n, clusters)
	}
	return records, attributes, clusters
}

// draw gives every cluster a value, which a third of its records misspell and a tenth lack.
func draw(rng *rand.Rand, name string, n int, clusters Clusters) Attribute {
	a := Attribute{Name: name, Spellings: table.NewDict(), Canonical: table.NewDict(), Codes: make([]uint32, n)}
	distinct := max(10, n/10)
	for c := range distinct {
		a.Spellings.Intern(fmt.Appendf(nil, "Value %d of %s", c, name))
		a.Canonical.Intern(fmt.Appendf(nil, "value %d", c*2/3))
	}
	a.Canon = make([]uint32, a.Spellings.Len())
	for c := range distinct {
		a.Canon[c+1] = uint32(c*2/3) + 1
	}
	for k := range len(clusters.Start) - 1 {
		value := rng.IntN(distinct)
		for _, m := range clusters.Members[clusters.Start[k]:clusters.Start[k+1]] {
			switch x := rng.IntN(30); {
			case x < 3:
			case x < 13:
				a.Codes[m] = uint32(rng.IntN(distinct)) + 1
			default:
				a.Codes[m] = uint32(value) + 1
			}
		}
	}
	return a
}
