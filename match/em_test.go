package match

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// For every kind, m/u falls from the best level to the worst where the kind says so; sums and other levels stay.
func TestMonotoneOfEveryKind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(append(kinds, Address)).Draw(t, "kind")
		m, u := []float64{0}, []float64{0}
		for range kind.Levels() {
			m = append(m, rapid.Float64Range(0, 1).Draw(t, "m"))
			u = append(u, rapid.Float64Range(1e-9, 1).Draw(t, "u"))
		}
		before := append([]float64(nil), m...)
		monotone(kind, m, u)
		sum, was, last := 0.0, 0.0, math.Inf(1)
		for l := 1; l <= kind.Levels(); l++ {
			sum, was = sum+m[l], was+before[l]
			switch ratio := m[l] / u[l]; {
			case !kind.monotone(l):
				if m[l] != before[l] {
					t.Fatalf("level %d changed", l)
				}
			case ratio > last*(1+1e-9):
				t.Fatalf("m/u rises to %v at level %d", ratio, l)
			default:
				last = ratio
			}
		}
		if math.Abs(sum-was) > 1e-9 {
			t.Fatalf("sum %v became %v", was, sum)
		}
		again := append([]float64(nil), m...)
		monotone(kind, again, u)
		for l := range m {
			if math.Abs(again[l]-m[l]) > 1e-9 {
				t.Fatalf("twice is not once: level %d is %v, then %v", l, m[l], again[l])
			}
		}
	})
}

// twoClasses draws patterns of matches and of unrelated pairs and returns what they were drawn from.
func twoClasses(matches, unrelated int) (fields []Field, u Chance, m [][]float64, strata []Stratum) {
	fields = []Field{{Name: "name", Kind: Name, Group: Family}, {Name: "born", Kind: Date, Group: Other}, {Name: "code", Kind: Code, Group: Other}, {Name: "mail", Kind: Email, Group: Contact}}
	m = [][]float64{
		{0, .1, .15, .2, .2, .1, .05, .08, .03, .02, .03, .02, .02},
		{0, .1, .1, .2, .2, .1, .1, .1, .04, .03, .02, .01},
		{0, .1, .1, .2, .2, .1, .1, .15, .05},
		{0, .2, .2, .2, .1, .05, .05, .1, .05, .03, .02},
	}
	for f := range fields {
		row := []float64{0}
		n := fields[f].Kind.Levels()
		rest := 1.0
		for l := 1; l < n; l++ {
			x := .0002 * float64(l)
			row, rest = append(row, x), rest-x
		}
		u = append(u, append(row, rest))
	}
	u[3][emailLocal], u[3][emailSimilar], u[3][emailDifferent] = .1, .1, u[3][emailDifferent]+u[3][emailLocal]+u[3][emailSimilar]-.2
	r := rand.New(rand.NewPCG(21, 22))
	draw := func(p []float64) int {
		x := r.Float64()
		for l := 1; l < len(p)-1; l++ {
			if x -= p[l]; x < 0 {
				return l
			}
		}
		return len(p) - 1
	}
	var h Histogram
	add := func(n int, class [][]float64) {
		for range n {
			var p Pattern
			for f := range class {
				if r.IntN(10) > 0 { // a tenth is missing
					p |= Pattern(draw(class[f])) << (4 * f)
				}
			}
			h.Add(0, p, 1)
		}
	}
	add(matches, m)
	add(unrelated, u)
	return fields, u, m, []Stratum{{Pairs: float64(matches + unrelated), Patterns: h.Sorted(0)}}
}

func TestTrainRecoversM(t *testing.T) {
	fields, u, m, strata := twoClasses(4000, 100_000)
	got := Train(fields, u, strata, TrainOptions{NoRelated: true})
	if !got.Converged || len(got.Related) > 0 {
		t.Errorf("converged %v, %d related classes", got.Converged, len(got.Related))
	}
	if n := got.Match[0] * got.Pairs[0]; math.Abs(n-4000) > 120 {
		t.Errorf("%.0f matches expected, there are 4000", n)
	}
	for f := range fields {
		sum := 0.0
		for l := range m[f] {
			sum += got.Fields[f].M[l]
			if math.Abs(got.Fields[f].M[l]-m[f][l]) > .025 {
				t.Errorf("%s: m of %s is %.3f, want %.3f", fields[f].Name, fields[f].Kind.Label(l), got.Fields[f].M[l], m[f][l])
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: m sums to %v", fields[f].Name, sum)
		}
	}
}

func TestTrainFindsFewWhereThereAreNone(t *testing.T) {
	for _, related := range []bool{false, true} {
		fields, u, _, strata := twoClasses(0, 100_000)
		m := Train(fields, u, strata, TrainOptions{NoRelated: !related})
		if n := m.Match[0] * m.Pairs[0]; n > 30 {
			t.Errorf("related classes %v: %.0f matches expected among strangers", related, n)
		}
		sure := 0.0
		s := m.NewScorer(nil)
		for _, c := range strata[0].Patterns {
			if s.pattern(c.Pattern, 0).match > 0 {
				sure += c.N
			}
		}
		if sure > 10 {
			t.Errorf("related classes %v: %.0f strangers score as matches", related, sure)
		}
	}
}

// Training is a function of its input.
func TestTrainIsDeterministic(t *testing.T) {
	fields, u, _, strata := twoClasses(300, 3000)
	if d := cmp.Diff(Train(fields, u, strata, TrainOptions{}), Train(fields, u, strata, TrainOptions{})); d != "" {
		t.Error(d)
	}
	if m := Train(fields, u, strata, TrainOptions{Rounds: 3}); m.Rounds > 3 {
		t.Errorf("%d rounds, 3 are allowed", m.Rounds)
	}
	if m := Train(fields, u, []Stratum{{}}, TrainOptions{}); math.IsNaN(m.Match[0]) || math.IsNaN(m.Fields[0].M[1]) {
		t.Errorf("without pairs the model is %+v", m)
	}
}
