package standard

import (
	"html"
	"slices"
	"strings"
)

// Affiliation is an organisation as free text names it, taken apart.
type Affiliation struct {
	Name  []string // words of the organisation, in English where they name a kind of institution
	Place []string // towns it is said to be in, each folded; those that its name holds are left out
}

// segment is what stands between two commas of an affiliation.
type segment struct {
	words []string
	key   string // the words, joined
	class segmentClass
}

// segmentClass says what a part of an affiliation names.
type segmentClass uint8

const (
	segmentOther segmentClass = iota // an organisation or a town
	segmentUnit                      // a department, which does not tell organisations apart
	segmentInner                     // an institute or laboratory: a unit where a university is named too
	segmentWhole                     // a university
)

// Affiliations takes the names of organisations among other things apart: departments,
// streets, towns, countries. Where a part may be an organisation or a town, it is what the
// texts use it for: organisations come first, or stand alone. A town belongs to the name
// where texts write the two as one ("University of California, Davis"). The result does
// not depend on the order of texts.
func Affiliations(texts []string) []Affiliation {
	all := make([][]segment, len(texts))
	use := map[string]*usage{}
	for k, text := range texts {
		all[k] = segments(text)
		count(use, all[k])
	}
	out := make([]Affiliation, len(texts))
	for k, list := range all {
		out[k] = affiliation(list, use)
	}
	return out
}

// usage counts where a part stands in texts: before all but departments, or later.
type usage struct{ lead, later int }

func count(use map[string]*usage, list []segment) {
	led := false
	for _, p := range list {
		if p.class == segmentUnit {
			continue
		}
		u := use[p.key]
		if u == nil {
			u = &usage{}
			use[p.key] = u
		}
		if led {
			u.later++
		} else {
			u.lead++
		}
		led = true
	}
}

// isTown reports whether a part names a town by its use.
func isTown(p segment, u *usage) bool {
	if p.class == segmentOther {
		return u.later > u.lead
	}
	return u.lead == 0 && u.later >= 3 // College Park
}

// affiliation finds the organisation and its towns in the parts of a text.
func affiliation(list []segment, use map[string]*usage) Affiliation {
	head := headOf(list, use)
	if head < 0 {
		return Affiliation{}
	}
	var towns []segment
	for k, p := range list {
		if k != head && p.class != segmentUnit && isTown(p, use[p.key]) {
			towns = append(towns, p)
		}
	}
	a := Affiliation{Name: slices.Clone(list[head].words)}
	key := list[head].key
	for _, p := range towns {
		if joined := use[key+" "+p.key]; joined != nil && joined.lead+joined.later >= 2 {
			key += " " + p.key
			a.Name = append(a.Name, p.words...)
		}
	}
	for _, p := range towns {
		words := slices.DeleteFunc(slices.Clone(p.words), func(w string) bool { return slices.Contains(a.Name, w) })
		if town := strings.Join(words, " "); town != "" && !slices.Contains(a.Place, town) {
			a.Place = append(a.Place, town)
		}
	}
	slices.Sort(a.Place)
	return a
}

// headOf picks the part that names the organisation: the university, or else what most often
// comes first in texts; -1 if there is none.
func headOf(list []segment, use map[string]*usage) int {
	best, rank, lead := -1, 0, 0
	for k, p := range list {
		r, n := 0, 0
		switch {
		case p.class == segmentUnit:
			r = 1
		case isTown(p, use[p.key]):
			r = 2
		case p.class == segmentWhole:
			r = 4
		default:
			r, n = 3, use[p.key].lead
		}
		if r > rank || r == rank && n > lead {
			best, rank, lead = k, r, n
		}
	}
	return best
}

// segments takes a text apart; streets, regions and countries are left out.
func segments(text string) []segment {
	text = withoutEmail(strings.ToLower(ascii(html.UnescapeString(text))))
	text = strings.ReplaceAll(joinAmpersand(text), " - ", ",")
	var out []segment
	first := true
	for s := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;/()\n", r) }) {
		words := strings.Fields(fold(s))
		if !first && len(words) > 0 { // Acme, Inc. Boston
			words = words[legalForm(words):]
		}
		words = withoutRegion(words)
		if len(words) == 0 {
			continue
		}
		first = false
		if isAside(words) {
			continue
		}
		if words = OrganisationWords(strings.Join(words, " ")); len(words) > 0 {
			out = append(out, segment{words, strings.Join(words, " "), classOf(words)})
		}
	}
	return out
}

// joinAmpersand makes one word of letters around an ampersand: AT&T, A&M.
func joinAmpersand(s string) string {
	words := strings.Fields(s)
	for k, w := range words {
		if before, after, ok := strings.Cut(w, "&"); ok && min(len(before), len(after)) == 1 {
			words[k] = before + after
		}
	}
	return strings.Join(words, " ")
}

// classOf tells by its words what a part names.
func classOf(words []string) segmentClass {
	for _, w := range words {
		switch w {
		case "university", "polytechnic", "college", "academy":
			return segmentWhole
		}
	}
	if isUnit(words[0]) || isUnit(words[len(words)-1]) {
		return segmentUnit
	}
	for _, w := range words {
		switch w {
		case "institute", "center", "laboratory":
			return segmentInner
		}
	}
	return segmentOther
}

// withoutRegion drops the code of a state, the abbreviation of a country and a postcode behind other
// words. De and la are words of names, too (Tour de la Defense).
func withoutRegion(words []string) []string {
	for n := len(words); n > 1; n-- {
		w := words[n-1]
		_, region := regionCode(w)
		switch {
		case w == "usa" || w == "uk" || region && len(w) == 2 && w != "de" && w != "la":
		case len(w) >= 3 && strings.ContainsAny(w, "0123456789"):
		default:
			return words[:n]
		}
	}
	return words[:min(1, len(words))]
}

// isUnit reports whether a word names a part of an organisation.
func isUnit(w string) bool {
	switch w {
	case "department", "faculty", "division", "div", "group", "school", "chair", "section", "office", "unit", "team", "program", "programme",
		"lehrstuhl", "abteilung", "fachbereich", "fachgebiet", "arbeitsgruppe", "sektion", "afdeling", "servicio", "reparto", "katedra", "wydzial":
		return true
	}
	return false
}

// isAside reports whether words are a street, a region or a country, or hold only a postcode beside it.
func isAside(words []string) bool {
	kept := make([]string, 0, len(words))
	digits := false
	for _, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			digits = true
			continue
		}
		kept = append(kept, w)
	}
	s := strings.Join(kept, " ")
	if _, ok := countryCode(s); ok || s == "" {
		return true
	}
	if _, ok := regionCode(s); ok {
		return true
	}
	return isStreet(kept, digits)
}

// isStreet reports whether words name a street or a post box.
func isStreet(words []string, digits bool) bool {
	switch words[len(words)-1] {
	case "street", "st", "road", "rd", "avenue", "ave", "av", "drive", "boulevard", "blvd", "lane", "parkway", "pkwy", "highway", "box":
		return digits || len(words) > 1
	case "way":
		return len(words) > 1
	}
	switch words[0] {
	case "rue", "via", "piazza", "calle", "avenida", "rua", "avenue", "place", "plaza", "viale", "box", "po", "pob", "postfach", "room", "building", "bldg":
		return len(words) > 1 || digits
	}
	return false
}
