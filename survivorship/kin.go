package survivorship

import (
	"cmp"
	"math/bits"
	"slices"
)

// said is one value of a cluster, said by the candidates from to to-1 of a list.
type said struct {
	from, to int
	text     []byte // canonical
	others   uint32 // how many records of other clusters say it, or its words
	box      uint32 // of an e-mail address: how many have the words before the @
	sources  int    // how many of the cluster's sources do
	parent   int    // the value that it says less well; itself: none
	kin      int    // the first value of its kin
	form     form
}

// maxSaid bounds the values that are compared with each other: a cluster of more is a fault of matching.
const maxSaid = 16

// kinship finds out which values of a list sorted by value are the same thing written less well: slips of the
// keyboard and short forms. It sets kin and form, and reports whether there are any.
func (w *worker) kinship(list []candidate, col *column) bool {
	if col.likeness == (likeness{}) || !slices.Contains(w.steps, Spelt) || !w.listSaid(list, col) {
		return false
	}
	found := false
	for i := range w.said {
		for j := range i {
			r := col.relation(w.said[j].text, w.said[i].text)
			found = w.relate(j, i, r) || found
		}
	}
	if found {
		w.join(list)
	}
	return found
}

// listSaid fills w.said. It reports whether there are values to compare.
func (w *worker) listSaid(list []candidate, col *column) bool {
	w.said = w.said[:0]
	for from := 0; from < len(list); {
		to, sources := from, uint64(0)
		for ; to < len(list) && list[to].value == list[from].value; to++ {
			sources |= 1 << (list[to].source % 64)
		}
		canon := col.Canon[list[from].code]
		if list[from].code != 0 && canon != 0 && list[from].grade != placeholder {
			if len(w.said) == maxSaid {
				return false
			}
			k := len(w.said)
			s := said{from: from, to: to, text: col.Canonical.Bytes(canon), sources: bits.OnesCount64(sources), parent: k, kin: k, form: full}
			if col.count != nil {
				s.others = col.count[canon] - min(col.count[canon], uint32(to-from))
			}
			if col.boxes != nil {
				s.box = col.boxes[canon] - min(col.boxes[canon], uint32(to-from))
			}
			w.said = append(w.said, s)
		}
		from = to
	}
	return len(w.said) > 1
}

// relate notes that value i is related to j, i being the smaller. It reports whether it is.
func (w *worker) relate(i, j int, r relation) bool {
	a, b := &w.said[i], &w.said[j]
	switch r {
	case stranger:
		return false
	case shortens:
		w.under(i, j, short)
	case lengthens:
		w.under(j, i, short)
	case near:
		w.typed(i, j, mistyped(a, b))
	case perhaps:
		which := rarer(a.box, b.box)
		if which == 0 {
			return false
		}
		w.typed(i, j, which)
	}
	return true
}

// typed notes which of two values one edit apart is the slip, as mistyped says.
func (w *worker) typed(i, j, which int) {
	switch which {
	case -1:
		w.under(i, j, slip)
	case 1:
		w.under(j, i, slip)
	default:
		w.under(j, i, full)
	}
}

// under puts value i under a better form of it. One that could be a form of several is one of that which most sources say.
func (w *worker) under(i, j int, f form) {
	a := &w.said[i]
	a.form = min(a.form, f)
	if p := &w.said[a.parent]; a.parent == i || w.said[j].sources > p.sources || w.said[j].sources == p.sources && w.said[j].others > p.others {
		a.parent = j
	}
}

// join gives the candidates the kin and form of their values.
func (w *worker) join(list []candidate) {
	for i := range w.said {
		a, b := w.said[i].kin, w.said[w.said[i].parent].kin
		for k := range w.said {
			if w.said[k].kin == max(a, b) {
				w.said[k].kin = min(a, b)
			}
		}
	}
	for _, s := range w.said {
		kin := list[w.said[s.kin].from].value
		for i := s.from; i < s.to; i++ {
			list[i].kin, list[i].form = kin, s.form
		}
	}
}

// mistyped decides which of two values, one edit apart, is the slip: -1 the first, 1 the second, 0 nobody knows. First
// come the sources of the cluster, each of which typed it by itself; then how often all others write the one and the other; then the records.
func mistyped(a, b *said) int {
	return cmp.Or(cmp.Compare(a.sources, b.sources), rarer(a.others, b.others), cmp.Compare(a.to-a.from, b.to-b.from))
}

// rarer says which of two values is so much rarer elsewhere that it must be the slip: -1 the first, 1 the second, 0 neither.
func rarer(a, b uint32) int {
	switch {
	case b >= usual*a+2:
		return -1
	case a >= usual*b+2:
		return 1
	}
	return 0
}

// usual is how many times as frequent in the whole data a value has to be for the other to be its slip.
const usual = 3
