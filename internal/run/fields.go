package run

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match"
)

// compares says how the comparison that a type asks for is carried out, and which of its parts make blocking keys.
type compares struct {
	kind  match.Kind
	parts []blocking.Part
	grams bool // neighbours may share letter triples, not only words
	whole bool // neighbours share the value as a whole: a code, a date
}

func comparisonOf(t standard.Type) compares {
	switch t.Comparison() {
	case standard.CompareName:
		return compares{match.Name, []blocking.Part{blocking.Value, blocking.Sound, blocking.Start}, true, false}
	case standard.CompareDate:
		return compares{match.Date, []blocking.Part{blocking.Value, blocking.Year, blocking.MonthDay, blocking.YearMonth}, false, true}
	case standard.CompareEmail:
		return compares{match.Email, []blocking.Part{blocking.Value, blocking.Local}, true, false}
	case standard.ComparePhone:
		return compares{match.Phone, []blocking.Part{blocking.Value, blocking.Last7}, false, true}
	case standard.CompareStreet:
		return compares{match.Street, []blocking.Part{blocking.Value, blocking.House}, false, false}
	case standard.CompareShort:
		return compares{match.Short, []blocking.Part{blocking.Value}, true, false}
	case standard.CompareCode:
		return compares{match.Code, []blocking.Part{blocking.Value}, false, true}
	case standard.CompareNumber:
		return compares{match.Number, []blocking.Part{blocking.Value}, false, true}
	case standard.CompareText, standard.CompareOrganisation:
		return compares{match.Text, []blocking.Part{blocking.Value, blocking.RareWords}, true, false}
	case standard.CompareCategory:
		return compares{match.Category, nil, false, true}
	}
	return compares{}
}

// groupOf says with whom the values of an attribute are shared.
func groupOf(name string) match.Group {
	info, ok := standard.Info(name)
	switch {
	case !ok:
		return match.Other
	case info.Personal:
		return match.Personal
	}
	switch info.Group {
	case standard.GroupFamily:
		return match.Family
	case standard.GroupHome:
		return match.Home
	case standard.GroupContact:
		return match.Contact
	}
	return match.Other
}

// evidence is an attribute that can tell records apart.
type evidence struct {
	*attribute
	compares
	column int // place in problem.records.Columns
	filled int
	bits   float64 // chance of two equal values, as bits
	long   bool    // texts of many words
}

// worth is how much an attribute says of all records together, in bits.
func (e *evidence) worth() float64 { return e.bits * float64(e.filled) }

// newProblem lists what to compare and what to block on. Attributes that are named are among them, whatever they say.
func newProblem(attributes []*attribute, sources []*sourceData, kind string, named map[string]bool) (*problem, error) {
	p := &problem{nicknames: standard.NicknameGroups}
	for s, src := range sources {
		for range src.table.Rows {
			p.records.Source = append(p.records.Source, uint16(s))
		}
	}
	p.records.Rows, p.records.Sources = len(p.records.Source), len(sources)
	list, err := p.gather(attributes, sources, kind)
	if err != nil {
		return nil, err
	}
	list = p.choose(list, named)
	p.compare(list, kind)
	for _, e := range list {
		p.blocking = append(p.blocking, blocking.Column{
			Name: e.name, Dict: e.canonical, Codes: p.records.Columns[e.column].Codes,
			Parts: e.parts, Weak: groupOf(e.name) != match.Personal,
		})
		p.neighbour.Grams = append(p.neighbour.Grams, e.grams && !e.long)
		p.neighbour.Tagged = append(p.neighbour.Tagged, e.whole)
	}
	p.neighbour.Across = p.records.Sources > 1
	return p, nil
}

// gather takes the attributes that are compared and held by enough records to matter.
func (p *problem) gather(attributes []*attribute, sources []*sourceData, kind string) ([]*evidence, error) {
	var err error
	attributes, p.parted, err = takenApart(attributes, kind)
	if err != nil {
		return nil, err
	}
	names, err := newWholeNames(attributes, sources)
	if err != nil {
		return nil, err
	}
	var list []*evidence
	for _, a := range attributes {
		c := comparisonOf(a.kind)
		if c.kind == match.None {
			continue
		}
		a, codes := names.of(a, sources)
		e := &evidence{attribute: a, compares: c, column: len(p.records.Columns)}
		if c.kind == match.Email {
			withoutOffices(a, codes, attributes, sources)
		}
		e.measure(codes)
		if e.filled < 2 {
			continue
		}
		if e.compares.kind == match.Text && e.filled > 4*e.canonical.Len() && (kind == "person" || e.name != "organisation") {
			e.compares = compares{match.Short, []blocking.Part{blocking.Value}, true, false} // a vocabulary, not texts
		}
		p.records.Columns = append(p.records.Columns, match.Column{Name: a.name, Dict: a.canonical, Codes: codes})
		list = append(list, e)
	}
	return list, nil
}

// mostBlocked is how many attributes may make blocking keys, besides those that rules name: what finding keys costs grows with their square.
const mostBlocked = 3 * match.MaxFields

// choose keeps of very many attributes those that say most, and those that are named. The others are only carried along.
func (p *problem) choose(list []*evidence, named map[string]bool) []*evidence {
	if len(list) <= mostBlocked {
		return list
	}
	best := slices.Clone(list)
	slices.SortStableFunc(best, func(a, b *evidence) int { return cmp.Compare(b.worth(), a.worth()) })
	kept := map[*evidence]bool{}
	for _, e := range best[:mostBlocked] {
		kept[e] = true
	}
	all := p.records.Columns
	p.records.Columns, p.left = nil, len(list)
	list = slices.DeleteFunc(list, func(e *evidence) bool { return !kept[e] && !named[e.name] })
	p.left -= len(list)
	for _, e := range list {
		p.records.Columns = append(p.records.Columns, all[e.column])
		e.column = len(p.records.Columns) - 1
	}
	return list
}

// namedIn lists the attributes that rules of a domain name.
func namedIn(d *config.Domain) map[string]bool {
	named := map[string]bool{}
	for _, rules := range [][][]string{d.Blocking.Rules, d.Match.Same, d.Match.Never} {
		for _, r := range rules {
			for _, name := range r {
				name, _, _ = strings.Cut(name, ":")
				named[name] = true
			}
		}
	}
	return named
}

// measure counts how often an attribute is there and how much an agreement on it says.
func (e *evidence) measure(codes []uint32) {
	counts := make([]float64, e.canonical.Len())
	for _, c := range codes {
		counts[c]++
	}
	pairs, words := 0.0, 0
	for c := 1; c < len(counts); c++ {
		e.filled += int(counts[c])
		pairs += counts[c] * (counts[c] - 1)
		words += bytes.Count(e.canonical.Bytes(uint32(c)), []byte(" ")) + 1
	}
	n := float64(e.filled)
	e.bits = -math.Log2(max(pairs, 1) / max(n*(n-1), 1))
	e.long = words > 12*len(counts)
}

// compare makes the fields, at most match.MaxFields: a whole address is one
// field, and a text that holds model numbers gives two.
func (p *problem) compare(list []*evidence, kind string) {
	at := map[string]*evidence{}
	for _, e := range list {
		at[e.name] = e
	}
	var fields []match.Field
	worth := map[string]float64{}
	add := func(f match.Field, e *evidence) {
		fields = append(fields, f)
		worth[f.Name] = e.worth()
	}
	street := at["street"]
	for _, e := range list {
		f := match.Field{Name: e.name, Kind: e.kind(), Group: groupOf(e.name), Role: roleOf(e.name), Columns: []int{e.column}}
		switch {
		case e == street:
			f.Name, f.Kind = "address", match.Address
			f.Columns = []int{e.column, columnOf(at["postcode"]), columnOf(at["city"])}
		case street != nil && (e.name == "postcode" || e.name == "city"):
			continue
		case e.name == "region" || e.name == "country":
			if street != nil || at["postcode"] != nil || at["city"] != nil {
				continue
			}
		case e.kind() == match.Code && f.Group == match.Other && p.individual(e):
			f.Group = match.Personal
		}
		add(f, e)
		if f.Kind == match.Text && kind != "person" && e.holdsCodes() {
			add(match.Field{Name: e.name + " codes", Kind: match.ModelNumber, Group: match.Other, Columns: []int{e.column}}, e)
		}
	}
	slices.SortStableFunc(fields, func(a, b match.Field) int { return cmp.Compare(worth[b.Name], worth[a.Name]) })
	p.fields = fields[:min(len(fields), match.MaxFields)]
	p.left += len(fields) - len(p.fields)
	p.textual = !slices.ContainsFunc(p.fields, func(f match.Field) bool { return f.Group == match.Personal })
	if p.textual {
		p.titleField()
	}
}

func (e *evidence) kind() match.Kind { return e.compares.kind }

// individual reports whether a code of unknown meaning names single things: mostly distinct, and long enough.
func (p *problem) individual(e *evidence) bool {
	distinct := e.canonical.Len() - 1
	return 4*distinct > e.filled && e.canonical.Size() >= 6*distinct
}

// holdsCodes reports whether a fifth of the texts have model or part numbers in them.
func (e *evidence) holdsCodes() bool {
	with := 0
	for c := uint32(1); c < uint32(e.canonical.Len()); c++ {
		for w := range bytes.FieldsSeq(e.canonical.Bytes(c)) {
			if len(w) >= 4 && bytes.ContainsAny(w, "0123456789") && bytes.ContainsAny(w, "abcdefghijklmnopqrstuvwxyz") {
				with++
				break
			}
		}
	}
	return 5*with > e.canonical.Len()
}

// titleField gives the part of the personal attribute, where there is none, to the
// text that names things: one called so, or else the one that says most.
func (p *problem) titleField() {
	title := -1
	for k, f := range p.fields {
		if f.Kind != match.Text {
			continue
		}
		if f.Name == "title" || f.Name == "organisation" {
			title = k
			break
		}
		if title < 0 {
			title = k
		}
	}
	if title >= 0 {
		p.fields[title].Role, p.fields[title].Group = match.Title, match.Personal
	}
}

func roleOf(name string) match.Role {
	switch name {
	case "given_name":
		return match.Given
	case "family_name":
		return match.FamilyName
	}
	return match.NoRole
}

func columnOf(e *evidence) int {
	if e == nil {
		return -1
	}
	return e.column
}

// quietPlaceholders makes values that belong to many unlike things mean nothing:
// one phone number on hundreds of family names is a form's default, not a household.
func quietPlaceholders(attributes []*attribute, sources []*sourceData) map[string]int {
	quieted := map[string]int{}
	at := slices.IndexFunc(attributes, func(a *attribute) bool { return a.name == "family_name" || a.name == "organisation" })
	if at < 0 {
		return quieted
	}
	names := attributes[at].canonicals(sources)
	for _, a := range attributes {
		switch a.kind.Name() {
		case "email", "phone", "identifier", "iban", "vat", "luhn":
		default:
			continue
		}
		codes := a.canonicals(sources)
		if len(codes) > 8*a.canonical.Len() {
			continue // its values are not meant to be one's own
		}
		if common := manyNames(codes, names, a.canonical.Len()); len(common) > 0 {
			for s, c := range a.canon {
				if common[c] {
					a.canon[s] = table.Missing
				}
			}
			quieted[a.name] = len(common)
		}
	}
	return quieted
}

// manyNames returns the values that records of more than leastNames different names hold.
func manyNames(codes, names []uint32, n int) map[uint32]bool {
	const leastNames = 25
	counts := make([]uint32, n)
	for _, c := range codes {
		counts[c]++
	}
	held := map[uint32]map[uint32]bool{}
	for row, c := range codes {
		if c == table.Missing || counts[c] <= leastNames || names[row] == table.Missing {
			continue
		}
		if held[c] == nil {
			held[c] = map[uint32]bool{}
		}
		held[c][names[row]] = true
	}
	common := map[uint32]bool{}
	for c, set := range held {
		if len(set) > leastNames {
			common[c] = true
		}
	}
	return common
}
