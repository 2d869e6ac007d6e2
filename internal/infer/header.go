package infer

import (
	"strings"
	"unicode"
)

// meaning is what a header says.
type meaning struct {
	role    role
	context string // whose or which it is: employer, billing, mother; empty: the thing's own
	channel string // of a consent: email, phone, post; of a verification: the attribute
	opaque  bool   // says nothing: c1, field_7, none
	words   []string
}

// readHeader finds the phrases of the lexicon in a header and combines them.
func readHeader(name string) meaning {
	m := meaning{words: headerWords(name)}
	if r, ok := birthAbbreviation(name); ok {
		m.role, m.context = r, "birth"
		return m
	}
	roles, contexts := findPhrases(m.words)
	m.combine(roles, contexts)
	return m
}

// birthAbbreviation reads by, bm, bd: far too short for the lexicon, the values will have to agree.
func birthAbbreviation(name string) (role, bool) {
	switch strings.ToLower(name) {
	case "by", "yob", "birth_year", "birthyear", "year_of_birth", "geburtsjahr":
		return yearPart, true
	case "bm", "mob", "birth_month", "birthmonth", "month_of_birth":
		return monthPart, true
	case "bd", "birth_day", "day_of_birth":
		return dayPart, true
	}
	return "", false
}

// headerWords splits a header at anything but letters and digits, where small letters
// turn to capitals, and between letters and digits; words come without accents, in lower case.
func headerWords(name string) []string {
	var words []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, string(word))
		}
		word = nil
	}
	runes := []rune(name)
	for i, c := range runes {
		switch {
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			flush()
			continue
		case i == 0:
		case unicode.IsDigit(c) != unicode.IsDigit(runes[i-1]):
			flush()
		case unicode.IsUpper(c) && unicode.IsLower(runes[i-1]):
			flush()
		case unicode.IsUpper(c) && i+1 < len(runes) && unicode.IsLower(runes[i+1]) && unicode.IsUpper(runes[i-1]):
			flush() // the N of SSNNumber
		}
		word = append(word, foldRune(c))
	}
	flush()
	return words
}

// findPhrases returns the roles of the longest phrases, from left to right, and the contexts.
func findPhrases(words []string) (roles []role, contexts []string) {
	table := phrases()
	for i := 0; i < len(words); {
		n := 0
		for j := len(words); j > i && n == 0; j-- {
			if found := table[strings.Join(words[i:j], "")]; len(found) > 0 {
				n = j - i
				for _, r := range found {
					if r[0] == '@' {
						contexts = append(contexts, string(r[1:]))
					} else {
						roles = append(roles, r)
					}
				}
			}
		}
		if n == 0 && words[i] == "name" {
			roles, n = append(roles, anyName), 1
		}
		i += max(n, 1)
	}
	return roles, contexts
}

// combine makes one role of several: "employer zipcode", "email opt in", "passport country".
func (m *meaning) combine(roles []role, contexts []string) {
	m.opaque = true
	for _, w := range m.words {
		if strings.ContainsFunc(w, unicode.IsLetter) && (len(roles) == 0 || roles[0] != "opaque") {
			m.opaque = false
		}
	}
	var last, owner role
	for _, r := range roles {
		switch r {
		case consentWord, verifyWord, updateWord, "created_at", activity, eventWord, statusRole:
			if owner == "" || owner == "email" || r != statusRole {
				owner = r
			}
		case "opaque", codeWord, keyWord, anyName, anyAddress, kindWord, secondName:
			if last == "" || r == kindWord || r == keyWord && !isIdentifier(last) && !isMeasure(last) {
				last = r
			}
		default:
			if isIdentifier(last) && (r == "country" || r == "region") {
				last = kindWord // where a passport was issued
			} else if last != kindWord {
				last = m.join(last, r)
			}
		}
	}
	m.role = last
	switch owner {
	case consentWord, verifyWord:
		m.role, m.channel = owner, string(last)
	case "":
	default:
		m.role = owner
	}
	if m.role == "opaque" {
		m.role = ""
	}
	m.pickContext(contexts)
}

// join puts two roles of one header together.
func (m *meaning) join(before, r role) role {
	switch {
	case (before == "birth_date" || before == "death_date") && (r == dayPart || r == monthPart || r == "year" || r == yearPart):
		m.context = "birth"
		if before == "death_date" {
			m.context = "death"
		}
		if r == "year" {
			return yearPart
		}
		return r
	case before == "birth_date" && (r == "city" || r == "country" || r == "region"):
		return "birth_place"
	case before == employerOrg || before == "organisation" && r != "organisation":
		m.context = "employer"
	case (r == dayPart || r == monthPart) && before != "" && before != "birth_date":
		return eventWord
	}
	return r
}

func (m *meaning) pickContext(contexts []string) {
	for _, c := range contexts {
		if c != "home" && (m.context == "" || m.context == "employer") {
			m.context = c
		}
	}
	if m.role == "" && m.context == "employer" {
		m.role = "organisation" // company, business
	}
	if m.context == "relation" {
		return
	}
	if m.role == "organisation" || m.role == employerOrg || m.role == keyWord {
		m.context = ""
	}
}

func isIdentifier(r role) bool {
	switch r {
	case "national_id", "tax_id", "passport", "drivers_license", "worker_id", "registration_id", "account_number", "customer_id", "gtin", "sku", "model":
		return true
	}
	return false
}

// isMeasure reports whether a word such as number or code behind the role still names the role: phone no, state code.
func isMeasure(r role) bool {
	switch r {
	case "phone", "postcode", "region", "country", houseNo, unitNo, "street", "price", amount, "city":
		return true
	}
	return false
}
