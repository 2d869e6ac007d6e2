package standard

import (
	"slices"
	"strings"
)

// addressType is a whole address in one value.
type addressType struct{}

func (addressType) Name() string { return "address" }
func (addressType) Parts() []string {
	return []string{"street", "city", "region", "postcode", "country"}
}
func (addressType) Comparison() Comparison { return CompareStreet }

// Standardise cuts an address at its commas: the street stands first; postcode,
// region and country are known by their looks; what remains last is the city.
func (addressType) Standardise(raw string, opt *Options, out *Cell) {
	v := clean(strings.ReplaceAll(raw, separator, ", "))
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
		out.addStreet(street)
	}
	for _, p := range [...]struct {
		t Type
		v string
	}{{cityType(), city}, {regionType(), region}, {postcodeType(), postal}, {countryType(), nation}} {
		if p.v == "" {
			out.Add("", "", OK)
			continue
		}
		p.t.Standardise(p.v, opt, out)
	}
}

// townAlone reports whether what stands where the street should is rather a town: few words, no number and no word of streets.
func townAlone(v string) bool {
	var s streetWords
	s.cut(v)
	words := strings.Fields(string(s.folded))
	if len(words) == 0 || len(words) > 3 || strings.ContainsAny(v, "0123456789") || isStreet(words, false) {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		switch string(appendStreetWord(nil, []byte(w), 1, 2)) {
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
