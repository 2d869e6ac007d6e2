package explain

import (
	"math"
	"strings"

	"github.com/gildmdm/gild/match"
)

// Fields says which attributes each comparison looks at.
type Fields []Field

// Field is a comparison: its name, as in the model, and its attributes.
type Field struct {
	Name       string
	Kind       match.Kind
	Attributes []string
}

// newScore writes an account in bits.
func newScore(fields Fields, a *match.Account) *Score {
	s := &Score{
		Bits: bits(float64(a.LogOdds)), Probability: a.Probability(),
		Prior: bits(a.Prior), Related: bits(a.Related),
	}
	for f, e := range a.Fields {
		s.Comparisons = append(s.Comparisons, Comparison{
			Field: fields[f].Name, Attributes: fields[f].Attributes, Level: e.Level, Label: fields[f].Kind.Label(e.Level),
			Bits: bits(e.Weight), Rarity: bits(e.Rarity), Held: e.Held, Of: e.Of,
		})
	}
	for _, c := range a.Classes {
		s.Classes = append(s.Classes, Class{className(c.Kind), shares(c.Groups), c.Probability})
	}
	return s
}

// scoreOfLink rebuilds what a link says of its score: levels and their weights. What
// rarity, related things and the prior make of it only the link's total shows.
func scoreOfLink(m *match.Model, l *Link) *Score {
	s := &Score{Bits: l.Bits, Probability: l.Probability, Prior: l.Bits, Partly: true}
	for k := range m.Fields {
		f := &m.Fields[k]
		name := strings.ReplaceAll(f.Name, " ", "_")
		for _, c := range l.Levels {
			if c.Name != name {
				continue
			}
			level := max(0, f.LevelNamed(c.Value))
			weight := f.Weight(level)
			s.Prior -= weight
			s.Comparisons = append(s.Comparisons, Comparison{Field: f.Name, Attributes: attributesOf(f.Name), Level: level, Label: c.Value, Bits: weight})
		}
	}
	return s
}

// attributesOf guesses the attributes of a comparison by its name, where only the name is left.
func attributesOf(field string) []string {
	if field == "address" {
		return []string{"street", "postcode", "city"}
	}
	return []string{strings.TrimSuffix(field, " codes")}
}

// bits turns nats into bits.
func bits(nats float64) float64 {
	if math.IsInf(nats, 1) {
		return math.MaxFloat64 // JSON knows no infinity
	}
	return nats / math.Ln2
}

func className(k match.ClassKind) string {
	return [...]string{"match", "related", "namesakes", "alike", "unrelated"}[k]
}

// shares writes what related things share: family and home.
func shares(groups []match.Group) string {
	var names []string
	for _, g := range groups {
		names = append(names, g.String())
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
