package match

import (
	"bytes"
	"math"

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
		return numberLevel(f.number[a], f.number[b], f.scale)
	case Category:
		return f.kind.Levels()
	}
	return f.shortLevel(a, b)
}

func (f *features) nameLevel(a, b uint32) int {
	p, q := &f.brief[a], &f.brief[b]
	if p.marks&q.marks&hasNick != 0 && shareGroup(f.nick[a], f.nick[b]) {
		return nameNick
	}
	if p.size > q.size {
		a, b, p, q = b, a, q, p
	}
	n := int(p.size)
	if n == 1 || n >= 3 && mayBegin(p.head, q.head, n) && (n <= 8 || bytes.HasPrefix(f.dict.Bytes(b), f.dict.Bytes(a))) {
		if mayBegin(p.head, q.head, 1) {
			return nameInitial
		}
		return nameDifferent
	}
	// Fast path: too few letters in common; it settles nine of ten unrelated pairs.
	few := belowJaro(p.sign, q.sign, n, int(q.size))
	if few && (p.marks|q.marks)&hasSpace == 0 {
		return nameDifferent
	}
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	if few {
		if shareToken(x, y) {
			return nameWeak
		}
		return nameDifferent
	}
	jw := kernel.JaroWinkler(x, y)
	switch {
	case jw >= .93, jw >= .7 && n >= 4 && !unlike(p.sign, q.sign, 1) && kernel.OSA(x, y) <= 1:
		return nameNear
	case jw >= .84, jw > .7 && p.hash == q.hash:
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
	p, q := &f.brief[a], &f.brief[b]
	near := abs(int(p.size)-int(q.size)) <= 2 && !unlike(p.sign, q.sign, 2)
	local := p.part > 3 && p.part == q.part && p.hash == q.hash
	similar := !belowJaro(p.head, q.head, int(p.part), int(q.part))
	// Fast path: unlike in every way.
	if !near && !local && !similar {
		return emailDifferent
	}
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	lx, ly := x[:p.part], y[:q.part]
	switch {
	case near && sameDigits(x, y) && kernel.OSA(x, y) <= 2:
		return emailNear
	case local && bytes.Equal(lx, ly):
		return emailLocal
	case similar && kernel.JaroWinkler(lx, ly) > .9:
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
	p, q := &f.brief[a], &f.brief[b]
	if p.hash == q.hash || f.oneEdit(a, b, 10) {
		return codeNear
	}
	return codeDifferent
}

// oneEdit reports whether the last n bytes of two values are at most one edit apart.
func (f *features) oneEdit(a, b uint32, n int) bool {
	p, q := &f.brief[a], &f.brief[b]
	return abs(int(p.size)-int(q.size)) <= 1 && !unlike(p.sign, q.sign, 1) && kernel.OSA(tail(f.dict.Bytes(a), n), tail(f.dict.Bytes(b), n)) <= 1
}

func tail(b []byte, n int) []byte { return b[max(0, len(b)-n):] }

func (f *features) codeLevel(a, b uint32) int {
	if min(f.brief[a].size, f.brief[b].size) >= 4 && f.oneEdit(a, b, math.MaxInt) {
		return codeNear
	}
	return codeDifferent
}

func (f *features) shortLevel(a, b uint32) int {
	p, q := &f.brief[a], &f.brief[b]
	few := belowJaro(p.sign, q.sign, int(p.size), int(q.size))
	// Fast path: too few letters in common.
	if few && (p.marks|q.marks)&hasSpace == 0 {
		return shortDifferent
	}
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	if few {
		if shareToken(x, y) {
			return shortWeak
		}
		return shortDifferent
	}
	jw := kernel.JaroWinkler(x, y)
	switch {
	case jw >= .93, jw >= .7 && min(len(x), len(y)) >= 4 && !unlike(p.sign, q.sign, 1) && kernel.OSA(x, y) <= 1:
		return shortNear
	case jw >= .84:
		return shortSimilar
	case jw >= .7, shareToken(x, y):
		return shortWeak
	}
	return shortDifferent
}

// numberLevel compares numbers by their difference in relation to scale, or, where
// that is 0, to the larger of them.
func numberLevel(a, b, scale float64) int {
	d := scale
	if d == 0 {
		d = max(a, -a, b, -b)
	}
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
	p, q := &f.brief[a], &f.brief[b]
	number, unit = agree(p.extra, q.extra), agree(uint32(p.head), uint32(q.head))
	switch {
	case p.hash == q.hash:
		return 1, number, unit
	case belowJaro(p.sign, q.sign, int(p.size), int(q.size)): // unlike, whatever the rest
		return 0, number, unit
	}
	_, s1, _ := streetParts(f.dict.Bytes(a), f.places[a])
	_, s2, _ := streetParts(f.dict.Bytes(b), f.places[b])
	name = kernel.JaroWinkler(s1, s2)
	if name < .93 && min(len(s1), len(s2)) >= 6 && !unlike(p.sign, q.sign, 2) && kernel.OSA(s1, s2) <= 2 {
		name = .93
	}
	return name, number, unit
}

// agree compares two hashes of parts that may be missing.
func agree(a, b uint32) int {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == b:
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
