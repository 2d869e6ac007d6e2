package standard

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plainStreet writes a street line as number|name|unit.
func plainStreet(v string) string {
	words := strings.Fields(foldPlainStreet(v))
	var number, unit string
	var name []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case isUnitWord([]byte(w)) && i+1 < len(words) && len(name) > 0 && unitValue([]byte(words[i+1])):
			unit = words[i+1]
			i++
		case strings.HasPrefix(w, "#"):
			unit = strings.TrimPrefix(w, "#")
			if unit == "" && i+1 < len(words) {
				unit = words[i+1]
				i++
			}
		case number == "" && houseNumber([]byte(w)) && !(len(name) == 0 && i+1 < len(words) && ordinalSuffix([]byte(words[i+1]))):
			number = strings.ReplaceAll(w, "-", "")
			if i+1 < len(words) && len(words[i+1]) == 1 && words[i+1][0] >= 'a' && words[i+1][0] <= 'd' && len(name) > 0 && i+2 == len(words) {
				number += words[i+1]
				i++
			}
		case len(name) > 0 && unit == "" && number != "" && i == len(words)-1 && houseNumber([]byte(w)):
			unit = w
		default:
			name = append(name, string(appendStreetWord(nil, []byte(w), i, len(words))))
		}
	}
	return number + "|" + strings.Join(name, " ") + "|" + unit
}

// foldPlainStreet folds, but keeps what numbers and units need: # - /.
func foldPlainStreet(v string) string {
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

// Streets taken apart without strings are what they are with strings.
func TestStreetLikePlain(t *testing.T) {
	var s streetWords
	rapid.Check(t, func(t *rapid.T) {
		v := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
			"12", "12b", "12-14", "#3", "#", " ", " ", ",", ".", "'", "-", "Main", "MAIN", "St", "St.", "Hauptstr.", "str", "Apt", "Unit", "P.O. Box", "1st", "1 st", "b", "Ä", "ß", "日", "5", "fl", "N", "/",
		})).Draw(t, "street"), "")
		if got, want := string(s.append(nil, v)), plainStreet(v); got != want {
			t.Fatalf("%q is %q, not %q", v, got, want)
		}
	})
}
