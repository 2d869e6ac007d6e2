package standard

import (
	"slices"
	"strings"
)

// checkedTypes are identifiers with check digits or a fixed form, for columns that are said to hold nothing else. A value that
// does not check out is suspect: it stands back behind others, but is compared and kept like any.
func checkedTypes() []Type {
	var all []Type
	for _, t := range []struct {
		name  string
		sound func(code string) bool
	}{{"luhn", luhn}, {"iban", iban}, {"gtin", gtin}, {"vat", vat}} {
		all = append(all, simple{t.name, CompareCode, func(v string, _ *Options) (string, string, Quality) {
			code := compactCode(strings.TrimSuffix(v, ".0"))
			switch {
			case code == "":
				return v, "", Suspect
			case oneCharacter(code):
				return v, "", Placeholder
			case !t.sound(code):
				return v, code, Suspect
			}
			return v, code, OK
		}})
	}
	return all
}

func onlyDigits(code string) bool { return code != "" && strings.Trim(code, "0123456789") == "" }

// luhn checks the last digit of a card, IMEI or customer number: ISO/IEC 7812.
func luhn(code string) bool {
	if !onlyDigits(code) || len(code) < 2 {
		return false
	}
	sum := 0
	for i := range len(code) {
		d := int(code[len(code)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// iban checks a bank account number: country, two check digits, and up to 30 more, ISO 13616.
func iban(code string) bool {
	if len(code) < 15 || len(code) > 34 || !onlyDigits(code[2:4]) || strings.ContainsAny(code[:2], "0123456789") {
		return false
	}
	return remainder97(code[4:]+code[:4]) == 1
}

// remainder97 divides by 97, letters being 10 to 35.
func remainder97(code string) int {
	rest := 0
	for _, c := range []byte(code) {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// gtin checks an article number of 8, 12 (UPC), 13 (EAN) or 14 digits.
func gtin(code string) bool {
	if !onlyDigits(code) || !slices.Contains([]int{8, 12, 13, 14}, len(code)) {
		return false
	}
	sum := 0
	for i := range len(code) {
		weight := 1
		if i%2 == 1 {
			weight = 3
		}
		sum += weight * int(code[len(code)-1-i]-'0')
	}
	return sum%10 == 0
}

// vatForms are the lengths of what follows the country in a VAT number, and whether it is digits only.
var vatForms = map[string]struct {
	lengths []int
	digits  bool
}{
	"AT": {[]int{9}, false}, "BE": {[]int{10}, true}, "BG": {[]int{9, 10}, true}, "CY": {[]int{9}, false}, "CZ": {[]int{8, 9, 10}, true}, "DE": {[]int{9}, true}, "DK": {[]int{8}, true},
	"EE": {[]int{9}, true}, "EL": {[]int{9}, true}, "ES": {[]int{9}, false}, "FI": {[]int{8}, true}, "FR": {[]int{11}, false}, "GB": {[]int{5, 9, 12}, false}, "HR": {[]int{11}, true},
	"HU": {[]int{8}, true}, "IE": {[]int{8, 9}, false}, "IT": {[]int{11}, true}, "LT": {[]int{9, 12}, true}, "LU": {[]int{8}, true}, "LV": {[]int{11}, true}, "MT": {[]int{8}, true},
	"NL": {[]int{12}, false}, "PL": {[]int{10}, true}, "PT": {[]int{9}, true}, "RO": {[]int{2, 3, 4, 5, 6, 7, 8, 9, 10}, true}, "SE": {[]int{12}, true}, "SI": {[]int{8}, true},
	"SK": {[]int{10}, true}, "XI": {[]int{5, 9, 12}, false},
}

// vat checks the form of a European VAT number and, where the country's is simple, its check digits.
func vat(code string) bool {
	if len(code) < 4 {
		return false
	}
	country, rest := code[:2], code[2:]
	form, ok := vatForms[country]
	if !ok || !slices.Contains(form.lengths, len(rest)) || form.digits && !onlyDigits(rest) {
		return false
	}
	switch country {
	case "DE":
		return elevenTen(rest)
	case "IT", "SE":
		return luhn(rest[:map[string]int{"IT": 11, "SE": 10}[country]])
	case "BE":
		return 97-remainder97(rest[:8]) == remainder97("0"+rest[8:]) || rest[8:] == "97" && remainder97(rest[:8]) == 0
	}
	return true
}

// elevenTen checks the last digit by ISO 7064, mod 11, 10.
func elevenTen(digits string) bool {
	product := 10
	for _, c := range []byte(digits[:len(digits)-1]) {
		sum := (int(c-'0') + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return (11-product)%10 == int(digits[len(digits)-1]-'0')
}
