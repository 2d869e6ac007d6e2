package match

import "math/bits"

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
