package survivorship

import (
	"strings"

	"github.com/gildmdm/gild/internal/table"
)

// Values is what a resolver knows of the values of one attribute: those that its
// [Result] names, and those that cells hold. It may be used by any number of goroutines.
type Values struct {
	column   *column
	initials bool
}

// Values returns what is known of the values of an attribute, by its place in the list given to [NewResolver].
func (r *Resolver) Values(attribute int) Values {
	for _, t := range r.tasks {
		for i, p := range t.places {
			if p == attribute {
				return Values{t.columns[i], t.initials}
			}
		}
	}
	return Values{}
}

// Len returns the number of values, the missing one included: they are 0 to Len()-1.
func (v Values) Len() int { return v.column.Spellings.Len() }

// Spellings are the values as people read them.
func (v Values) Spellings() *table.Dict { return v.column.Spellings }

// Canonical returns the canonical string of a value; empty where there is nothing to compare.
func (v Values) Canonical(value uint32) []byte {
	return v.column.Canonical.Bytes(v.column.Canon[value])
}

// Identity returns a number that is equal for spellings of one value.
func (v Values) Identity(value uint32) uint32 { return v.column.identity(value) }

// Sound reports whether a value is well-formed, and all there is to it: neither an
// initial nor a date with unknown parts.
func (v Values) Sound(value uint32) bool {
	return v.column.Canon[value] != 0 && v.column.quality(value) == OK && !isPart(v.Canonical(value), v.initials)
}

// Of returns the values of a cell; buf holds the only one of a simple cell.
func (v Values) Of(cell uint32, buf *[1]uint32) []uint32 { return v.column.values(cell, buf) }

// Cell returns the code of a cell that holds one value and nothing else. Where
// cells hold several, no record may have one like it: the code is then beyond
// those of the attribute's spellings, and known to this resolver only.
func (v Values) Cell(value uint32) uint32 {
	if v.column.start == nil || value == table.Missing {
		return value
	}
	return uint32(len(v.column.start)-1) + value
}

// Shortens reports whether a value is another with parts left out: an initial, or a
// date of which less is known.
func (v Values) Shortens(short, long uint32) bool {
	s, l := v.Canonical(short), v.Canonical(long)
	if len(l) == 0 || !isPart(s, v.initials) {
		return false
	}
	if len(s) == 1 {
		return s[0] == l[0]
	}
	return len(l) == len(s) && shortensParts(s, l)
}

// shortensParts reports whether two dates agree in all parts that the first knows.
func shortensParts(s, l []byte) bool {
	for _, part := range [...][2]int{{0, 4}, {5, 7}, {8, 10}} {
		known := s[part[0]:part[1]]
		if strings.Trim(string(known), "0") != "" && string(known) != string(l[part[0]:part[1]]) {
			return false
		}
	}
	return true
}

// Empty reports whether a value says nothing: it is missing, or a placeholder.
func (v Values) Empty(value uint32) bool {
	return value == table.Missing || v.column.quality(value) == Placeholder
}
