package standard

import (
	"cmp"
	"slices"
	"strings"
)

// Bounds of what is taken for an acronym: "uc" to "hkust".
const (
	shortestAcronym = 2
	longestAcronym  = 5
	leastPhrases    = 5 // names that must hold a phrase before it is known by its initials
)

// phrase is a run of words in names.
type phrase struct {
	words []string
	names int // that hold it
}

// Acronyms learns from names, word by word, which acronyms stand for which words: "mit"
// for "massachusetts institute technology". An acronym is the initials of one phrase that
// is far more frequent than any other of its initials and names an institution, and both
// are seen beside the same other words. The result does not depend on the order of names.
func Acronyms(names [][]string) map[string][]string {
	beside := map[string]map[string]int{} // acronym → words of the names that hold it
	for _, words := range names {
		for _, w := range words {
			if acronymLike(w) && beside[w] == nil {
				beside[w] = map[string]int{}
			}
		}
	}
	found := phrases(names, beside)
	out := map[string][]string{}
	chosen := map[string]string{} // phrase → acronym
	for acronym, list := range found {
		slices.SortFunc(list, func(p, q *phrase) int { return cmp.Or(cmp.Compare(q.names, p.names), slices.Compare(p.words, q.words)) })
		best := list[0]
		rare := len(acronym) == shortestAcronym && best.names < 4*leastPhrases
		if best.names < leastPhrases || rare || len(list) > 1 && best.names < 3*list[1].names || !slices.ContainsFunc(best.words, isInstitution) {
			continue
		}
		out[acronym] = best.words
		chosen[strings.Join(best.words, " ")] = acronym
	}
	keepSeenAlike(names, out, chosen, beside)
	return out
}

func acronymLike(w string) bool {
	if len(w) < shortestAcronym || len(w) > longestAcronym {
		return false
	}
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

// phrases lists, by initials, the phrases whose initials are among the words.
func phrases(names [][]string, initials map[string]map[string]int) map[string][]*phrase {
	all := map[string]*phrase{}
	var key []byte
	for _, words := range names {
		for i := range words {
			for n := shortestAcronym; n <= longestAcronym && i+n <= len(words); n++ {
				run := words[i : i+n]
				if initials[initialsOf(run)] == nil {
					continue
				}
				key = key[:0]
				for _, w := range run {
					key = append(append(key, w...), ' ')
				}
				p := all[string(key)]
				if p == nil {
					p = &phrase{words: run}
					all[string(key)] = p
				}
				p.names++
			}
		}
	}
	out := map[string][]*phrase{}
	for _, p := range all {
		initials := initialsOf(p.words)
		out[initials] = append(out[initials], p)
	}
	return out
}

// initialsOf returns the first letters of words; of single letters none, which are initials already.
func initialsOf(words []string) string {
	b := make([]byte, 0, longestAcronym)
	for _, w := range words {
		if len(w) < 2 {
			return ""
		}
		b = append(b, w[0])
	}
	return string(b)
}

// keepSeenAlike drops acronyms that share no telling word with the names that write their phrase out.
func keepSeenAlike(names [][]string, out map[string][]string, chosen map[string]string, beside map[string]map[string]int) {
	written := map[string]map[string]bool{}
	held := map[string]int{}
	for _, words := range names {
		for _, w := range words {
			held[w]++
			if out[w] != nil {
				for _, other := range words {
					beside[w][other]++
				}
			}
		}
		for i := range words {
			for n := shortestAcronym; n <= longestAcronym && i+n <= len(words); n++ {
				acronym, ok := chosen[strings.Join(words[i:i+n], " ")]
				if !ok {
					continue
				}
				if written[acronym] == nil {
					written[acronym] = map[string]bool{}
				}
				for _, other := range words {
					written[acronym][other] = true
				}
			}
		}
	}
	for acronym := range out {
		if !sharesTelling(acronym, beside[acronym], written[acronym], held, len(names)) {
			delete(out, acronym)
		}
	}
}

// sharesTelling reports whether a word held by few names stands beside both.
func sharesTelling(acronym string, a map[string]int, b map[string]bool, held map[string]int, names int) bool {
	for w := range a {
		if w != acronym && b[w] && held[w]*10 < names && len(w) > 2 && !isInstitution(w) {
			return true
		}
	}
	return false
}
