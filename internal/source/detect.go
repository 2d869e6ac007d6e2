package source

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/gildmdm/gild/internal/source/csv"
)

// headBytes is how much of a text is looked at to detect its form.
const headBytes = 1 << 20

// dialect is how a text is written.
type dialect struct {
	comma, quote byte
	header       bool
	columns      []string
	trailing     bool // every record ends with a delimiter
}

// encodingOf detects the encoding by byte-order mark, zero bytes and UTF-8 validity.
// partial says that the text goes on behind head.
func encodingOf(head []byte, partial bool) string {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return "utf-16le"
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return "utf-16be"
	}
	var even, odd int
	for i, b := range head[:min(len(head), 4096)] {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	if n := min(len(head), 4096) / 2; n > 8 {
		if odd > n*4/10 && even < n/10 {
			return "utf-16le"
		}
		if even > n*4/10 && odd < n/10 {
			return "utf-16be"
		}
	}
	if partial {
		head = head[:max(0, len(head)-utf8.UTFMax)]
	}
	if utf8.Valid(head) || !mostly1252(head) {
		return "utf-8"
	}
	return "windows-1252"
}

// mostly1252 reports whether the bytes that are no valid UTF-8 are many beside those that are,
// so that the text is in another encoding and not merely damaged here and there.
func mostly1252(head []byte) bool {
	invalid, valid := 0, 0
	for i := 0; i < len(head); {
		if head[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && n == 1 {
			invalid++
		} else {
			valid++
		}
		i += n
	}
	return invalid > 2*valid
}

// encodingNamed returns an encoding; nil for UTF-8.
func encodingNamed(name string) (encoding.Encoding, error) {
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8":
		return nil, nil
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), nil
	case "windows-1252", "cp1252", "latin1", "latin-1", "iso-8859-1":
		return charmap.Windows1252, nil
	case "iso-8859-15", "latin9":
		return charmap.ISO8859_15, nil
	case "windows-1250", "cp1250":
		return charmap.Windows1250, nil
	case "windows-1251", "cp1251":
		return charmap.Windows1251, nil
	}
	return nil, fmt.Errorf("unknown encoding %q; known are utf-8, utf-16le, utf-16be, windows-1250, windows-1251, windows-1252, iso-8859-1, iso-8859-15", name)
}

// decoder returns the encoding's decoder; nil for UTF-8.
func decoder(name string) (*encoding.Decoder, error) {
	e, err := encodingNamed(name)
	if e == nil {
		return nil, err
	}
	return e.NewDecoder(), nil
}

// binary reports whether bytes look like no text at all.
func binary(head []byte) bool {
	control := 0
	for _, b := range head {
		if b < 32 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b && b != 0x1f {
			control++
		}
	}
	return control*20 > len(head)
}

// detect finds out the dialect from the beginning of a text in UTF-8.
func detect(head []byte, spec Spec) (dialect, error) {
	d := dialect{quote: '"'}
	switch {
	case spec.Delimiter == "":
		d.comma = delimiterOf(head)
	case spec.Delimiter == "tab" || spec.Delimiter == `\t`:
		d.comma = '\t'
	default:
		d.comma = spec.Delimiter[0]
	}
	rows := sampleRows(head, d, 1000)
	if len(rows) == 0 {
		return d, nil
	}
	d.trailing = len(rows) > 1 && len(rows[0]) > 1 && !slices.ContainsFunc(rows, func(r []string) bool { return r[len(r)-1] != "" })
	first := rows[0]
	if d.trailing {
		first = first[:len(first)-1]
	}
	if spec.Header != nil {
		d.header = *spec.Header
	} else {
		d.header = isHeader(first, rows[1:])
	}
	d.columns = make([]string, len(first))
	for i := range first {
		d.columns[i] = fmt.Sprintf("c%d", i+1)
		if d.header && strings.TrimSpace(first[i]) != "" {
			d.columns[i] = strings.TrimSpace(first[i])
		}
	}
	return d, nil
}

// sampleRows parses the first records.
func sampleRows(head []byte, d dialect, most int) [][]string {
	var rows [][]string
	s := csv.NewScanner(head, d.comma, d.quote)
	var buf []byte
	for s.Next() && len(rows) < most {
		r := s.Record()
		if r.Err != nil {
			continue
		}
		row := make([]string, len(r.Fields))
		for i, f := range r.Fields {
			buf = r.Text(f, d.quote, buf)
			row[i] = string(buf)
			buf = nil
		}
		rows = append(rows, row)
	}
	return rows
}

// delimiterOf picks the character that cuts most records into the same number of
// fields, more than one; a text that none cuts has one column.
func delimiterOf(head []byte) byte {
	best, bestScore := byte(','), 0.0
	for _, c := range []byte(",;\t|^") {
		rows := sampleRows(head, dialect{comma: c, quote: '"'}, 200)
		widths := map[int]int{}
		for _, r := range rows {
			widths[len(r)]++
		}
		width, n := 1, 0
		for w, k := range widths {
			if k > n || k == n && w > width {
				width, n = w, k
			}
		}
		if width < 2 {
			continue
		}
		share := float64(n) / float64(len(rows))
		if score := share * share * float64(min(width, 6)); score > bestScore {
			best, bestScore = c, score
		}
	}
	return best
}

// isHeader reports whether the first row names columns: all its fields are
// filled, different, without digits at their beginning, and do not occur as
// values of their own columns.
func isHeader(first []string, rows [][]string) bool {
	seen := map[string]bool{}
	filled := 0
	for _, name := range first {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		filled++
		if seen[name] || looksLikeValue(name) {
			return false
		}
		seen[name] = true
	}
	if filled == 0 || filled*2 < len(first) {
		return false
	}
	if len(rows) == 0 {
		return true
	}
	// Names that recur below are values. Lengths and shapes that fit the column
	// speak against a header only when no name looks like one.
	repeats, shaped := 0, 0
	for i, name := range first {
		same, like := 0, 0
		for _, r := range rows {
			if i >= len(r) {
				continue
			}
			if strings.EqualFold(r[i], name) {
				same++
			}
			if shape(r[i]) == shape(name) {
				like++
			}
		}
		if same > 0 {
			repeats++
		}
		if like*10 > len(rows)*3 {
			shaped++
		}
	}
	if repeats*3 > len(first) {
		return false
	}
	return !(shaped == len(first) && !slices.ContainsFunc(first, headerWord))
}

// looksLikeValue reports whether a cell of the first row cannot be a column's name.
func looksLikeValue(s string) bool {
	return s[0] >= '0' && s[0] <= '9' || strings.Contains(s, "@") || len(s) > 80
}

// shape reduces a value to its kinds of characters: letters a, digits 9, others as they are, runs cut to one.
func shape(s string) string {
	var out []byte
	for i := 0; i < len(s) && i < 64; i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c = '9'
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80:
			c = 'a'
		}
		if len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	return string(out)
}

// headerWord reports whether a name has a word that headers have.
func headerWord(name string) bool {
	name = strings.ToLower(name)
	for _, w := range []string{"id", "name", "date", "mail", "phone", "tel", "addr", "street", "city", "zip", "code", "state", "country", "title", "price", "type", "no", "num", "key", "year", "birth", "dob", "desc", "brand", "affil", "author", "venue", "nom", "ort", "strasse", "plz"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return len(name) <= 4 && strings.ContainsAny(name, "0123456789") && strings.IndexAny(name, "cvfx") == 0
}
