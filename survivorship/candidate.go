package survivorship

import (
	"cmp"
	"slices"
)

// candidate is a record that offers a value.
type candidate struct {
	updated int64
	latest  int64  // update of any candidate of its kin
	kin     uint64 // what it means: equal for a value, its slips of the keyboard and its short forms
	value   uint64 // what it says: equal for spellings that agree
	many    uint64 // trust of all candidates of its kin
	times   uint64 // trust of all candidates of the spelling
	record  uint32
	code    uint32 // spelling; for a group: of its leading part
	trust   uint32
	parts   uint32 // groups: how many parts it has
	source  uint16
	place   uint16 // among the values of its cell
	grade   grade
	form    form
	proven  bool // marked as verified
	ruling  bool // well-formed, from a source that is the authority
}

// grade is how well-formed a value is; more is better.
type grade uint8

const (
	placeholder grade = iota
	suspect
	partial
	whole
)

// form is what a value is to others of its kin; more is better.
type form uint8

const (
	slip  form = iota // one edit from what others say
	short             // initial, nickname, words left out
	full
)

// offer makes a candidate of the member at place i of the chunk.
func (w *worker) offer(i int, code uint32) candidate {
	m := &w.members[i]
	return candidate{record: m.record, code: code, source: m.source, updated: m.updated, trust: w.weights.of(m.record, m.source), form: full}
}

// judge finds out what a candidate's spelling says and how well-formed it is.
func (w *worker) judge(c *candidate, col *column) {
	c.value, c.grade = uint64(col.identity(c.code)), whole
	c.kin = c.value
	switch col.quality(c.code) {
	case Suspect:
		c.grade = suspect
	case Placeholder:
		c.grade = placeholder
	}
	w.prove(c, col)
}

// prove looks at the flag and the source of the record. On a placeholder it is a fault of the form, not a proof.
func (w *worker) prove(c *candidate, col *column) {
	c.proven = col.Verified != nil && col.Verified[c.record] && c.grade != placeholder
	c.ruling = w.authority != nil && w.authority[c.source] && c.grade > suspect
}

// identity returns a number that is equal for spellings of one value. A spelling
// without canonical code is a value like no other, numbered from the top.
func (c *column) identity(code uint32) uint32 {
	if canon := c.Canon[code]; canon != 0 {
		return canon
	}
	return ^code
}

// better compares two candidates step by step: positive if a is better. It
// returns the step that decided; only a candidate and itself have none.
func (w *worker) better(steps []Step, a, b *candidate) (int, Step) {
	for _, s := range steps {
		if c := w.compare(s, a, b); c != 0 {
			return c, s
		}
	}
	return w.compare(Tie, a, b), Tie
}

// compare is one step of better.
func (w *worker) compare(s Step, a, b *candidate) int {
	switch s {
	case Authority:
		return cmp.Compare(bit(a.ruling), bit(b.ruling))
	case Verified:
		return cmp.Compare(bit(a.proven), bit(b.proven))
	case Valid:
		return cmp.Compare(a.grade, b.grade)
	case Usable:
		return cmp.Compare(bit(w.usable(a)), bit(w.usable(b)))
	case Spelt:
		return cmp.Compare(bit(a.form != slip), bit(b.form != slip))
	case Whole:
		return cmp.Compare(bit(a.form != short), bit(b.form != short))
	case Trust:
		return cmp.Compare(a.trust, b.trust)
	case Recency:
		if a.kin != b.kin {
			return cmp.Compare(a.latest, b.latest) // what was last said in whatever form
		}
		return cmp.Compare(a.updated, b.updated)
	case Frequency:
		return cmp.Compare(a.many, b.many)
	case common:
		return cmp.Compare(a.times, b.times)
	case SourceOrder:
		return cmp.Compare(w.place(b.source), w.place(a.source))
	case Tie:
		return cmp.Or(cmp.Compare(b.source, a.source), cmp.Compare(b.record, a.record), cmp.Compare(b.place, a.place))
	}
	return w.compareText(s, a, b)
}

// compareText compares by what the values themselves look like.
func (w *worker) compareText(s Step, a, b *candidate) int {
	if s == Completeness && a.parts != b.parts {
		return cmp.Compare(a.parts, b.parts)
	}
	if a.code == b.code {
		return 0
	}
	x, y := w.column.Spellings.Bytes(a.code), w.column.Spellings.Bytes(b.code)
	switch s {
	case Completeness:
		return cmp.Compare(fullness(x), fullness(y))
	case Longest:
		return cmp.Compare(len(x), len(y))
	case Shortest:
		return cmp.Compare(len(y), len(x))
	case Max, Min:
		c := compareSize(w.column.Canonical.Bytes(w.column.Canon[a.code]), w.column.Canonical.Bytes(w.column.Canon[b.code]))
		if s == Min {
			return -c
		}
		return c
	case looks:
		return cmp.Compare(beauty(x), beauty(y))
	}
	return 0
}

// place returns the place of a source in the rule's list; without a list, sources
// are in order of their number.
func (w *worker) place(source uint16) int {
	if w.rule.Sources == nil {
		return int(source)
	}
	if i := slices.Index(w.rule.Sources, source); i >= 0 {
		return i
	}
	return len(w.rule.Sources)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
