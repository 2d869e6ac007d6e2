package match

import "github.com/gildmdm/gild/match/kernel"

// maxFuzzy is how many tokens left over on a side are compared letter by letter.
const maxFuzzy = 10

// textLevel compares two texts by the tokens they share, weighted by rarity.
func (f *features) textLevel(a, b uint32) int {
	w := f.words
	if a == b {
		return f.exact(a)
	}
	a, b = min(a, b), max(a, b) // tokens left over are paired greedily, which could come out otherwise the other way round
	sim := w.similarity(w.of(a), w.of(b), w.total[a], w.total[b])
	for i, least := range textBands {
		if sim >= least {
			return textFirst + i
		}
	}
	return textDifferent
}

// exact is the level of a text that equals another.
func (f *features) exact(a uint32) int {
	if f.words.total[a] >= 8 {
		return textExact
	}
	return textExactSlim
}

// similarity is half Dice, half overlap, over summed idf; the overlap of a very
// short text counts less. Tokens that are nearly the same count in part.
func (w *words) similarity(a, b []uint32, wa, wb float32) float64 {
	var left, right [maxFuzzy]uint32
	var nl, nr int
	var s float32
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			if nl < maxFuzzy {
				left[nl] = a[i]
				nl++
			}
			i++
		case i == len(a) || b[j] < a[i]:
			if nr < maxFuzzy {
				right[nr] = b[j]
				nr++
			}
			j++
		default:
			s += w.idf[a[i]]
			i, j = i+1, j+1
		}
	}
	s += w.fuzzy(left[:nl], right[:nr])
	least := min(wa, wb)
	if least == 0 {
		return 0
	}
	return float64(.5*2*s/(wa+wb) + .5*s/least*min(1, least/8))
}

// fuzzy pairs left-over tokens greedily, best first in token order, and returns their part of the weight.
func (w *words) fuzzy(a, b []uint32) float32 {
	var used [maxFuzzy]bool
	var s float32
	for _, x := range a {
		best, at := float32(0), -1
		for j, y := range b {
			if used[j] {
				continue
			}
			if part := w.near(x, y); part > best {
				best, at = part, j
			}
		}
		if at >= 0 {
			used[at] = true
			s += best
		}
	}
	return s
}

// near is the shared weight of two tokens that are not equal.
func (w *words) near(x, y uint32) float32 {
	a, b := w.dict.Bytes(x), w.dict.Bytes(y)
	if a[0] != b[0] && (len(a) < 4 || len(b) < 4 || a[1] != b[1]) {
		return 0
	}
	weight := min(w.idf[x], w.idf[y])
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	if codeLike(short) || codeLike(long) {
		return 0
	}
	if string(long[:len(short)]) == string(short) {
		if len(short) == 1 {
			return .5 * weight
		}
		return .85 * weight
	}
	if jw := float32(kernel.JaroWinkler(short, long)); jw >= .88 {
		return jw * jw * weight
	}
	return 0
}

// modelLevel compares the model and part numbers in two texts.
func (f *features) modelLevel(a, b uint32) int {
	w := f.words
	x, y := w.of(a), w.of(b)
	if len(x) == 0 || len(y) == 0 {
		return levelMissing
	}
	shared, rare := 0, false
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case y[j] < x[i]:
			j++
		default:
			shared++
			rare = rare || len(w.dict.Bytes(x[i])) >= 4 && w.idf[x[i]] > 3.9 // in fewer than 2 % of the records
			i, j = i+1, j+1
		}
	}
	switch {
	case rare:
		return modelRare
	case shared == len(x) && shared == len(y):
		return modelSame
	case w.nearCodes(x, y):
		return modelNear
	case shared > 0:
		return modelSome
	}
	return modelDifferent
}

// nearCodes reports whether a long code of one side begins, ends or nearly equals one of the other.
func (w *words) nearCodes(x, y []uint32) bool {
	for _, i := range x {
		for _, j := range y {
			a, b := w.dict.Bytes(i), w.dict.Bytes(j)
			if len(a) > len(b) {
				a, b = b, a
			}
			if len(a) < 4 || i == j {
				continue
			}
			if string(b[:len(a)]) == string(a) || string(b[len(b)-len(a):]) == string(a) || len(b)-len(a) <= 1 && kernel.OSA(a, b) <= 1 {
				return true
			}
		}
	}
	return false
}
