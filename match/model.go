package match

import (
	"fmt"
	"math"
	"math/bits"
)

// ModelVersion is the version of the model file. 1: first.
const ModelVersion = 1

// Model weighs patterns by latent classes: match; related but different, one
// class for every set of groups that relatives may share; unrelated.
//
// All class shares are shares of all pairs of a stratum, not of the candidate
// pairs: the unrelated class then explains exactly the chance agreement that
// blocking selects, and no prior has to be guessed.
type Model struct {
	Version   int          `json:"version"`
	Fields    []FieldModel `json:"fields"`
	Related   []Related    `json:"related"` // sets of groups, with their shares by stratum
	Alike     *Alike       `json:"alike,omitempty"`
	Match     []float64    `json:"match"`            // share of matches among all pairs, by stratum
	Pairs     []float64    `json:"pairs"`            // all pairs, by stratum
	Unique    []bool       `json:"unique"`           // by source: it has no duplicates of its own
	Wholes    *Model       `json:"wholes,omitempty"` // of the clusters compared as wholes; nil: they are not
	Rounds    int          `json:"rounds"`
	Converged bool         `json:"converged"`
}

// FieldModel is what is known of one comparison: m and u by level (0 unused).
type FieldModel struct {
	Name  string    `json:"name"`
	Kind  string    `json:"kind"`
	Group Group     `json:"group"`
	Named bool      `json:"named,omitempty"` // namesakes share it: a given name, the title of a work
	Damp  float64   `json:"damp"`            // factor on evidence for a match: less than 1 where many coarse fields say the same
	M     []float64 `json:"m"`
	U     []float64 `json:"u"`
}

// Related is one class of pairs that belong together without being the same.
type Related struct {
	Groups uint      `json:"groups"` // bit set of Group: what such pairs share
	Share  []float64 `json:"share"`  // by stratum
}

// Parts of m and u in the classes of related pairs: what is shared agrees nearly
// as often as within a match; what is not, nearly as rarely as by chance.
const (
	sharedPart = .9
	strayPart  = .02
)

// Ratio returns m/u of a level, damped.
func (f *FieldModel) Ratio(level int) float64 {
	if level == levelMissing {
		return 1
	}
	r := f.M[level] / f.U[level]
	if f.Damp != 1 && r > 1 {
		return math.Pow(r, f.Damp)
	}
	return r
}

// Weight returns the match weight of a level in bits.
func (f *FieldModel) Weight(level int) float64 { return math.Log2(f.Ratio(level)) }

// Scorer turns pairs into log-odds. It caches the weights of patterns and is for one goroutine.
type Scorer struct {
	model   *Model
	pairs   *Comparer
	shared  [][groupSpan]float64 // by field and level: log ratio when the group is shared
	stray   [][groupSpan]float64
	match   [][groupSpan]float64
	alike   [][groupSpan]float64 // nil: no such class
	keys    []uint64
	values  []Weight
	present []bool
	used    int
}

const groupSpan = 16 // levels a field can have, 0 included

// Score is what the model makes of a pair.
type Score struct {
	LogOdds float32 // natural log of P(match) / P(not)
	Related float32 // probability of related but different
}

// Weight is what the model makes of a pattern: the log ratio of match to
// unrelated, and the odds of related to unrelated.
type Weight struct{ match, related float64 }

// Probability returns the match probability of log-odds.
func (s Score) Probability() float64 { return 1 / (1 + math.Exp(-float64(s.LogOdds))) }

// NewScorer returns a scorer of its own for one goroutine, for the pairs of a comparer.
func (m *Model) NewScorer(c *Comparer) *Scorer {
	s := &Scorer{model: m, pairs: c}
	s.match, s.shared, s.stray = m.logRatios()
	if m.Alike != nil {
		s.alike = m.Alike.logRatios(m)
	}
	return s
}

// logRatios tabulates log ratios to the unrelated class by field and level.
func (m *Model) logRatios() (match, shared, stray [][groupSpan]float64) {
	n := len(m.Fields)
	match, shared, stray = make([][groupSpan]float64, n), make([][groupSpan]float64, n), make([][groupSpan]float64, n)
	for f := range m.Fields {
		for l := 1; l < len(m.Fields[f].M); l++ {
			r := m.Fields[f].Ratio(l)
			match[f][l] = math.Log(r)
			shared[f][l] = math.Log(sharedPart*r + 1 - sharedPart)
			stray[f][l] = math.Log(strayPart*r + 1 - strayPart)
		}
	}
	return match, shared, stray
}

// Pair compares and scores two records.
func (s *Scorer) Pair(i, j uint32) Score { return s.Score(i, j, s.pairs.Pattern(i, j)) }

// Score scores two records whose pattern is known.
func (s *Scorer) Score(i, j uint32, p Pattern) Score {
	return s.Weighed(i, j, p, s.pattern(p, s.pairs.Stratum(i, j)))
}

// Weighed scores two records whose pattern has been weighed.
func (s *Scorer) Weighed(i, j uint32, p Pattern, w Weight) Score {
	return w.score(s.pairs.Rarity(i, j, p))
}

// score completes a weight by the rarity of the equal values of a pair.
func (w Weight) score(personal, shared float64) Score {
	match := w.match + personal + shared
	related := w.related * math.Exp(shared)
	return Score{
		LogOdds: float32(match - math.Log(1+related)),
		Related: float32(related / (1 + related + math.Exp(min(match, 700)))),
	}
}

// Weigh returns what the model makes of a pattern, whatever the values of a pair, and the most log-odds that
// any pair of the pattern can have: they rise with the rarity of what is equal, personal or shared.
func (s *Scorer) Weigh(stratum int, p Pattern) (w Weight, most float32) {
	const rounding = 1e-4
	w = s.weigh(p, stratum)
	return w, w.score(s.pairs.mostRarity(p)).LogOdds + rounding
}

// pattern returns the weight of a pattern of a stratum.
func (s *Scorer) pattern(p Pattern, stratum int) Weight {
	if s.used*2 >= len(s.keys) {
		s.grow()
	}
	// A slot holds a hash of pattern and stratum; 64 bits make a clash of two
	// patterns less likely than a memory error.
	key := mix(uint64(p)*0x9e3779b97f4a7c15 + uint64(stratum))
	mask := uint64(len(s.keys) - 1)
	i := key & mask
	for ; s.present[i]; i = (i + 1) & mask {
		if s.keys[i] == key {
			return s.values[i]
		}
	}
	v := s.weigh(p, stratum)
	s.keys[i], s.values[i], s.present[i] = key, v, true
	s.used++
	return v
}

func (s *Scorer) grow() {
	keys, values, present := s.keys, s.values, s.present
	size := max(1024, 2*len(keys))
	s.keys, s.values, s.present = make([]uint64, size), make([]Weight, size), make([]bool, size)
	mask := uint64(size - 1)
	for k, ok := range present {
		if !ok {
			continue
		}
		i := keys[k] & mask
		for s.present[i] {
			i = (i + 1) & mask
		}
		s.keys[i], s.values[i], s.present[i] = keys[k], values[k], true
	}
}

// weigh computes the weight of a pattern, class shares included.
func (s *Scorer) weigh(p Pattern, stratum int) Weight {
	lr := s.sums(p)
	w := Weight{match: math.Log(s.model.Match[stratum]) + lr.match}
	for _, r := range s.model.Related {
		w.related += r.Share[stratum] * math.Exp(lr.related(r.Groups))
	}
	if s.alike != nil {
		w.related += s.model.Alike.Share[stratum] * math.Exp(min(lr.alike, 600))
	}
	return w
}

// ratios are summed log ratios of one pattern to the unrelated class.
type ratios struct {
	match, alike  float64
	named         float64 // of the given name or the title, if shared
	shared, stray [groups]float64
}

// related is the log ratio of the class that shares the given groups.
func (r *ratios) related(set uint) float64 {
	sum := 0.0
	if set&(1<<Personal) != 0 {
		sum = r.named
	}
	for g := 1; g < groups; g++ {
		if set&(1<<g) != 0 {
			sum += r.shared[g]
		} else {
			sum += r.stray[g]
		}
	}
	return sum
}

func (s *Scorer) sums(p Pattern) ratios {
	var r ratios
	for f := range s.model.Fields {
		l := p.Level(f)
		if l == levelMissing {
			continue
		}
		r.match += s.match[f][l]
		if s.alike != nil {
			r.alike += s.alike[f][l]
		}
		g := s.model.Fields[f].Group
		if g != Personal {
			r.shared[g] += s.shared[f][l]
			r.stray[g] += s.stray[f][l]
		} else if s.model.Fields[f].Named {
			r.named += s.shared[f][l]
		}
	}
	return r
}

// relatedSets returns every non-empty set of the groups that fields belong to, personal ones aside.
func relatedSets(fields []Field) []uint {
	var all uint
	for _, f := range fields {
		if f.Group != Personal {
			all |= 1 << f.Group
		}
	}
	var sets []uint
	for set := uint(1); set <= all; set++ {
		if set&^all == 0 && bits.OnesCount(set) > 0 {
			sets = append(sets, set)
		}
	}
	return sets
}

// Fits reports why a model cannot score these fields and strata; nil if it can.
func (m *Model) Fits(fields []Field, strata int) error {
	if m.Version != ModelVersion {
		return fmt.Errorf("model has version %d, this gild reads %d", m.Version, ModelVersion)
	}
	if len(m.Fields) != len(fields) {
		return fmt.Errorf("model compares %d fields, the configuration %d", len(m.Fields), len(fields))
	}
	for i, f := range fields {
		have := m.Fields[i]
		if have.Name != f.Name || have.Kind != f.Kind.String() || len(have.M) != f.Kind.Levels()+1 || len(have.U) != len(have.M) {
			return fmt.Errorf("field %d of the model is %s (%s), of the configuration %s (%s)", i+1, have.Name, have.Kind, f.Name, f.Kind)
		}
	}
	if len(m.Match) != strata || len(m.Pairs) != strata {
		return fmt.Errorf("model was trained on %d sources, the configuration has %d", len(m.Match)-1, strata-1)
	}
	return nil
}
