package run

import (
	"context"
	"fmt"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match"
	"github.com/gildmdm/gild/match/cluster"
)

// TrainOptions say what to train and by what.
type TrainOptions struct {
	Options
	Domain string          // empty: the only one
	Labels *labelled.Truth // nil: none
}

// Trained is a model, and what labels made of it.
type Trained struct {
	Domain  string       `json:"domain"`
	Records int          `json:"records"`
	Pairs   int64        `json:"pairs"` // candidates
	Rounds  int          `json:"rounds"`
	Model   *match.Model `json:"-"`
	Labels  *LabelsUsed  `json:"labels,omitempty"`
}

// LabelsUsed is what labels were there, and what they changed.
type LabelsUsed struct {
	Same    int     `json:"same"`    // pairs that match
	Not     int     `json:"not"`     // candidate pairs that do not
	Missing int     `json:"missing"` // about records that are not there
	Shift   float64 `json:"shift"`   // by how much log-odds rose, natural logarithm
	Certain bool    `json:"certain"` // they were certain while the weights were learnt: that agrees better with them
	Before  int     `json:"misjudged_before"`
	After   int     `json:"misjudged_after"` // labelled pairs that clusters have wrong, before and after the shift
}

// RunTrain trains the model of a domain of a configuration.
func RunTrain(ctx context.Context, cfg *config.Config, opt TrainOptions) (*Trained, error) {
	return trainDomain(ctx, cfg, &Inferred{}, opt)
}

// RunTrainFiles infers a configuration for files and trains its model.
func RunTrainFiles(ctx context.Context, files []string, opt TrainOptions) (*Trained, error) {
	in, err := Infer(ctx, files, opt.Options)
	if err != nil {
		return nil, err
	}
	return trainDomain(ctx, in.Config, in, opt)
}

func trainDomain(ctx context.Context, cfg *config.Config, in *Inferred, opt TrainOptions) (*Trained, error) {
	spec, err := cfg.Only(opt.Domain)
	if err != nil {
		return nil, err
	}
	if spec.Match.Model != "" {
		return nil, &config.Error{File: cfg.Path, Msg: fmt.Sprintf("domain %s names a trained model; remove match.model to train another", spec.Name)}
	}
	f, d := newFlow(cfg, opt.Options), &domain{spec: spec}
	f.data = in.data
	out := &Trained{Domain: spec.Name}
	return out, f.upTo(ctx, d, "train", func(ctx context.Context, d *domain) (string, error) { return d.train(ctx, opt.Labels, out) })
}

// train resolves the domain, with labels if there are any, and keeps the model.
func (d *domain) train(ctx context.Context, truth *labelled.Truth, out *Trained) (string, error) {
	if truth != nil {
		keys, err := domainKeys(d.sources)
		if err != nil {
			return "", err
		}
		judged, err := labelled.NewJudged(&table.Column{Dict: keys.Sources, Codes: keys.Source}, &table.Column{Dict: keys.IDs, Codes: keys.ID}, truth)
		if err != nil {
			return "", err
		}
		d.problem.judged = judged
	}
	found, err := resolve(ctx, d.problem)
	if err != nil {
		return "", err
	}
	if d.problem.judged != nil {
		if found, err = d.problem.taught(ctx, found); err != nil {
			return "", err
		}
	}
	out.Model, out.Labels, out.Records, out.Pairs, out.Rounds = found.model, found.labels, d.problem.records.Rows, found.pairs, found.model.Rounds
	return fmt.Sprintf("%s candidate pairs, %s of EM", count(int(found.pairs)), plural(found.model.Rounds, "round")), nil
}

// taught trains once more, with labels as certain, and returns what agrees better with them: labels that were chosen badly must not
// lead the weights astray.
func (p *problem) taught(ctx context.Context, untaught *resolution) (*resolution, error) {
	with := *p
	with.certain = true
	found, err := resolve(ctx, &with)
	if err != nil || p.agreement(untaught.clusters).gain(p.agreement(found.clusters)) == 0 {
		return untaught, err
	}
	found.labels.Certain, found.labels.Before = true, untaught.labels.Before
	return found, nil
}

// labelledPair is a pair that a label speaks of.
type labelledPair struct {
	i, j uint32
	same bool
}

// labels lists the candidates and other pairs that labels speak of: those given or, of records whose entities are known, all that
// match and the candidates that do not.
func (p *problem) labels(pass *pass) []labelledPair {
	var out []labelledPair
	for _, q := range p.judged.Pairs {
		out = append(out, labelledPair{q.I, q.J, q.Same})
	}
	if p.judged.Entity == nil || pass.overflow {
		return out
	}
	for _, q := range pass.stored() {
		if a, b := p.judged.Entity[q.I], p.judged.Entity[q.J]; a != 0 && b != 0 && a != b {
			out = append(out, labelledPair{q.I, q.J, false})
		}
	}
	return out
}

// know tells the strata what labels say.
func (r *resolution) know(p *problem, c *match.Comparer, pass *pass, strata []match.Stratum) {
	if !p.certain {
		return
	}
	for _, l := range p.labels(pass) {
		if s := c.Stratum(l.i, l.j); s >= len(r.unique) || !r.unique[s] {
			strata[s].Know(c.Pattern(l.i, l.j), l.same, 1)
		}
	}
}

// shifts are how much log-odds are tried to rise, the least first.
func shifts() []float64 { return []float64{-.5, .5, -1, 1, -1.5, 1.5, -2, 2, -3, 3} }

// calibrate shifts the model of a round to where its clusters agree best with labels. Scores alone would not tell: what
// clusters make of a pair depends on all others, above all where sources are free of duplicates.
func (r *resolution) calibrate(ctx context.Context, p *problem, n *round) error {
	if p.judged == nil {
		return nil
	}
	before := p.agreement(n.clusters)
	u := &LabelsUsed{Missing: p.judged.Missing, Before: before.misjudged, After: before.misjudged}
	for _, l := range p.labels(n.pass) {
		if l.same {
			u.Same++
		} else {
			u.Not++
		}
	}
	r.labels = u
	if n.model.Wholes != nil {
		return nil // its clusters were joined once more
	}
	best, clusters := 0.0, n.clusters
	for _, by := range shifts() {
		m := n.model.Shifted(by)
		edges := edgesOf(n.links)
		for k := range edges {
			edges[k].LogOdds += float32(by)
		}
		c, err := cluster.Agglomerate(ctx, p.records.Rows, edges, r.clustering(p, m, n.comparer))
		if err != nil {
			return err
		}
		after := p.agreement(c)
		if gain := before.gain(after); gain > best {
			best, u.Shift, u.After, clusters = gain, by, after.misjudged, c
		}
	}
	if u.Shift != 0 {
		n.model, n.clusters = n.model.Shifted(u.Shift), clusters
		for k := range n.links {
			n.links[k].LogOdds += float32(u.Shift)
		}
	}
	return nil
}
