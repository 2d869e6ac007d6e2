package run

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gildmdm/gild/internal/consent"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// channel is one way to reach people, for one product or for all, and what was decided about it.
type channel struct {
	standard.Consent
	*consent.Outcome
	attributes [standard.ConsentVerified + 1]*attribute // by what they say of the consent; nil: not mapped
}

// consents are all channels of a domain, by name and product.
type consents []*channel

// consent decides, for every master, who agreed to what.
func (f *flow) consent(_ context.Context, d *domain) (string, error) {
	d.consents = channelsOf(d.attributes)
	for _, c := range d.consents {
		columns := d.statements(c)
		if c.Product != "" {
			if wide := d.consents.find(c.Channel, ""); wide != nil { // decided before: it sorts first
				columns = append(columns, d.wideDenials(wide)...)
			}
		}
		c.Outcome = consent.Decide(columns, consent.Clusters{Start: d.found.clusters.Start, Members: d.found.clusters.Members}, f.opt.AsOf.Unix())
	}
	return d.consents.summary(), nil
}

// channelsOf groups the consent attributes by channel and product.
func channelsOf(attributes []*attribute) consents {
	var out consents
	for _, a := range attributes {
		named, ok := standard.ParseConsent(a.name)
		if !ok {
			continue
		}
		c := out.find(named.Channel, named.Product)
		if c == nil {
			c = &channel{Consent: standard.Consent{Channel: named.Channel, Product: named.Product}}
			out = append(out, c)
		}
		c.attributes[named.Part] = a
	}
	out = slices.DeleteFunc(out, func(c *channel) bool {
		return c.attributes[standard.ConsentGiven] == nil && c.attributes[standard.ConsentOptOut] == nil
	})
	slices.SortFunc(out, func(a, b *channel) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Product, b.Product))
	})
	return out
}

func (cs consents) find(name, product string) *channel {
	for _, c := range cs {
		if c.Channel == name && c.Product == product {
			return c
		}
	}
	return nil
}

// statements shows what the records say of a channel to package consent: one column for grants
// and denials, one for objections.
func (d *domain) statements(c *channel) []consent.Column {
	at, verified := d.decidedAt(c), d.verified(c)
	var out []consent.Column
	for _, part := range [...]standard.ConsentPart{standard.ConsentGiven, standard.ConsentOptOut} {
		if a := c.attributes[part]; a != nil {
			out = append(out, consent.Column{Says: d.says(a, part), At: at, Verified: verified})
		}
	}
	return out
}

// wideDenials are the statements about a channel as a whole that speak against each
// of its products: those of masters who came out as denying the channel.
func (d *domain) wideDenials(c *channel) []consent.Column {
	columns := d.statements(c)
	for _, column := range columns {
		for record, says := range column.Says {
			if says != consent.Denied || c.Decision[d.found.clusters.Of[record]] != consent.Denied {
				column.Says[record] = consent.Silent
			}
		}
	}
	return columns
}

// says reads the decisions of all records, each distinct value once. Of several values in a cell the most restrictive counts.
func (d *domain) says(a *attribute, part standard.ConsentPart) []consent.Decision {
	yes, no := consent.Granted, consent.Denied
	if part == standard.ConsentOptOut {
		yes, no = consent.Denied, consent.Silent
	}
	meaning := make([]consent.Decision, a.spellings.Len())
	for code := range meaning {
		if code == int(table.Missing) || a.quality[code] == uint8(standard.Placeholder) {
			continue
		}
		for value := range bytes.SplitSeq(a.canonical.Bytes(a.canon[code]), []byte{table.Separator}) {
			said := consent.Unknown
			switch string(value) {
			case "y":
				said = yes
			case "n":
				said = no
			}
			meaning[code] = max(meaning[code], said)
		}
	}
	codes := a.fill(d.sources)
	out := make([]consent.Decision, len(codes))
	for i, code := range codes {
		out[i] = meaning[code]
	}
	return out
}

// decidedAt returns when each record's decision was made: the time that its source maps for it, or,
// where a source maps none, when the record changed last.
func (d *domain) decidedAt(c *channel) []int64 {
	var out []int64
	a := c.attributes[standard.ConsentAt]
	var moments []int64
	if a != nil {
		moments = a.moments()
	}
	for s, src := range d.sources {
		if a == nil || len(a.providers[s]) == 0 {
			out = append(out, src.updated...)
			continue
		}
		for row := range uint32(src.table.Rows) {
			code, _ := a.spelling(s, row)
			out = append(out, moments[code])
		}
	}
	return out
}

// moments reads the times of an attribute, by spelling; consent.NoTime where there is none.
func (a *attribute) moments() []int64 {
	out := make([]int64, a.spellings.Len())
	for code := range out {
		out[code] = consent.NoTime
		if t, err := time.Parse(time.RFC3339, a.canonical.String(a.canon[code])); err == nil {
			out[code] = t.Unix()
		}
	}
	return out
}

// verified returns which records' decisions are confirmed: those of sources configured so, and those flagged; nil: none.
func (d *domain) verified(c *channel) []bool {
	a := c.attributes[standard.ConsentVerified]
	if a == nil && len(d.spec.Consent.Verified) == 0 {
		return nil
	}
	var out []bool
	for s, src := range d.sources {
		all := slices.Contains(d.spec.Consent.Verified, src.spec.Name)
		for row := range uint32(src.table.Rows) {
			yes := all
			if !yes && a != nil {
				code, _ := a.spelling(s, row)
				yes = string(a.canonical.Bytes(a.canon[code])) == "y"
			}
			out = append(out, yes)
		}
	}
	return out
}

// of returns the channel that an attribute says something of; nil for another attribute.
func (cs consents) of(attribute string) *channel {
	if named, ok := standard.ParseConsent(attribute); ok {
		return cs.find(named.Channel, named.Product)
	}
	return nil
}

// survive puts the decisions about the masters after from in place of what survivorship chose for an attribute of a
// consent, so that golden records, lineage and consent say the same.
func (c *channel) survive(s *publish.Survivor, a *survivorship.Attribute, from int) {
	named, _ := standard.ParseConsent(s.Name)
	part, n := named.Part, len(s.Code)
	s.Rule, s.Steps, s.Step = "consent", consent.Rules(), make([]uint8, n)
	s.Code, s.Record, s.Confidence = make([]uint32, n), make([]uint32, n), slices.Repeat([]float32{1}, n)
	s.RunnerUp, s.RunnerUpCode = make([]uint32, n), make([]uint32, n)
	s.Spellings, s.List = a.Spellings, nil
	if part == standard.ConsentGiven {
		s.Spellings = answers()
	}
	for k := range s.Code {
		if d := c.Decision[from+k]; d == consent.Granted || d == consent.Denied {
			c.surviving(s, k, from+k, part, a.Codes)
		}
	}
}

// surviving fills in one master, at place k of the survivors.
func (c *channel) surviving(s *publish.Survivor, k, master int, part standard.ConsentPart, codes []uint32) {
	s.Record[k], s.Step[k] = c.Statements[c.Decisive[master]].Record, uint8(c.Rule[master])
	if part != standard.ConsentGiven {
		s.Code[k] = codes[s.Record[k]]
		return
	}
	s.Code[k] = answer(c.Decision[master])
	if other, conflict := c.Against(master); conflict {
		s.RunnerUp[k], s.RunnerUpCode[k] = other.Record, answer(other.Says)
	}
}

// answers are the spellings of a flag.
func answers() *table.Dict {
	d := table.NewDict()
	for _, word := range [...]string{"yes", "no"} {
		_, _ = d.Intern([]byte(word)) // two words
	}
	return d
}

// answer is the code of a decision in answers.
func answer(d consent.Decision) uint32 {
	switch d {
	case consent.Granted:
		return 1
	case consent.Denied:
		return 2
	}
	return table.Missing
}

// summary counts decisions and conflicts.
func (cs consents) summary() string {
	if len(cs) == 0 {
		return "no consent is mapped"
	}
	decisions, conflicts := 0, 0
	for _, c := range cs {
		for k, d := range c.Decision {
			if d != consent.Silent {
				decisions++
			}
			if _, conflict := c.Against(k); conflict {
				conflicts++
			}
		}
	}
	return fmt.Sprintf("%s of %s, %s", plural(decisions, "decision"), plural(len(cs), "channel"), plural(conflicts, "conflict"))
}

// writeConsent writes the decisions, the statements behind them, and who may be contacted how.
func (f *flow) writeConsent(ctx context.Context, d *domain, t *publish.Tables) error {
	if len(d.consents) == 0 || !f.wants("consent", "consent_evidence", "contacts") {
		return nil
	}
	channels := make([]publish.Channel, len(d.consents))
	reached := map[string]address{}
	for i, c := range d.consents {
		name := c.Address()
		if _, ok := reached[name]; !ok {
			reached[name] = d.golden.address(name)
		}
		channels[i] = publish.Channel{Name: c.Channel, Product: c.Product, Outcome: c.Outcome, Address: reached[name].codes, Addresses: reached[name].dict}
		if channels[i].Address != nil {
			channels[i].Attribute = name
		}
	}
	for _, table := range []struct {
		name  string
		write func(context.Context, []publish.Channel) error
	}{{"consent", t.Consent}, {"consent_evidence", t.ConsentEvidence}, {"contacts", t.Contacts}} {
		if !f.wants(table.name) {
			continue
		}
		if err := table.write(ctx, channels); err != nil {
			return err
		}
	}
	return nil
}

// address is where each master is reached by one attribute; the zero value: there is none.
type address struct {
	dict  *table.Dict
	codes []uint32 // by master
}

// address returns the golden values of an attribute, or postal addresses on one line.
func (g *golden) address(name string) address {
	if name == "address" {
		return g.postal()
	}
	for i := range g.survivors {
		if g.survivors[i].Name == name {
			return address{g.survivors[i].Spellings, g.survivors[i].Code}
		}
	}
	return address{}
}

// postal joins street, city, region, postcode and country; without a street nothing can be delivered.
func (g *golden) postal() address {
	var parts []*publish.Survivor
	for _, name := range [...]string{"street", "city", "region", "postcode", "country"} {
		i := slices.IndexFunc(g.survivors, func(s publish.Survivor) bool { return s.Name == name })
		if i >= 0 {
			parts = append(parts, &g.survivors[i])
		}
	}
	if len(parts) == 0 || parts[0].Name != "street" {
		return address{}
	}
	a := address{dict: table.NewDict(), codes: make([]uint32, len(parts[0].Code))}
	var line []byte
	for k := range a.codes {
		line = line[:0]
		if parts[0].Code[k] == table.Missing {
			continue
		}
		for i, p := range parts {
			if p.Code[k] == table.Missing {
				continue
			}
			if i > 0 {
				line = append(line, ", "...)
			}
			line = append(line, p.Spellings.Bytes(p.Code[k])...)
		}
		a.codes[k], _ = a.dict.Intern(line) // smaller than the records it comes from
	}
	return a
}
