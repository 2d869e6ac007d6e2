package kernel

import "math/bits"

// word is the longest string that the bit-parallel forms take.
const word = 64

const (
	boostThreshold = .7
	prefixLength   = 4
)

// JaroWinkler returns the Jaro-Winkler similarity of two strings, 0 to 1; two empty strings are equal.
func JaroWinkler(a, b []byte) float64 {
	j := jaro(a, b)
	if j <= boostThreshold {
		return j
	}
	n := min(len(a), len(b), prefixLength)
	prefix := 0.0
	for i := range n {
		if a[i] != b[i] {
			break
		}
		prefix++
	}
	return j + .1*prefix*(1-j)
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
	if len(b) <= word {
		m, t = jaroBits(a, b)
	} else {
		m, t = jaroPlain(a, b)
	}
	if m == 0 {
		return 0
	}
	f := float64(m)
	return (f/float64(len(a)) + f/float64(len(b)) + (f-float64(t/2))/f) / 3
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
