package labelled

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/table"
)

// Judged is what people say of records that are not published yet: of pairs, or by entity.
type Judged struct {
	Pairs   []JudgedPair // ascending by records
	Entity  []uint32     // by record: its entity, 0 unknown; nil when pairs are given. An entity is known whole
	Missing int          // lines about records that are not there
}

// JudgedPair is a pair, the smaller record first, and whether its records are the same.
type JudgedPair struct {
	I, J uint32
	Same bool
}

// NewJudged looks up what labels say of the records that columns name, one row a record. Unlike the truth
// of a run, labels say of pairs that they do not match; a line whose match is empty is not decided yet.
func NewJudged(source, id *table.Column, t *Truth) (*Judged, error) {
	if t.entity == nil {
		return judgedPairs(newJoined(keyed{source, id}), t)
	}
	l, err := NewLabels(source, id, t)
	if err != nil {
		return nil, err
	}
	out := &Judged{Entity: l.Entity, Missing: l.Missing}
	for _, p := range l.Pairs {
		out.Pairs = append(out.Pairs, JudgedPair{p[0], p[1], true})
	}
	return out, nil
}

func judgedPairs(j *joined, t *Truth) (*Judged, error) {
	left, right := j.finder(t.left), j.finder(t.right)
	out := &Judged{}
	said := map[[2]uint32]JudgedPair{}
	for line, says := range t.says {
		a, here := left.at(line)
		b, there := right.at(line)
		switch {
		case says == undecided:
			continue
		case !here || !there:
			out.Missing++
			continue
		case a == b:
			return nil, &source.Error{File: t.Path, Row: int64(line + 1), What: "a pair of " + left.name(line) + " with itself", Next: "name two records"}
		}
		p := JudgedPair{min(a, b), max(a, b), says == matches}
		if before, ok := said[[2]uint32{p.I, p.J}]; ok && before != p {
			return nil, &source.Error{File: t.Path, Row: int64(line + 1), What: fmt.Sprintf("%s and %s match here, and do not in another line", left.name(line), right.name(line)), Next: "decide for one"}
		}
		said[[2]uint32{p.I, p.J}] = p
	}
	for _, p := range said {
		out.Pairs = append(out.Pairs, p)
	}
	slices.SortFunc(out.Pairs, func(p, q JudgedPair) int { return cmp.Or(cmp.Compare(p.I, q.I), cmp.Compare(p.J, q.J)) })
	if out.Pairs == nil && out.Missing > 0 {
		return nil, j.checkFound(t, out.Missing, out.Missing)
	}
	return out, nil
}
