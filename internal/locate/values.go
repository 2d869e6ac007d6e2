package locate

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// The types of values that are looked for; looked up once, as every value held is compared with them.
var (
	nameType  = standard.TypeOf("given_name")
	emailType = standard.TypeOf("email")
	phoneType = standard.TypeOf("phone")
)

// parts returns the canonical values of a cell.
func parts(t standard.Type, cell string) []string {
	return strings.FieldsFunc(standard.Canonical(t, cell), func(r rune) bool { return r == table.Separator })
}

// holding marks the values of a column that hold what is looked for.
func holding(c *table.Column, has func(cell string) bool) []bool {
	out := make([]bool, c.Dict.Len())
	for code := 1; code < len(out); code++ {
		out[code] = has(c.Dict.String(uint32(code)))
	}
	return out
}

// hasEmail returns a test of cells for an address.
func hasEmail(address string) func(string) bool {
	want := parts(emailType, address)
	return func(cell string) bool {
		return slices.ContainsFunc(parts(emailType, cell), func(have string) bool { return slices.Contains(want, have) })
	}
}

// hasPhone returns a test of cells for a number; country code and leading zero may be missing on either side.
func hasPhone(number string) func(string) bool {
	want := national(strings.Join(parts(phoneType, number), ""))
	return func(cell string) bool {
		return want != "" && slices.ContainsFunc(parts(phoneType, cell), func(p string) bool {
			have := national(p)
			return len(have) >= 6 && len(want) >= 6 && (strings.HasSuffix(have, want) || strings.HasSuffix(want, have))
		})
	}
}

func national(phone string) string { return strings.TrimLeft(strings.TrimPrefix(phone, "+"), "0") }

// nameColumns are the columns in which words of a name may stand.
func nameColumns() []string {
	return []string{"given_name", "middle_name", "family_name", "former_family_name", "nickname", "organisation"}
}

// wanted is a name that is looked for.
type wanted struct {
	words  []string
	groups [][]uint16 // nickname groups, by word
}

func newWanted(name string) *wanted {
	w := &wanted{words: strings.Fields(standard.Canonical(nameType, name))}
	for _, word := range w.words {
		w.groups = append(w.groups, standard.NicknameGroups(word))
	}
	return w
}

// in returns which words a cell has, one bit each; exact tells those that are the same, and more than an initial.
// Family names are taken as they are; of given names nicknames and initials count.
func (w *wanted) in(attribute, cell string) (found, exact uint64) {
	for have := range strings.FieldsSeq(standard.Canonical(nameType, cell)) {
		for i, word := range w.words[:min(len(w.words), 64)] {
			switch {
			case have == word:
				found |= 1 << i
				if len(word) > 1 {
					exact |= 1 << i
				}
			case strings.HasPrefix(attribute, "family") || attribute == "organisation":
			case len(have) == 1 && have[0] == word[0], len(word) == 1 && have[0] == word[0], w.nickname(i, have):
				found |= 1 << i
			}
		}
	}
	return found, exact
}

func (w *wanted) nickname(i int, have string) bool {
	return slices.ContainsFunc(standard.NicknameGroups(have), func(g uint16) bool { return slices.Contains(w.groups[i], g) })
}

// all reports whether every word was found, and one of them exactly.
func (w *wanted) all(found, exact uint64) bool {
	return len(w.words) > 0 && bits.OnesCount64(found) == min(len(w.words), 64) && exact != 0
}
