package survivorship

import "bytes"

// likeness says in what ways values of an attribute may be one value written less well.
type likeness struct {
	initials  bool // "j" is short for "john"
	nicknames bool
	words     bool // "diaz" is short for "diaz ruiz"; where there are slips, so is "dias"
	dates     bool // "1980-00-00", and "1980-01-01", are short for "1980-05-17"; "1970-01-01" for any day
	slips     bool // one edit
	digits    bool // in digits too
	mail      bool // a slip in the domain or, of a letter, before it; "ann+news@x" is ann@x with a tag
}

// likenessOf returns the likeness of an attribute. Where one edit makes another true value, as in telephone numbers, there is none.
func likenessOf(attribute string) likeness {
	switch attribute {
	case "given_name", "middle_name":
		return likeness{initials: true, nicknames: true, words: true, slips: true}
	case "family_name", "former_family_name":
		return likeness{initials: true, words: true, slips: true}
	case "street":
		return likeness{words: true, slips: true}
	case "city", "organisation":
		return likeness{slips: true}
	case "postcode":
		return likeness{slips: true, digits: true}
	case "email":
		return likeness{mail: true}
	case "birth_date":
		return likeness{dates: true}
	}
	return likeness{}
}

// relation is how two values are related.
type relation uint8

const (
	stranger  relation = iota
	shortens           // the first is a short form of the second
	lengthens          // the other way round
	near               // one edit
	perhaps            // one edit, which may make another value: only if all others' words tell which one is the slip
)

// relation compares two canonical strings.
func (c *column) relation(a, b []byte) relation {
	switch {
	case c.shortens(a, b):
		return shortens
	case c.shortens(b, a):
		return lengthens
	case c.slips && nearby(a, b, c.digits):
		return near
	case c.mail:
		return mailRelation(a, b)
	}
	return stranger
}

// shortens reports whether a is a short form of b.
func (c *column) shortens(a, b []byte) bool {
	switch {
	case c.initials && len(a) == 1:
		return len(b) > 1 && a[0] == b[0]
	case c.dates:
		return shortensDate(a, b)
	case c.words && (shortensFields(a, b, 0) || c.slips && words(a) < words(b) && shortensFields(a, b, 1)):
		return true
	}
	return c.nickname != nil && c.nickname(a, b)
}

// mailRelation compares two e-mail addresses.
func mailRelation(a, b []byte) relation {
	x, domainA, okA := bytes.Cut(a, at)
	y, domainB, okB := bytes.Cut(b, at)
	if !okA || !okB {
		return stranger
	}
	if string(x) == string(y) {
		if nearby(domainA, domainB, true) {
			return near
		}
		return stranger
	}
	if string(domainA) != string(domainB) {
		return stranger
	}
	if nearby(x, y, false) {
		return perhaps
	}
	boxA, _, tagA := bytes.Cut(x, plus)
	boxB, _, tagB := bytes.Cut(y, plus)
	switch {
	case string(boxA) != string(boxB) || tagA == tagB:
		return stranger
	case tagA:
		return shortens // less well said, though longer
	}
	return lengthens
}

var at, plus = []byte{'@'}, []byte{'+'}

// shortensDate reports whether a is b with parts left out. A day that nobody knew is often written as the first of January;
// where even the year was not known, computers write the first that they count.
func shortensDate(a, b []byte) bool {
	if len(a) != 10 || len(b) != 10 || isPart(b, false) || !isPart(a, false) && string(a[4:]) != "-01-01" {
		return false
	}
	if string(a[4:]) == "-01-01" {
		return string(a[:4]) == string(b[:4]) || string(a) == epoch
	}
	return shortensParts(a, b)
}

const epoch = "1970-01-01"

// shortensFields reports whether a is b with words left out, and no more than so many of the others one edit away, field by field
// where | parts them: a street's number, name and unit.
func shortensFields(a, b []byte, slips int) bool {
	for {
		x, restA, moreA := bytes.Cut(a, bar)
		y, restB, moreB := bytes.Cut(b, bar)
		var ok bool
		if slips, ok = shortensWords(x, y, slips); !ok || moreA != moreB {
			return false
		}
		if !moreA {
			return true
		}
		a, b = restA, restB
	}
}

var bar = []byte{'|'}

// shortensWords reports whether all words of a are, in this order, among those of b, and how many slips are left.
func shortensWords(a, b []byte, slips int) (left int, ok bool) {
	for len(a) > 0 {
		n := word(a)
		rest, ok := after(b, func(w []byte) bool { return string(w) == string(a[:n]) })
		if !ok && slips > 0 {
			slips--
			rest, ok = after(b, func(w []byte) bool { return nearby(a[:n], w, false) })
		}
		if !ok {
			return slips, false
		}
		a, b = a[min(len(a), n+1):], rest
	}
	return slips, true
}

// after returns what follows the first word of v that is the one looked for.
func after(v []byte, wanted func([]byte) bool) (rest []byte, ok bool) {
	for len(v) > 0 && !ok {
		n := word(v)
		ok = wanted(v[:n])
		v = v[min(len(v), n+1):]
	}
	return v, ok
}

// words counts the words of all fields.
func words(v []byte) int {
	n := 0
	for len(v) > 0 {
		m := word(v)
		if m > 0 {
			n++
		}
		v = v[min(len(v), m+1):]
	}
	return n
}

// word returns the length of the first word.
func word(v []byte) int {
	for i, b := range v {
		if b == ' ' || b == '-' || b == '|' {
			return i
		}
	}
	return len(v)
}

// noLetters are what separates words and numbers from letters, in a street or before the @ of an e-mail address.
const noLetters = "0123456789|._-+"

// nearby reports whether two strings are one edit apart: a letter more, another letter, or two swapped. Short words
// that are one edit apart are mostly two words.
func nearby(a, b []byte, digits bool) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 3 || len(b) < 4 || len(b)-len(a) > 1 {
		return false
	}
	from := 0
	for from < len(a) && a[from] == b[from] {
		from++
	}
	toA, toB := len(a), len(b)
	for toA > from && a[toA-1] == b[toB-1] {
		toA, toB = toA-1, toB-1
	}
	a, b = a[from:toA], b[from:toB]
	if !digits && (bytes.ContainsAny(a, noLetters) || bytes.ContainsAny(b, noLetters)) {
		return false
	}
	return len(b) == 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}
