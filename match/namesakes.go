package match

import (
	"cmp"
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// namesakes is the class of pairs that share both names and nothing else. Names of one country,
// tongue or time go together, so that there can be many more namesakes than each name by itself
// would have: chance counts names one by one.
const namesakes = 1<<Personal | 1<<Family

// Namesakes counts pairs of unlike people who have the same given and family name.
type Namesakes struct {
	Pairs    float64 // of different people, as far as birth dates and identifiers tell
	Expected float64 // if given and family names had nothing to do with each other
}

// shareNamesakes gives the class of namesakes the share that makes for the given number of pairs with
// equal names. It is counted, not fitted: the matches would take it over before they know better.
func (m *Model) shareNamesakes(fields []Field, pairs float64) {
	equal := 1.0
	for f, field := range fields {
		if field.Role != Given && field.Role != FamilyName {
			continue
		}
		part := 0.0
		for l := range m.Fields[f].M {
			if field.Kind.Equal(l) {
				part += sharedPart*m.Fields[f].M[l] + (1-sharedPart)*m.Fields[f].U[l]
			}
		}
		equal *= part
	}
	all := 0.0
	for _, n := range m.Pairs {
		all += n
	}
	share := m.Related[len(m.Related)-1].Share
	for k := range share {
		share[k] = pairs / (equal * all)
	}
}

// leastExcess is how many times more namesakes there must be than expected to count as a class:
// fewer are explained well enough by names one by one.
const leastExcess = 3

// Samples to count namesakes in: of records, and of their pairs of one name.
const (
	maxNamed     = 200_000
	maxNamesakes = 300_000
)

// Excess is how many namesakes there are beyond those expected; 0 where that is not much.
func (n Namesakes) Excess() float64 {
	if n.Pairs < leastExcess*n.Expected {
		return 0
	}
	return n.Pairs - n.Expected
}

// Namesakes looks at all pairs of records with the same names, those of one cluster aside
// where clusters, not nil, are known. It is zero if names or what tells namesakes apart are not compared.
func (c *Comparer) Namesakes(clusters []uint32) Namesakes {
	telling := c.telling()
	if c.given < 0 || len(telling) == 0 {
		return Namesakes{}
	}
	every := c.Rows()/maxNamed + 1
	rows := c.named(every)
	n := float64(len(rows))
	if n < 2 {
		return Namesakes{}
	}
	of := float64(every * every) // pairs that a pair of the sample stands for
	out := Namesakes{Expected: of * n * (n - 1) / 2 * c.equalPairs(c.given, rows) * c.equalPairs(c.family, rows)}
	blocks, all := c.byName(rows)
	step := all/maxNamesakes + 1
	pairs, known, differ, k := 0, 0, 0, 0
	for _, block := range blocks {
		for x := range block {
			for _, j := range block[x+1:] {
				if k++; k%step != 0 || clusters != nil && clusters[block[x]] == clusters[j] {
					continue
				}
				pairs++
				switch c.tellsApart(telling, block[x], j) {
				case other:
					known, differ = known+1, differ+1
				case same:
					known++
				}
			}
		}
	}
	if 2*known > pairs { // or those that can be told apart do not speak for the rest
		out.Pairs = of * float64(step) * float64(pairs) * float64(differ) / float64(known)
	}
	return out
}

// telling lists the fields of which people have but one value.
func (c *Comparer) telling() []int {
	var list []int
	for f, field := range c.Fields {
		if field.Exclusive() {
			list = append(list, f)
		}
	}
	return list
}

// named lists every so many'th record, as far as they have both names, in order of their names.
func (c *Comparer) named(every int) []uint32 {
	var rows []uint32
	g, f := c.plans[c.given].at, c.plans[c.family].at
	for i := uint32(0); int(i) < c.Rows(); i += uint32(every) {
		if x := c.row(i); x[g] != table.Missing && x[f] != table.Missing {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(i, j uint32) int {
		x, y := c.row(i), c.row(j)
		return cmp.Or(cmp.Compare(x[f], y[f]), cmp.Compare(x[g], y[g]), cmp.Compare(i, j))
	})
	return rows
}

// byName cuts named records into blocks of the same names, and counts the pairs in them.
func (c *Comparer) byName(rows []uint32) (blocks [][]uint32, pairs int) {
	g, f := c.plans[c.given].at, c.plans[c.family].at
	from := 0
	for k := 1; k <= len(rows); k++ {
		if k < len(rows) && c.row(rows[k])[g] == c.row(rows[from])[g] && c.row(rows[k])[f] == c.row(rows[from])[f] {
			continue
		}
		if k-from > 1 {
			blocks = append(blocks, rows[from:k])
			pairs += (k - from) * (k - from - 1) / 2
		}
		from = k
	}
	return blocks, pairs
}

// equalPairs is the share of pairs of the records that are equal in a field.
func (c *Comparer) equalPairs(field int, rows []uint32) float64 {
	at := c.plans[field].at
	counts := make([]float64, c.feature[at].codes())
	for _, i := range rows {
		counts[c.row(i)[at]]++
	}
	pairs := 0.0
	for _, n := range counts {
		pairs += n * (n - 1)
	}
	n := float64(len(rows))
	return pairs / (n * (n - 1))
}

// tellsApart says whether two records are of one person or of two, by fields of which a
// person has but one value: unknown where both lack them or they are doubtful.
func (c *Comparer) tellsApart(telling []int, i, j uint32) int {
	x, y := c.row(i), c.row(j)
	says := unknown
	for _, f := range telling {
		p := &c.plans[f]
		level := c.level(p, x, y)
		switch {
		case level == levelMissing, p.kind == Date && !p.feature.full(x[p.at], y[p.at]):
		case level == p.kind.Levels() && says == unknown:
			says = other
		case level != p.kind.Levels():
			says = same
		}
	}
	return says
}

// full reports whether two dates are known to the day.
func (f *features) full(a, b uint32) bool {
	if f.start != nil {
		return false
	}
	y1, m1, d1 := f.days[a].parts()
	y2, m2, d2 := f.days[b].parts()
	return y1*m1*d1*y2*m2*d2 != 0
}
