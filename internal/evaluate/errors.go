package evaluate

import (
	"cmp"
	"slices"
)

// Kind is a kind of error.
type Kind string

const (
	FalseLink Kind = "false"  // put together, but two entities
	Missed    Kind = "missed" // one entity, compared, and yet in two clusters
	Absent    Kind = "absent" // one entity in two clusters without a link between them
)

// Mistake is a pair of records that the run got wrong.
type Mistake struct {
	Kind Kind
	I, J uint32
	Link int // its place in the links; -1 when it is not among them
}

// Worst lists up to n mistakes of each kind: false links and missed pairs with the
// highest probability first, then, in the order of records, pairs that no link knows.
// Of two clusters without a link between them that share an entity, one pair stands for all.
func (in *Input) Worst(l *Links, n int) []Mistake {
	same := in.truth()
	var wrong, missed []Mistake
	linked := map[uint64]bool{} // clusters between which a right pair was compared
	for _, k := range byProbability(l) {
		i, j := l.I[k], l.J[k]
		right, known := same(i, j)
		together := in.Master[i] == in.Master[j]
		switch {
		case !known || right == together:
			continue
		case together && len(wrong) < n:
			wrong = append(wrong, Mistake{FalseLink, i, j, int(k)})
		case right:
			linked[pairKey(in.Master[i], in.Master[j])] = true
			if len(missed) < n {
				missed = append(missed, Mistake{Missed, i, j, int(k)})
			}
		}
	}
	return slices.Concat(wrong, missed, in.absent(linked, n))
}

// absent lists up to n pairs of one entity in two clusters that no link joins.
func (in *Input) absent(linked map[uint64]bool, n int) []Mistake {
	var out []Mistake
	for _, p := range in.apart() {
		if len(out) == n {
			break
		}
		if key := pairKey(in.Master[p[0]], in.Master[p[1]]); !linked[key] {
			linked[key] = true
			out = append(out, Mistake{Absent, min(p[0], p[1]), max(p[0], p[1]), -1})
		}
	}
	slices.SortFunc(out, func(a, b Mistake) int { return cmp.Or(cmp.Compare(a.I, b.I), cmp.Compare(a.J, b.J)) })
	return out
}

// apart gives pairs that belong together and are not: of an entity in c clusters the first records
// of each with the first of the next, c-1 pairs.
func (in *Input) apart() [][2]uint32 {
	var out [][2]uint32
	if in.Entity == nil {
		for _, p := range in.Pairs {
			if in.Master[p[0]] != in.Master[p[1]] {
				out = append(out, p)
			}
		}
		return out
	}
	var order []uint32
	for i, e := range in.Entity {
		if e != 0 {
			order = append(order, uint32(i))
		}
	}
	slices.SortFunc(order, func(i, j uint32) int {
		return cmp.Or(cmp.Compare(in.Entity[i], in.Entity[j]), cmp.Compare(in.Master[i], in.Master[j]), cmp.Compare(i, j))
	})
	for k, head := 1, 0; k < len(order); k++ {
		a, b := order[head], order[k]
		switch {
		case in.Entity[a] != in.Entity[b]:
			head = k
		case in.Master[a] != in.Master[b]:
			out = append(out, [2]uint32{a, b})
			head = k
		}
	}
	return out
}
