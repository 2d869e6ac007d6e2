package relation

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/table"
)

// Companies are what records say that shows which companies belong together, by record.
type Companies struct {
	Master      []uint32
	Masters     int
	Name        Column   // organisation: folded, without legal form
	Web         []Column // e-mail addresses and web addresses
	Phone       Column
	Identifiers []Identifier
}

// Identifier is an attribute that should name one company alone.
type Identifier struct {
	Name string
	Column
}

// Affiliation is two companies of one family. Directed: A is the parent of B.
type Affiliation struct {
	A, B       uint32
	Directed   bool
	Evidence   string
	Confidence float64
}

// Limits of what two companies can share and belong together, in masters.
const (
	maxLead   = 20 // whose names begin with the same word
	maxHosted = 20 // at one e-mail domain
	maxLeads  = 2  // leading words at one e-mail domain: of more, it is a provider's
)

// FindAffiliations finds companies that share a rare leading word of their names and an e-mail or web domain or a
// telephone number, or that share an identifier. The one whose name is the leading word with a word such as holding or
// group, or else the leading word alone, is the parent; without such a one, or with several, there is no direction.
func FindAffiliations(c *Companies) []Affiliation {
	var out []Affiliation
	for _, id := range c.Identifiers {
		if id.Codes == nil {
			continue
		}
		for _, group := range groups(valueKeys(c.Master, &id.Column)) {
			if len(group) > maxShared {
				continue
			}
			for i, a := range group {
				for _, b := range group[i+1:] {
					out = append(out, Affiliation{A: a.value, B: b.value, Evidence: "same " + id.Name, Confidence: .8})
				}
			}
		}
	}
	out = append(out, namesakes(c)...)
	slices.SortStableFunc(out, func(x, y Affiliation) int { return cmp.Or(cmp.Compare(x.B, y.B), cmp.Compare(x.A, y.A)) })
	return out
}

// namesakes finds the companies with one leading word that share a domain or a number.
func namesakes(c *Companies) []Affiliation {
	if c.Name.Codes == nil {
		return nil
	}
	lead, led := leads(c)
	marks := &marks{of: make([][]uint64, c.Masters)}
	for k := range c.Web {
		marks.add(c.Master, hosts(&c.Web[k]), "domain", lead)
	}
	marks.add(c.Master, &c.Phone, "phone", lead)
	rank := headRanks(c)
	var out []Affiliation
	for _, group := range groups(led) {
		if len(group) < 2 || len(group) > maxLead {
			continue
		}
		out = append(out, marks.pair(group, rank)...)
	}
	return out
}

// leads returns the leading word of every master's name, and masters by word, sorted.
func leads(c *Companies) (lead []uint32, led []keyed) {
	words := table.NewDict()
	lead = make([]uint32, c.Masters)
	for i, code := range c.Name.Codes {
		name := c.Name.Dict.Bytes(code)
		if word, _, _ := bytes.Cut(name, []byte{' '}); len(word) > 3 && lead[c.Master[i]] == 0 {
			lead[c.Master[i]], _ = words.Intern(word) // no larger than the names
		}
	}
	for m, word := range lead {
		if word != table.Missing {
			led = append(led, keyed{uint64(word), uint32(m)})
		}
	}
	sortKeys(led)
	return lead, led
}

// hosts returns a column of the domains of e-mail and web addresses.
func hosts(c *Column) *Column {
	if c.Codes == nil {
		return c
	}
	out := &Column{Dict: table.NewDict(), Codes: make([]uint32, len(c.Codes))}
	to := make([]uint32, c.Dict.Len())
	for code := range to {
		to[code], _ = out.Dict.Intern([]byte(host(c.Dict.String(uint32(code))))) // no larger than the addresses
	}
	for i, code := range c.Codes {
		out.Codes[i] = to[code]
	}
	return out
}

// host returns the domain of an e-mail or web address, of a list that of the first.
func host(v string) string {
	v, _, _ = strings.Cut(v, string(rune(table.Separator)))
	if _, after, ok := strings.Cut(v, "://"); ok {
		v = after
	}
	if _, after, ok := strings.Cut(v, "@"); ok {
		v = after
	}
	v, _, _ = strings.Cut(v, "/")
	return strings.TrimPrefix(v, "www.")
}

// marks are the shared domains and numbers of masters, each by a number of its own.
type marks struct {
	of    [][]uint64 // by master, ascending
	kinds []string   // by number >> 32
}

// add gives every master its values that few other companies share.
func (m *marks) add(master []uint32, c *Column, kind string, lead []uint32) {
	if c.Codes == nil {
		return
	}
	base := uint64(len(m.kinds)) << 32
	m.kinds = append(m.kinds, kind)
	for _, group := range groups(valueKeys(master, c)) {
		if len(group) < 2 || len(group) > maxHosted || leadsOf(group, lead) > maxLeads {
			continue
		}
		for _, e := range group {
			m.of[e.value] = append(m.of[e.value], base|e.key)
		}
	}
}

// leadsOf counts the leading words of a group.
func leadsOf(group []keyed, lead []uint32) int {
	var words []uint32
	for _, e := range group {
		words = append(words, lead[e.value])
	}
	slices.Sort(words)
	return len(slices.Compact(words))
}

// shared names what two masters have in common; empty for nothing.
func (m *marks) shared(a, b uint32) string {
	for _, x := range m.of[a] {
		for _, y := range m.of[b] {
			if x == y {
				return m.kinds[x>>32]
			}
		}
	}
	return ""
}

// pair relates the companies of one leading word that share something.
func (m *marks) pair(group []keyed, rank []uint8) []Affiliation {
	head, one := headOf(group, rank)
	var out []Affiliation
	for i, a := range group {
		for _, b := range group[i+1:] {
			what := m.shared(a.value, b.value)
			if what == "" {
				continue
			}
			x := Affiliation{A: a.value, B: b.value, Evidence: "name, same " + what, Confidence: .5}
			if one && (head == a.value || head == b.value) {
				x.Directed, x.Confidence = true, .6
				if head == b.value {
					x.A, x.B = b.value, a.value
				}
			}
			out = append(out, x)
		}
	}
	return out
}

// headOf returns the company of a group whose name says more than any other's that it is the head; false when none does, or several.
func headOf(group []keyed, rank []uint8) (uint32, bool) {
	head, best, one := uint32(0), uint8(0), false
	for _, e := range group {
		switch r := rank[e.value]; {
		case r > best:
			head, best, one = e.value, r, true
		case r == best:
			one = false
		}
	}
	return head, one
}

// headRanks says by master how far its names call it the head of a group.
func headRanks(c *Companies) []uint8 {
	byName := make([]uint8, c.Name.Dict.Len())
	for code := range byName {
		byName[code] = headRank(c.Name.Dict.String(uint32(code)))
	}
	rank := make([]uint8, c.Masters)
	for i, code := range c.Name.Codes {
		rank[c.Master[i]] = max(rank[c.Master[i]], byName[code])
	}
	return rank
}

// headRank is 2 for one word and words that name the head of a group, 1 for one word alone, and else 0.
func headRank(name string) uint8 {
	words := strings.Fields(name)
	if len(words) < 2 {
		return uint8(len(words))
	}
	for _, w := range words[1:] {
		switch w {
		case "holding", "holdings", "group", "groupe", "gruppe", "grupo", "gruppo", "konzern", "international", "worldwide", "global", "headquarters":
		default:
			return 0
		}
	}
	return 2
}
