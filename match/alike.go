package match

import "math"

// Alike is the class of pairs that look alike without belonging together: branches
// of a chain, papers of one author, products of a line. It has levels of its own in
// every field, but its main texts and model numbers seldom agree well. It stands
// beside the matches where things have no personal attributes, and keeps them from
// drifting towards what is merely similar.
type Alike struct {
	Share []float64   `json:"share"` // by stratum
	M     [][]float64 `json:"m"`     // by field and level
}

// wellAlike is the largest part of alike pairs whose main texts or model numbers agree well.
const wellAlike = .02

// newAlike is the class that training starts from: between the matches and chance.
func newAlike(fields []Field, m *Model) *Alike {
	a := &Alike{Share: append([]float64(nil), m.Match...)}
	for f := range fields {
		between := make([]float64, len(m.Fields[f].M))
		for l := range between {
			between[l] = .5*m.Fields[f].M[l] + .5*m.Fields[f].U[l]
		}
		a.M = append(a.M, restrain(fields[f], between))
	}
	return a
}

// restrain caps the levels of good agreement of one field of the class.
func restrain(field Field, m []float64) []float64 {
	last := 0
	switch {
	case field.Role == Title && field.Kind == Text:
		last = textFirst + 2
	case field.Kind == ModelNumber:
		last = modelNear
	}
	good := 0.0
	for l := 1; l <= last; l++ {
		good += m[l]
	}
	if good <= wellAlike {
		return m
	}
	for l := 1; l < len(m); l++ {
		if l <= last {
			m[l] *= wellAlike / good
		} else {
			m[l] *= (1 - wellAlike) / (1 - good)
		}
	}
	return m
}

// learn takes what a round of training expects of the class, by stratum and pattern.
func (a *Alike) learn(m *Model, fields []Field, strata []Stratum, expected, start [][]float64) {
	sum := make([][]float64, len(fields))
	for f := range sum {
		sum[f] = make([]float64, len(start[f]))
	}
	for k := range strata {
		total := 0.0
		for i, c := range strata[k].Patterns {
			total += expected[k][i]
			for f := range sum {
				sum[f][c.Pattern.Level(f)] += expected[k][i]
			}
		}
		a.Share[k] = max(total, 1e-3) / max(strata[k].Pairs, 1)
	}
	for f := range fields {
		a.M[f] = smoothed(sum[f], start[f])
		if fields[f].Role != Title {
			monotone(fields[f].Kind, a.M[f], m.Fields[f].U) // as in the matches, or it would always fit better
		}
		restrain(fields[f], a.M[f])
	}
}

// smoothed are the shares of the levels in expected counts, held by what training started from.
func smoothed(sum, start []float64) []float64 {
	total := float64(smoothing)
	for _, n := range sum[1:] {
		total += n
	}
	m := make([]float64, len(sum))
	for l := 1; l < len(sum); l++ {
		m[l] = (sum[l] + smoothing*start[l]) / total
	}
	return m
}

// logRatios tabulates the log ratios of the class to unrelated pairs by field and level.
func (a *Alike) logRatios(m *Model) [][groupSpan]float64 {
	out := make([][groupSpan]float64, len(m.Fields))
	for f := range m.Fields {
		for l := 1; l < len(a.M[f]); l++ {
			r := a.M[f][l] / m.Fields[f].U[l]
			if m.Fields[f].Damp != 1 && r > 1 {
				r = math.Pow(r, m.Fields[f].Damp)
			}
			out[f][l] = math.Log(max(r, 1e-30))
		}
	}
	return out
}
