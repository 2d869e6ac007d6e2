package kernel

import "math/bits"

// word is the longest string that the bit-parallel forms take.
const word = 64

// shortName is the length up to which a byte loop beats clearing and filling a table.
const shortName = 12

const (
	boostThreshold = .7
	prefixLength   = 4
)

// JaroWinkler returns the Jaro-Winkler similarity of two strings, 0 to 1; two empty strings are equal.
func JaroWinkler(a, b []byte) float64 {
	return boosted(jaro(a, b), a, b)
}

// jaro returns the Jaro similarity.
func jaro(a, b []byte) float64 {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == len(b) {
			return 1
		}
		return 0
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	// Fast path: matches as bits.
	var m, t int
	switch {
	case len(b) <= shortName:
		m, t = jaroBits(a, b)
	case len(b) <= word:
		m, t = jaroTable(a, b)
	default:
		m, t = jaroPlain(a, b)
	}
	return jaroOf(m, t, len(a), len(b))
}

// jaroOf is the Jaro similarity of strings of two lengths, the shorter first, from their matches.
func jaroOf(matches, outOfOrder, short, long int) float64 {
	if matches == 0 {
		return 0
	}
	f := float64(matches)
	return (f/float64(short) + f/float64(long) + (f-float64(outOfOrder/2))/f) / 3
}

// boosted adds Winkler's reward for equal beginnings to a Jaro similarity.
func boosted(jaro float64, a, b []byte) float64 {
	if jaro <= boostThreshold {
		return jaro
	}
	n := 0
	for n < min(len(a), len(b), prefixLength) && a[n] == b[n] {
		n++
	}
	return jaro + .1*float64(n)*(1-jaro)
}

// jaroBits counts matching characters and those out of order. For each character
// of a it takes the first free place of b within reach that has the same one.
func jaroBits(a, b []byte) (matches, outOfOrder int) {
	reach := max(len(b)/2-1, 0)
	var inA, inB uint64
	for i, c := range a {
		lo, hi := max(0, i-reach), min(len(b), i+reach+1)
		for j := lo; j < hi; j++ {
			if b[j] == c && inB>>j&1 == 0 {
				inA |= 1 << i
				inB |= 1 << j
				break
			}
		}
	}
	matches = bits.OnesCount64(inA)
	for inA != 0 {
		if a[bits.TrailingZeros64(inA)] != b[bits.TrailingZeros64(inB)] {
			outOfOrder++
		}
		inA &= inA - 1
		inB &= inB - 1
	}
	return matches, outOfOrder
}

// jaroTable is jaroBits with a table of where each byte of a stands.
func jaroTable(a, b []byte) (matches, outOfOrder int) {
	var places [256]uint64
	for i, c := range a {
		places[c] |= 1 << i
	}
	return jaroRun(&places, len(a), b)
}

// jaroRun is jaroBits of a string of n bytes, whose places are given, and t, both of up to word bytes. Characters of one
// kind match in the order in which they stand, a pair of them whenever it is within reach: so it does not matter which string is gone through.
func jaroRun(places *[256]uint64, n int, t []byte) (matches, outOfOrder int) {
	reach := max(max(n, len(t))/2-1, 0)
	window := uint64(1)<<(reach+1) - 1 // places 0..reach; grows, then moves on
	inText, inPattern, before := uint64(0), uint64(0), uint64(0)
	ordered := true
	for i, c := range t {
		hit := places[c] & window &^ inPattern
		hit &= -hit // the first of them, or none
		if hit != 0 {
			inPattern |= hit
			inText |= 1 << i
			ordered = ordered && hit > before
			before = hit
		}
		window <<= 1
		if i < reach {
			window |= 1
		}
	}
	matches = bits.OnesCount64(inText)
	// Fast path: characters that never step back pair up one by one. Most values that are alike end here.
	if ordered {
		return matches, 0
	}
	for inText != 0 {
		if places[t[bits.TrailingZeros64(inText)]]&inPattern&-inPattern == 0 {
			outOfOrder++
		}
		inText &= inText - 1
		inPattern &= inPattern - 1
	}
	return matches, outOfOrder
}

// jaroPlain is jaroBits for strings of any length.
func jaroPlain(a, b []byte) (matches, outOfOrder int) {
	reach := max(len(b)/2-1, 0)
	inA, inB := make([]bool, len(a)), make([]bool, len(b))
	for i, c := range a {
		for j := max(0, i-reach); j < min(len(b), i+reach+1); j++ {
			if b[j] == c && !inB[j] {
				inA[i], inB[j] = true, true
				matches++
				break
			}
		}
	}
	j := 0
	for i, in := range inA {
		if !in {
			continue
		}
		for !inB[j] {
			j++
		}
		if a[i] != b[j] {
			outOfOrder++
		}
		j++
	}
	return matches, outOfOrder
}
