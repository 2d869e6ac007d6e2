package run

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/table"
)

// wholeNames are the given and family names of all records, after names that were
// written whole into one of the two columns, the other left empty, were taken apart.
type wholeNames struct {
	attributes [2]*attribute // given names, family names
	codes      [2][]uint32   // by record
}

// The places of given and family names.
const (
	givenName = iota
	familyName
)

// of returns an attribute as it is compared, and its canonical codes.
func (w *wholeNames) of(a *attribute, sources []*sourceData) (*attribute, []uint32) {
	for k, mine := range w.attributes {
		if mine != nil && mine.name == a.name {
			return mine, w.codes[k]
		}
	}
	return a, a.canonicals(sources)
}

// newWholeNames takes apart the names that stand whole in one column. Forms leave one field
// empty and write "Smith Jane", "Jane Smith", "Smith-Jane" or "S Jane" into the other; a family
// name of two parts whose owner's given name is unknown looks the same. What tells them apart is
// how the parts are used in all other records: as given names, or as family names.
// Golden records keep what the sources say.
func newWholeNames(attributes []*attribute, sources []*sourceData) (*wholeNames, error) {
	w := &wholeNames{}
	for _, a := range attributes {
		switch a.name {
		case "given_name":
			w.attributes[givenName] = a
		case "family_name":
			w.attributes[familyName] = a
		}
	}
	if w.attributes[givenName] == nil || w.attributes[familyName] == nil {
		return &wholeNames{}, nil
	}
	for k, a := range w.attributes {
		w.codes[k] = a.canonicals(sources)
	}
	rows := w.suspects()
	if rows == nil {
		return w, nil
	}
	return w, w.takeApart(rows)
}

// suspects lists the records that have one name, of several words.
func (w *wholeNames) suspects() []int {
	var rows []int
	for row, given := range w.codes[givenName] {
		family := w.codes[familyName][row]
		if (given == table.Missing) != (family == table.Missing) && bytes.IndexByte(w.name(row), ' ') > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// name is the only name of a record that has one.
func (w *wholeNames) name(row int) []byte {
	for k, codes := range w.codes {
		if c := codes[row]; c != table.Missing {
			return w.attributes[k].canonical.Bytes(c)
		}
	}
	return nil
}

func (w *wholeNames) takeApart(rows []int) error {
	usage := newNameUsage(w)
	var dicts [2]*table.Dict
	for _, row := range rows {
		parts, ok := usage.split(string(w.name(row)))
		if !ok {
			continue
		}
		for k, part := range parts {
			if dicts[k] == nil {
				a := *w.attributes[k]
				var err error
				if dicts[k], err = copyOf(a.canonical); err != nil {
					return err
				}
				a.canonical, w.attributes[k] = dicts[k], &a
			}
			code, err := dicts[k].Intern([]byte(part))
			if err != nil {
				return err
			}
			w.codes[k][row] = code
		}
	}
	for _, d := range dicts {
		if d != nil {
			d.Seal()
		}
	}
	return nil
}

// copyOf returns a dictionary of the same values under the same codes, to which more can be added.
func copyOf(d *table.Dict) (*table.Dict, error) {
	out := table.NewDict()
	for code := 1; code < d.Len(); code++ {
		if _, err := out.Intern(d.Bytes(uint32(code))); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// nameUsage says how names are used by the records that have both.
type nameUsage struct {
	count [2]map[string]float64 // how often as a given name, and as a family name
	known [2][]string           // the names, ascending
}

func newNameUsage(w *wholeNames) *nameUsage {
	u := &nameUsage{}
	for k, a := range w.attributes {
		counts := make([]float64, a.canonical.Len())
		for row, code := range w.codes[k] {
			if w.codes[1-k][row] != table.Missing {
				counts[code]++
			}
		}
		u.count[k] = make(map[string]float64, len(counts))
		for code, n := range counts {
			if v := a.canonical.String(uint32(code)); n > 0 && v != "" && strings.IndexByte(v, table.Separator) < 0 {
				u.count[k][v] = n
				u.known[k] = append(u.known[k], v)
			}
		}
		slices.Sort(u.known[k])
	}
	return u
}

// mostNameWords is how many words a name may have that is taken apart.
const mostNameWords = 5

// split cuts a name into given and family name, in either order, where usage speaks for it.
// Both parts must be names of their kind, or begin one, as initials and names cut off do; neither
// may be used more as the other; and one at least must clearly be what it is taken for.
func (u *nameUsage) split(name string) (parts [2]string, ok bool) {
	leastOdds := math.Log(2)
	words := strings.Fields(name)
	if len(words) > mostNameWords {
		return parts, false
	}
	best := leastOdds
	for cut := 1; cut < len(words); cut++ {
		front, back := strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
		for _, p := range [][2]string{{front, back}, {back, front}} {
			given, family := u.odds(p[givenName], givenName), u.odds(p[familyName], familyName)
			if given >= 0 && family >= 0 && given+family > best {
				best, parts, ok = given+family, p, true
			}
		}
	}
	return parts, ok
}

// odds is the log-odds of a name being of a kind rather than of the other; below 0 if
// it is not, or is no name of the kind and does not begin one.
func (u *nameUsage) odds(name string, kind int) float64 {
	const prior = .5
	of, other := u.count[kind][name], u.count[1-kind][name]
	if of == 0 && !u.begins(name, kind) {
		return -1
	}
	if of == 0 && other == 0 {
		return 0
	}
	return math.Log((of + prior) / (other + prior))
}

// begins reports whether a known name of the kind begins with a part of one.
func (u *nameUsage) begins(part string, kind int) bool {
	at, _ := slices.BinarySearch(u.known[kind], part)
	return at < len(u.known[kind]) && strings.HasPrefix(u.known[kind][at], part)
}
