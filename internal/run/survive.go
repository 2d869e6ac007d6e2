package run

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// identified is who is who, and who it was before.
type identified struct {
	*identity.Result
	previous *previousRun
}

// redirects returns what leads from every master ID that is still known to what it is now, and from others to nothing.
func (ids *identified) redirects() func(id string) string {
	ids.IDs.Index()
	merged := map[string]string{}
	now := func(id string) string {
		if ids.IDs.Lookup([]byte(id)) != table.Missing {
			return id
		}
		return merged[id]
	}
	for _, e := range ids.Events {
		if e.Kind == identity.Merged && now(e.Old) == "" {
			merged[e.Old] = now(e.Master)
		}
	}
	return now
}

// alive reports whether a master ID is one of this run.
func (ids *identified) alive(id string) bool {
	ids.IDs.Index()
	return ids.IDs.Lookup([]byte(id)) != table.Missing
}

// identify gives every cluster its master ID.
func (f *flow) identify(ctx context.Context, d *domain) (string, error) {
	var err error
	if d.keys, err = domainKeys(d.sources); err != nil {
		return "", err
	}
	for _, src := range d.sources { // all that is asked for besides record IDs is what attributes were made from
		src.table.Columns, src.id = nil, nil
		delete(f.data, src.spec.Name)
	}
	previous, err := loadPrevious(ctx, f.cfg.Output.Dir, d.spec.Name, f.opt.Workers)
	if err != nil {
		return "", err
	}
	var before *identity.Previous
	if previous != nil {
		before = &previous.Previous
	}
	c := d.found.clusters
	ids := identity.Assign(d.spec.Name, identityRecords(d.keys), identity.Clusters{Start: c.Start, Members: c.Members}, before, f.opt.AsOf.UnixMicro())
	ids.Events = d.forget(ids.Events)
	d.ids = &identified{ids, previous}
	d.keys.Masters = ids.IDs
	d.keys.Master = make([]uint32, len(c.Of))
	for i, k := range c.Of {
		d.keys.Master[i] = k + 1
	}
	if previous != nil {
		previous.forget()
	}
	return eventSummary(ids, f.opt.AsOf), nil
}

// eventSummary counts the events of this run by kind.
func eventSummary(ids *identity.Result, asOf time.Time) string {
	counts := map[identity.Kind]int{identity.Created: len(ids.New)}
	for _, e := range ids.Events {
		if e.At == asOf.UnixMicro() {
			counts[e.Kind]++
		}
	}
	var parts []string
	for _, k := range []identity.Kind{identity.Created, identity.Merged, identity.Split, identity.Retired, identity.Returned, identity.Joined, identity.Left} {
		if counts[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", count(counts[k]), k))
		}
	}
	if parts == nil {
		return "nothing changed"
	}
	return strings.Join(parts, ", ")
}

// survive chooses the values of the golden records, and writes their lineage as it goes.
func (f *flow) survive(ctx context.Context, d *domain) (string, error) {
	s := &survival{domain: d, at: map[string]int{}}
	if err := s.prepare(); err != nil {
		return "", err
	}
	f.warnIdleRows(d.steward)
	resolver, err := survivorship.NewResolver(s.records, s.attributes, s.groups, survivorship.Options{Trust: s.trust, HalfLife: d.spec.Survivorship.HalfLife, Workers: f.opt.Workers, AsOf: f.opt.AsOf.Unix(), Nickname: standard.IsNickname})
	if err != nil {
		return "", err
	}
	c := newChoice(s, resolver)
	if err := f.choose(ctx, c); err != nil {
		return "", err
	}
	d.golden = c.golden
	d.golden.describe(d, f.opt.AsOf.UnixMicro())
	return fmt.Sprintf("%s of %s", plural(c.values, "value"), plural(d.found.clusters.Len(), "golden record")), nil
}

// choose chooses all values, and writes their lineage if it is wanted.
func (f *flow) choose(ctx context.Context, c *choice) error {
	if f.wants("lineage") {
		return c.tables.Lineage(ctx, c.next, c.trust)
	}
	for !c.done {
		if _, err := c.next(ctx); err != nil {
			return err
		}
	}
	return nil
}

// survival prepares the attributes for survivorship.
type survival struct {
	*domain
	records    survivorship.Records
	attributes []survivorship.Attribute
	groups     []survivorship.Group
	trust      []float64
	original   []bool         // by attribute: golden values are written as the source has them
	at         map[string]int // attribute by name
}

func (s *survival) prepare() error {
	rules := s.spec.Survivorship
	for _, src := range s.sources {
		for i := range src.table.Rows {
			s.records.Updated = append(s.records.Updated, src.updated[i])
		}
		trust, ok := rules.Trust[src.spec.Name]
		if !ok {
			trust = .5
		}
		s.trust = append(s.trust, trust)
	}
	s.records.Source = s.problem.records.Source
	s.attributes = make([]survivorship.Attribute, len(s.domain.attributes))
	for k, a := range s.domain.attributes {
		s.at[a.name] = k
		s.attributes[k] = survivorship.Attribute{
			Name: a.name, Spellings: a.spellings, Canonical: a.canonical, Canon: a.canon, Quality: a.quality, Codes: a.fill(s.sources),
		}
	}
	for i := range s.attributes {
		s.attributes[i].Verified = s.flag(s.attributes[i].Name + "_verified")
	}
	s.surnames()
	s.displace()
	s.original = make([]bool, len(s.attributes))
	for _, r := range rules.Attributes {
		if err := s.rule(r); err != nil {
			return err
		}
	}
	s.group(s.spec.Groups())
	s.authorities()
	s.judge()
	return nil
}

// authorities puts the word of the configured authorities before all else.
func (s *survival) authorities() {
	for _, spec := range append(s.ofRecord(), s.spec.Authority...) {
		for k := range s.groups {
			if s.groups[k].Name == spec.Name {
				s.groups[k].Authority = s.ruling(s.groups[k].Authority, spec.Sources)
			}
		}
		for _, name := range partsOf(spec.Name) {
			if k, ok := s.at[name]; ok {
				s.attributes[k].Authority = s.ruling(s.attributes[k].Authority, spec.Sources)
			}
		}
	}
}

// ofRecord makes the HR system of a domain of employees the authority of all that no other is named for.
func (s *survival) ofRecord() []config.Authority {
	if s.spec.Kind != "employee" {
		return nil
	}
	named := map[string]bool{}
	for _, a := range s.spec.Authority {
		named[a.Name] = true
		for _, name := range partsOf(a.Name) {
			named[name] = true
		}
	}
	var out []config.Authority
	add := func(name string) {
		if !named[name] {
			out = append(out, config.Authority{Name: name, Sources: s.spec.Employment.HR})
		}
	}
	for _, g := range s.groups {
		add(g.Name)
	}
	for _, a := range s.attributes {
		add(a.Name)
	}
	return out
}

// ruling adds sources to those that are the authority: an attribute may have some as part of a whole name, others by itself.
func (s *survival) ruling(already []bool, sources []string) []bool {
	rules := make([]bool, len(s.sources))
	for k, src := range s.sources {
		rules[k] = slices.Contains(sources, src.spec.Name) || already != nil && already[k]
	}
	return rules
}

// partsOf returns the attributes that one of the configuration comes to.
func partsOf(name string) []string {
	if parts := standard.TypeOf(name).Parts(); len(parts) > 0 {
		return parts
	}
	return []string{name}
}

// flag returns the records for which a flag attribute says yes; nil when there is none.
func (s *survival) flag(name string) []bool {
	k, ok := s.at[name]
	if !ok {
		return nil
	}
	a := &s.attributes[k]
	yes := make([]bool, len(a.Codes))
	for i, code := range a.Codes {
		yes[i] = string(a.Canonical.Bytes(a.Canon[code])) == "y"
	}
	return yes
}

// rule sets the configured rule of one attribute.
func (s *survival) rule(r config.Rule) error {
	k, ok := s.at[r.Attribute]
	if !ok {
		return nil // mapped, but no record has it
	}
	name := r.Prefer
	if name == "first" {
		name = "first_non_empty"
	}
	rule, err := survivorship.Named(name, r.Attribute)
	if err != nil {
		return err
	}
	for _, source := range r.Order {
		rule.Sources = append(rule.Sources, uint16(slices.IndexFunc(s.sources, func(d *sourceData) bool { return d.spec.Name == source })))
	}
	s.original[k] = r.Original
	if r.By != "" {
		s.attributes[k].Verified = s.flag(r.By)
	}
	if r.When.Attribute != "" {
		if rule.When, ok = s.condition(r.When); !ok {
			return nil // no record has what it is on, so the default rule decides
		}
	}
	s.attributes[k].Rule = rule
	return nil
}

// condition makes a condition: a value holds if it is one of those named, in whatever spelling.
func (s *survival) condition(w config.When) (*survivorship.Condition, bool) {
	k, ok := s.at[w.Attribute]
	if !ok {
		return nil, false
	}
	kind := s.domain.attributes[k].kind
	return &survivorship.Condition{Attribute: k, Holds: func(spelling []byte) bool {
		canonical := standard.Canonical(kind, string(spelling))
		return slices.ContainsFunc(w.Values, func(v string) bool {
			return strings.EqualFold(v, string(spelling)) || canonical != "" && standard.Canonical(kind, v) == canonical
		})
	}}, true
}

// group makes groups of attributes that survive together.
func (s *survival) group(groups []config.Group) {
	for _, g := range groups {
		own := survivorship.Group{Name: g.Name}
		for _, name := range g.Attributes {
			if k, ok := s.at[name]; ok {
				own.Attributes = append(own.Attributes, k)
			}
		}
		if len(own.Attributes) > 1 {
			own.Rule = s.attributes[own.Attributes[0]].Rule
			s.groups = append(s.groups, own)
		}
	}
}
