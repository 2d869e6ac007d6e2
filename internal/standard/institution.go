package standard

import (
	"strings"
	"sync"
)

// institutionWords are the words that institutions are called by, with their
// abbreviations and their forms in other languages, folded.
var institutionWords = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(`university univ universitat universitaet universite universita universidad universidade universiteit universitet universitetet uniwersytet univerzita universitatea yliopisto egyetem
institute inst institut instituto istituto instytut instituut
technology technol technological technische technique tecnologia tecnologico technologie
department dept departement departamento dipartimento
laboratory lab labs laboratories laboratoire laboratorio laboratoires
national natl nationale nacional nazionale
international intl internationale
center ctr centre centro centrum zentrum
research rsch res
science sciences sci
computer comp computers
engineering engg engng eng
college coll
academy acad academie akademie accademia academia
school
faculty fac faculte facultad fakultat facolta
polytechnic polytechnique politecnico politecnica
hospital hosp
association assn assoc
foundation fdn
government govt`) {
		words := strings.Fields(line)
		for _, w := range words {
			out[w] = words[0]
		}
	}
	return out
})

// institutionWord returns the English word for one that institutions are called by; others stay.
func institutionWord(w string) string {
	if s, ok := institutionWords()[w]; ok {
		return s
	}
	return w
}

// isInstitution reports whether a word names a kind of institution.
func isInstitution(w string) bool {
	switch w {
	case "university", "institute", "college", "laboratory", "academy", "center", "research", "school", "polytechnic", "hospital", "association", "foundation", "national", "international":
		return true
	}
	return false
}

// OrganisationWords returns the words of an organisation's name that say which it is, in
// English where they name a kind of institution: not its legal form, words that only join
// others, e-mail addresses behind it, nor long numbers such as postcodes, unless there is
// little else. Initials are one word.
func OrganisationWords(name string) []string {
	var out []string
	number := ""
	words := strings.Fields(organisation(name))
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "u" && i+1 < len(words) && words[i+1] == "of":
			out = append(out, "university")
		case len(w) == 1:
			for i+1 < len(words) && len(words[i+1]) == 1 {
				i++
				w += words[i]
			}
			out = append(out, w)
		case isJoining(w):
		case len(w) >= 3 && allNumeric(w):
			number = w
		default:
			out = append(out, institutionWord(w))
		}
	}
	if len(out) < 2 && number != "" {
		out = append(out, number)
	}
	return out
}

func allNumeric(w string) bool {
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return false
		}
	}
	return true
}

func isJoining(w string) bool {
	switch w {
	case "of", "at", "and", "for", "in", "und", "et":
		return true
	}
	return false
}
