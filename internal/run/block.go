package run

import (
	"cmp"
	"context"
	"fmt"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/explain"
	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/table"
)

// BlockOptions are what to say of blocking.
type BlockOptions struct {
	Options
	Domain string          // empty: all
	Truth  *labelled.Truth // nil: none
	Values bool            // keys as they are, which are personal
}

// Block makes the candidate pairs of a configuration, as a run would, and says what each rule brings.
func Block(ctx context.Context, cfg *config.Config, opt BlockOptions) ([]*explain.Blocking, error) {
	return blockAll(ctx, cfg, &Inferred{}, opt)
}

// BlockFiles infers a configuration for files and says what blocking makes of them.
func BlockFiles(ctx context.Context, files []string, opt BlockOptions) ([]*explain.Blocking, error) {
	in, err := Infer(ctx, files, opt.Options)
	if err != nil {
		return nil, err
	}
	return blockAll(ctx, in.Config, in, opt)
}

func blockAll(ctx context.Context, cfg *config.Config, in *Inferred, opt BlockOptions) ([]*explain.Blocking, error) {
	var out []*explain.Blocking
	for _, spec := range cfg.Domains {
		if opt.Domain != "" && spec.Name != opt.Domain {
			continue
		}
		f := newFlow(cfg, opt.Options)
		f.data = in.data
		b, err := f.blockDomain(ctx, &domain{spec: spec}, opt)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	if out == nil {
		return nil, &config.Error{File: cmp.Or(cfg.Path, "inferred configuration"), Msg: fmt.Sprintf("no domain %q", opt.Domain)}
	}
	return out, nil
}

// blockDomain is the way of the data up to the candidate pairs.
func (f *flow) blockDomain(ctx context.Context, d *domain, opt BlockOptions) (*explain.Blocking, error) {
	b := &explain.Blocking{Domain: d.spec.Name}
	return b, f.upTo(ctx, d, "block", func(ctx context.Context, d *domain) (string, error) { return d.block(ctx, b, opt) })
}

// block measures the rules.
func (d *domain) block(ctx context.Context, b *explain.Blocking, opt BlockOptions) (string, error) {
	p := d.problem
	r := newResolution(p)
	if err := r.block(ctx, p); err != nil {
		return "", err
	}
	var labels *labelled.Labels
	if opt.Truth != nil {
		keys, err := domainKeys(d.sources)
		if err != nil {
			return "", err
		}
		b.Truth = &explain.Truth{Path: opt.Truth.Path}
		if labels, err = labelled.NewLabels(&table.Column{Dict: keys.Sources, Codes: keys.Source}, &table.Column{Dict: keys.IDs, Codes: keys.ID}, opt.Truth); err != nil {
			return "", err
		}
	}
	blocks := r.options(p)
	b.Records, b.Sources, b.Chosen, b.Limit = p.records.Rows, p.records.Sources, p.rules == nil, blocks.Limit()
	err := b.Measure(ctx, &explain.Walk{
		Plan: r.plan, Unique: blocks.Unique, Source: blocks.Source, Workers: p.workers,
		Pairs: func(ctx context.Context, sink blocking.Sink) ([]blocking.Stats, error) { return r.walk(ctx, p, sink) },
	}, labels, opt.Values)
	return fmt.Sprintf("%s candidate pairs of %s", count(int(b.Pairs)), plural(len(r.plan.Rules), "rule")), err
}
