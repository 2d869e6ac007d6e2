package run

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/sync"
)

// changes is what the sources of a domain must change.
type changes struct {
	pen       *pen
	plan      *sync.Plan
	units     []sync.Unit
	origins   [][]uint32 // by attribute, then master: the record that the golden value is from
	rules     []string   // by attribute
	certainty [][]float32
}

// writeBack finds what each source must change to agree with the golden records.
func (f *flow) writeBack(ctx context.Context, d *domain) (string, error) {
	g := d.golden
	s := g.survival
	pen := newPen(d, g.resolver)
	p := &sync.Problem{
		Source: s.records.Source, Of: d.found.clusters.Of, Fill: !d.spec.KeepEmpty, Resolver: g.resolver, Golden: g.results, Units: s.units(),
	}
	p.Clusters.Start, p.Clusters.Members = d.found.clusters.Start, d.found.clusters.Members
	for k, a := range s.attributes {
		own := sync.Attribute{Codes: a.Codes}
		for _, providers := range d.attributes[k].providers {
			own.Has = append(own.Has, len(providers) > 0)
			own.Fills = append(own.Fills, len(providers) > 0 && providers[0].fillable())
		}
		own.Garbled = d.attributes[k].garbled(d.sources)
		p.Attributes = append(p.Attributes, own)
	}
	plan, err := sync.Find(ctx, p, pen)
	if err != nil {
		return "", err
	}
	d.changes = &changes{pen: pen, plan: plan, units: p.Units}
	for k := range g.survivors {
		d.changes.origins = append(d.changes.origins, g.results[k].Record)
		d.changes.rules = append(d.changes.rules, g.survivors[k].Rule)
		d.changes.certainty = append(d.changes.certainty, g.results[k].Confidence)
	}
	g.survival, g.resolver, g.results = nil, nil, nil
	f.warnUnwritten(d, plan, p.Units)
	return plural(len(plan.Changes), "change") + " for " + plural(len(d.spec.WriteBack), "source"), nil
}

// garbled returns the records whose cells hold letters that an encoding spoiled; nil if none do.
func (a *attribute) garbled(sources []*sourceData) []bool {
	var of []bool
	first := 0
	for _, src := range sources {
		first += src.table.Rows
	}
	all := first
	for s := len(sources) - 1; s >= 0; s-- {
		first -= sources[s].table.Rows
		for k := range a.providers[s] {
			p := &a.providers[s][k]
			spoiled := map[uint32]bool{}
			for code := uint32(1); code < uint32(p.raw.Dict.Len()); code++ {
				if standard.Garbled(p.raw.Dict.Bytes(code)) {
					spoiled[code] = true
				}
			}
			if len(spoiled) == 0 {
				continue
			}
			if of == nil {
				of = make([]bool, all)
			}
			for row := range uint32(sources[s].table.Rows) {
				_, by := a.spelling(s, row)
				of[first+int(row)] = of[first+int(row)] || by == p && spoiled[p.raw.Codes[row]]
			}
		}
	}
	return of
}

// warnUnwritten counts what should change and is not told.
func (f *flow) warnUnwritten(d *domain, plan *sync.Plan, units []sync.Unit) {
	for s, refused := range plan.Refused {
		for u, n := range refused {
			if n > 0 {
				f.warn("%s: %s not written back in %s: it is not certain what the columns should hold", d.sources[s].spec.Name, units[u].Name, plural(n, "record"))
			}
		}
	}
	if plan.Held > 0 {
		f.warn("%s: nothing written back for %s: the changes would change the golden record", d.spec.Name, plural(plan.Held, "master"))
	}
}

// units are the groups, and all attributes that are in none, with the sources that may be told to change them.
func (s *survival) units() []sync.Unit {
	grouped := make([]bool, len(s.attributes))
	var units []sync.Unit
	for _, g := range s.groups {
		for _, a := range g.Attributes {
			grouped[a] = true
		}
		units = append(units, sync.Unit{Name: g.Name, Attributes: g.Attributes, Open: s.open(g.Name, g.Authority)})
	}
	for k, a := range s.attributes {
		if !grouped[k] && !a.Rule.Union {
			units = append(units, sync.Unit{Name: a.Name, Attributes: []int{k}, Open: s.open(a.Name, a.Authority)})
		}
	}
	return slices.DeleteFunc(units, func(u sync.Unit) bool { return !slices.Contains(u.Open, true) })
}

// open lists the sources that may be told to change an attribute or a group: those allowed to, without its authorities.
func (s *survival) open(name string, authority []bool) []bool {
	open := make([]bool, len(s.sources))
	for k, src := range s.sources {
		for _, w := range s.spec.WriteBack {
			for _, allowed := range w.Attributes {
				if w.Source == src.spec.Name && (allowed == name || isPart(&src.spec, name, allowed)) {
					open[k] = authority == nil || !authority[k]
				}
			}
		}
	}
	return open
}

// isPart reports whether an attribute can be changed as a part of what a source maps
// as a whole. What no canonical string tells apart, such as the suffix of a name, cannot.
func isPart(s *config.Source, name, whole string) bool {
	if standard.TypeOf(name).Name() == "ignore" {
		return false
	}
	for _, m := range s.Attributes {
		if m.Attribute == whole && slices.Contains(typeOf(m).Parts(), name) {
			return true
		}
	}
	return false
}

// writeChanges writes the changes of every source that may be told any.
func (d *domain) writeChanges(ctx context.Context, t *publish.Tables, csv bool) error {
	if d.changes == nil {
		return nil
	}
	for _, w := range d.spec.WriteBack {
		s := slices.IndexFunc(d.sources, func(src *sourceData) bool { return src.spec.Name == w.Source })
		if err := t.Changes(ctx, w.Source, d.changes.of(d, s), csv); err != nil {
			return err
		}
	}
	d.changes = nil
	return nil
}

// of lists the changes of one source in the form that is published.
func (c *changes) of(d *domain, source int) *publish.Changes {
	from, _ := slices.BinarySearchFunc(c.plan.Changes, source, func(x sync.Change, s int) int { return cmp.Compare(int(d.problem.records.Source[x.Record]), s) })
	to, _ := slices.BinarySearchFunc(c.plan.Changes, source+1, func(x sync.Change, s int) int { return cmp.Compare(int(d.problem.records.Source[x.Record]), s) })
	own := c.plan.Changes[from:to]
	out := publish.NewChanges(len(own), c.pen.names, c.pen.texts[source], d.sources[source].spec.ID)
	for _, x := range own {
		master := d.found.clusters.Of[x.Record]
		out.Record = append(out.Record, x.Record)
		out.Attribute, out.Column = append(out.Attribute, x.Name), append(out.Column, x.Column)
		out.Old, out.New = append(out.Old, x.Old), append(out.New, x.New)
		origin, rule := c.origins[x.Attribute][master], c.rules[x.Attribute]
		if origin == publish.NoRecord {
			rule = publish.StewardRule
		}
		out.Origin = append(out.Origin, origin)
		out.Confidence = append(out.Confidence, rounded(float64(c.certainty[x.Attribute][master])*probability(d.best.logOdds[x.Record])))
		out.Rule.Add(rule)
		out.Together.Add(c.units[x.Unit].Name)
	}
	return out
}

// rounded leaves as many digits as a share of single precision has.
func rounded(x float64) float64 { return math.Round(x*1e6) / 1e6 }
