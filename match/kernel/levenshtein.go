package kernel

// Levenshtein returns the edit distance: insertions, deletions and substitutions.
func Levenshtein(a, b []byte) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	// Equal ends cost nothing and never help to be edited.
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(a) == 0:
		return len(b)
	case len(a) <= word:
		return levenshteinBits(a, b)
	}
	return levenshteinPlain(a, b)
}

// levenshteinBits runs the automaton of Myers (1999) in the form of Hyyrö (2003): osaBits without swaps.
func levenshteinBits(a, b []byte) int {
	var places [256]uint64
	for i, c := range a {
		places[c] |= 1 << i
	}
	last := uint64(1) << (len(a) - 1)
	up, down := ^uint64(0), uint64(0)
	distance := len(a)
	for _, c := range b {
		now := places[c]
		diagonal := (((now & up) + up) ^ up) | now | down
		plus := down | ^(diagonal | up)
		minus := diagonal & up
		if plus&last != 0 {
			distance++
		}
		if minus&last != 0 {
			distance--
		}
		plus = plus<<1 | 1
		minus <<= 1
		up = minus | ^(diagonal | plus)
		down = plus & diagonal
	}
	return distance
}

// levenshteinPlain fills the table row by row; it takes strings of any length.
func levenshteinPlain(a, b []byte) int {
	one, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(one[j]+1, row[j-1]+1, one[j-1]+cost)
		}
		one, row = row, one
	}
	return one[len(b)]
}
