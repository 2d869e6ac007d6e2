package standard

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// emailType is an e-mail address, or several parted by ; , | or white space.
func emailType() Type {
	return emails{simple{"email", CompareEmail, func(v string, _ *Options) (string, string, Quality) {
		if strings.ContainsAny(v, ";,| ") {
			return several(v, ";,| ", func(s string) bool { return strings.Contains(s, "@") }, email)
		}
		return email(v)
	}}}
}

// emails has a fast path for addresses that look like nearly all.
type emails struct{ simple }

func (t emails) Standardise(raw string, opt *Options, out *Cell) {
	at, ok := plainEmail(raw)
	if !ok {
		t.simple.Standardise(raw, opt, out)
		return
	}
	v := strings.ToLower(raw)
	if fakeEmail(v[:at], v[at+1:]) {
		out.Add(v, "", Placeholder)
		return
	}
	out.addSame(v, OK)
}

// plainEmail reports whether a value is one address of letters, digits, and . _ % + - with a dot in its domain, and where its
// @ stands. There is nothing in it to clean or to reject.
func plainEmail(v string) (at int, ok bool) {
	at, dot := -1, -1
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case isLetter(c) || isDigit(c) || c == '%' || c == '+' || c == '-' || c == '_' && at < 0:
		case c == '.':
			if at >= 0 && dot == i-1 {
				return 0, false
			}
			dot = i
		case c == '@' && at < 0:
			at, dot = i, -1
		default:
			return 0, false
		}
	}
	return at, at > 0 && dot > at+1 && dot < len(v)-2
}

// email checks and folds one address.
func email(v string) (string, string, Quality) {
	v = strings.ToLower(strings.Trim(strings.TrimPrefix(v, "mailto:"), "<>\"'"))
	local, domain, ok := strings.Cut(v, "@")
	if !ok || local == "" || !domainLike(domain) || strings.ContainsAny(local, " @()<>,;:\\\"") {
		return v, "", Suspect
	}
	if fakeEmail(local, domain) {
		return v, "", Placeholder
	}
	return v, ascii(v), OK
}

func domainLike(d string) bool {
	dot := strings.LastIndexByte(d, '.')
	return dot > 0 && dot < len(d)-2 && !strings.ContainsAny(d, " @_,;/") && !strings.Contains(d, "..")
}

// fakeEmail knows the addresses that people type to get past a form.
func fakeEmail(local, domain string) bool {
	switch local {
	case "test", "none", "noemail", "no-email", "no.email", "nomail", "noreply", "no-reply", "donotreply", "na", "n.a", "unknown", "x", "xx", "xxx", "asdf", "abc", "a", "email", "mail", "dummy", "fake", "keine", "example", "user", "nobody":
		return true
	}
	return strings.HasPrefix(domain, "test.") || domain == "none.com" || domain == "noemail.com" || domain == "example.com" && (local == "info" || local == "name")
}

// several standardises the values of one cell that holds more than one.
func several(v, parted string, keep func(string) bool, one func(string) (string, string, Quality)) (string, string, Quality) {
	var spellings, canonicals []string
	quality := Placeholder
	for _, s := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(parted, r) }) {
		if s = strings.TrimSpace(s); s == "" || !keep(s) {
			continue
		}
		spelling, canonical, q := one(s)
		spellings = append(spellings, spelling)
		quality = min(quality, q)
		if canonical != "" {
			canonicals = append(canonicals, canonical)
		}
	}
	if spellings == nil {
		return v, "", Suspect
	}
	return joinUnique(spellings, false), joinUnique(canonicals, true), quality
}

// phoneType is a telephone number, or several parted by ; , | or /.
func phoneType() Type {
	return phones{simple{"phone", ComparePhone, func(v string, opt *Options) (string, string, Quality) {
		one := func(s string) (string, string, Quality) { return phone(s, opt.country) }
		if strings.ContainsAny(v, ";,|") || strings.Count(v, "/") == 1 && digits(v) > 15 {
			return several(v, ";,|/", func(s string) bool { return digits(s) >= 6 }, one)
		}
		return one(v)
	}}}
}

// phones has a fast path for numbers that are written as nearly all are.
type phones struct{ simple }

func (t phones) Standardise(raw string, opt *Options, out *Cell) {
	var number [15]byte
	n, plus := plainPhone(raw, &number)
	abroad := plus && n >= 10
	home := !plus && nanp(opt.country) && (n == 10 || n == 11 && number[0] == '1')
	if !abroad && !home || fakePhone(string(number[:n])) {
		t.simple.Standardise(raw, opt, out)
		return
	}
	from, q := len(out.buf), OK
	out.buf = append(out.buf, '+')
	if home {
		q = northAmerican(string(number[n-10 : n]))
		if n == 10 {
			out.buf = append(out.buf, '1')
		}
	}
	out.buf = append(out.buf, number[:n]...)
	out.closeSame(from, q)
}

// plainPhone takes the digits of one number out, at most 15, which nothing but space - . ( ) stands between and perhaps a +
// in front; n is 0 where there is more.
func plainPhone(v string, number *[15]byte) (n int, plus bool) {
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case isDigit(c):
			if n == len(number) {
				return 0, false
			}
			number[n] = c
			n++
		case c == '+' && n == 0:
			plus = true
		case c == '(' && i+1 < len(v) && v[i+1] != '0', c == ' ', c == '-', c == '.', c == ')':
		default:
			return 0, false
		}
	}
	return n, plus
}

func digits(v string) int {
	n := 0
	for i := 0; i < len(v); i++ {
		if v[i] >= '0' && v[i] <= '9' {
			n++
		}
	}
	return n
}

// phone makes one number +country and digits.
func phone(v, country string) (string, string, Quality) {
	number, plus, simple := phoneDigits(v)
	if fakePhone(number) {
		return v, "", Placeholder
	}
	if len(number) < 6 || len(number) > 15 {
		return v, "", Suspect
	}
	// Fast path: a full international number, or ten digits in North America.
	switch {
	case plus && simple && len(number) >= 10:
		return "+" + number, "+" + number, OK
	case simple && nanp(country) && len(number) == 10:
		return "+1" + number, "+1" + number, northAmerican(number)
	case simple && nanp(country) && len(number) == 11 && number[0] == '1':
		return "+" + number, "+" + number, northAmerican(number[1:])
	case simple && strings.HasPrefix(number, "00") && len(number) >= 11:
		return "+" + number[2:], "+" + number[2:], OK
	}
	if country == "" {
		return v, number, OK
	}
	p, err := phonenumbers.Parse(v, country)
	if err != nil {
		return v, number, Suspect
	}
	e164 := phonenumbers.Format(p, phonenumbers.E164)
	if !phonenumbers.IsPossibleNumber(p) {
		return v, e164, Suspect
	}
	return e164, e164, OK
}

// phoneDigits takes the digits out; an extension is left out. Simple says that
// nothing but digits and the usual punctuation was there.
func phoneDigits(v string) (number string, plus, simple bool) {
	simple = true
	b := make([]byte, 0, 16)
	for i := 0; i < len(v); i++ {
		c := v[i]
		switch {
		case c >= '0' && c <= '9':
			b = append(b, c)
		case c == '+' && len(b) == 0:
			plus = true
		case c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/' || c == 0xC2 || c == 0xA0:
			if c == '(' && i+2 < len(v) && v[i+1] == '0' && v[i+2] == ')' { // +49 (0)30 …
				i += 2
			}
		case c == 'x' || c == 'X' || c == 'e' || c == 'E' || c == '#':
			return string(b), plus, simple && len(b) >= 7
		default:
			simple = false
		}
	}
	return string(b), plus, simple
}

func nanp(country string) bool {
	switch country {
	case "US", "CA", "PR":
		return true
	}
	return false
}

// northAmerican judges a number of ten digits: neither area nor exchange begins with 0 or 1.
func northAmerican(n string) Quality {
	if n[0] < '2' || n[3] < '2' {
		return Suspect
	}
	return OK
}

// fakePhone knows the numbers that forms are filled with: one digit, or digits in a row.
func fakePhone(n string) bool {
	n = strings.TrimPrefix(n, "1")
	if len(n) < 6 {
		return strings.Trim(n, "0") == ""
	}
	same, up := true, true
	for i := 1; i < len(n); i++ {
		same = same && n[i] == n[0]
		up = up && (n[i] == n[i-1]+1 || n[i] == '0' && n[i-1] == '9')
	}
	return same || up || strings.HasPrefix("234567890", n) || strings.TrimLeft(n, "0") == ""
}

// urlType is a web address: host without www, and path.
func urlType() Type {
	return simple{"url", CompareShort, func(v string, _ *Options) (string, string, Quality) {
		s := strings.ToLower(v)
		if _, rest, ok := strings.Cut(s, "://"); ok {
			s = rest
		}
		s = strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
		if !strings.Contains(s, ".") || strings.ContainsRune(s, ' ') {
			return v, "", Suspect
		}
		return v, s, OK
	}}
}
