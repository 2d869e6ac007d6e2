package match

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// countries is a population of several countries: with own names, given and family names of one country go
// together. Every fifth person is recorded twice.
func countries(own bool) (given, family, born, country []string, who []int) {
	r := rand.New(rand.NewPCG(3, 4))
	for k := range 1500 {
		land := k % 10
		names := land
		if !own {
			names = 0
		}
		many := 6
		if !own {
			many = 60
		}
		g, f := fmt.Sprintf("%cara%c", 'a'+names, 'a'+r.IntN(many)%26), fmt.Sprintf("%conte%c%c", 'a'+names, 'a'+r.IntN(many)/26, 'a'+r.IntN(many)%26)
		b := fmt.Sprintf("%d-%02d-%02d", 1930+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28))
		for range 1 + (k%5)/4 {
			given, family, born, country, who = append(given, g), append(family, f), append(born, b), append(country, string(rune('A'+land))), append(who, k)
		}
	}
	return given, family, born, country, who
}

func countryFields() []Field {
	return []Field{
		{Name: "given", Kind: Name, Group: Personal, Role: Given, Columns: []int{0}},
		{Name: "family", Kind: Name, Group: Family, Role: FamilyName, Columns: []int{1}},
		{Name: "born", Kind: Date, Group: Personal, Columns: []int{2}},
		{Name: "country", Kind: Category, Group: Home, Columns: []int{3}},
	}
}

// Namesakes are counted as a look at all pairs finds them, copies of one person aside, and are
// no more than expected where names do not go together.
func TestNamesakes(t *testing.T) {
	for _, own := range []bool{true, false} {
		given, family, born, country, who := countries(own)
		c := comparerIn(t, nil, countryFields(), Options{}, given, family, born, country)
		want := 0.0
		for i := range given {
			for j := range i {
				if given[i] == given[j] && family[i] == family[j] && who[i] != who[j] {
					want++
				}
			}
		}
		got := c.Namesakes(nil)
		if math.Abs(got.Pairs-want) > .1*want {
			t.Errorf("own names %v: %v pairs of namesakes, want about %v", own, got.Pairs, want)
		}
		if excess := got.Excess(); (excess > 0) != own {
			t.Errorf("own names %v: %v pairs, %v expected, %v in excess", own, got.Pairs, got.Expected, excess)
		}
	}
}

// Where names go together, people of the same names and unlike birth dates are namesakes, not matches.
func TestNamesakesAreNoMatches(t *testing.T) {
	given, family, born, country, who := countries(true)
	c := comparerIn(t, nil, countryFields(), Options{}, given, family, born, country)
	u, err := c.NewChance(context.Background(), nil, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	var h Histogram
	for i := range uint32(len(given)) {
		for j := range i {
			if given[i] == given[j] || born[i] == born[j] {
				h.Add(0, c.Pattern(i, j), 1)
			}
		}
	}
	n := float64(len(given))
	s := Stratum{Pairs: n * (n - 1) / 2, Patterns: h.Sorted(0)}
	m := Train(countryFields(), u, []Stratum{s, {}}, TrainOptions{Namesakes: c.Namesakes(nil)})
	wrong, copies, missed := 0, 0, 0
	score := m.NewScorer(c)
	for i := range uint32(len(given)) {
		for j := range i {
			match := score.Pair(i, j).LogOdds > 0
			switch same := who[i] == who[j]; {
			case same:
				copies++
				if !match {
					missed++
				}
			case match:
				wrong++
			}
		}
	}
	if 20*wrong > copies || 20*missed > copies {
		t.Errorf("of %d pairs of copies %d are missed, and %d pairs of others match", copies, missed, wrong)
	}
}

// A country that goes with the given name hardly speaks for a match; one that does not, does.
func TestNamesImplyCountry(t *testing.T) {
	for _, own := range []bool{true, false} {
		given, family, born, country, _ := countries(own)
		c := comparerIn(t, nil, countryFields(), Options{}, given, family, born, country)
		u, err := c.NewChance(context.Background(), nil, nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		equal := 0.0
		for _, x := range u[3][:Category.Levels()] {
			equal += x
		}
		if own && equal < .9 || !own && equal > .15 {
			t.Errorf("own names %v: countries agree by chance in %v", own, equal)
		}
	}
}

// works are so many papers, some of them recorded several times, and editorials: one title, other authors each time.
func works(papers, copies, editorials int) (title, authors []string) {
	r := rand.New(rand.NewPCG(5, 6))
	text := func(n int) string {
		s := ""
		for range n {
			s += fmt.Sprintf("%c%c%c%c ", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26))
		}
		return s[:len(s)-1]
	}
	for range papers {
		t, a := text(6), text(4)
		for range copies {
			title, authors = append(title, t), append(authors, a)
		}
	}
	for range editorials {
		title, authors = append(title, "editorial"), append(authors, text(4))
	}
	return title, authors
}

func workFields() []Field {
	return []Field{
		{Name: "title", Kind: Text, Group: Personal, Role: Title, Columns: []int{0}},
		{Name: "authors", Kind: Text, Group: Other, Columns: []int{1}},
	}
}

// Works of one title by unlike authors are namesakes, copies of one work are not.
func TestNamesakesOfWorks(t *testing.T) {
	title, authors := works(200, 2, 30)
	c := comparerIn(t, nil, workFields(), Options{}, title, authors)
	got := c.Namesakes(nil)
	if want := 30. * 29 / 2; got.Groups != 1<<Personal || math.Abs(got.Excess()-want) > 1 {
		t.Errorf("namesakes are %v, want %v pairs that share the title alone", got, want)
	}
}

// Where works have a few records each, hardly any best partner has an equal; where they have many, most have.
func TestTies(t *testing.T) {
	for _, copies := range []int{2, 6} {
		title, authors := works(100, copies, 0)
		c := comparerIn(t, nil, workFields(), Options{}, title, authors)
		u, err := c.NewChance(context.Background(), nil, nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		var pairs, turned []Pair
		for i := range uint32(len(title)) {
			for j := range i {
				pairs = append(pairs, Pair{I: i, J: j, Pattern: c.Pattern(i, j)})
			}
		}
		for k := range pairs {
			turned = append(turned, pairs[len(pairs)-1-k])
		}
		got := Ties(c, u, pairs)
		if copies == 2 && got > .01 || copies == 6 && got < .99 {
			t.Errorf("of %d records each, %v are tied", copies, got)
		}
		if other := Ties(c, u, turned); other != got {
			t.Errorf("in another order %v are tied, not %v", other, got)
		}
		if few := Ties(c, u, pairs[:10]); few != 1 {
			t.Errorf("of ten pairs %v are tied, want 1", few)
		}
	}
}
