package standard

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/gildmdm/gild/internal/table"
)

// Format writes values the way a source column writes its own: dates in its
// layout, phones with its punctuation, flags and codes in its words, capitals
// where it knows nothing else. It learns this from the column's values.
//
// Whatever it writes, it reads again: a text that the column would not
// standardise to the value meant is not written at all. It is for one goroutine.
type Format struct {
	kind     Type
	opt      *Options
	columns  int               // that are read as one
	words    map[string]string // by canonical string: how the column writes it; for a vocabulary
	shapes   []string          // of dates and phones, the commonest first: digits as 9
	capitals bool              // nearly all values are
	cell     Cell
	same     Cell
}

// leastCapitals is the share of a column's texts in capitals from which capitals are its way to write.
const leastCapitals = .9

// NewFormat learns how a column, or several joined, are written.
func NewFormat(m Mapping, raw *table.Column) (*Format, error) {
	opt, kind, err := Prepare(m, raw)
	if err != nil {
		return nil, err
	}
	f := &Format{kind: kind, opt: opt, columns: max(1, len(m.Columns))}
	counts := raw.Counts()
	switch kind.Name() {
	case "flag", "gender", "region", "country":
		f.learnWords(raw, counts)
	case "date", "event_date", "phone":
		f.learnShapes(raw, counts)
	default:
		f.learnCapitals(raw, counts)
	}
	return f, nil
}

// learnWords notes the commonest text of every canonical string.
func (f *Format) learnWords(raw *table.Column, counts []uint32) {
	f.words = map[string]string{}
	most := map[string]uint32{}
	for code := uint32(1); code < uint32(len(counts)); code++ {
		f.cell.Reset()
		f.kind.Standardise(raw.Dict.String(code), f.opt, &f.cell)
		if f.cell.Parts() != 1 || f.cell.Quality(0) != OK {
			continue
		}
		c, text := string(f.cell.Canonical(0)), raw.Dict.String(code)
		// Ties go by the text: codes are in the order of the file.
		if counts[code] > most[c] || counts[code] == most[c] && text < f.words[c] {
			most[c], f.words[c] = counts[code], text
		}
	}
}

// learnShapes ranks the patterns that digits make, such as (999) 999-9999. What
// has letters in it has no pattern.
func (f *Format) learnShapes(raw *table.Column, counts []uint32) {
	times := map[string]int{}
	for code := uint32(1); code < uint32(len(counts)); code++ {
		for v := range bytes.SplitSeq(raw.Dict.Bytes(code), []byte{table.Separator}) {
			if s, ok := shapeOf(v); ok {
				times[s] += int(counts[code])
			}
		}
	}
	for s := range times {
		f.shapes = append(f.shapes, s)
	}
	slices.SortFunc(f.shapes, func(a, b string) int {
		if times[a] != times[b] {
			return times[b] - times[a]
		}
		return strings.Compare(a, b)
	})
	f.shapes = f.shapes[:min(len(f.shapes), mostShapes)]
}

// mostShapes is how many patterns are tried before a value is written as the golden record spells it.
const mostShapes = 3

func shapeOf(v []byte) (string, bool) {
	out := bytes.Clone(v)
	for i, c := range out {
		switch {
		case isDigit(c):
			out[i] = '9'
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80:
			return "", false
		}
	}
	return string(out), len(out) > 0
}

func (f *Format) learnCapitals(raw *table.Column, counts []uint32) {
	loud, all := 0., 0.
	for code := uint32(1); code < uint32(len(counts)); code++ {
		v := raw.Dict.Bytes(code)
		if bytes.IndexFunc(v, unicode.IsLetter) < 0 {
			continue
		}
		all += float64(counts[code])
		if shouting(string(v)) {
			loud += float64(counts[code])
		}
	}
	f.capitals = all > 0 && loud >= leastCapitals*all
}

// Write returns how the column would hold a value in place of old, which is
// empty or what it holds now; columns read as one are joined by table.Separator
// in both. It returns false where it cannot be told how to write the value, or into which column.
func (f *Format) Write(old []byte, spelling, canonical string) (string, bool) {
	if f.columns > 1 {
		return f.writeSeveral(old, spelling, canonical)
	}
	if bytes.IndexByte(old, table.Separator) >= 0 {
		return "", false // a list: which of its values is meant?
	}
	for _, text := range f.texts(spelling, canonical) {
		if f.means(text, canonical) {
			return text, true
		}
	}
	return "", false
}

// texts lists ways to write a value, the column's own first.
func (f *Format) texts(spelling, canonical string) []string {
	var out []string
	if w, ok := f.words[canonical]; ok {
		out = append(out, w)
	}
	for _, s := range f.shapes {
		for _, digits := range f.digits(canonical) {
			if text, ok := fillShape(s, digits); ok {
				out = append(out, text)
			}
		}
	}
	if f.capitals {
		out = append(out, strings.ToUpper(spelling))
	}
	return append(out, spelling)
}

// digits lists the digits of a value in the orders in which the column may have them.
func (f *Format) digits(canonical string) []string {
	if f.kind.Name() == "phone" {
		n := strings.TrimPrefix(canonical, "+")
		return []string{n, n[min(1, len(n)):], n[min(2, len(n)):], n[min(3, len(n)):]} // without a country code of 1 to 3 digits
	}
	if len(canonical) != len("2006-01-02") {
		return nil
	}
	var out []string
	for _, l := range f.opt.layouts {
		digits := ""
		for _, part := range []byte(l) {
			switch part {
			case 'Y':
				digits += canonical[:4]
			case 'M':
				digits += canonical[5:7]
			case 'D':
				digits += canonical[8:]
			}
		}
		out = append(out, digits)
	}
	return out
}

// fillShape puts digits in the places of a shape; there must be as many.
func fillShape(shape, digits string) (string, bool) {
	if strings.Count(shape, "9") != len(digits) {
		return "", false
	}
	out := []byte(shape)
	for i, k := 0, 0; i < len(out); i++ {
		if out[i] == '9' {
			out[i], k = digits[k], k+1
		}
	}
	return string(out), true
}

// means reports whether the column would read a text as a well-formed value of that canonical string.
func (f *Format) means(text, canonical string) bool {
	f.cell.Reset()
	f.kind.Standardise(text, f.opt, &f.cell)
	return text != "" && f.cell.Parts() == 1 && f.cell.Quality(0) == OK && string(f.cell.Canonical(0)) == canonical
}

// writeSeveral writes into several columns: a street over its lines, or the
// single value that one of them holds.
func (f *Format) writeSeveral(old []byte, spelling, canonical string) (string, bool) {
	if f.kind.Comparison() == CompareStreet {
		return f.writeLines(spelling, canonical)
	}
	var places []string
	if len(old) > 0 {
		places = strings.Split(string(old), string(rune(table.Separator)))
	}
	at := -1
	for i, v := range places {
		if v != "" && at >= 0 {
			return "", false
		}
		if v != "" {
			at = i
		}
	}
	if at < 0 || len(f.opt.layouts) > 0 { // day, month and year of their own
		return "", false
	}
	for _, text := range f.texts(spelling, canonical) {
		places[at] = text
		if joined := strings.Join(places, string(rune(table.Separator))); f.means(joined, canonical) {
			return joined, true
		}
	}
	return "", false
}

// writeLines writes a street into its first line and a unit, if there is one, into the second.
func (f *Format) writeLines(spelling, canonical string) (string, bool) {
	if f.capitals {
		spelling = strings.ToUpper(spelling)
	}
	rest := strings.Repeat(string(rune(table.Separator)), f.columns-2)
	words := strings.Fields(spelling)
	bare := canonical[:strings.LastIndexByte(canonical, '|')+1]
	for at := len(words); bare != canonical && at > 0; at-- {
		first, second := strings.Join(words[:at], " "), strings.Join(words[at:], " ")
		joined := first + string(rune(table.Separator)) + second + rest
		if second != "" && f.means(first, bare) && f.means(joined, canonical) {
			return joined, true
		}
	}
	joined := spelling + string(rune(table.Separator)) + rest
	return joined, f.means(joined, canonical)
}
