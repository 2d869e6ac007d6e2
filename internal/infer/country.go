package infer

import (
	"bytes"
	"strings"
)

// commonCountry is the country that all sources with any sign of one point to, or nothing.
func commonCountry(sources []*source) string {
	found := ""
	for _, s := range sources {
		switch c := s.country(); {
		case c == "":
		case found == "":
			found = c
		case found != c:
			return ""
		}
	}
	return found
}

// country is where a source's phones and postcodes are from, if one sign is plain:
// the form of postcodes, the codes of states, the length and first digits of phones.
func (s *source) country() string {
	region, code, phones := s.with("region"), s.with("postcode"), s.with("phone")
	if c := s.with("country"); c != nil && c.profile.distinct > 3 && c.profile.top < .9 {
		return "" // records say it themselves
	}
	if code != nil && code.profile.share(postcode) > .4 {
		return code.postcodeCountry()
	}
	if region != nil && region.profile.share(regionWord) > .5 {
		if c := region.regionCountry(); c != "" {
			return c
		}
	}
	if code != nil && code.byHeader && code.profile.length > 4.7 && code.profile.length < 5.3 {
		if c := headerCountry(code.meaning.words); c != "" {
			return c
		}
	}
	if phones != nil {
		return phones.phoneCountry()
	}
	return ""
}

// headerCountry is where five-digit postcodes have that name.
func headerCountry(words []string) string {
	switch strings.Join(words, " ") {
	case "plz", "postleitzahl":
		return "DE"
	case "code postal":
		return "FR"
	case "cap", "codice postale":
		return "IT"
	case "codigo postal":
		return "ES"
	}
	return ""
}

// postcodeCountry tells British, Canadian and Dutch postcodes apart.
func (c *column) postcodeCountry() string {
	votes := map[string]int{}
	for _, code := range c.profile.sample {
		v := bytes.ReplaceAll(bytes.TrimSpace(c.Dict.Bytes(code)), []byte(" "), nil)
		switch {
		case len(v) < 5 || len(v) > 7:
		case v[0] >= '0' && v[0] <= '9':
			votes["NL"]++
		case len(v) == 6 && isDigit(v[1]) && isDigit(v[3]) && isDigit(v[5]) && !isDigit(v[4]):
			votes["CA"]++
		default:
			votes["GB"]++
		}
	}
	return winner(votes)
}

// regionCountry tells American, Australian and Canadian states apart.
func (c *column) regionCountry() string {
	votes := map[string]int{}
	australian := set("nsw vic qld sa tas act nt", " ")
	canadian := set("ab bc mb nb nl ns on qc sk", " ")
	for _, code := range c.profile.sample {
		v := string(bytes.ToLower(bytes.TrimSpace(c.Dict.Bytes(code))))
		n := int(c.profile.counts[code])
		switch {
		case australian[v]:
			votes["AU"] += n
		case canadian[v]:
			votes["CA"] += n
		case len(v) == 2 && loadWords().region[v]:
			votes["US"] += n
		}
	}
	return winner(votes)
}

// phoneCountry recognises North American numbers: ten digits, or eleven with a 1, whose
// area code does not start with 0 or 1.
func (c *column) phoneCountry() string {
	votes := map[string]int{}
	var digits []byte
	for _, code := range c.profile.sample {
		v := c.Dict.Bytes(code)
		digits = digits[:0]
		for _, b := range v {
			if isDigit(b) {
				digits = append(digits, b)
			}
		}
		if len(digits) == 11 && digits[0] == '1' {
			digits = digits[1:]
		} else if bytes.HasPrefix(v, []byte("+")) {
			votes["other"]++
			continue
		}
		if len(digits) == 10 && digits[0] >= '2' {
			votes["US"]++
		} else {
			votes["other"]++
		}
	}
	if c := winner(votes); c != "other" {
		return c
	}
	return ""
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// winner is the country with four fifths of the votes.
func winner(votes map[string]int) string {
	all := 0
	for _, n := range votes {
		all += n
	}
	for c, n := range votes {
		if all > 0 && 5*n > 4*all {
			return c
		}
	}
	return ""
}
