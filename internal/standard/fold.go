package standard

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"

	"github.com/gildmdm/gild/internal/table"
)

// clean trims a value, leaves single spaces inside, and gives letters back that an encoding garbled.
func clean(s string) string {
	// Fast path: nothing to clean.
	tidy := s != "" && s[0] > ' ' && s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf && s[0] < utf8.RuneSelf
	for i := 0; tidy && i < len(s); i++ {
		tidy = s[i] > ' ' || s[i] == ' ' && s[i-1] != ' '
		if s[i] == '&' || s[i] == 0xc3 {
			tidy = false
		}
	}
	if tidy {
		return s
	}
	s = ungarbled(s)
	if strings.IndexByte(s, '&') >= 0 && strings.IndexByte(s, ';') >= 0 {
		s = html.UnescapeString(s)
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) && r != table.Separator }), " ")
}

// ascii transliterates: accents fall away, other scripts are written in Latin
// letters. ä becomes a and ß ss: an umlaut lost and one kept must meet.
func ascii(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return unidecode.Unidecode(s)
		}
	}
	return s
}

// fold makes lower-case ASCII tokens of letters and digits, by one space. Apostrophes join.
func fold(s string) string {
	s = ascii(s)
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		case c == '\'' || c == '`':
			continue
		default:
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteByte(c)
	}
	return b.String()
}

// foldLetters folds and drops digits.
func foldLetters(s string) string {
	s = fold(s)
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, s)), " ")
}

// compactCode keeps capitals and digits only.
func compactCode(s string) string {
	s = ascii(s)
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z':
			b = append(b, c-'a'+'A')
		case c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			b = append(b, c)
		}
	}
	return string(b)
}

// shouting reports whether a text is all capitals.
func shouting(s string) bool {
	letters := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return shoutingRunes(s)
		case c >= 'a' && c <= 'z':
			return false
		case c >= 'A' && c <= 'Z':
			letters++
		}
	}
	return letters > 1
}

// shoutingRunes is shouting of any text.
func shoutingRunes(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 1
}

// proper writes a shouted text with capitals at the beginning of words; others stay as they are.
func proper(s string) string {
	if !shouting(s) {
		return s
	}
	out := []rune(strings.ToLower(s))
	start := true
	for i, r := range out {
		if unicode.IsLetter(r) {
			if start {
				out[i] = unicode.ToUpper(r)
			}
			start = false
			continue
		}
		start = r != '\'' || i == 1 || i > 1 && !unicode.IsLetter(out[i-2])
		if unicode.IsDigit(r) {
			start = false
		}
	}
	return macs(string(out))
}

// appendProper appends proper(s).
func appendProper(dst []byte, s string) []byte {
	if !shouting(s) {
		return append(dst, s...)
	}
	if !isASCII(s) {
		return append(dst, proper(s)...)
	}
	from := len(dst)
	dst = append(dst, s...)
	out := dst[from:]
	start := true
	for i, c := range out {
		switch {
		case c >= 'A' && c <= 'Z':
			if !start {
				out[i] = c + 'a' - 'A'
			}
			start = false
		case c == '\'':
			start = i == 1 || i > 1 && !isLetter(out[i-2])
		default:
			start = !isDigit(c)
		}
	}
	for i := 0; i+3 < len(out); i++ { // as macs does
		if (i == 0 || out[i-1] == ' ') && out[i] == 'M' && out[i+1] == 'c' && out[i+2] >= 'a' {
			out[i+2] -= 'a' - 'A'
		}
	}
	return dst
}

// appendLetters appends foldLetters(s).
func appendLetters(dst []byte, s string) []byte {
	from := len(dst)
	space := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf:
			return append(dst[:from], foldLetters(s)...)
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z':
		case c == '\'' || c == '`' || isDigit(c):
			continue
		default:
			space = len(dst) > from
			continue
		}
		if space {
			dst = append(dst, ' ')
			space = false
		}
		dst = append(dst, c)
	}
	return dst
}

// appendLower appends strings.ToLower(s).
func appendLower(dst []byte, s string) []byte {
	if !isASCII(s) {
		return append(dst, strings.ToLower(s)...)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// appendFields appends strings.Fields(s).
func appendFields(dst []string, s string) []string {
	if !isASCII(s) {
		return append(dst, strings.Fields(s)...)
	}
	for i := 0; i < len(s); {
		if isSpace(s[i]) {
			i++
			continue
		}
		end := i
		for end < len(s) && !isSpace(s[end]) {
			end++
		}
		dst = append(dst, s[i:end])
		i = end
	}
	return dst
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// macs gives McDonald its second capital.
func macs(s string) string {
	for i := 0; i+3 < len(s); i++ {
		if (i == 0 || s[i-1] == ' ') && s[i] == 'M' && s[i+1] == 'c' && s[i+2] >= 'a' && s[i+2] <= 'z' {
			s = s[:i+2] + string(s[i+2]-'a'+'A') + s[i+3:]
		}
	}
	return s
}

// joinUnique joins values as a list; sorted lists are canonical.
func joinUnique(v []string, sorted bool) string {
	if sorted {
		slices.Sort(v)
		v = slices.Compact(v)
	} else {
		seen := map[string]bool{}
		v = slices.DeleteFunc(v, func(s string) bool { again := seen[s]; seen[s] = true; return again })
	}
	return strings.Join(v, string(rune(table.Separator)))
}

// isPlaceholder reports whether a value of any type says nothing.
func isPlaceholder(v string) bool {
	if len(v) > 16 {
		return false
	}
	var lower [32]byte
	switch string(appendLower(lower[:0], v)) {
	case "", "-", "--", "---", ".", "..", "...", "?", "??", "???", "*", "/", "n/a", "na", "n.a.", "#n/a", "nan", "none", "null", "nil", "(null)",
		"unknown", "unkown", "undefined", "not provided", "not available", "not applicable", "not known", "no data", "missing", "tbd", "tba", "xxx", "xx", "xxxx", "test",
		"dummy", "unbekannt", "keine angabe", "k.a.", "inconnu", "desconocido", "sconosciuto", "onbekend", "nieznany", "<na>", "(blank)", "blank", "empty", "no name":
		return true
	}
	return false
}
