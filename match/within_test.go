package match

import (
	"math"
	"testing"
)

// TestWithinRaisesChanceOfAlikeTexts checks that pairs within duplicate-free
// sources raise u of the main text, and of nothing else.
func TestWithinRaisesChanceOfAlikeTexts(t *testing.T) {
	title := Field{Name: "title", Kind: Text, Role: Title}
	code := Field{Name: "code", Kind: Code}
	strata := []Stratum{{Pairs: 1000, Patterns: []Count{{Pattern: Pattern(textFirst) | 1<<4, N: 30}, {Pattern: Pattern(textDifferent) | 1<<4, N: 200}}}}

	u := Chance{make([]float64, Text.Levels()+1), make([]float64, Code.Levels()+1)}
	u[0][textFirst], u[0][textDifferent] = .001, .999
	u[1][1], u[1][codeDifferent] = .01, .99
	u.AtLeast(Within([]Field{title, code}, strata))

	if got, want := u[0][textFirst], .03/1.029; math.Abs(got-want) > 1e-9 {
		t.Errorf("u of a similar title is %g, want %g", got, want)
	}
	if got := u[1][1]; math.Abs(got-.01) > 1e-9 {
		t.Errorf("u of an equal code is %g, want .01", got)
	}

	model := Field{Name: "title codes", Kind: ModelNumber}
	for l, x := range Within([]Field{title, model}, strata)[0] {
		if x != 0 {
			t.Errorf("level %d of a text with codes is %g, want 0", l, x)
		}
	}
}
