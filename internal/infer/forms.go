package infer

import (
	"bytes"
	"strconv"
)

// parseNumber reads a number with an optional currency sign or word; commas
// between groups of three are taken out, a lone comma is a decimal point.
func parseNumber(v []byte) (number float64, currency, ok bool) {
	for _, sign := range []string{"$", "€", "£", "¥", "USD", "EUR", "GBP", "usd", "eur", "gbp"} {
		if bytes.Contains(v, []byte(sign)) {
			currency = true
			v = bytes.TrimSpace(bytes.Replace(v, []byte(sign), nil, 1))
		}
	}
	if len(v) == 0 || len(v) > 24 || !(v[0] >= '0' && v[0] <= '9' || v[0] == '-' || v[0] == '.' || v[0] == '+') {
		return 0, false, false
	}
	var buf [24]byte
	out := buf[:0]
	point := bytes.LastIndexAny(v, ".,")
	for i, b := range v {
		switch {
		case b >= '0' && b <= '9' || i == 0 && (b == '-' || b == '+'):
			out = append(out, b)
		case (b == '.' || b == ',') && i == point && (b == '.' || len(v)-i != 4):
			out = append(out, '.')
		case (b == '.' || b == ',') && i > 0 && (b == ',' || b != v[point]) && groupEnds(v, i):
		default:
			return 0, false, false
		}
	}
	number, err := strconv.ParseFloat(string(out), 64)
	return number, currency, err == nil
}

// groupEnds reports whether exactly three digits stand behind a separator.
func groupEnds(v []byte, at int) bool {
	return len(v) > at+3 && allDigits(v[at+1:at+4]) && (len(v) == at+4 || !isDigit(v[at+4]))
}

// phoneShape says whether a value of so many digits is written like a phone number.
func phoneShape(v []byte, digits int) shape {
	if digits < 7 || digits > 15 {
		return 0
	}
	groups, in, plus := 0, false, false
	for i, b := range v {
		switch {
		case b >= '0' && b <= '9':
			if !in {
				groups++
			}
			in = true
		case b == '+' && i <= 1:
			plus = true
		case b == ' ' || b == '-' || b == '.' || b == '/' || b == '(' || b == ')':
			in = false
		case b == 'x' || b == 'e' || b == 't':
		default:
			return 0
		}
	}
	switch {
	case len(v) == 11 && v[3] == '-' && v[6] == '-':
		return socialNo
	case plus || groups >= 2 && groups <= 6:
		return phone
	case digits >= 9 && digits <= 12:
		return tenDigit
	}
	return 0
}

// checkDigit verifies the last digit of a GTIN (UPC, EAN).
func checkDigit(v []byte) bool {
	sum, weight := 0, 1
	for i := len(v) - 1; i >= 0; i-- {
		if v[i] < '0' || v[i] > '9' {
			return false
		}
		sum += int(v[i]-'0') * weight
		weight = 4 - weight
	}
	return sum%10 == 0
}

// postcodeForm recognises British, Irish, Canadian and Dutch postcodes in lower case.
// Digits mistyped as letters are left out.
func postcodeForm(v []byte) bool {
	var buf [9]byte
	p := buf[:0]
	for _, b := range v {
		switch {
		case b == ' ' || b == '-':
		case len(p) == 8:
			return false
		case b >= '0' && b <= '9':
			p = append(p, '9')
		case b >= 'a' && b <= 'z':
			p = append(p, 'a')
		default:
			return false
		}
	}
	switch string(p) {
	case "a99aa", "a999aa", "aa99aa", "aa999aa", "a9a9aa", "aa9a9aa", // GB
		"a9a9a9", // CA
		"9999aa": // NL
		return true
	}
	return false
}
