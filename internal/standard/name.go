package standard

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// nameType is a part of a person's name.
func nameType() Type {
	return simple{"name", CompareName, func(v string, _ *Options) (string, string, Quality) {
		canonical := nameTokens(v)
		if isSalutation(canonical) {
			return proper(v), "", Placeholder
		}
		q := OK
		if canonical == "" || strings.ContainsAny(v, "0123456789@") {
			q = Suspect
		}
		if canonical == "" && fold(v) != "" {
			canonical = fold(v) // digits in place of letters still agree with themselves
		}
		return proper(v), canonical, q
	}}
}

// nameTokens folds a name and drops titles and suffixes.
func nameTokens(v string) string {
	folded := foldLetters(v)
	if strings.IndexByte(folded, ' ') < 0 {
		return folded
	}
	var kept []string
	for t := range strings.FieldsSeq(folded) {
		if !isTitle(t) && !isSuffix(t) {
			kept = append(kept, t)
		}
	}
	if kept == nil {
		return folded
	}
	return strings.Join(kept, " ")
}

func isTitle(t string) bool {
	switch t {
	case "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady", "lord", "rev", "reverend", "hon", "capt", "herr", "frau", "hr", "fr", "mme", "mlle", "monsieur", "madame",
		"senor", "senora", "sra", "don", "dona", "sig", "signor", "signora", "dott", "ing", "mag", "dipl", "pan", "pani", "mevr", "dhr", "baronet", "esq":
		return true
	}
	return false
}

// isSalutation reports whether a word only ever addresses people, so that it says nothing about who is addressed where it
// stands for a name. Words that are names, too, such as Lord, Don or Lady, are none of them.
func isSalutation(t string) bool {
	switch t {
	case "mr", "mrs", "miss", "sir", "dr", "prof", "professor", "rev", "reverend", "herr", "frau", "mme", "mlle", "monsieur", "madame", "senor", "senora", "signor", "signora":
		return true
	}
	return false
}

func isSuffix(t string) bool {
	switch t {
	case "jr", "sr", "junior", "senior", "ii", "iii", "iv", "phd", "md", "msc", "bsc", "mba", "dds", "cpa":
		return true
	}
	return false
}

// isParticle reports whether a word belongs to the family name behind it.
func isParticle(t string) bool {
	switch t {
	case "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ter", "ten", "zu", "zum", "zur", "af", "av", "bin", "ibn", "al", "el", "st", "mac", "mc", "o":
		return true
	}
	return false
}

// fullNameType is a whole name in one value.
type fullNameType struct{}

func (fullNameType) Name() string { return "full_name" }
func (fullNameType) Parts() []string {
	return []string{"given_name", "middle_name", "family_name", "name_suffix"}
}
func (fullNameType) Comparison() Comparison { return CompareName }

// Standardise takes a name apart: "Last, First Middle" or "First Middle Last Jr".
func (fullNameType) Standardise(raw string, _ *Options, out *Cell) {
	v := clean(raw)
	if isPlaceholder(v) {
		out.Add("", "", Placeholder)
		return
	}
	given, middle, family, suffix := splitName(v)
	for _, p := range [...]string{given, middle, family} {
		from := len(out.buf)
		out.buf = appendProper(out.buf, p)
		mid := len(out.buf)
		out.buf = appendLetters(out.buf, p)
		out.close(from, mid, OK)
	}
	out.Add(suffix, "", OK)
}

// splitName cuts a name into its parts.
func splitName(v string) (given, middle, family, suffix string) {
	shout := !isASCII(v) && shouting(v)
	last, first, comma := strings.Cut(v, ",")
	if comma && isSuffix(strings.Trim(strings.ToLower(strings.TrimSpace(first)), ".")) {
		suffix, v, comma = strings.TrimSpace(first), last, false
	}
	var room [8]string
	var words []string
	if comma {
		var behind string
		words, suffix = nameWords(appendFields(room[:0], last), "")
		family = strings.Join(words, " ")
		words, behind = nameWords(appendFields(room[:0], first), "")
		suffix = cmp.Or(suffix, behind)
	} else {
		words, suffix = nameWords(appendFields(room[:0], v), suffix)
		at := len(words) - 1
		for at > 1 && isParticle(strings.ToLower(words[at-1])) {
			at--
		}
		if at >= 1 {
			family = strings.Join(words[at:], " ")
			words = words[:at]
		}
	}
	if len(words) > 0 {
		given, middle = words[0], strings.Join(words[1:], " ")
	}
	if shout { // words that are too short to tell are as loud as the rest
		given, middle, family = louder(given), louder(middle), louder(family)
	}
	return given, middle, family, suffix
}

// louder makes proper case of a part of a shouted name.
func louder(s string) string {
	if utf8.RuneCountInString(s) < 2 {
		return s
	}
	return proper(s)
}

// nameWords leaves of words those that are no titles; suffixes go apart.
func nameWords(words []string, suffix string) ([]string, string) {
	kept := words[:0]
	for i, w := range words {
		bare := trimMarks(w)
		var lower [16]byte
		key := appendLower(lower[:0], bare)
		switch {
		case bare == "":
		case isTitle(string(key)) && (i == 0 || strings.HasSuffix(w, ".")) && len(words) > 1:
		case isSuffix(string(key)) && i > 0:
			suffix = bare
		default:
			kept = append(kept, trimMarksRight(w))
		}
	}
	return kept, suffix
}

// trimMarks drops full stops and commas at both ends.
func trimMarks(w string) string {
	for w != "" && (w[0] == '.' || w[0] == ',') {
		w = w[1:]
	}
	return trimMarksRight(w)
}

// trimMarksRight drops them at the end.
func trimMarksRight(w string) string {
	for w != "" && (w[len(w)-1] == '.' || w[len(w)-1] == ',') {
		w = w[:len(w)-1]
	}
	return w
}

// nicknames.csv: English given names and their nicknames, from
// carltonnorthern/nicknames (names.csv), Apache-2.0.
//
//go:embed data/nicknames.csv
var nicknamesCSV string

// nicknames are made on first use.
type nicknames struct {
	groups map[string][]uint16 // by name; one group a formal name
	formal map[string]uint16   // by formal name: its group
}

var nicknameTable = sync.OnceValue(func() nicknames {
	groups := map[string][]uint16{}
	number := map[string]uint16{}
	for line := range strings.Lines(nicknamesCSV) {
		name, nick, _ := strings.Cut(strings.TrimSpace(line), ",")
		g, ok := number[name]
		if !ok {
			g = uint16(len(number) + 1)
			number[name] = g
			groups[name] = append(groups[name], g)
		}
		groups[nick] = append(groups[nick], g)
	}
	return nicknames{groups, number}
})

// NicknameGroups returns the formal names, by number, that a folded name may stand
// for; two names that share one are nicknames of each other. The slice must not be written to.
func NicknameGroups(name string) []uint16 { return nicknameTable().groups[name] }

// Nicknames returns the folded names that may stand for the same formal name as a
// folded one, sorted, without itself. It looks through all names: not for every record.
func Nicknames(name string) []string {
	own := NicknameGroups(name)
	var out []string
	for other, groups := range nicknameTable().groups {
		if other != name && slices.ContainsFunc(groups, func(g uint16) bool { return slices.Contains(own, g) }) {
			out = append(out, other)
		}
	}
	slices.Sort(out)
	return out
}

// IsNickname reports whether a folded name is a nickname of another. Of two that are each other's, the shorter is.
func IsNickname(nick, formal []byte) bool {
	t := nicknameTable()
	of := func(nick, formal []byte) bool {
		g, ok := t.formal[string(formal)]
		return ok && slices.Contains(t.groups[string(nick)], g)
	}
	return of(nick, formal) && (!of(formal, nick) || len(nick) < len(formal))
}
