package standard

import (
	"bytes"
	"strings"

	"github.com/gildmdm/gild/internal/table"
)

// streetType is street, house number and unit, in one column or several in this
// order: number, name, unit, second line.
type streetType struct{}

func (streetType) Name() string           { return "street" }
func (streetType) Parts() []string        { return nil }
func (streetType) Comparison() Comparison { return CompareStreet }

// Standardise joins the lines of a street.
func (streetType) Standardise(raw string, _ *Options, out *Cell) {
	var v string
	if strings.IndexByte(raw, table.Separator) >= 0 {
		v = joinLines(raw)
	} else if v = clean(raw); isPlaceholder(v) {
		v = ""
	}
	if v == "" {
		out.Add("", "", Placeholder)
		return
	}
	out.addStreet(v)
}

// joinLines puts the lines that say something behind each other.
func joinLines(raw string) string {
	var lines []string
	for line := range strings.SplitSeq(raw, separator) {
		if v := clean(line); !isPlaceholder(v) {
			lines = append(lines, v)
		}
	}
	return strings.Join(lines, " ")
}

// addStreet adds a street line as the next part.
func (c *Cell) addStreet(v string) {
	from := len(c.buf)
	c.buf = appendProper(c.buf, v)
	mid := len(c.buf)
	c.buf = c.street.append(c.buf, v)
	c.close(from, mid, OK)
}

// streetWords is room to take streets apart without allocating: number|name|unit cost a third of what they do with strings.
type streetWords struct {
	folded             []byte
	words              [][]byte
	number, name, unit []byte
}

// append appends a street line as number|name|unit.
func (s *streetWords) append(dst []byte, v string) []byte {
	s.cut(v)
	s.number, s.name, s.unit = s.number[:0], s.name[:0], s.unit[:0]
	words := s.words
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case isUnitWord(w) && i+1 < len(words) && len(s.name) > 0 && unitValue(words[i+1]):
			s.unit = append(s.unit[:0], words[i+1]...)
			i++
		case w[0] == '#':
			s.unit = append(s.unit[:0], w[1:]...)
			if len(s.unit) == 0 && i+1 < len(words) {
				s.unit = append(s.unit, words[i+1]...)
				i++
			}
		case len(s.number) == 0 && houseNumber(w) && !(len(s.name) == 0 && i+1 < len(words) && ordinalSuffix(words[i+1])):
			s.number = appendWithout(s.number, w, '-')
			if i+2 == len(words) && len(words[i+1]) == 1 && words[i+1][0] >= 'a' && words[i+1][0] <= 'd' && len(s.name) > 0 {
				s.number = append(s.number, words[i+1][0])
				i++
			}
		case len(s.name) > 0 && len(s.unit) == 0 && len(s.number) > 0 && i == len(words)-1 && houseNumber(w):
			s.unit = append(s.unit, w...)
		default:
			if len(s.name) > 0 {
				s.name = append(s.name, ' ')
			}
			s.name = appendStreetWord(s.name, w, i, len(words))
		}
	}
	dst = append(append(dst, s.number...), '|')
	dst = append(append(dst, s.name...), '|')
	return append(dst, s.unit...)
}

func appendWithout(dst, w []byte, c byte) []byte {
	for _, b := range w {
		if b != c {
			dst = append(dst, b)
		}
	}
	return dst
}

// cut folds a street into words, but keeps what numbers and units need: # - /.
func (s *streetWords) cut(v string) {
	if !isASCII(v) {
		v = ascii(v)
	}
	b := s.folded[:0]
	for i := 0; i < len(v); i++ {
		c := v[i]
		switch {
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z' || isDigit(c):
			b = append(b, c)
		case c == '#':
			b = append(b, ' ', '#')
		case c == '\'' || c == '.' && i+1 < len(v) && v[i+1] != ' ' && (i < 2 || v[i-2] == ' ' || v[i-2] == '.'): // p.o. box, o'neil
		case c == '-' && i > 0 && i+1 < len(v) && isDigit(v[i-1]) && isDigit(v[i+1]):
			b = append(b, '-')
		default:
			b = append(b, ' ')
		}
	}
	s.folded, s.words = b, s.words[:0]
	for i := 0; i < len(b); {
		if b[i] == ' ' {
			i++
			continue
		}
		n := bytes.IndexByte(b[i:], ' ')
		if n < 0 {
			n = len(b) - i
		}
		s.words = append(s.words, b[i:i+n])
		i += n
	}
}

// houseNumber: digits, perhaps a letter or a range.
func houseNumber(w []byte) bool {
	if !isDigit(w[0]) || len(w) > 9 {
		return false
	}
	letters := 0
	for _, c := range w {
		if c >= 'a' && c <= 'z' {
			letters++
		}
	}
	return letters == 0 || letters == 1 && !isDigit(w[len(w)-1])
}

func ordinalSuffix(w []byte) bool {
	switch string(w) {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

func unitValue(w []byte) bool { return len(w) <= 5 && (isDigit(w[0]) || len(w) <= 2) }

func isUnitWord(w []byte) bool {
	switch string(w) {
	case "apt", "apartment", "unit", "ste", "suite", "flat", "fl", "floor", "rm", "room", "lot", "app", "appt", "wohnung", "whg", "piso", "interno", "int", "scala", "etage", "og", "m", "lok", "bldg", "building", "no":
		return true
	}
	return false
}

// appendStreetWord appends word i of n with street types and directions in one form.
func appendStreetWord(dst, w []byte, i, n int) []byte {
	if len(w) > 4 && string(w[len(w)-3:]) == "str" { // hauptstr → hauptstrasse
		return append(append(dst, w...), "asse"...)
	}
	if long := streetWord(w, i, n); long != "" {
		return append(dst, long...)
	}
	return append(dst, w...)
}

// streetWord is the long form of a word that has one, or else empty.
func streetWord(w []byte, i, n int) string {
	switch string(w) {
	case "st", "str", "strt", "sreet":
		if i == 0 && n > 2 {
			return "saint"
		}
		return "street"
	case "ave", "av", "aven", "avenu":
		return "avenue"
	case "rd":
		return "road"
	case "ln":
		return "lane"
	case "dr", "drv":
		return "drive"
	case "ct", "crt":
		return "court"
	case "pl":
		return "place"
	case "blvd", "boul", "bd", "bvd":
		return "boulevard"
	case "cir", "circ":
		return "circle"
	case "pkwy", "pky":
		return "parkway"
	case "hwy":
		return "highway"
	case "sq":
		return "square"
	case "ter", "terr", "tce":
		return "terrace"
	case "trl":
		return "trail"
	case "cres", "cr":
		return "crescent"
	case "cl":
		return "close"
	case "gdns":
		return "gardens"
	case "gr":
		return "grove"
	case "pde":
		return "parade"
	case "wy":
		return "way"
	case "pz", "pza":
		return "plaza"
	case "ul":
		return "ulica"
	case "c":
		return "calle"
	case "r":
		return "rue"
	case "avda", "avd":
		return "avenida"
	case "n":
		return "north"
	case "s":
		return "south"
	case "e":
		return "east"
	case "w":
		return "west"
	case "ne":
		return "northeast"
	case "nw":
		return "northwest"
	case "se":
		return "southeast"
	case "sw":
		return "southwest"
	case "mt":
		return "mount"
	case "ft":
		return "fort"
	case "first":
		return "1st"
	case "second":
		return "2nd"
	case "third":
		return "3rd"
	case "fourth":
		return "4th"
	case "fifth":
		return "5th"
	case "sixth":
		return "6th"
	case "seventh":
		return "7th"
	case "eighth":
		return "8th"
	case "ninth":
		return "9th"
	case "tenth":
		return "10th"
	}
	return ""
}
