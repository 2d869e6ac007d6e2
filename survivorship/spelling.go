package survivorship

import (
	"bytes"
	"cmp"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// fullness counts the letters and digits of a spelling.
func fullness(v []byte) int {
	n := 0
	for i := 0; i < len(v); {
		r, size := rune(v[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(v[i:])
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
		i += size
	}
	return n
}

// beauty ranks the spellings of one value: mixed case before lower case before
// capitals, then letters beyond ASCII, which a poorer system would have lost.
func beauty(v []byte) int {
	upper, lower, beyond := 0, 0, 0
	for i := 0; i < len(v); {
		r, size := rune(v[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(v[i:])
			if unicode.IsLetter(r) {
				beyond++
			}
		}
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
		i += size
	}
	score := min(beyond, 0xff)
	switch {
	case upper > 0 && lower > 0:
		score += 0x200
	case upper == 0:
		score += 0x100
	}
	return score
}

// isPart reports whether a canonical string is less than the whole value: a date
// with unknown parts or, where one letter abbreviates, an initial.
func isPart(v []byte, initials bool) bool {
	if len(v) == 1 {
		return initials
	}
	return len(v) == 10 && v[4] == '-' && v[7] == '-' &&
		(string(v[:4]) == "0000" || string(v[5:7]) == "00" || string(v[8:]) == "00")
}

// compareSize orders canonical strings by number where both start with one, else by bytes.
func compareSize(a, b []byte) int {
	x, xok := number(a)
	y, yok := number(b)
	if xok && yok {
		if c := cmp.Compare(x, y); c != 0 {
			return c
		}
	}
	return bytes.Compare(a, b)
}

// number reads the amount before an optional unit: "12.5 kg".
func number(v []byte) (float64, bool) {
	amount, _, _ := bytes.Cut(v, []byte(" "))
	x, err := strconv.ParseFloat(string(amount), 64)
	return x, err == nil
}
