package match

import (
	"bytes"

	"github.com/gildmdm/gild/match/kernel"
)

// level compares two atoms that differ; equal ones never come here.
func (f *features) level(a, b uint32) int {
	switch f.kind {
	case Name:
		return f.nameLevel(a, b)
	case Date:
		return dateLevel(f.days[a], f.days[b])
	case Email:
		return f.emailLevel(a, b)
	case Phone:
		return f.phoneLevel(a, b)
	case Street:
		return f.streetLevel(a, b)
	case Code:
		return f.codeLevel(a, b)
	case Number:
		return numberLevel(f.number[a], f.number[b])
	case Category:
		return f.kind.Levels()
	}
	return f.shortLevel(a, b)
}

func (f *features) nameLevel(a, b uint32) int {
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	if f.nick != nil && shareGroup(f.nick[a], f.nick[b]) {
		return nameNick
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 1 || len(x) >= 3 && bytes.HasPrefix(y, x) {
		if x[0] == y[0] {
			return nameInitial
		}
		return nameDifferent
	}
	// Fast path: too few letters in common; it settles nine of ten unrelated pairs.
	if belowJaro(f.sign[a], f.sign[b], len(x), len(y)) {
		if shareToken(x, y) {
			return nameWeak
		}
		return nameDifferent
	}
	jw := kernel.JaroWinkler(x, y)
	switch {
	case jw >= .93, jw >= .7 && len(x) >= 4 && !unlike(f.sign[a], f.sign[b], 1) && kernel.OSA(x, y) <= 1:
		return nameNear
	case jw >= .84, jw > .7 && f.sounds[a] == f.sounds[b]:
		return nameSimilar
	case jw >= .7, shareToken(x, y):
		return nameWeak
	}
	return nameDifferent
}

func shareGroup(a, b []uint16) bool {
	for _, g := range a {
		for _, h := range b {
			if g == h {
				return true
			}
		}
	}
	return false
}

// shareToken reports whether two strings of several tokens have one of two or more letters in common.
func shareToken(a, b []byte) bool {
	if bytes.IndexByte(a, ' ') < 0 && bytes.IndexByte(b, ' ') < 0 {
		return false
	}
	for s := range bytes.FieldsSeq(a) {
		for t := range bytes.FieldsSeq(b) {
			if len(s) > 1 && bytes.Equal(s, t) {
				return true
			}
		}
	}
	return false
}

func dateLevel(a, b day) int {
	y1, m1, d1 := a.parts()
	y2, m2, d2 := b.parts()
	if y1*m1*d1 == 0 || y2*m2*d2 == 0 {
		return partialDateLevel(a, b)
	}
	same := 0
	for _, eq := range [...]bool{y1 == y2, m1 == m2, d1 == d2} {
		if eq {
			same++
		}
	}
	digits, adjacent := dateDigits(a, b)
	switch {
	case digits == 1, digits == 2 && adjacent, y1 == y2 && m1 == d2 && d1 == m2:
		return dateNear
	case same == 2:
		return dateTwoParts
	case y1 == y2:
		return dateYear
	case digits == 2, abs(y1-y2) <= 1 && same >= 1:
		return dateClose
	}
	return dateDifferent
}

// partialDateLevel compares dates of which one lacks a part.
func partialDateLevel(a, b day) int {
	y1, m1, d1 := a.parts()
	y2, m2, d2 := b.parts()
	known, same := 0, 0
	for _, p := range [...][2]int{{y1, y2}, {m1, m2}, {d1, d2}} {
		if p[0] != 0 && p[1] != 0 {
			known++
			if p[0] == p[1] {
				same++
			}
		}
	}
	switch {
	case known == 0:
		return levelMissing
	case same == known && known >= 2:
		return equalLevels
	case same >= 1:
		return dateYear
	}
	return dateDifferent
}

// dateDigits counts the digits in which two dates differ, and whether two that
// differ are neighbours that changed places.
func dateDigits(a, b day) (n int, swapped bool) {
	x, y := dateText(a), dateText(b)
	first := -1
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		n++
		if first >= 0 && i == first+1 && x[first] == y[i] && x[i] == y[first] {
			swapped = true
		}
		first = i
	}
	return n, swapped
}

func dateText(d day) [8]byte {
	y, m, t := d.parts()
	return [8]byte{byte(y / 1000), byte(y / 100 % 10), byte(y / 10 % 10), byte(y % 10), byte(m / 10), byte(m % 10), byte(t / 10), byte(t % 10)}
}

func abs(x int) int { return max(x, -x) }

func (f *features) emailLevel(a, b uint32) int {
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	lx, ly := x[:f.at[a]], y[:f.at[b]]
	switch {
	case abs(len(x)-len(y)) <= 2 && !unlike(f.sign[a], f.sign[b], 2) && sameDigits(x, y) && kernel.OSA(x, y) <= 2:
		return emailNear
	case len(lx) > 3 && bytes.Equal(lx, ly):
		return emailLocal
	case !belowJaro(signature(lx), signature(ly), len(lx), len(ly)) && kernel.JaroWinkler(lx, ly) > .9:
		return emailSimilar
	}
	return emailDifferent
}

// sameDigits reports whether two strings have the same digits in the same order:
// smith53 and smith54 are two people, not a slip.
func sameDigits(a, b []byte) bool {
	i, j := 0, 0
	for {
		for i < len(a) && (a[i] < '0' || a[i] > '9') {
			i++
		}
		for j < len(b) && (b[j] < '0' || b[j] > '9') {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

func (f *features) phoneLevel(a, b uint32) int {
	x, y := tail(f.dict.Bytes(a), 10), tail(f.dict.Bytes(b), 10)
	if bytes.Equal(tail(x, 7), tail(y, 7)) || abs(len(x)-len(y)) <= 1 && !unlike(f.sign[a], f.sign[b], 1) && kernel.OSA(x, y) <= 1 {
		return codeNear
	}
	return codeDifferent
}

func tail(b []byte, n int) []byte { return b[max(0, len(b)-n):] }

func (f *features) codeLevel(a, b uint32) int {
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	if min(len(x), len(y)) >= 4 && abs(len(x)-len(y)) <= 1 && !unlike(f.sign[a], f.sign[b], 1) && kernel.OSA(x, y) <= 1 {
		return codeNear
	}
	return codeDifferent
}

func (f *features) shortLevel(a, b uint32) int {
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	if belowJaro(f.sign[a], f.sign[b], len(x), len(y)) {
		if shareToken(x, y) {
			return shortWeak
		}
		return shortDifferent
	}
	jw := kernel.JaroWinkler(x, y)
	switch {
	case jw >= .93, jw >= .7 && min(len(x), len(y)) >= 4 && !unlike(f.sign[a], f.sign[b], 1) && kernel.OSA(x, y) <= 1:
		return shortNear
	case jw >= .84:
		return shortSimilar
	case jw >= .7, shareToken(x, y):
		return shortWeak
	}
	return shortDifferent
}

func numberLevel(a, b float64) int {
	d := max(a, -a, b, -b)
	diff := max(a-b, b-a)
	switch {
	case diff <= .025*d:
		return numberNear
	case diff <= .1*d:
		return numberClose
	case diff <= .3*d:
		return numberFar
	}
	return numberDifferent
}

// streetSimilarity says how two streets agree: name similarity, and whether the
// numbers and units agree (1), are missing on a side (0) or conflict (-1).
func (f *features) streetSimilarity(a, b uint32) (name float64, number, unit int) {
	n1, s1, u1 := streetParts(f.dict.Bytes(a), f.places[a])
	n2, s2, u2 := streetParts(f.dict.Bytes(b), f.places[b])
	switch {
	case bytes.Equal(s1, s2):
		name = 1
	case belowJaro(f.sign[a], f.sign[b], len(s1), len(s2)): // unlike, whatever the rest
	default:
		name = kernel.JaroWinkler(s1, s2)
		if name < .93 && min(len(s1), len(s2)) >= 6 && !unlike(f.sign[a], f.sign[b], 2) && kernel.OSA(s1, s2) <= 2 {
			name = .93
		}
	}
	return name, agree(n1, n2), agree(u1, u2)
}

func agree(a, b []byte) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return 0
	case bytes.Equal(a, b):
		return 1
	}
	return -1
}

func (f *features) streetLevel(a, b uint32) int {
	name, number, unit := f.streetSimilarity(a, b)
	switch {
	case number > 0 && name >= .9 && unit >= 0:
		return streetNear
	case number > 0 && name >= .8:
		return streetUnit
	case number == 0 && name >= .9:
		return streetNoNumber
	case number < 0 && name >= .9:
		return streetNumber
	}
	return streetDifferent
}
