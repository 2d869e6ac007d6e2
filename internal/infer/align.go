package infer

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cespare/xxhash/v2"
)

// align gives free columns of different sources that hold the same the same attribute name.
// Equal telling headers do already; other columns are compared by their words.
func align(sources []*source) {
	separateOpaque(sources)
	var pairs []overlap
	for i, a := range sources {
		for _, b := range sources[i+1:] {
			if !sameSchema(a, b) {
				pairs = append(pairs, overlaps(a, b)...)
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b overlap) int { return cmp.Compare(b.share, a.share) })
	for _, p := range pairs {
		if p.to.attribute == p.from.attribute || taken(p.source, p.from, p.to.attribute) {
			continue
		}
		p.from.why = fmt.Sprintf("shares %.0f %% of its words with %s", 100*p.share, p.to.Name)
		p.from.attribute, p.from.typ = p.to.attribute, p.to.typ
	}
}

// separateOpaque renames free columns whose headers say nothing, so that c5 of one
// source is not taken for c5 of another.
func separateOpaque(sources []*source) {
	for i, s := range sources {
		for _, c := range s.columns {
			if !c.alignable() || !c.meaning.opaque {
				continue
			}
			for _, o := range sources[:i] {
				if !sameSchema(o, s) && hasAttribute(o, c.attribute) {
					c.attribute = snake(s.name) + "_" + c.attribute
				}
			}
		}
	}
}

// alignable reports whether the column is a free one that is compared.
func (c *column) alignable() bool { return c.role == other && c.attribute != "" && !c.used }

func hasAttribute(s *source, name string) bool { return taken(s, nil, name) }

// taken reports whether another column of the source has the attribute already.
func taken(s *source, self *column, name string) bool {
	for _, c := range s.columns {
		if c != self && !c.used && (c.attribute == name || c.attribute == "" && string(c.role) == name) {
			return true
		}
	}
	return false
}

// overlap is a pair of columns and the share of words of the smaller one that the other has.
type overlap struct {
	to, from *column
	source   *source // of from
	share    float64
}

// overlaps returns the pairs of free columns of two sources that share many words.
func overlaps(a, b *source) []overlap {
	xs, ys := a.worded(), b.worded()
	if len(xs)*len(ys) > mostPaired*mostPaired {
		return nil
	}
	words := make([]map[uint64]bool, len(ys))
	for i, y := range ys {
		words[i] = y.wordSet()
	}
	var out []overlap
	for _, x := range xs {
		wx := x.wordSet()
		for i, y := range ys {
			if numeric(x.typ) != numeric(y.typ) || taken(a, x, y.attribute) {
				continue
			}
			wy := words[i]
			common := 0
			for w := range wy {
				if wx[w] {
					common++
				}
			}
			share := float64(common) / float64(max(1, min(len(wx), len(wy))))
			jaccard := float64(common) / float64(max(1, len(wx)+len(wy)-common))
			if share > .3 && jaccard > .1 && !(numeric(x.typ) && jaccard < .5) {
				out = append(out, overlap{to: x, from: y, source: b, share: share})
			}
		}
	}
	return out
}

// worded returns the free columns whose words may tell what they hold.
func (s *source) worded() []*column {
	var out []*column
	for _, c := range s.columns {
		if c.alignable() && c.profile.distinct >= 10 {
			out = append(out, c)
		}
	}
	return out
}

func numeric(typ string) bool { return typ == "number" || typ == "money" }

// wordSet returns the hashes of the words of the values looked at.
func (c *column) wordSet() map[uint64]bool {
	r := newReader()
	words := map[uint64]bool{}
	for _, code := range c.profile.sample {
		r.fold(c.Dict.Bytes(code))
		for _, t := range r.tokens {
			words[xxhash.Sum64(t)] = true
		}
	}
	return words
}
