package run

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// mostNames is how many distinct names acronyms are learnt from.
const mostNames = 100_000

// affiliates reports whether most values name an organisation among other things, parted
// by commas: a department, a street, a place.
func (a *attribute) affiliates() bool {
	parted := 0
	for code := 1; code < a.spellings.Len(); code++ {
		if bytes.IndexByte(a.spellings.Bytes(uint32(code)), ',') > 0 {
			parted++
		}
	}
	return 2*parted > a.spellings.Len()
}

// takenApart replaces names of organisations among other things by the names and the towns beside
// them; towns only where no attribute tells them.
func takenApart(attributes []*attribute, kind string) (list []*attribute, parted bool, err error) {
	at := slices.IndexFunc(attributes, func(a *attribute) bool { return a.name == "organisation" })
	if kind != "organisation" || at < 0 || !attributes[at].affiliates() {
		return attributes, false, nil
	}
	name, town, err := attributes[at].spelledOut()
	if err != nil {
		return nil, false, err
	}
	attributes = slices.Clone(attributes)
	attributes[at] = name
	if !slices.ContainsFunc(attributes, func(a *attribute) bool { return a.name == town.name }) {
		attributes = append(attributes, town)
	}
	return attributes, true, nil
}

// spelledOut is an attribute of organisations whose canonical names hold only words that
// say which it is, each once and in English, with acronyms that the names explain written
// out; and the towns that stand beside them.
func (a *attribute) spelledOut() (name, town *attribute, err error) {
	n := a.spellings.Len()
	texts, words := make([]string, n), make([][]string, n)
	for code := 1; code < n; code++ {
		v := a.spellings.Bytes(uint32(code))
		if a.canon[code] != table.Missing && bytes.IndexByte(v, table.Separator) < 0 {
			texts[code] = string(v)
			words[code] = standard.OrganisationWords(texts[code])
		}
	}
	var acronyms map[string][]string
	if n <= mostNames {
		acronyms = standard.Acronyms(words)
	}
	parted := standard.Affiliations(texts)
	name, err = a.respelled(a.name, func(code uint32) string {
		for _, list := range [][]string{parted[code].Name, words[code]} { // all of a name may be a place
			if list = distinctWords(list, acronyms); len(list) > 0 {
				return strings.Join(list, " ")
			}
		}
		return a.canonical.String(a.canon[code])
	})
	if err != nil {
		return nil, nil, err
	}
	town, err = a.respelled("city", func(code uint32) string {
		return strings.Join(parted[code].Place, string(rune(table.Separator)))
	})
	if err != nil {
		return nil, nil, err
	}
	town.kind = standard.TypeOf(town.name)
	return name, town, nil
}

// respelled is an attribute with other canonical values, by code of the spelling; empty ones are missing.
func (a *attribute) respelled(name string, canonical func(code uint32) string) (*attribute, error) {
	s := *a
	s.name, s.canonical, s.canon = name, table.NewDict(), make([]uint32, a.spellings.Len())
	for code := 1; code < len(s.canon); code++ {
		v := canonical(uint32(code))
		if v == "" {
			continue
		}
		var err error
		if s.canon[code], err = s.canonical.Intern([]byte(v)); err != nil {
			return nil, err
		}
	}
	s.canonical.Seal()
	return &s, nil
}

// distinctWords writes acronyms out and keeps the first of equal words.
func distinctWords(words []string, acronyms map[string][]string) []string {
	var out []string
	for _, w := range words {
		long := acronyms[w]
		if long == nil {
			long = []string{w}
		}
		for _, w := range long {
			if !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
	}
	return out
}
