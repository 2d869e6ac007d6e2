// Package blocking finds candidate pairs: the pairs of records worth comparing.
//
// A [Key] is a part of a column's value (the value itself, its sound, a year);
// a [Rule] is a list of keys that must all be equal. Records with equal keys form
// a block, and every two records of a block are a candidate pair. A pair belongs
// to the first rule that produces it, so no pair is produced twice and none is
// stored. Besides, a neighbour pass ([Neighbours]) finds for every record those
// that share rare words or letter groups, which is how dirty values still meet.
//
// The package reads canonical strings by code, as package standard writes them.
package blocking

import (
	"bytes"
	"runtime"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/kernel"
)

// Part is the part of a value that a key takes.
type Part uint8

const (
	Value     Part = iota // the whole value
	Sound                 // Soundex of the first token
	Start                 // first three letters
	Year                  // of a date
	MonthDay              // of a date
	YearMonth             // of a date
	Local                 // of an e-mail address: what stands before @
	Last7                 // digits of a phone number
	House                 // of a street: the number and the first letters of the name
	RareWords             // the two rarest words of a text
)

// String names the part as rules are written: family_name:sound.
func (p Part) String() string {
	return [...]string{"value", "sound", "start", "year", "month-day", "year-month", "local", "last7", "house", "rare"}[p]
}

// ParsePart returns the part of that name.
func ParsePart(s string) (Part, bool) {
	for p := Value; p <= RareWords; p++ {
		if p.String() == s {
			return p, true
		}
	}
	return 0, false
}

// Column is one attribute over all records: canonical strings by code.
type Column struct {
	Name  string
	Dict  *table.Dict // values may be lists, joined by table.Separator
	Codes []uint32    // by record
	Parts []Part      // what automatic rules may use
	Weak  bool        // of little evidence when it differs: addresses, phones and the like change
}

// Key is a part of a column, by the column's place.
type Key struct {
	Column int
	Part   Part
}

// index holds the hashes a column's values give for one part.
type index struct {
	codes []uint32 // by record, the column's
	one   []uint64 // by code: its only hash, 0 = none; nil when some value has several
	start []uint32 // by code, in many
	many  []uint64 // ascending within a code
}

// newIndex hashes the part of every distinct value.
func newIndex(c Column, part Part) *index {
	x := &index{codes: c.Codes}
	n := c.Dict.Len()
	var df map[string]int
	if part == RareWords {
		df = documentFrequency(c)
	}
	x.start = make([]uint32, 2, n+1)
	single := true
	seen := seenCodes(c)
	var scratch [][]byte
	for code := uint32(1); code < uint32(n); code++ {
		from := len(x.many)
		if seen != nil && !seen[code] {
			x.start = append(x.start, uint32(from))
			continue
		}
		for value := range bytes.SplitSeq(c.Dict.Bytes(code), []byte{table.Separator}) {
			scratch = appendParts(scratch[:0], value, part, df)
			for _, p := range scratch {
				if h := xxhash.Sum64(p); len(p) > 0 && h != 0 {
					x.many = append(x.many, h)
				}
			}
		}
		slices.Sort(x.many[from:])
		x.many = x.many[:from+len(slices.Compact(x.many[from:]))]
		single = single && len(x.many)-from <= 1
		x.start = append(x.start, uint32(len(x.many)))
	}
	if single {
		x.flatten(n)
	}
	return x
}

// seenCodes marks the codes that a sample of the records has; nil when there are about as many records as values.
func seenCodes(c Column) []bool {
	if len(c.Codes) >= c.Dict.Len() {
		return nil
	}
	seen := make([]bool, c.Dict.Len())
	for _, code := range c.Codes {
		seen[code] = true
	}
	return seen
}

// flatten turns the index into one hash a code.
func (x *index) flatten(n int) {
	x.one = make([]uint64, n)
	for code := 1; code < n; code++ {
		if x.start[code+1] > x.start[code] {
			x.one[code] = x.many[x.start[code]]
		}
	}
	x.start, x.many = nil, nil
}

// byRow keeps the hashes of a plan by record instead of by value, where every value has one: side by side for the many
// rules that are tried on a sample.
func (p *Plan) byRow() {
	rows := make([]uint32, p.rows)
	for i := range rows {
		rows[i] = uint32(i)
	}
	keys := make([]*index, 0, len(p.index))
	for _, x := range p.index {
		if x.one != nil {
			keys = append(keys, x)
		}
	}
	parallel(len(keys), runtime.GOMAXPROCS(0), func(k int) {
		x := keys[k]
		one := make([]uint64, len(rows))
		for row, code := range x.codes {
			one[row] = x.one[code]
		}
		x.codes, x.one = rows, one
	})
}

// of returns the hashes of a record; none where the value is missing.
func (x *index) of(row uint32) []uint64 {
	code := x.codes[row]
	if x.one != nil {
		if x.one[code] == 0 {
			return nil
		}
		return x.one[code : code+1]
	}
	if code == table.Missing {
		return nil
	}
	return x.many[x.start[code]:x.start[code+1]]
}

// appendParts appends the parts of one value.
func appendParts(dst [][]byte, v []byte, part Part, df map[string]int) [][]byte {
	switch part {
	case Value:
		return append(dst, v)
	case Sound:
		if len(v) < 2 {
			return dst
		}
		first, _, _ := bytes.Cut(v, []byte(" "))
		s := kernel.Soundex(first)
		return append(dst, s[:])
	case Start:
		if len(v) < 3 {
			return dst
		}
		return append(dst, v[:3])
	case Year, YearMonth, MonthDay:
		return appendDatePart(dst, v, part)
	case Local:
		if at := bytes.IndexByte(v, '@'); at > 3 {
			return append(dst, v[:at])
		}
		return dst
	case Last7:
		if len(v) < 7 {
			return dst
		}
		return append(dst, v[len(v)-7:])
	case House:
		number, rest, _ := bytes.Cut(v, []byte("|"))
		name, _, _ := bytes.Cut(rest, []byte("|"))
		if len(number) == 0 || len(name) < 3 {
			return dst
		}
		return append(dst, append(append([]byte(nil), number...), name[:3]...))
	case RareWords:
		return appendRareWords(dst, v, df)
	}
	return dst
}

func appendDatePart(dst [][]byte, v []byte, part Part) [][]byte {
	if len(v) != 10 {
		return dst
	}
	year, month := !bytes.HasPrefix(v, []byte("0000")), string(v[5:7]) != "00"
	switch {
	case part == Year && year:
		return append(dst, v[:4])
	case part == YearMonth && year && month:
		return append(dst, v[:7])
	case part == MonthDay && month && string(v[8:]) != "00":
		return append(dst, v[5:])
	}
	return dst
}

// documentFrequency counts in how many records each word occurs.
func documentFrequency(c Column) map[string]int {
	df := map[string]int{}
	counts := make([]int, c.Dict.Len())
	for _, code := range c.Codes {
		counts[code]++
	}
	for code := 1; code < c.Dict.Len(); code++ {
		for w := range bytes.FieldsSeq(c.Dict.Bytes(uint32(code))) {
			df[string(w)] += counts[code]
		}
	}
	return df
}

// appendRareWords appends the two rarest words of a text.
func appendRareWords(dst [][]byte, v []byte, df map[string]int) [][]byte {
	var a, b []byte
	rarer := func(x, y []byte) bool {
		if y == nil {
			return true
		}
		if m, n := df[string(x)], df[string(y)]; m != n {
			return m < n
		}
		return bytes.Compare(x, y) < 0
	}
	for w := range bytes.FieldsSeq(v) {
		switch {
		case rarer(w, a):
			a, b = w, a
		case rarer(w, b) && !bytes.Equal(w, a):
			b = w
		}
	}
	if a != nil {
		dst = append(dst, a)
	}
	if b != nil && !bytes.Equal(a, b) {
		dst = append(dst, b)
	}
	return dst
}
