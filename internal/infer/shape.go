package infer

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// shape is a set of things that one value looks like.
type shape uint32

const (
	email shape = 1 << iota
	url
	uuid
	calendar // a date
	clock    // a date with a time of day
	phone    // digits grouped as in a phone number, or with a country code
	tenDigit // bare digits that may be a phone number
	socialNo // 3-2-4 digits
	integer
	decimal // has decimal places
	money   // has a currency sign
	gtin    // right check digit of 12 to 14 digits
	genderWord
	flagWord
	statusWord
	regionWord
	countryWord
	zip5
	postcode // of a form that hardly anything else has
	streetNo // number and words
	streetWord
	organised // legal form or branch word
	letters   // letters, spaces, hyphens, apostrophes, full stops
	commaName // "Last, First"
	givenFirst
	familyLast
	codeLike // one token with a digit
	long     // eight tokens and more
	list     // several parts of several tokens, between commas or semicolons
	cityWord
	placeholder // N/A, unknown, …
	parts       // two commas and more, or one before a postcode: a whole address
)

// facts is what one value looks like, and its measures.
type facts struct {
	shapes shape
	tokens int
	length int // characters
	digits int
	number float64
	date   moment
	first  []byte // first token that has letters, lower-case
	last   []byte
}

// reader finds the facts of values, one at a time; its buffers are reused.
type reader struct {
	names  *nameTables
	words  *wordSets
	folded []byte
	tokens [][]byte
}

// read returns the facts of a value. Slices in it are valid until the next call.
func (r *reader) read(v []byte) facts {
	v = bytes.TrimSpace(v)
	f := facts{length: utf8.RuneCount(v)}
	r.fold(v)
	f.tokens = len(r.tokens)
	if r.words.placeholder[string(r.folded)] || f.tokens == 0 {
		f.shapes = placeholder
		return f
	}
	onlyLetters := true
	for _, b := range v {
		switch {
		case b >= '0' && b <= '9':
			f.digits++
			onlyLetters = false
		case isLetter(b) || b == ' ' || b == '-' || b == '\'' || b == '.' || b == '`':
		default:
			onlyLetters = false
		}
	}
	if f.digits > 0 {
		r.readDigits(v, &f)
	}
	if onlyLetters {
		f.shapes |= letters
	}
	r.readWords(v, &f)
	return f
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80 }

// fold puts the value in lower case into r.folded and its tokens (runs of letters and digits) into r.tokens.
func (r *reader) fold(v []byte) {
	r.folded = r.folded[:0]
	for len(v) > 0 {
		c, n := rune(v[0]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRune(v)
			r.folded = utf8.AppendRune(r.folded, foldRune(c))
		} else {
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			r.folded = append(r.folded, byte(c))
		}
		v = v[n:]
	}
	r.tokens = r.tokens[:0]
	start := -1
	for i, b := range r.folded {
		in := isLetter(b) || b >= '0' && b <= '9' || b == '\''
		if in && start < 0 {
			start = i
		}
		if !in && start >= 0 {
			r.tokens = append(r.tokens, r.folded[start:i])
			start = -1
		}
	}
	if start >= 0 {
		r.tokens = append(r.tokens, r.folded[start:])
	}
}

// foldRune takes the commonest accents off.
func foldRune(c rune) rune {
	const from, to = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy"
	c = unicode.ToLower(c)
	if c < 'à' || c > 'ÿ' {
		return c
	}
	i := 0
	for _, f := range from {
		if f == c {
			return rune(to[i])
		}
		i++
	}
	return c
}

// readDigits finds what a value with digits may be.
func (r *reader) readDigits(v []byte, f *facts) {
	if m, ok := parseDate(v); ok {
		f.date = m
		f.shapes |= calendar
		if m.clock {
			f.shapes |= clock
		}
	}
	if number, sign, ok := parseNumber(v); ok {
		f.number = number
		switch {
		case sign:
			f.shapes |= money
		case bytes.ContainsAny(v, ".,"):
			f.shapes |= decimal
		default:
			f.shapes |= integer
		}
	}
	if f.shapes&calendar == 0 && f.shapes&decimal == 0 {
		f.shapes |= phoneShape(v, f.digits)
	}
	if len(v) == 36 && v[8] == '-' && v[13] == '-' && v[18] == '-' {
		f.shapes |= uuid
	}
	if f.shapes&integer != 0 && f.digits >= 12 && f.digits <= 14 && checkDigit(v) {
		f.shapes |= gtin
	}
	if f.digits == 5 && len(v) == 5 || f.digits == 9 && len(v) == 10 && v[5] == '-' {
		f.shapes |= zip5
	}
	if postcodeForm(r.folded) {
		f.shapes |= postcode
	}
	if !bytes.ContainsAny(v, " ") && f.shapes&(calendar|decimal|money) == 0 {
		f.shapes |= codeLike
	}
	if f.tokens >= 2 && f.tokens <= 12 && isStreet(r.tokens, r.words) {
		f.shapes |= streetNo
	}
}

// readWords finds what a value may be by its words.
func (r *reader) readWords(v []byte, f *facts) {
	if at := bytes.IndexByte(v, '@'); at > 0 && bytes.IndexByte(v[at:], '.') > 0 && bytes.IndexByte(v, ' ') < 0 {
		f.shapes |= email
		return
	}
	if bytes.HasPrefix(r.folded, []byte("http")) || bytes.HasPrefix(r.folded, []byte("www.")) {
		f.shapes |= url
		return
	}
	for _, w := range []struct {
		set map[string]bool
		s   shape
	}{{r.words.gender, genderWord}, {r.words.flag, flagWord}, {r.words.status, statusWord},
		{r.words.region, regionWord}, {r.words.country, countryWord}, {r.words.city, cityWord}} {
		if f.tokens <= 4 && w.set[string(r.folded)] {
			f.shapes |= w.s
		}
	}
	for i, t := range r.tokens {
		if r.words.street[string(t)] && (i > 0 || f.tokens == 1) || r.words.streetEnd(t) {
			f.shapes |= streetWord
		}
		if r.words.legal[string(t)] && i > 0 || r.words.branch[string(t)] && f.tokens > 1 {
			f.shapes |= organised
		}
	}
	if f.tokens >= 8 {
		f.shapes |= long
	}
	if c := bytes.Count(v, []byte(",")); c >= 2 || c == 1 && f.digits >= 5 && r.endsInCode() {
		f.shapes |= parts
	}
	if isList(v, f.tokens) {
		f.shapes |= list
	}
	r.readNames(v, f)
}

// readNames looks the first and last token up among personal names.
func (r *reader) readNames(v []byte, f *facts) {
	first, last := r.tokens[0], r.tokens[len(r.tokens)-1]
	if f.tokens > 1 && r.words.title[string(first)] {
		first = r.tokens[1]
	}
	if comma := bytes.IndexByte(v, ','); comma > 0 && f.digits == 0 && f.tokens >= 2 && f.tokens <= 6 && bytes.Count(v, []byte(",")) == 1 {
		before := len(bytes.Fields(v[:comma]))
		if before <= 2 && before < f.tokens {
			f.shapes |= commaName
			first, last = r.tokens[before], r.tokens[0]
		}
	}
	f.first, f.last = first, last
	if r.names.given[string(first)] > 0 {
		f.shapes |= givenFirst
	}
	if r.names.family[string(last)] > 0 {
		f.shapes |= familyLast
	}
}

// endsInCode reports whether one of the last three tokens is as long as a postcode.
func (r *reader) endsInCode() bool {
	for i := max(1, len(r.tokens)-3); i < len(r.tokens); i++ {
		if t := r.tokens[i]; len(t) >= 4 && allDigits(t) {
			return true
		}
	}
	return false
}

// isStreet reports whether tokens are a house number and words: "12 high st", "hauptstr 5 a".
func isStreet(tokens [][]byte, words *wordSets) bool {
	if len(tokens) == 3 && string(tokens[0]) == "po" || len(tokens) == 4 && string(tokens[0]) == "p" && string(tokens[2]) == "box" {
		return true
	}
	if isNumber(tokens[0]) && hasLetters(tokens[1:]) {
		for _, t := range tokens[1:] {
			if words.street[string(t)] || words.streetEnd(t) {
				return true
			}
		}
		return false
	}
	if !isNumber(tokens[0]) && (isNumber(tokens[len(tokens)-1]) || len(tokens) > 2 && isNumber(tokens[len(tokens)-2])) {
		for _, t := range tokens {
			if words.street[string(t)] || words.streetEnd(t) {
				return true
			}
		}
	}
	return false
}

// isNumber reports whether a token is a number, or one with a letter behind (12b).
func isNumber(t []byte) bool {
	if t[0] < '0' || t[0] > '9' || len(t) > 6 {
		return false
	}
	for _, b := range t[:len(t)-1] {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}

func hasLetters(tokens [][]byte) bool {
	for _, t := range tokens {
		if len(t) > 1 && isLetter(t[0]) {
			return true
		}
	}
	return false
}

// isList reports whether a value is several parts of two tokens and more.
func isList(v []byte, tokens int) bool {
	parts := bytes.Count(v, []byte(", ")) + bytes.Count(v, []byte(";")) + bytes.Count(v, []byte("|")) + 1
	return parts >= 2 && tokens >= 2*parts && tokens <= 4*parts
}
