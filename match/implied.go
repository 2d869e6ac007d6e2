package match

import (
	"cmp"
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// Limits of what a given name is taken to imply.
const (
	leastImplied = 1.5 // how many times likelier a value must be to agree where given names do
	coarseShare  = .02 // agreement by chance that makes a field coarse: fine ones are implied by nothing
	leastSeen    = 50  // pairs that must show it
	partnersEach = 4   // records of the same given name that each is compared with
)

// imply raises the chance that coarse fields agree to what it is among people of the same given name:
// a country, a tongue or a sex says little more than the name. Pairs of candidates mostly share a name, so that
// the fields would otherwise count twice. The people compared have different family names, or are of
// different clusters, so that hardly two records are of one person.
func (c *Comparer) imply(u Chance, clusters []uint32) {
	if c.given < 0 {
		return
	}
	var coarse []int
	for f, field := range c.Fields {
		if field.Kind == Category && u[f][field.Kind.Levels()] < 1-coarseShare {
			coarse = append(coarse, f)
		}
	}
	if len(coarse) == 0 {
		return
	}
	equal, all := c.agreeing(coarse, clusters)
	for k, f := range coarse {
		worst := len(u[f]) - 1
		before := 1 - u[f][worst]
		if all[k] < leastSeen || equal[k]/all[k] < leastImplied*before {
			continue
		}
		after := min(equal[k]/all[k], .99)
		for l := 1; l < worst; l++ {
			u[f][l] *= after / before
		}
	}
}

// agreeing counts pairs of people of one given name that agree in fields, and those of which both values are known.
func (c *Comparer) agreeing(fields []int, clusters []uint32) (equal, all []float64) {
	equal, all = make([]float64, len(fields)), make([]float64, len(fields))
	rows := c.named([]int{c.given, c.family}, c.Rows()/maxNamed+1)
	g, f := c.plans[c.given].at, c.plans[c.family].at
	slices.SortFunc(rows, func(i, j uint32) int { return cmp.Or(c.compareNames([]int{c.given}, i, j), cmp.Compare(i, j)) })
	for n, i := range rows {
		x := c.row(i)
		for _, j := range rows[n+1 : min(n+1+partnersEach, len(rows))] {
			y := c.row(j)
			if x[g] != y[g] || x[f] == y[f] || clusters != nil && clusters[i] == clusters[j] {
				continue
			}
			for k, field := range fields {
				at := c.plans[field].at
				if x[at] == table.Missing || y[at] == table.Missing {
					continue
				}
				all[k]++
				if x[at] == y[at] {
					equal[k]++
				}
			}
		}
	}
	return equal, all
}
