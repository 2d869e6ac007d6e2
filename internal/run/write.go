package run

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/table"
)

// probability turns log-odds into a probability.
func probability(logOdds float32) float64 { return 1 / (1 + math.Exp(-float64(logOdds))) }

// write writes all tables of a domain.
func (f *flow) write(ctx context.Context, d *domain) (string, error) {
	t := &publish.Tables{Run: f.out, Domain: d.spec.Name, Keys: d.keys, Workers: f.opt.Workers}
	for _, write := range []func() error{
		func() error { return t.Events(ctx, d.ids.Events) },
		func() error { return t.Crosswalk(ctx, d.crosswalk()) },
		func() error { return d.writeChanges(ctx, t, f.cfg.Output.Format == "csv") },
		func() error { d.ids.Events, d.ids.Since, d.best = nil, nil, nil; return nil }, // large, and done with
		func() error { return t.Golden(ctx, &d.golden.Golden, d.golden.survivors) },
		func() error { return t.Lineage(ctx, d.golden.survivors, d.golden.trust) },
		func() error { return f.writeConsent(ctx, d, t) },
		func() error { d.keepInputs(); d.golden, d.consents = nil, nil; return nil },
		func() error { return d.writeHouseholds(ctx, t) },
		func() error { return d.writeCompanies(ctx, t) },
		func() error { return d.writePairs(ctx, t) },
		func() error { return d.writeCopies(ctx, t) },
		func() error { return t.LifeEvents(ctx, d.life) },
		func() error { return d.writeWork(ctx, t) },
		func() error { return t.Rejects(ctx, d.rejects()) },
		func() error { return d.writeRecords(ctx, t) },
		func() error { return f.writeModel(d) },
	} {
		if err := write(); err != nil {
			return "", err
		}
	}
	d.describe(t.Written)
	return plural(len(t.Written), "table"), nil
}

// neighbours names the neighbour pass among the rules.
const neighbours = "neighbours"

// ruleName names what produced a pair.
func (d *domain) ruleName(rule int16) string {
	switch {
	case rule == -1:
		return "same"
	case int(rule) == len(d.found.rules):
		return neighbours
	}
	return d.found.rules[rule]
}

func (d *domain) crosswalk() *publish.Crosswalk {
	c := &publish.Crosswalk{Confidence: make([]float64, len(d.best)), LinkedBy: make([]uint32, len(d.best)), Rules: table.NewDict(), Since: d.ids.Since}
	for i, b := range d.best {
		c.Confidence[i] = b.probability
		if b.rule != -2 {
			c.LinkedBy[i], _ = c.Rules.Intern([]byte(d.ruleName(b.rule))) // a few names
		}
	}
	return c
}

// labels names the levels of every comparison.
func (d *domain) labels() []publish.Labels {
	var out []publish.Labels
	for _, f := range d.found.fields {
		l := publish.Labels{Field: strings.ReplaceAll(f.Name, " ", "_")}
		for level := range f.Kind.Levels() + 1 {
			l.Levels = append(l.Levels, f.Kind.Label(level))
		}
		out = append(out, l)
	}
	return out
}

// What a pair may come to, and why it is doubtful, by their places in what is published.
const (
	decisionLinked = iota
	decisionReview
)

const (
	reasonSpokenAgainst = iota
	reasonThroughOthers
)

// writePairs writes links and review.
func (d *domain) writePairs(ctx context.Context, t *publish.Tables) error {
	links, review := d.pairs()
	if err := t.Links(ctx, d.labels(), links); err != nil {
		return err
	}
	return t.Review(ctx, d.labels(), review)
}

// writeCopies writes what value frequencies were counted by, if not by single records; explaining a score needs it.
func (d *domain) writeCopies(ctx context.Context, t *publish.Tables) error {
	if d.found.copies == nil {
		return nil
	}
	return t.Copies(ctx, d.found.copies)
}

// pairs lists the links that were accepted or deserve a look, and the latter by themselves.
func (d *domain) pairs() (links, review *publish.Pairs) {
	least := d.spec.Match.Review
	if least == 0 {
		least = config.DefaultReview
	}
	links = &publish.Pairs{
		Rules: append(slices.Clone(d.found.rules), d.ruleName(int16(len(d.found.rules))), d.ruleName(-1)), Decisions: []string{"linked", "review"},
		Reasons: []string{"likely by itself, but the records around it speak against it", "linked through others, unlikely by itself"},
		Links:   make([]publish.Link, 0, len(d.found.links)),
	}
	copied := *links
	review = &copied
	review.Links = nil
	for _, l := range d.found.links {
		p := probability(l.LogOdds)
		same := d.found.clusters.Of[l.I] == d.found.clusters.Of[l.J]
		if !same && p < least {
			continue
		}
		link := publish.Link{I: l.I, J: l.J, LogOdds: l.LogOdds, Rule: uint16(l.Rule), Decision: decisionLinked, Levels: uint64(l.Pattern)}
		if l.Rule == -1 {
			link.Rule = uint16(len(links.Rules) - 1)
		}
		switch {
		case !same:
			link.Decision, link.Why, link.Priority = decisionReview, reasonSpokenAgainst, float32(p)
		case p < least:
			link.Why, link.Priority = reasonThroughOthers, float32(1-p)
		}
		links.Links = append(links.Links, link)
		if link.Priority > 0 {
			review.Links = append(review.Links, link)
		}
	}
	slices.SortStableFunc(review.Links, func(a, b publish.Link) int { return cmp.Compare(b.Priority, a.Priority) })
	return links, review
}

// rejects lists the rejected rows of all sources, in an order that does not depend on their place in the file.
func (d *domain) rejects() []publish.Reject {
	var out []publish.Reject
	for _, s := range d.sources {
		for _, r := range s.rejects {
			out = append(out, publish.Reject{Source: s.spec.Name, File: r.File, Row: r.Row, Reason: r.Reason, Raw: strings.ToValidUTF8(string(r.Raw), "\uFFFD")})
		}
	}
	slices.SortFunc(out, func(a, b publish.Reject) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.File, b.File), cmp.Compare(a.Raw, b.Raw), cmp.Compare(a.Row, b.Row))
	})
	return out
}

// writeRecords writes every attribute of every record, as read and as standardised, source by source.
func (d *domain) writeRecords(ctx context.Context, t *publish.Tables) error {
	var fault error
	at := 0
	err := t.Records(ctx, len(d.sources), func(k int) (int, int, []publish.Attribute) {
		rows := d.sources[k].table.Rows
		var out []publish.Attribute
		for _, a := range d.attributes {
			own := publish.Attribute{
				Name: a.name, Repeats: 2*a.spellings.Len() < min(d.problem.records.Rows, 1<<17),
				Spellings: a.spellings, Codes: make([]uint32, rows),
			}
			var err error
			if own.Raw, own.RawCodes, err = a.raw(k, own.Codes); err != nil {
				fault = err
			}
			out = append(out, own)
		}
		at += rows
		return at - rows, at, out
	})
	return cmp.Or(fault, err)
}

// raw fills the spellings of a source's records and returns what its file says,
// several columns parted by a space.
func (a *attribute) raw(source int, spellings []uint32) (*table.Dict, []uint32, error) {
	// Fast path: one column, whose dictionary serves as it is.
	if providers := a.providers[source]; len(providers) == 1 && len(providers[0].mapping.Columns) == 1 && !providers[0].raw.List {
		p := &providers[0]
		raw := make([]uint32, len(spellings))
		for row, code := range p.raw.Codes {
			if spellings[row] = p.spelling[code]; spellings[row] != table.Missing {
				raw[row] = code
			}
		}
		return p.raw.Dict, raw, nil
	}
	d := table.NewDict()
	codes := make([]uint32, len(spellings))
	for row := range codes {
		code, p := a.spelling(source, uint32(row))
		if p == nil {
			continue
		}
		spellings[row] = code
		text := bytes.ReplaceAll(p.raw.Dict.Bytes(p.raw.Codes[row]), []byte{table.Separator}, []byte(" "))
		var err error
		if codes[row], err = d.Intern(bytes.TrimSpace(text)); err != nil {
			return nil, nil, err
		}
	}
	return d, codes, nil
}

func (f *flow) writeModel(d *domain) error {
	w, err := f.out.Create(d.spec.Name, "model.json")
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return errors.Join(e.Encode(d.found.model), w.Close())
}

// describe fills the manifest of the domain.
func (d *domain) describe(tables []publish.Table) {
	m := &d.manifest
	m.Name, m.Kind, m.Tables = d.spec.Name, d.spec.Kind, tables
	m.Records, m.Masters = d.problem.records.Rows, d.found.clusters.Len()
	m.Pairs, m.Links = d.found.pairs, len(d.found.links)
	for _, s := range d.sources {
		line := publish.LedgerLine{Source: s.spec.Name, Rejects: int64(len(s.rejects)), Suppressed: int64(s.suppressed), Crosswalk: int64(s.table.Rows)}
		for _, file := range s.files {
			line.Rows += file.Rows
		}
		m.Ledger = append(m.Ledger, line)
	}
	for s, unique := range d.found.unique {
		if unique {
			m.Unique = append(m.Unique, d.sources[s].spec.Name)
		}
	}
	if e := d.found.expected; !math.IsNaN(e.Precision) && !math.IsNaN(e.Recall) {
		m.Expected = &publish.Expectation{Precision: fourDecimals(e.Precision), Recall: fourDecimals(e.Recall)}
	}
	for _, s := range d.found.stats {
		m.Blocking = append(m.Blocking, publish.RuleStats{Rule: s.Rule, Pairs: s.Pairs, Gross: s.Gross, Left: s.Left, Largest: s.Largest})
	}
}

// fourDecimals is a share as far as it can be known: more would be a pretence.
func fourDecimals(share float64) float64 { return math.Round(share*1e4) / 1e4 }

// refusal checks the gates; it returns why the run may not be published, or nothing.
func (f *flow) refusal() string {
	g := f.cfg.Gates
	for _, d := range f.done {
		if g.MaxClusterSize > 0 {
			for k := range d.found.clusters.Len() {
				if n := len(d.found.clusters.List(k)); n > g.MaxClusterSize {
					return fmt.Sprintf("gate max_cluster_size: master %s of %s has %d records, %d are allowed", d.ids.Master[k], d.spec.Name, n, g.MaxClusterSize)
				}
			}
		}
		p := d.ids.previous
		if p == nil {
			continue
		}
		if why := lostMasters(d, g.MaxLostMasters); why != "" {
			return why
		}
		for _, l := range d.manifest.Ledger {
			was, least := p.rows[l.Source], g.LeastRows(l.Source)
			if float64(l.Crosswalk) < least*float64(was) {
				return fmt.Sprintf("gate min_rows: source %s has %d rows after %d in the last run; at least %g %% are wanted", l.Source, l.Crosswalk, was, least*100)
			}
		}
	}
	return ""
}

// lostMasters applies the gate max_lost_masters.
func lostMasters(d *domain, most float64) string {
	if most <= 0 {
		return ""
	}
	alive := map[string]bool{}
	for _, id := range d.ids.Master {
		alive[id] = true
	}
	lost := 0
	for _, m := range d.ids.previous.Masters {
		if !alive[m.ID] {
			lost++
		}
	}
	if n := len(d.ids.previous.Masters); float64(lost) > most*float64(n) {
		return fmt.Sprintf("gate max_lost_masters: %d of %d masters of %s are gone; at most %g %% may be", lost, n, d.spec.Name, most*100)
	}
	return ""
}

// sortSources puts sources in the order of their names, which is the order of records.
func sortSources(s []*sourceData) {
	slices.SortFunc(s, func(a, b *sourceData) int { return cmp.Compare(a.spec.Name, b.spec.Name) })
}

// hash names a configuration by 64 bits.
func hash(text string) string { return fmt.Sprintf("%016x", xxhash.Sum64String(text)) }
