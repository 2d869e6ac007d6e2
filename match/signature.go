package match

import (
	"encoding/binary"
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

// brief is what settles most comparisons of a value without looking at its bytes,
// which lie elsewhere: 32 bytes side by side instead of three places in memory.
// What its numbers are depends on the kind of comparison.
type brief struct {
	sign  uint64 // letters of the part compared
	head  uint64 // names, short texts, codes: first eight bytes; phone: packed digits; e-mail: letters of the local part; street: first four bytes of the name, hash of the unit
	hash  uint32 // names: Soundex; e-mail: of the local part; phone: of the last seven digits; street: of the name
	extra uint32 // street: hash of the number; e-mail: first four bytes
	size  uint16 // bytes of the part compared
	part  uint16 // e-mail: bytes of the local part
	marks uint8
}

const (
	hasSpace uint8 = 1 << iota // several tokens
	hasNick                    // is in a group of nicknames
	isWhole                    // names, codes: head is all of it; phone: so are the packed digits
)

// head8 is the first eight bytes of a string, the rest zero.
func head8(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.BigEndian.Uint64(b)
	}
	var first [8]byte
	copy(first[:], b)
	return binary.BigEndian.Uint64(first[:])
}

// mayBegin reports whether a string of n bytes and head a may begin one of head b; up to eight bytes, whether it does.
func mayBegin(a, b uint64, n int) bool {
	if n >= 8 {
		return a == b
	}
	return (a^b)>>(64-8*n) == 0
}

// hash32 stands for a string in comparisons of equality: two different ones are taken for equal once in four billion pairs.
func hash32(b []byte) uint32 {
	if len(b) == 0 {
		return 0
	}
	return max(1, uint32(xxhash.Sum64(b)))
}

// signature marks which letters a string has: 32 buckets, once in the lower half
// and again in the upper half where a letter occurs twice or more.
func signature(b []byte) uint64 {
	var once, twice uint32
	for _, c := range b {
		bit := uint32(1) << (c & 31)
		twice |= once & bit
		once |= bit
	}
	return uint64(twice)<<32 | uint64(once)
}

// unlike reports whether two strings surely differ by more than k edits: an edit
// takes at most one letter away from a string and brings at most one.
func unlike(a, b uint64, k int) bool {
	return bits.OnesCount64(a&^b) > k || bits.OnesCount64(b&^a) > k
}

// belowJaro reports whether the Jaro similarity of two strings of the given lengths
// surely does not exceed .7, below which Jaro-Winkler adds nothing.
func belowJaro(a, b uint64, la, lb int) bool {
	return float64(common(a, b, la, lb)*(la+lb)) < 1.1*float64(la*lb)-1e-6
}

// common is the most letters that two strings of the given lengths can have in common: those
// marked on both sides and those that the marks leave out.
func common(a, b uint64, la, lb int) int {
	return bits.OnesCount64(a&b) + min(la-bits.OnesCount64(a), lb-bits.OnesCount64(b))
}

// winkler is a least Jaro-Winkler similarity above .7, by the length of an equal beginning, 0 to 4 bytes: what
// m(la+lb)/(la·lb) of m letters in common must then be, as the Jaro similarity is at most a third of that and one.
type winkler [5]float64

func newWinkler(least float64) (w winkler) {
	for k := range w {
		boost := .1 * float64(k)
		w[k] = 3*max(.7, (least-boost)/(1-boost)) - 1
	}
	return w
}

var (
	winkler80, winkler90, winkler93 = newWinkler(.8), newWinkler(.9), newWinkler(.93)
)

// above reports whether two strings of the given signatures, lengths and first four bytes may reach the similarity.
func (w *winkler) above(a, b uint64, la, lb int, firstA, firstB uint32) bool {
	equal := bits.LeadingZeros32(firstA^firstB) / 8
	return float64(common(a, b, la, lb)*(la+lb)) >= w[equal]*float64(la*lb)-1e-6
}

// oneSlip reports whether two strings are at most one edit apart, a swap of neighbours being one. They are packed
// from the highest bits down, so many bits a letter, the rest zero; no letter is zero.
func oneSlip(a, b uint64, la, lb int, width int) bool {
	differ := a ^ b
	same := bits.LeadingZeros64(differ) / width * width // bits of equal letters in front
	switch {
	case differ == 0:
		return true
	case la == lb:
		a, b = a<<same, b<<same
		rest := 64 - width
		if (a^b)<<width == 0 || (a^b)<<(2*width) == 0 && a>>rest == b<<width>>rest && b>>rest == a<<width>>rest {
			return true
		}
		return false
	case la == lb+1:
		return a<<same<<width == b<<same
	case lb == la+1:
		return b<<same<<width == a<<same
	}
	return false
}

// packDigits packs up to ten digits and plus signs, four bits each, and reports whether that is all there is.
func packDigits(v []byte) (packed uint64, whole bool) {
	if len(v) > 10 {
		return 0, false
	}
	for i, c := range v {
		d := uint64(c-'0') + 1
		if c == '+' {
			d = 11
		} else if c < '0' || c > '9' {
			return 0, false
		}
		packed |= d << (60 - 4*i)
	}
	return packed, true
}
