package relation

import (
	"bytes"

	"github.com/gildmdm/gild/internal/table"
)

// lists are the single values of coded lists: values[start[code]:start[code+1]].
type lists struct {
	start  []uint32
	values []uint32
}

func (l *lists) of(code uint32) []uint32 { return l.values[l.start[code]:l.start[code+1]] }

// splitLists numbers the single values of a dictionary whose values may be lists.
func splitLists(d *table.Dict) *lists {
	l := &lists{start: make([]uint32, 1, d.Len()+1)}
	several := false
	for c := range uint32(d.Len()) {
		several = several || bytes.IndexByte(d.Bytes(c), table.Separator) >= 0
	}
	// Fast path: no list, so every value stands for itself.
	if !several {
		for c := range uint32(d.Len()) {
			if c != table.Missing {
				l.values = append(l.values, c)
			}
			l.start = append(l.start, uint32(len(l.values)))
		}
		return l
	}
	single := table.NewDict()
	for c := range uint32(d.Len()) {
		for v := range bytes.SplitSeq(d.Bytes(c), []byte{table.Separator}) {
			if code, _ := single.Intern(v); code != table.Missing { // no larger than the lists
				l.values = append(l.values, code)
			}
		}
		l.start = append(l.start, uint32(len(l.values)))
	}
	return l
}

// names are the family names of every master: codes[start[m]:start[m+1]], ascending.
type names struct {
	dict  *table.Dict
	start []uint32
	codes []uint32
}

// newNames gathers the family names of masters.
func newNames(masters int, master []uint32, c *Column) *names {
	n := &names{dict: c.Dict, start: make([]uint32, masters+1)}
	if c.Codes == nil {
		return n
	}
	keys := make([]keyed, 0, len(master))
	for i, code := range c.Codes {
		if code != table.Missing {
			keys = append(keys, keyed{uint64(master[i]), code})
		}
	}
	sortKeys(keys)
	for k, e := range keys {
		if k > 0 && keys[k-1] == e {
			continue
		}
		n.codes = append(n.codes, e.value)
		n.start[e.key+1] = uint32(len(n.codes))
	}
	for m := 1; m <= masters; m++ {
		n.start[m] = max(n.start[m], n.start[m-1])
	}
	return n
}

func (n *names) of(master uint32) []uint32 { return n.codes[n.start[master]:n.start[master+1]] }

// kin reports whether two masters bear one family name: equal, mistyped, or one part of a double name.
func (n *names) kin(a, b uint32) bool { return n.alike(a, b, slip) }

// namesakes is kin without slips of the pen: where many live, some have nearly the same name.
func (n *names) namesakes(a, b uint32) bool { return n.alike(a, b, bytes.Equal) }

func (n *names) alike(a, b uint32, one func(v, w []byte) bool) bool {
	for _, x := range n.of(a) {
		for _, y := range n.of(b) {
			if x == y || oneFamily(n.dict.Bytes(x), n.dict.Bytes(y), one) {
				return true
			}
		}
	}
	return false
}

// oneFamily compares two different family names word by word; particles are too short to count.
func oneFamily(a, b []byte, alike func(v, w []byte) bool) bool {
	for v := range bytes.FieldsSeq(a) {
		for w := range bytes.FieldsSeq(b) {
			if len(v) > 3 && alike(v, w) {
				return true
			}
		}
	}
	return false
}
