package life

import (
	"bytes"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/kernel"
)

// clearlyUnlike is the Jaro-Winkler similarity below which two names are clearly different ones.
const clearlyUnlike = .8

// Address is a home, in canonical strings: street as number|name|unit.
type Address struct{ Street, City, Postcode []byte }

// known reports whether the address names a house: post boxes and bare towns say nothing of moving.
func (a Address) known() bool {
	number, name := a.parts()
	return len(number) > 0 && len(name) > 0 && !bytes.HasPrefix(name, []byte("po box")) && (len(a.City) > 0 || len(a.Postcode) > 0)
}

func (a Address) parts() (number, name []byte) {
	number, rest, _ := bytes.Cut(a.Street, []byte{'|'})
	name, _, _ = bytes.Cut(rest, []byte{'|'})
	return number, name
}

// SamePlace reports whether two addresses are, or may be, one: only a clear
// difference is another place. Another unit in the same house is not.
func SamePlace(a, b Address) bool {
	if bytes.Equal(a.Street, b.Street) && bytes.Equal(a.Postcode, b.Postcode) {
		return true // Fast path
	}
	number1, name1 := a.parts()
	number2, name2 := b.parts()
	if !bytes.Equal(number1, number2) && kernel.JaroWinkler(name1, name2) < clearlyUnlike {
		return false
	}
	// One house, a slip in its number, or the neighbours'; or, in another town, another house of the same name.
	return !townsDiffer(a, b)
}

// townsDiffer reports whether both postcode and city differ clearly, or the only one of them that both have.
func townsDiffer(a, b Address) bool {
	both := func(x, y []byte) bool { return len(x) > 0 && len(y) > 0 }
	postcodes, cities := both(a.Postcode, b.Postcode), both(a.City, b.City)
	if !postcodes && !cities {
		return false
	}
	return (!postcodes || kernel.OSA(a.Postcode, b.Postcode) > 1) && (!cities || kernel.JaroWinkler(a.City, b.City) < clearlyUnlike)
}

// SameFamily reports whether two family names are, or may be, one: alike, or with a word in common, as
// Garcia and Garcia Lopez have.
func SameFamily(a, b []byte) bool {
	if alike(a, b) {
		return true
	}
	for x := range bytes.FieldsSeq(a) {
		for y := range bytes.FieldsSeq(b) {
			if alike(x, y) {
				return true
			}
		}
	}
	return alike(bytes.ReplaceAll(a, []byte(" "), nil), bytes.ReplaceAll(b, []byte(" "), nil))
}

// alike reports whether two names may be spellings of one.
func alike(a, b []byte) bool {
	return bytes.Equal(a, b) || kernel.JaroWinkler(a, b) >= clearlyUnlike || kernel.OSA(a, b) <= 2 || len(a) == 1 && b[0] == a[0] || len(b) == 1 && a[0] == b[0]
}

// GivenAgrees reports whether two given names are of one person: alike, an initial, or a nickname.
func GivenAgrees(a, b []byte, nicknames func(string) []uint16) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	if bytes.Equal(a, b) || kernel.JaroWinkler(a, b) >= .9 || kernel.OSA(a, b) <= 1 || len(a) == 1 && a[0] == b[0] || len(b) == 1 && a[0] == b[0] {
		return true
	}
	if nicknames == nil {
		return false
	}
	for _, x := range nicknames(string(a)) {
		for _, y := range nicknames(string(b)) {
			if x == y {
				return true
			}
		}
	}
	return false
}

// birthsDiffer reports whether two birth dates are those of two people. Slips change
// the year or the day, not both; the first of January may stand for an unknown day.
func birthsDiffer(a, b []byte) bool {
	if len(a) != len("2006-01-02") || len(b) != len(a) {
		return false
	}
	first := []byte("01-01")
	return !bytes.Equal(a[:4], b[:4]) && !bytes.Equal(a[5:], b[5:]) && !bytes.Equal(a[5:], first) && !bytes.Equal(b[5:], first)
}

// SameContact reports whether two e-mail addresses or phone numbers, or lists of them, share one, slips of one key aside.
func SameContact(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	for x := range bytes.SplitSeq(a, []byte{table.Separator}) {
		for y := range bytes.SplitSeq(b, []byte{table.Separator}) {
			if len(x) > 0 && len(y) > 0 && kernel.OSA(x, y) <= 2 {
				return true
			}
		}
	}
	return false
}
