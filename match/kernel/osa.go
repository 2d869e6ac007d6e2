package kernel

// OSA returns the optimal string alignment distance: insertions, deletions,
// substitutions, and swaps of neighbours, none of which overlap.
func OSA(a, b []byte) int {
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
		return osaBits(a, b)
	}
	return osaPlain(a, b)
}

// osaBits notes where each byte of a stands, and runs b over it.
func osaBits(a, b []byte) int {
	var places [256]uint64
	for i, c := range a {
		places[c] |= 1 << i
	}
	return osaRun(&places, len(a), b)
}

// osaRun runs Hyyrö's bit-parallel automaton of a string of n bytes, 1 to word, over b: a column of the table is two words.
func osaRun(places *[256]uint64, n int, b []byte) int {
	last := uint64(1) << (n - 1)
	up, down, diagonal, before := ^uint64(0), uint64(0), uint64(0), uint64(0)
	distance := n
	for _, c := range b {
		now := places[c]
		swap := ((^diagonal & now) << 1) & before
		diagonal = (((now & up) + up) ^ up) | now | down | swap
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
		before = now
	}
	return distance
}

// osaPlain fills the table row by row; it takes strings of any length.
func osaPlain(a, b []byte) int {
	two, one, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
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
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
		}
		two, one, row = one, row, two
	}
	return one[len(b)]
}
