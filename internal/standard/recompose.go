package standard

import (
	"bytes"
	"strings"
)

// Part is what one part of a larger value shall become.
type Part struct {
	Change    bool
	Spelling  string
	Canonical string
}

// Recompose returns old, a value of several parts, with some of them changed and
// all else as it stands: "DOE, Jane A." with the family name Smith is "SMITH,
// Jane A.". It returns false unless the column would read the result as exactly
// the parts meant: where a part cannot be found in the text, occurs in it
// twice, or moves to another part when it is written there.
func (f *Format) Recompose(old []byte, want []Part) (string, bool) {
	if f.kind.Name() != "full_name" || f.columns > 1 {
		return "", false
	}
	f.same.Reset()
	f.kind.Standardise(string(old), f.opt, &f.same)
	if f.same.Parts() != len(want) {
		return "", false
	}
	text := ungarbled(string(bytes.TrimSpace(old)))
	for k, p := range want {
		if !p.Change {
			continue
		}
		var ok bool
		if text, ok = replaceWords(text, string(f.same.Spelling(k)), p.Spelling); !ok {
			return "", false
		}
	}
	f.cell.Reset()
	f.kind.Standardise(text, f.opt, &f.cell)
	if f.cell.Parts() != len(want) {
		return "", false
	}
	for k, p := range want {
		meant := p.Canonical
		if !p.Change {
			meant = string(f.same.Canonical(k))
		}
		if string(f.cell.Canonical(k)) != meant || f.cell.Quality(k) != OK {
			return "", false
		}
	}
	return text, string(f.cell.Spelling(len(want)-1)) == string(f.same.Spelling(len(want)-1)) // the suffix, which has no canonical string
}

// replaceWords replaces the only place in text where the words of part stand, in
// capitals where they stand in capitals. Punctuation around them stays.
func replaceWords(text, part, by string) (string, bool) {
	wanted := strings.Fields(foldLetters(part))
	if len(wanted) == 0 || by == "" {
		return "", false
	}
	spans := wordsOf(text)
	from, to := -1, -1
	for i := range spans {
		end, ok := sameWords(text, spans[i:], wanted)
		if !ok {
			continue
		}
		if from >= 0 {
			return "", false
		}
		from, to = spans[i].from, end
	}
	if from < 0 {
		return "", false
	}
	if shouting(text[from:to]) {
		by = strings.ToUpper(by)
	}
	return text[:from] + by + text[to:], true
}

// span is where a word lies in a text.
type span struct{ from, to int }

// wordsOf finds the words of a text, without the commas and full stops at their ends.
func wordsOf(text string) []span {
	var out []span
	for i := 0; i < len(text); {
		if text[i] == ' ' || text[i] == ',' {
			i++
			continue
		}
		end := i
		for end < len(text) && text[end] != ' ' && text[end] != ',' {
			end++
		}
		out = append(out, span{i, i + len(strings.TrimRight(text[i:end], "."))})
		i = end
	}
	return out
}

// sameWords reports whether a text's words begin with those wanted, and where they end.
func sameWords(text string, spans []span, wanted []string) (end int, ok bool) {
	for i := 0; len(wanted) > 0; i++ {
		if i == len(spans) {
			return 0, false
		}
		end = spans[i].to
		// A word may fold to several: Blanco-Vázquez.
		for _, w := range strings.Fields(foldLetters(text[spans[i].from:end])) {
			if len(wanted) == 0 || w != wanted[0] {
				return 0, false
			}
			wanted = wanted[1:]
		}
	}
	return end, true
}
