package match

import "math"

// Account is a score taken apart. All evidence is in nats, natural logarithms of
// how much likelier what was seen is among matches than among unrelated pairs:
//
//	LogOdds = Prior + Σ (Weight + Rarity) − Related
type Account struct {
	Score
	Pattern Pattern
	Prior   float64    // of the share of matches among all pairs of these sources
	Fields  []Evidence // one a field
	Related float64    // what the score loses, because related things look like that, too
	Classes []Class    // match, every kind of related, unrelated; their probabilities sum to 1
}

// Evidence is what one field says of a pair.
type Evidence struct {
	Level  int
	Weight float64 // of the level; 0 where a value is missing
	Rarity float64 // how much rarer the value both have is than is typical of the level
	Held   int     // how many records hold the value both have, copies of one thing counted once; 0: not equal
	Of     int     // of how many that hold any value, counted likewise
}

// Class is one answer to what a pair may be.
type Class struct {
	Kind        ClassKind
	Groups      []Group // related: what such things share
	Probability float64
}

// ClassKind says what the pairs of a class are.
type ClassKind uint8

const (
	Matches   ClassKind = iota // the same thing
	Relatives                  // things that share all of some groups: a home, a family
	SameNames                  // people of the same given and family name
	Lookalike                  // things that look alike: branches, products of a line
	Strangers                  // unrelated
)

// Account scores a pair and says how the score came about, by the code that scores.
func (s *Scorer) Account(i, j uint32) Account {
	p := s.pairs.Pattern(i, j)
	stratum := s.pairs.Stratum(i, j)
	w := s.pattern(p, stratum)
	_, shared := s.pairs.Rarity(i, j, p)
	a := Account{
		Score: s.Score(i, j, p), Pattern: p,
		Prior:   math.Log(s.model.Match[stratum]),
		Related: math.Log(1 + w.related*math.Exp(shared)),
	}
	for f := range s.model.Fields {
		only := p & (15 << (4 * f))
		personal, common := s.pairs.Rarity(i, j, only)
		e := Evidence{Level: p.Level(f), Weight: s.sums(only).match, Rarity: personal + common}
		e.Held, e.Of = s.pairs.held(f, i, j, e.Level)
		a.Fields = append(a.Fields, e)
	}
	a.Classes = s.classes(p, stratum, &a, shared)
	return a
}

// classes turns the odds of every class to chance into probabilities.
func (s *Scorer) classes(p Pattern, stratum int, a *Account, shared float64) []Class {
	lr := s.sums(p)
	of := func(odds float64) float64 { return odds / math.Exp(a.Related) * (1 - a.Probability()) }
	list := []Class{{Kind: Matches, Probability: a.Probability()}}
	for _, r := range s.model.Related {
		c := Class{Relatives, groupsOf(r.Groups), of(r.Share[stratum] * math.Exp(lr.related(r.Groups)+shared))}
		if r.Groups&(1<<Personal) != 0 {
			c.Kind, c.Groups = SameNames, nil
		}
		list = append(list, c)
	}
	if s.alike != nil {
		list = append(list, Class{Lookalike, nil, of(s.model.Alike.Share[stratum] * math.Exp(min(lr.alike, 600)+shared))})
	}
	return append(list, Class{Strangers, nil, of(1)})
}

// groupsOf lists the groups of a set.
func groupsOf(set uint) []Group {
	var list []Group
	for g := range Group(groups) {
		if set&(1<<g) != 0 {
			list = append(list, g)
		}
	}
	return list
}

// held returns how many records hold the value that makes two records equal in a field, and how many hold any.
func (c *Comparer) held(f int, i, j uint32, level int) (least, of int) {
	if !c.Fields[f].Kind.Equal(level) {
		return 0, 0
	}
	at := c.plans[f].at
	v := c.feature[at]
	x, y := c.row(i)[at], c.row(j)[at]
	for _, a := range v.of(x) {
		for _, b := range v.of(y) {
			if n := int(v.count[a]); a == b && (least == 0 || n < least) {
				least = n
			}
		}
	}
	return least, v.filled
}

// String names the group as it stands in explanations.
func (g Group) String() string {
	return [...]string{"personal", "family", "home", "contact", "other"}[g]
}

// LevelNamed returns the level that has a label, as tables of links name it, or -1.
func (f *FieldModel) LevelNamed(label string) int {
	for k := None; k <= ModelNumber; k++ {
		if k.String() != f.Kind {
			continue
		}
		for l := range k.Levels() + 1 {
			if k.Label(l) == label {
				return l
			}
		}
	}
	return -1
}
