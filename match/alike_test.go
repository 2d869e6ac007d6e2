package match

import (
	"math"
	"testing"
)

// alikeStrata has 200 matches, whose titles agree, and 2,000 pairs that share a
// place and a good part of the title; the rest of a million pairs are unlike.
func alikeStrata() (fields []Field, u Chance, strata []Stratum) {
	fields = []Field{{Name: "title", Kind: Text, Role: Title, Group: Personal}, {Name: "city", Kind: Short, Group: Home}}
	u = Chance{make([]float64, Text.Levels()+1), make([]float64, Short.Levels()+1)}
	for l := 1; l < textDifferent; l++ {
		u[0][l] = 1e-7 * math.Pow(2, float64(l))
	}
	u[0][textDifferent] = 1
	normalise(u[0])
	for l := 1; l < shortDifferent; l++ {
		u[1][l] = .01
	}
	u[1][shortDifferent] = 1
	normalise(u[1])
	pattern := func(title, city int) Pattern { return Pattern(title) | Pattern(city)<<4 }
	var h Histogram
	h.Add(0, pattern(textExact, equalLevels), 150)
	h.Add(0, pattern(textFirst+1, equalLevels), 50)
	h.Add(0, pattern(textFirst+8, equalLevels), 2000)
	h.Add(0, pattern(textDifferent, shortDifferent), 500)
	return fields, u, []Stratum{{Pairs: 1e6, Patterns: h.Sorted(0)}}
}

// TestAlikeKeepsMatchesFromDrifting checks that pairs which are only similar are
// no matches where the class of alike pairs stands beside them.
func TestAlikeKeepsMatchesFromDrifting(t *testing.T) {
	fields, u, strata := alikeStrata()
	for _, alike := range []bool{false, true} {
		m := Train(fields, u, strata, TrainOptions{Alike: alike})
		n := m.Match[0] * m.Pairs[0]
		if alike && math.Abs(n-200) > 60 {
			t.Errorf("%.0f matches expected with the class of alike pairs, there are 200", n)
		}
		if !alike && n < 1000 {
			t.Errorf("%.0f matches expected without the class: the data no longer tempt training to drift", n)
		}
	}
}

// TestRestrainKeepsSums checks that capping good agreement keeps a distribution one.
func TestRestrainKeepsSums(t *testing.T) {
	m := []float64{0, .5, .1, .1, .1, .05, .05, .02, .02, .02, .01, .01, .01, .01, 0}
	got := restrain(Field{Kind: Text, Role: Title}, m)
	good, sum := 0.0, 0.0
	for l, x := range got {
		if sum += x; l <= textFirst+2 {
			good += x
		}
	}
	if math.Abs(sum-1) > 1e-9 || math.Abs(good-wellAlike) > 1e-9 {
		t.Errorf("sum %v of which %v agree well, want 1 and %v", sum, good, wellAlike)
	}
}

// TestYearsCompareInYears checks that years are near by years, other numbers by parts of themselves.
func TestYearsCompareInYears(t *testing.T) {
	for _, c := range []struct {
		a, b, scale float64
		want        int
	}{
		{1999, 2000, yearScale, numberNear},
		{1999, 2003, yearScale, numberClose},
		{1999, 2010, yearScale, numberFar},
		{1960, 2000, yearScale, numberDifferent},
		{1960, 2000, 0, numberNear},
		{10, 20, 0, numberDifferent},
	} {
		if got := numberLevel(c.a, c.b, c.scale); got != c.want {
			t.Errorf("%v and %v by %v: level %d, want %d", c.a, c.b, c.scale, got, c.want)
		}
	}
	if !areYears([]float64{1999, 2004}) || areYears([]float64{1999, 20}) || areYears([]float64{1999.5}) || areYears([]float64{math.NaN()}) {
		t.Error("years are whole numbers from 1500 to 2100")
	}
}
