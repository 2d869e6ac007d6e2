package run

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/explain"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match"
)

// Explain says why records of a published run are, or are not, one master: see package explain.
func Explain(ctx context.Context, r *store.Run, domain string, names []string, opt Options) (*explain.Result, error) {
	play := func(ctx context.Context, r *store.Run, d *store.Domain) (*explain.Replay, error) {
		return replay(ctx, r, d, opt)
	}
	return explain.Explain(ctx, r, domain, names, play)
}

// replay makes anew what scored a domain of a published run: its inputs are read and
// standardised again, rules and model are those of the run.
func replay(ctx context.Context, r *store.Run, stored *store.Domain, opt Options) (*explain.Replay, error) {
	_, d, err := reread(ctx, r, stored, opt)
	if err != nil {
		return nil, err
	}
	m, err := explain.Model(stored)
	if err != nil {
		return nil, err
	}
	if err := m.Fits(d.problem.fields, d.problem.records.Sources+1); err != nil {
		return nil, &explain.GoneError{Why: "this gild compares other things than the one that made the run (" + err.Error() + ")"}
	}
	weight, err := storedShares(ctx, stored, d)
	if err != nil {
		return nil, err
	}
	comparer, err := d.problem.comparer(ctx, weight)
	if err != nil {
		return nil, err
	}
	return d.replay(stored, comparer, m)
}

// reread reads and standardises the inputs of a domain as its run did.
func reread(ctx context.Context, r *store.Run, stored *store.Domain, opt Options) (*flow, *domain, error) {
	cfg, err := config.Load(filepath.Join(r.Dir, "gild.yaml"))
	if err != nil {
		return nil, nil, gone(err)
	}
	at := slices.IndexFunc(cfg.Domains, func(d *config.Domain) bool { return d.Name == stored.Manifest.Name })
	if at < 0 {
		return nil, nil, &store.Error{Path: cfg.Path, Want: fmt.Sprintf("has no domain %s, though the run has", stored.Manifest.Name)}
	}
	f, d := newFlow(cfg, opt), &domain{spec: cfg.Domains[at]}
	d.spec.Match.Model, d.spec.Survivorship.Steward = "", "" // the run keeps a copy of the one, the other says nothing of links
	if _, err := f.read(ctx, d); err != nil {
		return nil, nil, gone(err)
	}
	if why := changed(r.Manifest.Inputs, f.manifest.Inputs, d.spec.Name); why != "" {
		return nil, nil, &explain.GoneError{Why: why}
	}
	if _, err := f.standardise(ctx, d); err != nil {
		return nil, nil, gone(err)
	}
	if n := d.problem.records.Rows; n != stored.Manifest.Records {
		return nil, nil, &explain.GoneError{Why: fmt.Sprintf("the run has %s records, its inputs now %s: the suppression list has changed", count(stored.Manifest.Records), count(n))}
	}
	column := map[string]int{}
	for i, c := range d.problem.blocking {
		column[c.Name] = i
	}
	d.problem.rules = nil
	for _, s := range stored.Manifest.Blocking {
		if s.Rule == neighbours || s.Rule == manyCopies {
			continue
		}
		rule, err := f.rule(strings.Split(s.Rule, " + "), column)
		if err != nil {
			return nil, nil, gone(err)
		}
		d.problem.rules = append(d.problem.rules, rule)
	}
	return f, d, nil
}

// gone says that inputs cannot be read again, if that is what happened.
func gone(err error) error {
	var input *source.Error
	var conf *config.Error
	if errors.As(err, &input) || errors.As(err, &conf) {
		return &explain.GoneError{Why: err.Error()}
	}
	return err
}

// changed says which input of a domain is not what it was; nothing if all are.
func changed(was, is []publish.Input, domain string) string {
	hash := map[string]string{}
	for _, in := range was {
		if in.Domain == domain {
			hash[in.Source+"\x00"+filepath.Base(in.Path)] = in.SHA256
		}
	}
	for _, in := range is {
		if hash[in.Source+"\x00"+filepath.Base(in.Path)] != in.SHA256 {
			return in.Path + " has changed since the run"
		}
	}
	if len(hash) > len(is) {
		return "fewer input files are there than the run read"
	}
	return ""
}

// storedShares reads the share that every record had in value frequencies; nil where each counted as one.
func storedShares(ctx context.Context, stored *store.Domain, d *domain) ([]float32, error) {
	if !stored.Has("copies") {
		return nil, nil
	}
	t, err := stored.Table(ctx, "copies")
	if err != nil {
		return nil, err
	}
	keys, err := domainKeys(d.sources)
	if err != nil {
		return nil, err
	}
	at := placeOf(keys)
	of := make([]uint32, len(keys.ID))
	for i := range of {
		of[i] = 1
	}
	for i := range t.Rows {
		row, ok := at(explain.Record{Source: t.Text(i, "source"), ID: t.Text(i, "record_id"), Row: t.Text(i, "row")})
		n, err := strconv.Atoi(t.Text(i, "copies"))
		if !ok || err != nil {
			return nil, &explain.GoneError{Why: fmt.Sprintf("%s names %s/%s, which its inputs do not have", t.Path, t.Text(i, "source"), t.Text(i, "record_id"))}
		}
		of[row] = uint32(n)
	}
	return shares(of), nil
}

// placeOf finds records by their keys.
func placeOf(k *publish.Keys) func(explain.Record) (uint32, bool) {
	k.Sources.Index()
	k.IDs.Index()
	first := make(map[uint64]uint32, len(k.ID))
	for i := len(k.ID) - 1; i >= 0; i-- {
		first[uint64(k.Source[i])<<32|uint64(k.ID[i])] = uint32(i) // records that share an ID follow each other
	}
	return func(r explain.Record) (uint32, bool) {
		source, id := k.Sources.Lookup([]byte(r.Source)), k.IDs.Lookup([]byte(r.ID))
		row, err := strconv.Atoi(r.Row)
		at, ok := first[uint64(source)<<32|uint64(id)]
		if source == table.Missing || id == table.Missing || err != nil || !ok {
			return 0, false
		}
		at += uint32(row - 1)
		return at, int(at) < len(k.ID) && k.ID[at] == id && k.Source[at] == source
	}
}

// replay states the domain as explanations need it.
func (d *domain) replay(stored *store.Domain, comparer *match.Comparer, m *match.Model) (*explain.Replay, error) {
	p := d.problem
	keys, err := domainKeys(d.sources)
	if err != nil {
		return nil, err
	}
	unique := make([]bool, len(d.sources))
	out := &explain.Replay{Place: placeOf(keys), Scorer: m.NewScorer(comparer), Neighbours: p.neighbour}
	for s, src := range d.sources {
		out.Sources = append(out.Sources, src.spec.Name)
		unique[s] = slices.Contains(stored.Manifest.Unique, src.spec.Name)
	}
	for _, field := range p.fields {
		e := explain.Field{Name: field.Name, Kind: field.Kind}
		for _, c := range field.Columns {
			if c >= 0 {
				e.Attributes = append(e.Attributes, p.records.Columns[c].Name)
			}
		}
		out.Fields = append(out.Fields, e)
	}
	out.Blocking = newResolution(p).options(p)
	if p.unique == nil {
		out.Overlooked = unique
	}
	out.Plan = blocking.NewPlan(p.blocking, p.records.Rows, p.rules)
	out.Cluster = (&resolution{unique: unique}).clustering(p, m, comparer)
	out.Never, out.Same = d.vetoes(), d.sames()
	return out, nil
}

// vetoes lists the rules by which two records are never the same, one by one.
func (d *domain) vetoes() []explain.Decider {
	column := map[string]int{}
	for i, c := range d.problem.blocking {
		column[c.Name] = i
	}
	var out []explain.Decider
	for _, rule := range d.spec.Match.Never {
		if holds := vetoes([][]string{rule}, column, d.problem.blocking); holds != nil {
			out = append(out, explain.Decider{Name: strings.Join(rule, " and "), Holds: holds})
		}
	}
	return out
}

// sames lists the rules by which two records are the same, one by one.
func (d *domain) sames() []explain.Decider {
	var out []explain.Decider
	for _, rule := range d.problem.same {
		plan := blocking.NewPlan(d.problem.blocking, d.problem.records.Rows, []blocking.Rule{rule})
		out = append(out, explain.Decider{
			Name:  rule.Name(d.problem.blocking),
			Holds: func(i, j uint32) bool { return plan.Makes(0, i, j) },
		})
	}
	return out
}
