package match

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/gildmdm/gild/internal/table"
)

// fatal is what rapid and testing have in common.
type fatal interface{ Fatal(args ...any) }

// fault skips a test of a fault that is known and not mended yet; GILD_FAULTS=1 runs it all the same.
func fault(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("GILD_FAULTS") == "" {
		t.Skip("known fault: " + what)
	}
}

// columnOf interns values, row by row.
func columnOf(t fatal, values []string) Column {
	col := Column{Dict: table.NewDict()}
	for _, v := range values {
		code, err := col.Dict.Intern([]byte(v))
		if err != nil {
			t.Fatal(err)
		}
		col.Codes = append(col.Codes, code)
	}
	return col
}

// comparerIn makes a comparer of records of several sources, column by column.
func comparerIn(t fatal, source []uint16, fields []Field, opt Options, columns ...[]string) *Comparer {
	rec := Records{Rows: len(columns[0]), Source: source}
	if source == nil {
		rec.Source = make([]uint16, rec.Rows)
	}
	for _, s := range rec.Source {
		rec.Sources = max(rec.Sources, int(s)+1)
	}
	for _, values := range columns {
		rec.Columns = append(rec.Columns, columnOf(t, values))
	}
	c, err := NewComparer(context.Background(), &rec, fields, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// kinds are all kinds that compare one column.
var kinds = []Kind{Name, Date, Email, Phone, Street, Short, Code, Number, Text, Category, ModelNumber}

// people is a simulated town: families of four share name and street, and some people are there twice.
type people struct {
	given, family, born, street []string
	who, home                   []int // by record
}

func (p *people) add(given, family, born, street string, who, home int) {
	p.given, p.family = append(p.given, given), append(p.family, family)
	p.born, p.street = append(p.born, born), append(p.street, street)
	p.who, p.home = append(p.who, who), append(p.home, home)
}

// newTown simulates families; every third person has a copy, half of them with a slip in the given name.
func newTown(families int) *people {
	r := rand.New(rand.NewPCG(11, 12))
	word := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "aeiou"[r.IntN(5)]
			if i%2 == 0 {
				b[i] = "bcdfghklmnprstvz"[r.IntN(16)]
			}
		}
		return string(b)
	}
	names := make([]string, 150)
	for i := range names {
		names[i] = word(6 + r.IntN(3))
	}
	p := &people{}
	for home := range families {
		family, street := names[r.IntN(len(names))]+"s", fmt.Sprintf("%d|%s street|", 1+r.IntN(90), word(8))
		for k := range 4 {
			given := names[r.IntN(len(names))]
			born := fmt.Sprintf("%d-%02d-%02d", 1930+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28))
			who := home*4 + k
			p.add(given, family, born, street, who, home)
			if who%3 == 0 {
				if who%2 == 0 {
					given = given[:2] + given[3:]
				}
				p.add(given, family, born, street, who, home)
			}
		}
	}
	return p
}

func townFields() []Field {
	return []Field{
		{Name: "given", Kind: Name, Group: Personal, Role: Given, Columns: []int{0}},
		{Name: "family", Kind: Name, Group: Family, Role: FamilyName, Columns: []int{1}},
		{Name: "born", Kind: Date, Group: Personal, Columns: []int{2}},
		{Name: "street", Kind: Street, Group: Home, Columns: []int{3}},
	}
}

// trainTown compares all pairs of a town and trains a model on them.
func trainTown(t testing.TB, p *people) (*Comparer, Chance, []Stratum, *Model) {
	t.Helper()
	c := comparerIn(t, nil, townFields(), Options{Workers: 2}, p.given, p.family, p.born, p.street)
	u, err := c.NewChance(context.Background(), nil, nil, 2)
	if err != nil {
		t.Fatal(err)
	}
	var h Histogram
	pairs := 0.0
	for i := range uint32(c.Rows()) {
		for j := range i {
			h.Add(0, c.Pattern(i, j), 1)
			pairs++
		}
	}
	strata := []Stratum{{Pairs: pairs, Patterns: h.Sorted(0)}, {}}
	return c, u, strata, Train(c.Fields, u, strata, TrainOptions{})
}
