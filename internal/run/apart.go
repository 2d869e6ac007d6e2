package run

import (
	"github.com/gildmdm/gild/match"
)

// apart says which clusters are of different things: where they have an attribute
// that a thing has but once, such as a birth date or a passport number, their values
// conflict throughout, and no other such attribute agrees. One that is merely near, as the birth
// dates of siblings may be, is no agreement that outweighs a conflict: whole clusters have had several
// chances to agree. Nil if there is no such attribute.
func apart(p *problem, m *match.Model, c *match.Comparer) func(a, b []uint32) bool {
	own := exclusive(p.fields, m)
	if own == nil {
		return nil
	}
	return func(a, b []uint32) bool {
		var best [match.MaxFields]int
		for _, i := range a {
			for _, j := range b {
				for k, f := range own {
					if l := c.Level(f, i, j); l != 0 && (best[k] == 0 || l < best[k]) {
						best[k] = l
					}
				}
			}
		}
		conflicts, agreements := 0, 0
		for k, f := range own {
			switch worst := p.fields[f].Kind.Levels(); {
			case best[k] == 0:
			case best[k] == worst:
				conflicts++
			case p.fields[f].Kind.Equal(best[k]):
				agreements++
			}
		}
		return conflicts > agreements
	}
}

// exclusive lists the fields that a thing has but one value of, where the model agrees:
// hardly any match conflicts in them.
func exclusive(fields []match.Field, m *match.Model) []int {
	const leastBits = 3 // a conflict is eight times rarer among matches than among unrelated pairs
	var own []int
	for f, field := range fields {
		if field.Exclusive() && m.Fields[f].Weight(field.Kind.Levels()) < -leastBits {
			own = append(own, f)
		}
	}
	return own
}
