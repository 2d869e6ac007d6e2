package standard

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/table"
)

// streetType is street, house number and unit, in one column or several in this
// order: number, name, unit, second line.
type streetType struct{}

func (streetType) Name() string           { return "street" }
func (streetType) Parts() []string        { return nil }
func (streetType) Comparison() Comparison { return CompareStreet }

func (streetType) Standardise(raw []byte, _ *Options, out *Cell) {
	var lines []string
	for line := range bytes.SplitSeq(raw, []byte{table.Separator}) {
		if v := clean(line); !isPlaceholder(v) {
			lines = append(lines, v)
		}
	}
	if lines == nil {
		out.Add("", "", Placeholder)
		return
	}
	v := strings.Join(lines, " ")
	out.Add(proper(v), parseStreet(v), OK)
}

// parseStreet writes a street line as number|name|unit.
func parseStreet(v string) string {
	words := strings.Fields(foldStreet(v))
	var number, unit string
	var name []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case isUnitWord(w) && i+1 < len(words) && len(name) > 0 && unitValue(words[i+1]):
			unit = words[i+1]
			i++
		case strings.HasPrefix(w, "#"):
			unit = strings.TrimPrefix(w, "#")
			if unit == "" && i+1 < len(words) {
				unit = words[i+1]
				i++
			}
		case number == "" && houseNumber(w) && !(len(name) == 0 && i+1 < len(words) && ordinalSuffix(words[i+1])):
			number = strings.ReplaceAll(w, "-", "")
			if i+1 < len(words) && len(words[i+1]) == 1 && words[i+1][0] >= 'a' && words[i+1][0] <= 'd' && len(name) > 0 && i+2 == len(words) {
				number += words[i+1]
				i++
			}
		case len(name) > 0 && unit == "" && number != "" && i == len(words)-1 && houseNumber(w):
			unit = w
		default:
			name = append(name, streetWord(w, i, len(words)))
		}
	}
	return number + "|" + strings.Join(name, " ") + "|" + unit
}

// foldStreet folds, but keeps what numbers and units need: # - /.
func foldStreet(v string) string {
	v = strings.ToLower(ascii(v))
	b := make([]byte, 0, len(v)+8)
	for i := 0; i < len(v); i++ {
		c := v[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
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
	return string(b)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// houseNumber: digits, perhaps a letter or a range.
func houseNumber(w string) bool {
	if !isDigit(w[0]) || len(w) > 9 {
		return false
	}
	letters := 0
	for i := 0; i < len(w); i++ {
		if w[i] >= 'a' && w[i] <= 'z' {
			letters++
		}
	}
	return letters == 0 || letters == 1 && !isDigit(w[len(w)-1])
}

func ordinalSuffix(w string) bool { return w == "st" || w == "nd" || w == "rd" || w == "th" }

func unitValue(w string) bool { return len(w) <= 5 && (isDigit(w[0]) || len(w) <= 2) }

func isUnitWord(w string) bool {
	switch w {
	case "apt", "apartment", "unit", "ste", "suite", "flat", "fl", "floor", "rm", "room", "lot", "app", "appt", "wohnung", "whg", "piso", "interno", "int", "scala", "etage", "og", "m", "lok", "bldg", "building", "no":
		return true
	}
	return false
}

// streetWord brings street types and directions to one form.
func streetWord(w string, i, n int) string {
	if i > 0 && strings.HasSuffix(w, "str") && len(w) > 5 { // hauptstr → hauptstrasse
		return w + "asse"
	}
	if strings.HasSuffix(w, "str") && len(w) > 4 {
		return w + "asse"
	}
	switch w {
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
	return w
}

// addressType is a whole address in one value.
type addressType struct{}

func (addressType) Name() string { return "address" }
func (addressType) Parts() []string {
	return []string{"street", "city", "region", "postcode", "country"}
}
func (addressType) Comparison() Comparison { return CompareStreet }

// Standardise cuts an address at its commas: the street stands first; postcode,
// region and country are known by their looks; what remains last is the city.
func (addressType) Standardise(raw []byte, opt *Options, out *Cell) {
	v := clean(bytes.ReplaceAll(raw, []byte{table.Separator}, []byte(", ")))
	if isPlaceholder(v) {
		out.Add("", "", Placeholder)
		return
	}
	var parts []string
	for p := range strings.SplitSeq(v, ",") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	if parts == nil {
		out.Add(v, "", Suspect)
		return
	}
	var street, city, region, postal, nation string
	street, rest := parts[0], parts[1:]
	for len(rest) > 0 {
		last := rest[len(rest)-1]
		if code, ok := countryCode(last); ok && nation == "" && len(last) > 2 {
			nation, rest = last, rest[:len(rest)-1]
			_ = code
			continue
		}
		words := strings.Fields(last)
		for len(words) > 0 {
			w := words[len(words)-1]
			if len(words) > 1 && postal == "" && ukOutward(words[len(words)-2]) && len(w) == 3 {
				postal, words = words[len(words)-2]+" "+w, words[:len(words)-2]
				continue
			}
			if postal == "" && postcodeLike(w) {
				postal, words = w, words[:len(words)-1]
				continue
			}
			if _, ok := regionCode(w); ok && region == "" && len(w) == 2 {
				region, words = w, words[:len(words)-1]
				continue
			}
			break
		}
		if len(words) > 0 && postal == "" && postcodeLike(words[0]) { // 10115 Berlin
			postal, words = words[0], words[1:]
		}
		if len(words) > 0 {
			if _, ok := regionCode(strings.Join(words, " ")); ok && region == "" && len(rest) > 1 {
				region = strings.Join(words, " ")
			} else if city == "" {
				city = strings.Join(words, " ")
			} else {
				street = strings.Join(append(parts[:1:1], rest...), " ")
				break
			}
		}
		rest = rest[:len(rest)-1]
	}
	if city == "" && townAlone(street) {
		street, city = "", street
	}
	if street == "" {
		out.Add("", "", OK)
	} else {
		out.Add(proper(street), parseStreet(street), OK)
	}
	for _, p := range [...]struct {
		t Type
		v string
	}{{cityType(), city}, {regionType(), region}, {postcodeType(), postal}, {countryType(), nation}} {
		if p.v == "" {
			out.Add("", "", OK)
			continue
		}
		p.t.Standardise([]byte(p.v), opt, out)
	}
}

// townAlone reports whether what stands where the street should is rather a town: few words, no number and no word of streets.
func townAlone(v string) bool {
	words := strings.Fields(foldStreet(v))
	if len(words) == 0 || len(words) > 3 || strings.ContainsAny(v, "0123456789") || isStreet(words, false) {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		switch streetWord(w, 1, 2) {
		case "street", "avenue", "road", "drive", "court", "square", "lane", "way", "highway":
			return true
		}
		return strings.HasSuffix(w, "strasse") || strings.HasSuffix(w, "straat") || strings.HasSuffix(w, "weg") || strings.HasSuffix(w, "platz")
	})
}

// postcodeLike: five digits, ZIP+4, or letters and digits mixed.
func postcodeLike(w string) bool {
	d := digits(w)
	return d >= 4 && d <= 9 && len(w) <= 10 && strings.Trim(w, "0123456789-") == "" || d >= 2 && len(w) >= 5 && len(w) <= 8 && !strings.ContainsAny(w, "#/.")
}

func ukOutward(w string) bool {
	return len(w) >= 2 && len(w) <= 4 && w[0] >= 'A' && w[0] <= 'Z' && digits(w) >= 1
}
