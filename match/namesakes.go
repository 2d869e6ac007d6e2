package match

import (
	"cmp"
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// Namesakes counts pairs of unlike people who have the same given and family name, or of unlike works
// of the same title. They are a class of pairs of their own, which share the names and nothing else.
//
// Names of one country, tongue or time go together, so that there can be many more namesakes than each name by
// itself would have: chance counts names one by one. And works are not named by chance: Greatest Hits, Editorial.
type Namesakes struct {
	Groups   uint    // what the class shares, as in Related
	Pairs    float64 // of different things, as far as birth dates and identifiers tell, or what a work holds
	Expected float64 // if given and family names had nothing to do with each other
}

// shareNamesakes gives the class of namesakes the share that makes for the given number of pairs with
// equal names. It is counted, not fitted: the matches would take it over before they know better.
func (m *Model) shareNamesakes(fields []Field, pairs float64) {
	equal := 1.0
	for f, field := range fields {
		if field.Role == NoRole {
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
	names, telling := c.nameFields(), c.telling()
	if len(names) == 0 || len(telling) == 0 {
		return Namesakes{}
	}
	every := c.Rows()/maxNamed + 1
	rows := c.named(names, every)
	n := float64(len(rows))
	if n < 2 {
		return Namesakes{}
	}
	of := float64(every * every) // pairs that a pair of the sample stands for
	out := Namesakes{Groups: 1 << Personal}
	if c.given >= 0 {
		out.Groups |= 1 << Family
		out.Expected = of * n * (n - 1) / 2 * c.equalPairs(c.given, rows) * c.equalPairs(c.family, rows)
	}
	blocks, all := c.byName(names, rows)
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

// nameFields lists the fields that namesakes share: both names of people, or the title.
func (c *Comparer) nameFields() []int {
	if c.given >= 0 {
		return []int{c.given, c.family}
	}
	if title := slices.IndexFunc(c.Fields, func(f Field) bool { return f.Role == Title }); title >= 0 {
		return []int{title}
	}
	return nil
}

// telling lists the fields that tell namesakes apart: those of which people have but one value, or the
// text that says most of a work besides its title.
func (c *Comparer) telling() []int {
	var list []int
	for f, field := range c.Fields {
		switch {
		case c.given >= 0 && field.Exclusive():
			list = append(list, f)
		case c.given < 0 && field.Kind == Text && field.Group == Other && list == nil:
			list = []int{f}
		}
	}
	return list
}

// named lists every so many'th record, as far as they have the names, in order of these.
func (c *Comparer) named(names []int, every int) []uint32 {
	var rows []uint32
	for i := uint32(0); int(i) < c.Rows(); i += uint32(every) {
		x := c.row(i)
		if !slices.ContainsFunc(names, func(f int) bool { return x[c.plans[f].at] == table.Missing }) {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(i, j uint32) int { return cmp.Or(c.compareNames(names, i, j), cmp.Compare(i, j)) })
	return rows
}

// compareNames orders two records by their names.
func (c *Comparer) compareNames(names []int, i, j uint32) int {
	x, y := c.row(i), c.row(j)
	for _, f := range names {
		if d := cmp.Compare(x[c.plans[f].at], y[c.plans[f].at]); d != 0 {
			return d
		}
	}
	return 0
}

// byName cuts named records into blocks of the same names, and counts the pairs in them.
func (c *Comparer) byName(names []int, rows []uint32) (blocks [][]uint32, pairs int) {
	from := 0
	for k := 1; k <= len(rows); k++ {
		if k < len(rows) && c.compareNames(names, rows[k], rows[from]) == 0 {
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
		if p.kind == Text {
			return textsTell(level)
		}
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

// textsTell says the same by texts: hardly a word in common, or most.
func textsTell(level int) int {
	switch {
	case level == levelMissing:
		return unknown
	case level >= textDifferent-1:
		return other
	}
	return same
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
