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

// spelledOut is an attribute of organisations whose canonical names hold only words that
// say which it is, each once and in English, with acronyms that the names explain written out.
func (a *attribute) spelledOut() (*attribute, error) {
	n := a.spellings.Len()
	names := make([][]string, n)
	for code := 1; code < n; code++ {
		v := a.spellings.Bytes(uint32(code))
		if a.canon[code] != table.Missing && bytes.IndexByte(v, table.Separator) < 0 {
			names[code] = standard.OrganisationWords(string(v))
		}
	}
	var acronyms map[string][]string
	if n <= mostNames {
		acronyms = standard.Acronyms(names)
	}
	s := *a
	s.canonical, s.canon = table.NewDict(), make([]uint32, n)
	for code := 1; code < n; code++ {
		v := a.canonical.Bytes(a.canon[code])
		if words := distinctWords(names[code], acronyms); len(words) > 0 {
			v = []byte(strings.Join(words, " "))
		}
		if len(v) == 0 {
			continue
		}
		var err error
		if s.canon[code], err = s.canonical.Intern(v); err != nil {
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
