package run

import (
	"bytes"
	"slices"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// surnames gives family names of several words back what a whole name does not show to be theirs: "Isabel Núñez López" reads as Isabel,
// middle name Núñez, until another record of hers says that the family name is Núñez López.
func (s *survival) surnames() {
	m, ok := s.at["middle_name"]
	f, both := s.at["family_name"]
	if !ok || !both {
		return
	}
	r := surnameReader{domain: s.domain, place: m, middle: &s.attributes[m], family: &s.attributes[f]}
	r.middle.Spellings.Index()
	defer r.middle.Spellings.Seal()
	c := s.found.clusters
	for k := range c.Len() {
		r.read(c.List(k))
	}
	// The names as corrected are those of all stages that follow.
	s.domain.attributes[m].codes, s.domain.attributes[f].codes = r.middle.Codes, r.family.Codes
}

// surnameReader reads the family names of one cluster after the other.
type surnameReader struct {
	*domain
	place          int // of middle names among the domain's attributes
	middle, family *survivorship.Attribute
	own            bool     // the codes are copies, which may be changed
	double         []uint32 // family names of several words in the cluster at hand, as spelt
}

// read corrects the records of a cluster.
func (r *surnameReader) read(members []uint32) {
	r.double = r.double[:0]
	for _, i := range members {
		if code := r.family.Codes[i]; bytes.IndexByte(r.canonical(r.family, code), ' ') > 0 {
			r.double = append(r.double, code)
		}
	}
	if len(r.double) == 0 {
		return
	}
	for _, i := range members {
		if r.middle.Codes[i] != table.Missing && r.family.Codes[i] != table.Missing && r.whole(i) {
			r.correct(i)
		}
	}
}

// correct moves the last words of a record's middle name to its family name, if that makes one that another record has.
func (r *surnameReader) correct(i uint32) {
	middle, family := r.canonical(r.middle, r.middle.Codes[i]), r.canonical(r.family, r.family.Codes[i])
	for _, code := range r.double {
		long := r.canonical(r.family, code)
		moved, ok := bytes.CutSuffix(long, family)
		if !ok || len(moved) < 2 || moved[len(moved)-1] != ' ' {
			continue
		}
		moved = moved[:len(moved)-1]
		if rest, ok := bytes.CutSuffix(middle, moved); ok && (len(rest) == 0 || rest[len(rest)-1] == ' ') {
			if left, ok := r.without(r.middle.Codes[i], bytes.Count(moved, space)+1); ok {
				if !r.own {
					r.middle.Codes, r.family.Codes, r.own = slices.Clone(r.middle.Codes), slices.Clone(r.family.Codes), true
				}
				r.middle.Codes[i], r.family.Codes[i] = left, code
			}
			return
		}
	}
}

// without returns the spelling that a middle name has without its last words; false if no record writes it.
func (r *surnameReader) without(code uint32, words int) (uint32, bool) {
	all := bytes.Fields(r.middle.Spellings.Bytes(code))
	if len(all) <= words {
		return table.Missing, len(all) == words
	}
	left := r.middle.Spellings.Lookup(bytes.Join(all[:len(all)-words], space))
	return left, left != table.Missing
}

// whole reports whether a record has its middle name from a column of whole names.
func (r *surnameReader) whole(record uint32) bool {
	source := int(r.problem.records.Source[record])
	for s := range source {
		record -= uint32(r.sources[s].table.Rows)
	}
	_, by := r.attributes[r.place].spelling(source, record)
	return by != nil && len(typeOf(by.mapping).Parts()) > 0
}

func (r *surnameReader) canonical(a *survivorship.Attribute, code uint32) []byte {
	return a.Canonical.Bytes(a.Canon[code])
}

var space = []byte{' '}
