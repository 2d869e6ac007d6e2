package standard

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// identifierType names one thing: a registration, tax or passport number.
func identifierType() Type {
	return simple{"identifier", CompareCode, func(v string, _ *Options) (string, string, Quality) {
		code := compactCode(strings.TrimSuffix(v, ".0"))
		switch {
		case code == "":
			return v, "", Suspect
		case oneCharacter(code):
			return v, "", Placeholder
		}
		return v, code, OK
	}}
}

// oneCharacter reports whether a code is one character again and again, as forms are filled with.
func oneCharacter(code string) bool {
	return len(code) >= 4 && strings.Trim(code, code[:1]) == ""
}

// codeType is a short code of any meaning.
func codeType() Type {
	return simple{"code", CompareCode, func(v string, _ *Options) (string, string, Quality) {
		if code := compactCode(v); code != "" {
			return v, code, OK
		}
		return v, fold(v), OK
	}}
}

// numberType is a quantity, perhaps with a unit.
func numberType() Type {
	return simple{"number", CompareNumber, func(v string, _ *Options) (string, string, Quality) { return quantity(v) }}
}

// moneyType is an amount; its currency does not count.
func moneyType() Type {
	return simple{"money", CompareNumber, func(v string, _ *Options) (string, string, Quality) {
		spelling, canonical, q := quantity(v)
		canonical, _, _ = strings.Cut(canonical, " ")
		return spelling, canonical, q
	}}
}

// quantity reads a number in English or continental writing and the unit behind it.
func quantity(v string) (string, string, Quality) {
	start := strings.IndexAny(v, "0123456789")
	if start < 0 {
		return v, "", Suspect
	}
	end := start
	for end < len(v) && strings.IndexByte("0123456789.,' ", v[end]) >= 0 {
		end++
	}
	number := plainNumber(strings.Trim(v[start:end], " ,.'"))
	x, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return v, "", Suspect
	}
	if start > 0 && v[start-1] == '-' {
		x = -x
	}
	canonical := strconv.FormatFloat(x, 'f', -1, 64)
	if unit := foldLetters(v[end:]); unit != "" && len(unit) <= 6 {
		canonical += " " + unit
	}
	return v, canonical, OK
}

// Quantity reads a number in English or continental writing, and the unit or currency before or behind
// it. False where there is more than one number, or text that is no unit.
func Quantity(v string) (x float64, unit string, ok bool) {
	_, canonical, quality := quantity(v)
	start, end := strings.IndexAny(v, "0123456789"), strings.LastIndexAny(v, "0123456789")
	if quality != OK || strings.Trim(v[start:end+1], "0123456789.,' ") != "" {
		return 0, "", false
	}
	canonical, _, _ = strings.Cut(canonical, " ")
	x, err := strconv.ParseFloat(canonical, 64)
	before, behind := strings.TrimRight(v[:start], "-+ "), strings.Trim(v[end+1:], " ")
	if err != nil || before != "" && behind != "" || utf8.RuneCountInString(before+behind) > longestUnit {
		return 0, "", false
	}
	return x, before + behind, true
}

// HasUnit reports whether a number of an attribute may have a unit.
func HasUnit(attribute string) bool {
	return attribute != "latitude" && attribute != "longitude" && attribute != "year"
}

// longestUnit is how many letters a unit may have: "pieces", "litres", "kg/m³".
const longestUnit = 8

// Amount reads a sum of money or another plain number, in English or continental
// writing, with or without a currency in front or behind; (12.50) is negative.
// False where more than that stands there.
func Amount(v []byte) (float64, bool) {
	s := clean(string(v))
	inner, negative := strings.CutPrefix(s, "(")
	if negative {
		if inner, negative = strings.CutSuffix(inner, ")"); !negative {
			return 0, false
		}
		s = inner
	}
	currency := func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) || r == ' ' }
	number := strings.TrimFunc(s, currency)
	number, negative = cutMinus(number, negative)
	number = strings.TrimFunc(number, currency)
	if letters(s)-letters(number) > 4 { // more than -US$
		return 0, false
	}
	if strings.Trim(number, "0123456789.,' ") != "" || !strings.ContainsAny(number, "0123456789") {
		return 0, false
	}
	x, err := strconv.ParseFloat(plainNumber(number), 64)
	if negative {
		x = -x
	}
	return x, err == nil
}

// letters counts what is no space.
func letters(s string) int { return utf8.RuneCountInString(strings.ReplaceAll(s, " ", "")) }

// cutMinus takes away a minus sign in front or behind, or a plus.
func cutMinus(s string, negative bool) (string, bool) {
	for _, minus := range [...]string{"-", "\u2212"} {
		if rest, ok := strings.CutPrefix(s, minus); ok {
			return rest, true
		}
		if rest, ok := strings.CutSuffix(s, minus); ok {
			return rest, true
		}
	}
	return strings.TrimPrefix(s, "+"), negative
}

// plainNumber drops thousands separators: of two different marks the last is the
// decimal one; of one kind, one with other than three digits behind it.
func plainNumber(s string) string {
	s = strings.NewReplacer(" ", "", "'", "").Replace(s)
	dot, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	switch {
	case dot >= 0 && comma >= 0 && dot > comma:
		return strings.ReplaceAll(s, ",", "")
	case dot >= 0 && comma >= 0:
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case comma >= 0 && (strings.Count(s, ",") > 1 || len(s)-comma == 4):
		return strings.ReplaceAll(s, ",", "")
	case comma >= 0:
		return strings.Replace(s, ",", ".", 1)
	case strings.Count(s, ".") > 1:
		return strings.ReplaceAll(s, ".", "")
	}
	return s
}

// genderType is m, f or x.
func genderType() Type {
	return simple{"gender", CompareCategory, func(v string, _ *Options) (string, string, Quality) {
		switch f := fold(v); f {
		case "m", "male", "man", "mann", "mannlich", "h", "homme", "hombre", "maschio", "1", "mr", "herr", "masculin", "masculino", "boy":
			return v, "m", OK
		case "f", "female", "woman", "w", "frau", "weiblich", "femme", "mujer", "femmina", "2", "mrs", "ms", "k", "v", "vrouw", "feminin", "femenino", "girl":
			return v, "f", OK
		case "x", "d", "divers", "diverse", "other", "nonbinary", "non binary":
			return v, "x", OK
		case "u", "0", "9":
			return v, "", Placeholder
		}
		return v, "", Suspect
	}}
}

// flagType is yes or no, and is spelt so.
func flagType() Type {
	return simple{"flag", CompareNone, func(v string, _ *Options) (string, string, Quality) {
		switch fold(v) {
		case "y", "yes", "true", "t", "1", "ja", "oui", "si", "x", "on", "s", "sim", "tak", "opt in", "optin", "opted in", "subscribed", "granted", "given", "accepted", "allowed", "agreed", "verified", "confirmed":
			return "yes", "y", OK
		case "n", "no", "false", "f", "0", "nein", "non", "off", "nao", "nie", "opt out", "optout", "opted out", "unsubscribed", "denied", "declined", "refused", "revoked", "withdrawn", "unverified", "unconfirmed":
			return "no", "n", OK
		}
		return v, fold(v), Suspect
	}}
}

// ignoreType is kept and shown, but says nothing for matching.
func ignoreType() Type {
	return simple{"ignore", CompareNone, func(v string, _ *Options) (string, string, Quality) { return v, v, OK }}
}
