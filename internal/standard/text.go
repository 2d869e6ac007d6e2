package standard

import "strings"

// shortType is a word or two of any meaning.
func shortType() Type {
	return simple{"short", CompareShort, func(v string, _ *Options) (string, string, Quality) { return v, fold(v), OK }}
}

// textType is some words: a title, a list of authors.
func textType() Type {
	return simple{"text", CompareText, func(v string, _ *Options) (string, string, Quality) { return v, foldText(v), OK }}
}

// longTextType is many words: a description.
func longTextType() Type {
	return simple{"long_text", CompareText, func(v string, _ *Options) (string, string, Quality) { return v, foldText(v), OK }}
}

// foldText folds, but a word with a digit keeps together what punctuation parts:
// model and part numbers are written DSC-W120/B and DSCW120B.
func foldText(v string) string {
	v = strings.ToLower(ascii(v))
	var b strings.Builder
	b.Grow(len(v))
	for word := range strings.FieldsSeq(v) {
		for _, piece := range pieces(word) {
			if piece == "" {
				continue
			}
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(piece)
		}
	}
	return b.String()
}

// pieces cuts a word at its punctuation, unless it looks like a code.
func pieces(word string) []string {
	word = strings.Trim(word, ".,;:!?()[]{}\"'`|/\\-_*+")
	plain := true
	for i := 0; i < len(word) && plain; i++ {
		c := word[i]
		plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	}
	if plain {
		return []string{word}
	}
	if strings.ContainsAny(word, "0123456789") && strings.ContainsAny(word, "abcdefghijklmnopqrstuvwxyz") && len(word) <= 24 && strings.Count(word, "/") <= 1 && !strings.Contains(word, ",") {
		return []string{keepAlnum(word)}
	}
	if price, ok := strings.CutPrefix(word, "$"); ok {
		return []string{price}
	}
	return strings.FieldsFunc(strings.ReplaceAll(word, "'", ""), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' && strings.Trim(word, "0123456789.") == "")
	})
}

func keepAlnum(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'a' && c <= 'z' || isDigit(c) {
			b = append(b, c)
		}
	}
	return string(b)
}
