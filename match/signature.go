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
	head  uint64 // names, short texts: first eight bytes; e-mail: letters of the local part; street: hash of the unit
	hash  uint32 // names: Soundex; e-mail: of the local part; phone: of the last seven digits; street: of the name
	extra uint32 // street: hash of the number
	size  uint16 // bytes of the part compared
	part  uint16 // e-mail: bytes of the local part
	marks uint8
}

const (
	hasSpace uint8 = 1 << iota // several tokens
	hasNick                    // is in a group of nicknames
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
// surely does not exceed .7, below which Jaro-Winkler adds nothing. Letters in
// common are at most those marked on both sides and those that the marks leave out.
func belowJaro(a, b uint64, la, lb int) bool {
	common := bits.OnesCount64(a&b) + min(la-bits.OnesCount64(a), lb-bits.OnesCount64(b))
	return float64(common)*float64(la+lb) < 1.1*float64(la)*float64(lb)-1e-6
}
