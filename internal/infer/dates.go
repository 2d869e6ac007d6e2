package infer

import (
	"bytes"
	"strings"
)

// moment is a date as far as inference needs it.
type moment struct {
	year, month, day int
	clock            bool // has a time of day
	yearShort        bool // two-digit year
}

// parseDate reads the date layouts in use: ISO, YYYYMMDD, three numbers in any of
// the usual orders, and those with the name of the month.
func parseDate(v []byte) (moment, bool) {
	var m moment
	v, m.clock = cutClock(v)
	if len(v) < 6 || len(v) > 18 {
		return m, false
	}
	if len(v) == 8 && allDigits(v) {
		m.year, m.month, m.day = atoi(v[:4]), atoi(v[4:6]), atoi(v[6:])
		return m, m.valid()
	}
	parts, month, ok := dateParts(v)
	if !ok {
		return m, false
	}
	a, b, c := parts[0], parts[1], parts[2]
	switch {
	case month > 0 && len(a) == 4: // 2020-Mar-15
		m.year, m.month, m.day = atoi(a), month, atoi(c)
	case month > 0: // 15-Mar-92; parts hold day and year
		m.day, m.month, m.year = atoi(a), month, atoi(c)
	case len(a) == 4:
		m.year, m.month, m.day = atoi(a), atoi(b), atoi(c)
	default:
		m.day, m.month, m.year = atoi(a), atoi(b), atoi(c)
		if m.month > 12 {
			m.day, m.month = m.month, m.day
		}
	}
	if len(c) == 2 && len(a) <= 2 {
		m.yearShort = true
		if m.year += 1900; m.year < 1930 {
			m.year += 100
		}
	}
	return m, m.valid()
}

func (m moment) valid() bool {
	return m.year >= 1000 && m.year <= 2200 && m.month >= 1 && m.month <= 12 && m.day >= 1 && m.day <= 31
}

// cutClock takes a time of day off a date.
func cutClock(v []byte) ([]byte, bool) {
	i := bytes.IndexByte(v, ':')
	if i < 8 {
		return v, false
	}
	if t := bytes.LastIndexAny(v[:i], "T "); t >= 6 {
		return bytes.TrimSpace(v[:t]), true
	}
	return v, false
}

// dateParts splits a date into three; a month's name is returned as its number, and its part is empty.
func dateParts(v []byte) (parts [3][]byte, month int, ok bool) {
	n, rest := 0, v
	for len(rest) > 0 {
		end := bytes.IndexAny(rest, "-/. ,")
		if end < 0 {
			end = len(rest)
		}
		p := rest[:end]
		rest = rest[min(end+1, len(rest)):]
		if len(p) == 0 {
			continue
		}
		if n == 3 {
			return parts, 0, false
		}
		switch {
		case allDigits(p) && len(p) <= 4 && len(p) != 3:
			parts[n] = p
		case month == 0 && monthNumber(p) > 0:
			month = monthNumber(p)
		default:
			return parts, 0, false
		}
		n++
	}
	if n != 3 {
		return parts, 0, false
	}
	if month > 0 && parts[0] == nil { // Mar 15, 1992
		parts[0], parts[1] = parts[1], nil
	}
	return parts, month, parts[0] != nil && parts[2] != nil && len(parts[1]) <= 2
}

// monthNumber reads the name of a month by its first three letters, in the languages of the lexicon.
func monthNumber(p []byte) int {
	if p = bytes.ToLower(p); len(p) < 3 || len(p) > 10 {
		return 0
	}
	for i, names := range [12]string{"jan ene gen", "feb fev fév", "mar mär maa mrt", "apr avr abr", "may mai mei mag", "jun giu jui",
		"jul lug", "aug aoû ago aou", "sep set", "oct okt out ott", "nov", "dec dez dic déc"} {
		if strings.Contains(names, string(p[:3])) {
			return i + 1
		}
	}
	return 0
}

func allDigits(v []byte) bool {
	for _, b := range v {
		if b < '0' || b > '9' {
			return false
		}
	}
	return len(v) > 0
}

func atoi(v []byte) int {
	n := 0
	for _, b := range v {
		n = n*10 + int(b-'0')
	}
	return n
}
