package explain

import (
	"fmt"

	"github.com/gildmdm/gild/match/cluster"
)

// judge weighs joining two masters as wholes, as clustering does.
func (r *Replay) judge(left, right []Record) *Clusters {
	a, b := r.places(left), r.places(right)
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	j := cluster.Judge(a, b, r.Cluster)
	c := &Clusters{Left: len(a), Right: len(b), Mean: bits(j.Mean), Need: bits(j.Cut)}
	switch j.Guard {
	case cluster.TwiceUnique:
		c.Guard = fmt.Sprintf("both have a record of %s, which is free of duplicates", r.Sources[r.Cluster.Source[j.I]])
	case cluster.Vetoed:
		c.Guard = "they are of two generations: Jr and Sr, or I and II"
		for _, d := range r.Never {
			if d.Holds(j.I, j.J) {
				c.Guard = fmt.Sprintf("match.never: two of their records differ in %s", d.Name)
			}
		}
	case cluster.Unbacked:
		c.Guard = "no two of their records are more likely one than not, and people join by such a link only"
	case cluster.Conflicting:
		c.Guard = "they conflict throughout in what a person has but once, such as a birth date or an identifier"
	}
	return c
}

// places finds records in canonical order.
func (r *Replay) places(of []Record) []uint32 {
	var out []uint32
	for _, record := range of {
		if i, ok := r.Place(record); ok {
			out = append(out, i)
		}
	}
	return out
}
