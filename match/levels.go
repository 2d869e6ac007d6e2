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
	// Fast path: both are whole in their heads, and single words.
	if !few && p.marks&q.marks&isWhole != 0 && (p.marks|q.marks)&hasSpace == 0 {
		return briefNameLevel(p, q)
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

// briefNameLevel compares single names of which the shorter is no beginning, the longer no more than eight bytes long.
func briefNameLevel(p, q *brief) int {
	jw := kernel.JaroWinklerPacked(p.head, q.head, int(p.size), int(q.size))
	switch {
	case jw >= .93, jw >= .7 && p.size >= 4 && oneSlip(p.head, q.head, int(p.size), int(q.size), 8):
		return nameNear
	case jw >= .84, jw > .7 && p.hash == q.hash:
		return nameSimilar
	case jw >= .7:
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
	similar := winkler90.above(p.head, q.head, int(p.part), int(q.part), p.extra, q.extra)
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
	if p.hash == q.hash || f.oneEdit(a, b, 10, 4) {
		return codeNear
	}
	return codeDifferent
}

// oneEdit reports whether the last n bytes of two values are at most one edit apart. Whole heads have so many bits a letter.
func (f *features) oneEdit(a, b uint32, n, width int) bool {
	p, q := &f.brief[a], &f.brief[b]
	switch {
	case abs(int(p.size)-int(q.size)) > 1 || unlike(p.sign, q.sign, 1):
		return false
	case p.marks&q.marks&isWhole != 0:
		return oneSlip(p.head, q.head, int(p.size), int(q.size), width)
	}
	return kernel.OSA(tail(f.dict.Bytes(a), n), tail(f.dict.Bytes(b), n)) <= 1
}

func tail(b []byte, n int) []byte { return b[max(0, len(b)-n):] }

func (f *features) codeLevel(a, b uint32) int {
	if min(f.brief[a].size, f.brief[b].size) >= 4 && f.oneEdit(a, b, math.MaxInt, 8) {
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

// shortNear reports whether shortLevel is the nearest.
func (f *features) shortNear(a, b uint32) bool {
	p, q := &f.brief[a], &f.brief[b]
	if belowJaro(p.sign, q.sign, int(p.size), int(q.size)) {
		return false
	}
	slip := min(p.size, q.size) >= 4 && abs(int(p.size)-int(q.size)) <= 1 && !unlike(p.sign, q.sign, 1)
	similar := winkler93.above(p.sign, q.sign, int(p.size), int(q.size), uint32(p.head>>32), uint32(q.head>>32))
	// Fast path: unlike by any measure.
	if !slip && !similar {
		return false
	}
	x, y := f.dict.Bytes(a), f.dict.Bytes(b)
	jw := kernel.JaroWinkler(x, y)
	return jw >= .93 || jw >= .7 && slip && kernel.OSA(x, y) <= 1
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

// streetLevel compares two streets: whether the numbers and units agree (1), are missing on a side (0) or conflict
// (-1) says how alike the names must be.
func (f *features) streetLevel(a, b uint32) int {
	p, q := &f.brief[a], &f.brief[b]
	number, unit := agree(p.extra, q.extra), agree(uint32(p.head), uint32(q.head))
	switch {
	case number > 0 && unit >= 0 && f.sameName(a, b, .9, &winkler90):
		return streetNear
	case number > 0 && f.sameName(a, b, .8, &winkler80):
		return streetUnit
	case number == 0 && f.sameName(a, b, .9, &winkler90):
		return streetNoNumber
	case number < 0 && f.sameName(a, b, .9, &winkler90):
		return streetNumber
	}
	return streetDifferent
}

// streetWithin reports whether streetLevel is streetNear or, where worst says so, up to streetNoNumber.
func (f *features) streetWithin(a, b uint32, worst int) bool {
	p, q := &f.brief[a], &f.brief[b]
	number, unit := agree(p.extra, q.extra), agree(uint32(p.head), uint32(q.head))
	switch {
	case number < 0:
		return false
	case worst == streetNear:
		return number > 0 && unit >= 0 && f.sameName(a, b, .9, &winkler90)
	case number == 0:
		return f.sameName(a, b, .9, &winkler90)
	}
	return f.sameName(a, b, .8, &winkler80)
}

// sameName reports whether the names of two streets are alike to a least Jaro-Winkler similarity of up to .93, which
// names of six letters and more have, too, that are two edits apart.
func (f *features) sameName(a, b uint32, least float64, bound *winkler) bool {
	p, q := &f.brief[a], &f.brief[b]
	if p.hash == q.hash {
		return true
	}
	if belowJaro(p.sign, q.sign, int(p.size), int(q.size)) { // unlike, whatever the rest
		return false
	}
	near := min(p.size, q.size) >= 6 && abs(int(p.size)-int(q.size)) <= 2 && !unlike(p.sign, q.sign, 2)
	similar := bound.above(p.sign, q.sign, int(p.size), int(q.size), uint32(p.head>>32), uint32(q.head>>32))
	// Fast path: unlike by any measure.
	if !near && !similar {
		return false
	}
	_, x, _ := streetParts(f.dict.Bytes(a), f.places[a])
	_, y, _ := streetParts(f.dict.Bytes(b), f.places[b])
	return similar && kernel.JaroWinkler(x, y) >= least || near && kernel.OSA(x, y) <= 2
}
