package match

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/match/kernel"
)

func jaroWinkler(a, b string) float64 { return kernel.JaroWinkler([]byte(a), []byte(b)) }

func osa(a, b string) int { return kernel.OSA([]byte(a), []byte(b)) }

func TestHistogramCountsLikeAMap(t *testing.T) {
	var h, other Histogram
	want := map[Pattern]float64{}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 20_000 {
		p := Pattern(r.IntN(3000) * 7919)
		want[p]++
		if i%2 == 0 {
			h.Add(0, p, 1)
		} else {
			other.Add(0, p, 1)
		}
	}
	h.Merge(&other)
	got := map[Pattern]float64{}
	last := Pattern(0)
	for _, c := range h.Sorted(0) {
		if c.Pattern < last {
			t.Fatal("not sorted")
		}
		got[c.Pattern], last = c.N, c.Pattern
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Date.Levels()
		m, u := make([]float64, n+1), make([]float64, n+1)
		for l := 1; l <= n; l++ {
			m[l], u[l] = rapid.Float64Range(.001, 1).Draw(t, "m"), rapid.Float64Range(.001, 1).Draw(t, "u")
		}
		sum := 0.0
		for _, x := range m {
			sum += x
		}
		monotone(Date, m, u)
		after, last := 0.0, math.Inf(1)
		for l := 1; l <= n; l++ {
			after += m[l]
			if r := m[l] / u[l]; r > last*(1+1e-9) {
				t.Fatalf("ratio rises at level %d", l)
			} else {
				last = r
			}
		}
		if math.Abs(after-sum) > 1e-9 {
			t.Errorf("sum %v became %v", sum, after)
		}
	})
}

// world simulates candidate pairs: a name that tells people apart, and an address that a household shares.
func world(matches, relatives, strangers int) ([]Field, Chance, []Stratum) {
	fields := []Field{{Name: "given", Kind: Code, Group: Personal}, {Name: "born", Kind: Code, Group: Personal}, {Name: "home", Kind: Code, Group: Home}}
	u := Chance{}
	for range fields {
		u = append(u, []float64{0, .0005, .0005, .0005, .0005, .0005, .0005, .007, .99})
	}
	r := rand.New(rand.NewPCG(5, 5))
	draw := func(equal float64) Pattern {
		switch x := r.Float64(); {
		case x < equal:
			return 3
		case x < equal+.05:
			return codeNear
		}
		return codeDifferent
	}
	var h Histogram
	add := func(n int, given, born, home float64) {
		for range n {
			h.Add(0, draw(given)|draw(born)<<4|draw(home)<<8, 1)
		}
	}
	add(matches, .85, .9, .8)
	add(relatives, .003, .003, .95)
	add(strangers, .003, .003, .003)
	return fields, u, []Stratum{{Pairs: 2e5, Patterns: h.Sorted(0)}}
}

func TestTrainFindsMatchesAmongRelatives(t *testing.T) {
	fields, u, strata := world(3000, 6000, 20_000)
	m := Train(fields, u, strata, TrainOptions{})
	if !m.Converged {
		t.Error("not converged")
	}
	if got := m.Match[0] * m.Pairs[0]; math.Abs(got-3000) > 300 {
		t.Errorf("%.0f matches expected, there are 3000", got)
	}
	related := 0.0
	for _, c := range m.Related {
		related += c.Share[0] * m.Pairs[0]
	}
	if math.Abs(related-6000) > 900 {
		t.Errorf("%.0f related pairs expected, there are 6000", related)
	}
	c := comparerOf(t, []Field{{Name: "f", Kind: Code, Columns: []int{0}}}, []string{"a", "b"})
	same, family := m.NewScorer(c).pattern(3|3<<4|3<<8, 0), m.NewScorer(c).pattern(codeDifferent|codeDifferent<<4|3<<8, 0)
	if same.match < 0 || family.match > family.related {
		t.Errorf("all equal weighs %+v, a relative %+v", same, family)
	}
}

func TestTrainFindsNothingInNothing(t *testing.T) {
	fields, u, strata := world(0, 0, 20_000)
	m := Train(fields, u, strata, TrainOptions{})
	if got := m.Match[0] * m.Pairs[0]; got > 150 {
		t.Errorf("%.0f matches expected among strangers", got)
	}
}

func TestModelFileScoresTheSame(t *testing.T) {
	fields, u, strata := world(500, 500, 500)
	m := Train(fields, u, strata, TrainOptions{})
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(m, &back); d != "" {
		t.Error(d)
	}
	if err := back.Fits(fields, 1); err != nil {
		t.Error(err)
	}
	if back.Fits(fields[:2], 1) == nil || back.Fits(fields, 2) == nil {
		t.Error("a model of other fields or sources fits")
	}
}

// A few matches that conflict in an exclusive field, as relatives taken for matches do,
// do not teach that such conflicts are common; many do.
func TestConflictsAreLearntFromMany(t *testing.T) {
	birth := Field{Name: "birth_date", Kind: Date, Group: Personal}
	worst := Date.Levels()
	u := make([]float64, worst+1)
	for l := 1; l <= worst; l++ {
		u[l] = .002
	}
	u[worst] = 1 - .002*float64(worst-1)
	m := newModel([]Field{birth}, Chance{u}, []Stratum{{Pairs: 1e6}})
	conflicting := func(matches float64) float64 {
		sum := make([]float64, worst+1)
		sum[1], sum[worst] = .75*matches, .25*matches
		return m.fit([]Field{birth}, 0, sum, m.Fields[0].M)[worst]
	}
	if few := conflicting(20); few > .08 {
		t.Errorf("of 20 matches a quarter conflict, and the model believes %.3f", few)
	}
	if many := conflicting(20_000); many < .24 {
		t.Errorf("of 20,000 matches a quarter conflict, and the model believes %.3f", many)
	}
}
