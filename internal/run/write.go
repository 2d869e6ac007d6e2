package run

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/publish"
)

// probability turns log-odds into a probability.
func probability(logOdds float32) float64 { return 1 / (1 + math.Exp(-float64(logOdds))) }

// write writes the tables of masters; those of records are written already.
func (f *flow) write(ctx context.Context, d *domain) (string, error) {
	t, before := d.tables, len(d.tables.Written)
	for _, table := range []struct {
		name  string // in the configuration; empty: always written
		write func() error
	}{
		{"", func() error { return d.writeChanges(ctx, t, f.cfg.Output.Format == "csv") }},
		{"", func() error { return t.Golden(ctx, &d.golden.Golden, d.golden.survivors) }},
		{"", func() error { return f.writeConsent(ctx, d, t) }},
		{"", func() error { d.keepInputs(); d.golden, d.consents = nil, nil; return nil }}, // large, and done with
		{"households", func() error { return d.writeHouseholds(ctx, t) }},
		{"company_families", func() error { return d.writeCompanies(ctx, t) }},
		{"life_events", func() error { return t.LifeEvents(ctx, d.life) }},
		{"employments", func() error { return d.writeWork(ctx, t) }},
	} {
		if table.name != "" && !f.wants(table.name) {
			continue
		}
		if err := table.write(); err != nil {
			return "", err
		}
	}
	d.describe(t.Written)
	return plural(len(t.Written)-before, "table"), nil
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
	m.Pairs, m.Links = d.found.pairs, d.found.linked
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
					return fmt.Sprintf("gate max_cluster_size: master %s of %s has %d records, %d are allowed", d.ids.ID(uint32(k)), d.spec.Name, n, g.MaxClusterSize)
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
	n := len(d.ids.previous.Created)
	lost := n
	for _, was := range d.ids.Kept {
		if was != identity.None {
			lost--
		}
	}
	if float64(lost) > most*float64(n) {
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
