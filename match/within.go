package match

import "slices"

// Within measures, on the candidate pairs within sources that are free of
// duplicates, how often the main texts of unlike things are alike. No such pair
// is a match, so they show what random pairs cannot: branches of a chain, papers
// of a series, names of one pattern, all of which blocking finds. Where texts hold
// codes, these tell such things apart, and the texts are left alone. The strata are
// those within the duplicate-free sources; levels of other fields are zero.
func Within(fields []Field, strata []Stratum) Chance {
	u := make(Chance, len(fields))
	coded := slices.ContainsFunc(fields, func(f Field) bool { return f.Kind == ModelNumber })
	for f, field := range fields {
		u[f] = make([]float64, field.Kind.Levels()+1)
		if field.Role != Title || coded {
			continue
		}
		all := 0.0
		for _, s := range strata {
			all += s.Pairs
			for _, c := range s.Patterns {
				u[f][c.Pattern.Level(f)] += c.N
			}
		}
		u[f][levelMissing] = 0
		for l := range u[f] {
			u[f][l] /= max(all, 1)
		}
	}
	return u
}

// AtLeast raises levels that another measure has found to be more frequent.
func (u Chance) AtLeast(least Chance) {
	for f := range u {
		for l := range u[f] {
			u[f][l] = max(u[f][l], least[f][l])
		}
		normalise(u[f])
	}
}
