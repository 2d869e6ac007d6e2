package match

import (
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// u of equality is how often values are equal by chance, u of all levels sums to one, workers make no difference.
func TestChance(t *testing.T) {
	p := newTown(60)
	c := comparerIn(t, nil, townFields(), Options{}, p.given, p.family, p.born, p.street)
	u, err := c.NewChance(context.Background(), nil, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	more, _ := c.NewChance(context.Background(), nil, nil, 3)
	if d := cmp.Diff(u, more); d != "" {
		t.Error(d)
	}
	for f, name := range []string{"given", "family", "born", "street"} {
		sum := 0.0
		for _, x := range u[f][1:] {
			if x <= 0 {
				t.Errorf("%s: u %v", name, u[f])
			}
			sum += x
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: u sums to %v", name, sum)
		}
	}
	pairs, equal := 0.0, 0.0
	for i := range p.family {
		for j := range i {
			pairs++
			if p.family[i] == p.family[j] {
				equal++
			}
		}
	}
	got := 0.0
	for l := 1; l <= equalLevels; l++ {
		got += u[1][l]
	}
	if math.Abs(got-equal/pairs) > 6*.5/pairs {
		t.Errorf("family names are equal by chance in %v of pairs, want %v", got, equal/pairs)
	}
}

func TestChanceOfOneValueSumsToOne(t *testing.T) {
	fault(t, "equalChance returns min(sum, .999) but leaves u as it is: where nearly all records hold one value, and in tables of one or two records, u sums to more than 1")
	for _, values := range [][]string{{"x", "x", "x", "x", "x", "x"}, {"x", "y"}, {"x"}} {
		c := comparerIn(t, nil, []Field{{Kind: Category, Columns: []int{0}}}, Options{}, values)
		u, err := c.NewChance(context.Background(), nil, nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, x := range u[0][1:] {
			sum += x
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("of %d records, u sums to %v", len(values), sum)
		}
	}
}

// Pairs within duplicate-free sources, and pairs of one cluster, are no chance.
func TestChanceLeavesOut(t *testing.T) {
	values := []string{"AB1234", "AB1243", "QQ9876", "ZZ5555"} // the first two are near
	fields := []Field{{Kind: Code, Columns: []int{0}}}
	c := comparerIn(t, []uint16{0, 0, 1, 1}, fields, Options{}, values)
	near := func(unique []bool, clusters []uint32) float64 {
		u, err := c.NewChance(context.Background(), unique, clusters, 1)
		if err != nil {
			t.Fatal(err)
		}
		return u[0][codeNear]
	}
	all, unique, clusters := near(nil, nil), near([]bool{true, false}, nil), near(nil, []uint32{0, 0, 1, 2})
	if unique >= all || clusters >= all {
		t.Errorf("near by chance %v, without pairs of a source %v, without pairs of a cluster %v", all, unique, clusters)
	}
}
