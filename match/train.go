package match

import (
	"math"
	"slices"
)

// TrainOptions steer training.
type TrainOptions struct {
	Rounds    int       // most rounds of EM; 0: 100
	Alike     bool      // a class of pairs that are merely alike: for things without personal attributes
	NoRelated bool      // only two classes: for texts of duplicate-free sources
	Namesakes Namesakes // namesakes counted

	// Settle fits the shares of the classes once more at the end, without competition: that of the
	// candidates within a source may be among many records of one thing.
	Settle bool

	// Competition, if not nil, lets the pairs of the strata in Compete share
	// each record's belief.
	Competition *Competition
	Compete     []bool
}

// Stratum is the evidence of one stratum: the patterns of its candidate pairs, and how many pairs there are in all.
type Stratum struct {
	Pairs    float64
	Patterns []Count
}

// smoothing is how many pairs' worth of belief in the starting m stays in it.
const smoothing = 5

// Train fits a model to the pattern histograms of candidate pairs by
// expectation-maximisation. u is given, not fitted.
func Train(fields []Field, u Chance, strata []Stratum, opt TrainOptions) *Model {
	m := newModel(fields, u, strata)
	if !opt.NoRelated {
		for _, set := range relatedSets(fields) {
			r := Related{Groups: set}
			for s := range strata {
				r.Share = append(r.Share, m.Match[s]*.3)
			}
			m.Related = append(m.Related, r)
		}
	}
	if excess := opt.Namesakes.Excess(); excess > 0 {
		m.Related = append(m.Related, Related{Groups: opt.Namesakes.Groups, Share: make([]float64, len(strata))})
		m.shareNamesakes(fields, excess)
	}
	start := make([][]float64, len(fields))
	for f := range fields {
		start[f] = append([]float64(nil), m.Fields[f].M...)
	}
	var alike [][]float64
	if opt.Alike {
		m.Alike = newAlike(fields, m)
		alike = slices.Clone(m.Alike.M)
	}
	rounds := opt.Rounds
	if rounds == 0 {
		rounds = 100
	}
	for m.Rounds < rounds && !m.Converged {
		m.Converged = m.step(fields, strata, start, alike, opt) < 1e-4
		m.Rounds++
	}
	if opt.Settle {
		opt.Competition = nil
		for range settling {
			m.share(fields, strata, opt)
		}
	}
	return m
}

// settling is how often the shares are fitted at the end.
const settling = 30

// share fits the shares of the classes alone.
func (m *Model) share(fields []Field, strata []Stratum, opt TrainOptions) {
	match, related, alike := m.expect(strata, opt)
	for k := range strata {
		all := max(strata[k].Pairs, 1)
		m.Match[k] = max(total(match[k]), 1e-3) / all
		for i := range m.Related {
			m.Related[i].Share[k] = max(related[k][i], 1e-3) / all
		}
		if m.Alike != nil {
			m.Alike.Share[k] = max(total(alike[k]), 1e-3) / all
		}
	}
	if excess := opt.Namesakes.Excess(); excess > 0 {
		m.shareNamesakes(fields, excess)
	}
}

func total(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum
}

// newModel is the model that training starts from.
func newModel(fields []Field, u Chance, strata []Stratum) *Model {
	m := &Model{Version: ModelVersion}
	for f, field := range fields {
		m.Fields = append(m.Fields, FieldModel{
			Name: field.Name, Kind: field.Kind.String(), Group: field.Group, Named: field.Role == Given || field.Role == Title,
			Damp: 1, M: startM(field.Kind, u[f]), U: u[f],
		})
	}
	for f, d := range damping(fields, u) {
		m.Fields[f].Damp = d
	}
	for _, s := range strata {
		m.Pairs = append(m.Pairs, s.Pairs)
		m.Match = append(m.Match, .3*math.Sqrt(2*max(s.Pairs, 1))/max(s.Pairs, 1))
	}
	return m
}

// startM is a plausible m for any data: mostly equal, seldom different.
func startM(kind Kind, u []float64) []float64 {
	n := kind.Levels()
	m := make([]float64, n+1)
	equal, rest := 0.0, 0.0
	for l := 1; l <= n; l++ {
		if kind.Equal(l) {
			equal += math.Sqrt(u[l])
		} else {
			rest++
		}
	}
	for l := 1; l <= n; l++ {
		switch {
		case kind.Equal(l):
			m[l] = .65 * math.Sqrt(u[l]) / equal
		case l == n:
			m[l] = .05
		default:
			m[l] = .3 / (rest - 1)
		}
	}
	if kind == Text || kind == ModelNumber { // falling from the best level to the worst
		sum := 0.0
		for l := 1; l <= n; l++ {
			m[l] = math.Pow(.75, float64(l-1))
			sum += m[l]
		}
		for l := range m {
			m[l] /= sum
		}
	}
	normalise(m)
	return m
}

func normalise(m []float64) {
	sum := 0.0
	for _, x := range m {
		sum += x
	}
	for l := range m {
		m[l] /= sum
	}
}

// damping weakens coarse fields when there are many: their agreements say much the same.
func damping(fields []Field, u Chance) []float64 {
	damp := make([]float64, len(fields))
	var coarse []int
	for f := range fields {
		damp[f] = 1
		equal := 0.0
		for l := 1; l < len(u[f]); l++ {
			if fields[f].Kind.Equal(l) {
				equal += u[f][l]
			}
		}
		if -math.Log2(equal) < 3.5 && fields[f].Kind != Text {
			coarse = append(coarse, f)
		}
	}
	if len(coarse) > 3 {
		for _, f := range coarse {
			damp[f] = 3 / float64(len(coarse))
		}
	}
	return damp
}

// step is one round of EM. It returns the largest change of any m.
func (m *Model) step(fields []Field, strata []Stratum, start, startAlike [][]float64, opt TrainOptions) float64 {
	match, related, alike := m.expect(strata, opt)
	sum := make([][]float64, len(fields))
	for f := range sum {
		sum[f] = make([]float64, len(start[f]))
	}
	for k := range strata {
		total := 0.0
		for i, c := range strata[k].Patterns {
			total += match[k][i]
			for f := range sum {
				sum[f][c.Pattern.Level(f)] += match[k][i]
			}
		}
		all := max(strata[k].Pairs, 1)
		m.Match[k] = max(total, 1e-3) / all
		for i := range m.Related {
			m.Related[i].Share[k] = max(related[k][i], 1e-3) / all
		}
	}
	if excess := opt.Namesakes.Excess(); excess > 0 {
		m.shareNamesakes(fields, excess)
	}
	if m.Alike != nil {
		m.Alike.learn(m, fields, strata, alike, startAlike)
	}
	change := 0.0
	for f := range fields {
		next := m.fit(fields, f, sum[f], start[f])
		for l := range next {
			change = max(change, math.Abs(next[l]-m.Fields[f].M[l]))
		}
		m.Fields[f].M = next
	}
	return change
}

// expect returns, by stratum, the expected matches of each pattern and the
// expected pairs of each related class; alike has those of the alike class by pattern.
func (m *Model) expect(strata []Stratum, opt TrainOptions) (match, related, alike [][]float64) {
	s := m.NewScorer(nil)
	part := make([]float64, len(m.Related))
	odds := make([][]float64, len(strata))
	alike = make([][]float64, len(strata))
	for k := range strata {
		odds[k] = make([]float64, len(strata[k].Patterns))
		related = append(related, make([]float64, len(m.Related)))
		for n, c := range strata[k].Patterns {
			lr := s.sums(c.Pattern)
			o := m.Match[k] * math.Exp(min(lr.match, 600))
			others := 1.0
			for i := range m.Related {
				part[i] = m.Related[i].Share[k] * math.Exp(min(lr.related(m.Related[i].Groups), 600))
				others += part[i]
			}
			a := 0.0
			if m.Alike != nil {
				a = m.Alike.Share[k] * math.Exp(min(lr.alike, 600))
				others += a
			}
			unmatched := c.free()/(others+o) + c.Not/others
			if m.Alike != nil {
				alike[k] = append(alike[k], a*unmatched)
			}
			for i := range part {
				related[k][i] += part[i] * unmatched
			}
			odds[k][n] = o / others
		}
	}
	if opt.Competition != nil {
		match = opt.Competition.expect(odds, opt.Compete)
		for k := range strata {
			for n, c := range strata[k].Patterns {
				if c.Same+c.Not > 0 {
					match[k][n] = c.Same + match[k][n]*c.free()/c.N
				}
			}
		}
		return match, related, alike
	}
	for k := range strata {
		for n, c := range strata[k].Patterns {
			odds[k][n] = c.Same + c.free()*odds[k][n]/(1+odds[k][n])
		}
	}
	return odds, related, alike
}

// fit turns the expected counts of one field into m.
func (m *Model) fit(fields []Field, f int, sum, start []float64) []float64 {
	kind, u := fields[f].Kind, m.Fields[f].U
	next := smoothed(sum, start)
	monotone(kind, next, u)
	if kind == Email {
		// Local parts are made of names: that they are alike, or even the same at
		// another provider, says no more than the names.
		limit(next, emailLocal, u[emailLocal])
		limit(next, emailSimilar, u[emailSimilar])
	}
	worst := kind.Levels()
	most := .5
	if fields[f].Group == Personal {
		most = .3
	}
	if fields[f].Exclusive() {
		most = min(most, doubted(sum, start, worst))
	}
	limit(next, worst, min(most, u[worst]))
	if fields[f].Group == Personal && kind != Text && kind != ModelNumber {
		floor(next, worst, min(.02, u[worst]))
	}
	if kind == Text && fields[f].Role == Title {
		limit(next, worst, .02)
		limit(next, worst-1, .03)
	}
	return next
}

// doubted is the share of matches that conflict in an exclusive field, as far as the
// evidence goes: few pairs hardly move it from where it starts. Relatives and
// namesakes would otherwise pass for matches where there are few of either.
func doubted(sum, start []float64, worst int) float64 {
	const doubt = 150 // pairs
	total := 0.0
	for _, n := range sum[1:] {
		total += n
	}
	return (sum[worst] + doubt*start[worst]) / (total + doubt)
}

// limit caps one level and spreads the rest over the others.
func limit(m []float64, l int, most float64) {
	if m[l] <= most {
		return
	}
	k := (1 - most) / (1 - m[l])
	for i := range m {
		m[i] *= k
	}
	m[l] = most
}

// floor raises one level and takes it from the others.
func floor(m []float64, l int, least float64) {
	if m[l] >= least {
		return
	}
	k := (1 - least) / (1 - m[l])
	for i := range m {
		m[i] *= k
	}
	m[l] = least
}

// monotone makes m/u fall from the best level to the worst by pooling adjacent
// violators, weighted by u, so that the sum of m is kept.
func monotone(kind Kind, m, u []float64) {
	type block struct {
		m, u   float64
		levels []int
	}
	var stack []block
	for l := 1; l < len(m); l++ {
		if !kind.monotone(l) {
			continue
		}
		b := block{m[l], u[l], []int{l}}
		for len(stack) > 0 && b.m*stack[len(stack)-1].u > stack[len(stack)-1].m*b.u {
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			b = block{top.m + b.m, top.u + b.u, append(top.levels, b.levels...)}
		}
		stack = append(stack, b)
	}
	for _, b := range stack {
		for _, l := range b.levels {
			m[l] = b.m / b.u * u[l]
		}
	}
}
