package labelled

import (
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// Labels are the truth of records that are not published yet.
type Labels struct {
	Entity  []uint32    // by record: its entity, 0 unknown; nil when pairs are given
	Pairs   [][2]uint32 // pairs of records that belong together, the smaller first, ascending; all that is known
	Missing int         // records that the truth names and that are not there
}

// NewLabels looks up the records that columns name, one row a record, in the truth.
// Records that share source and ID follow each other.
func NewLabels(source, id *table.Column, t *Truth) (*Labels, error) {
	j := newJoined(keyed{source, id})
	if err := j.addTruth(t); err != nil {
		return nil, err
	}
	l := &Labels{Missing: len(j.Source) - j.crosswalk}
	if j.Entity == nil {
		for _, p := range j.Pairs {
			if int(max(p[0], p[1])) < j.crosswalk {
				l.Pairs = append(l.Pairs, p)
			}
		}
		return l, nil
	}
	l.Entity = j.Entity[:j.crosswalk]
	l.Pairs = pairsWithin(l.Entity)
	return l, nil
}

// pairsWithin lists the pairs of records of one entity, ascending.
func pairsWithin(entity []uint32) [][2]uint32 {
	of := map[uint32][]uint32{}
	var pairs [][2]uint32
	for i, e := range entity {
		if e == 0 {
			continue
		}
		for _, other := range of[e] {
			pairs = append(pairs, [2]uint32{other, uint32(i)})
		}
		of[e] = append(of[e], uint32(i))
	}
	slices.SortFunc(pairs, func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) })
	return pairs
}

// Same reports whether two records are known to belong together.
func (l *Labels) Same(i, j uint32) bool {
	if l.Entity != nil {
		return l.Entity[i] != 0 && l.Entity[i] == l.Entity[j]
	}
	_, found := slices.BinarySearchFunc(l.Pairs, [2]uint32{min(i, j), max(i, j)}, func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) })
	return found
}
