package standard

import "strings"

// Generation tells namesakes of one family apart, as a name's suffix gives it.
type Generation uint8

// Generations; 0 where a name says nothing.
const (
	senior Generation = iota + 1
	junior
	first // or the initial of a middle name
	second
	third
	fourth
)

// GenerationOf reads the generation from a name or a part of one: "Jr", "Smith Sr",
// "Morris II". The first word is a name, unless it is the only one and a suffix is asked for.
func GenerationOf(name string, suffix bool) Generation {
	words := strings.Fields(foldLetters(name))
	if !suffix && len(words) > 0 {
		words = words[1:]
	}
	for _, w := range words {
		switch w {
		case "sr", "senior":
			return senior
		case "jr", "junior":
			return junior
		case "i":
			return first
		case "ii":
			return second
		case "iii":
			return third
		case "iv":
			return fourth
		}
	}
	return 0
}

// Conflicts reports whether two generations cannot be those of one person.
func (g Generation) Conflicts(h Generation) bool {
	switch {
	case g == 0 || h == 0:
		return false
	case g == first || h == first: // an initial, unless numbers are in use
		return max(g, h) > first
	}
	return g.number() != h.number()
}

func (g Generation) number() int {
	switch g {
	case senior:
		return 1
	case junior, second:
		return 2
	case third:
		return 3
	}
	return 4
}
