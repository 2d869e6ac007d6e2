package run

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/explain"
	"github.com/gildmdm/gild/internal/table"
)

// Plan is what a run of one domain would cost, found after reading and
// standardising it, by the sizes of its blocks and before any pair is made.
type Plan struct {
	Domain  string     `json:"domain"`
	Records int        `json:"records"`
	Pairs   int64      `json:"pairs"`   // at most: a pair counts once a rule, the text neighbours are left out
	Limit   int64      `json:"limit"`   // pairs from which a run is refused
	Memory  int64      `json:"memory"`  // bytes that the process will have at its peak
	Budget  int64      `json:"budget"`  // bytes that it may have; 0: unknown
	Disk    int64      `json:"disk"`    // bytes on disk for what exceeds them; 0: all fits
	Tables  int64      `json:"tables"`  // bytes on disk that all tables will take
	Seconds float64    `json:"seconds"` // that the whole run will take on this machine as it is now
	Rules   []PlanRule `json:"rules"`
}

// PlanRule is what one blocking rule would bring.
type PlanRule struct {
	Rule    string `json:"rule"`
	Pairs   int64  `json:"pairs"`
	Records int    `json:"largest"` // of its largest block
	Value   string `json:"value"`   // that this block shares, masked
	Limited int64  `json:"limited"` // blocks left out for their size
	Left    int64  `json:"left"`    // pairs of those
}

// LimitError is a run that would cost more than it may.
type LimitError struct{ Domain, Why, Next string }

func (e *LimitError) Error() string {
	return fmt.Sprintf("domain %s: %s; %s, or go on with --yes", e.Domain, e.Why, e.Next)
}

// RunPlan says what a run of a configuration would cost, by domain. It writes nothing.
func RunPlan(ctx context.Context, cfg *config.Config, opt Options) ([]*Plan, error) {
	return planAll(ctx, cfg, &Inferred{}, opt)
}

// RunPlanFiles infers a configuration for files and says what running it would cost.
func RunPlanFiles(ctx context.Context, files []string, opt Options) ([]*Plan, error) {
	opt.budget = newBudget(opt, config.Memory{}, "", files)
	defer opt.budget.close()
	in, err := Infer(ctx, files, opt)
	if err != nil {
		return nil, err
	}
	return planAll(ctx, in.Config, in, opt)
}

func planAll(ctx context.Context, cfg *config.Config, in *Inferred, opt Options) ([]*Plan, error) {
	f := newFlow(cfg, opt)
	defer f.opt.budget.close()
	f.data, f.before = in.data, in.took
	var plans []*Plan
	for _, spec := range cfg.Domains {
		d := &domain{spec: spec}
		if err := f.upTo(ctx, d, "plan", f.plan); err != nil {
			return nil, err
		}
		plans = append(plans, d.plan)
	}
	return plans, nil
}

// plan estimates what a domain will cost.
func (f *flow) plan(ctx context.Context, d *domain) (string, error) {
	r := newResolution(d.problem)
	if err := r.block(ctx, d.problem); err != nil {
		return "", err
	}
	stats, err := r.plan.Sizes(ctx, r.options(d.problem))
	if err != nil {
		return "", err
	}
	d.plan = &Plan{Domain: d.spec.Name, Records: d.problem.records.Rows, Limit: mostPairs(d.problem.records.Rows), Budget: f.opt.budget.allowed}
	for k, s := range stats {
		rule := PlanRule{Rule: s.Rule, Pairs: s.Gross, Records: s.Largest, Limited: s.Limited, Left: s.Left}
		if s.Most.Records > 1 {
			rule.Value = explain.Mask(r.plan.KeyText(k, s.Most.Row))
		}
		d.plan.Rules, d.plan.Pairs = append(d.plan.Rules, rule), d.plan.Pairs+s.Gross
	}
	d.plan.fit(f.opt.budget, d)
	d.plan.time(f.spent(d), d)
	// What is known of blocks so far spares the run from choosing rules and computing keys again.
	d.found = r
	return fmt.Sprintf("%s candidate pairs at most, %s of memory", count(int(d.plan.Pairs)), config.Size(d.plan.Memory)), nil
}

// Pairs from which a run is refused: so many that comparing them takes far longer than
// anything else, and that hardly any of them can be matches.
const (
	pairsPerRecord = 200
	fewPairs       = 10_000_000 // always allowed: seconds
)

func mostPairs(records int) int64 { return max(fewPairs, pairsPerRecord*int64(records)) }

// Over returns why the run would cost more than it may, naming what is to blame; nil: it does not.
func (p *Plan) Over() error {
	if p.Pairs > p.Limit {
		worst := slices.MaxFunc(p.Rules, func(a, b PlanRule) int { return cmp.Compare(a.Pairs, b.Pairs) })
		return &LimitError{
			Domain: p.Domain,
			Why: fmt.Sprintf("%s candidate pairs of %s, %s are allowed; most of them, %s, are of rule %s, whose largest block has %s (%s)",
				count(int(p.Pairs)), plural(p.Records, "record"), count(int(p.Limit)), count(int(worst.Pairs)), worst.Rule, plural(worst.Records, "record"), worst.Value),
			Next: "add an attribute to the rule, or lower blocking.max_block",
		}
	}
	if p.Budget > 0 && p.Memory > p.Budget {
		return &LimitError{
			Domain: p.Domain,
			Why:    fmt.Sprintf("about %s of memory are needed for %s, %s are allowed", config.Size(p.Memory), plural(p.Records, "record"), config.Size(p.Budget)),
			Next:   "raise --memory if the machine has more",
		}
	}
	return nil
}

// What a run has in memory, as measured on 2,000 to a million records: see docs/memory.md.
const (
	peakBase      = 42 << 20 // program, buffers of reading and writing
	peakHeld      = 1.95     // bytes for every byte of columns and attributes: features, golden records, slack of the collector
	peakPair      = 12       // bytes a pair that is kept
	peakNeighbour = 1100     // bytes a record whose text neighbours are looked for
)

// fit estimates the resident bytes at the peak of the run, if they are more than allowed with values on disk.
func (p *Plan) fit(b *budget, d *domain) {
	p.Memory = peakBase + int64(peakHeld*float64(held(d))) + peakPair*min(p.Pairs, int64(d.problem.maxPairs))
	if d.problem.neighbour.Top >= 0 {
		p.Memory += peakNeighbour * int64(d.problem.records.Rows)
	}
	if b.allowed > 0 && p.Memory > b.allowed || b.tight {
		p.Disk = held(d)
		p.Memory -= p.Disk
	}
}

// What a run writes, and how long it takes from the plan on: the time until then is the measure of how fast
// this machine is now. As measured on 2,000 to a million records: see docs/memory.md.
const (
	tablesHeld    = 1.45       // bytes of tables for every byte of columns and attributes
	restAny       = 50_000_000 // times the time that it took to make a byte of these: learning by random pairs
	restHeld      = 1.4        // the same for every one of them
	restPair      = 85         // for every candidate pair
	restNeighbour = 1000       // for every record whose text neighbours are looked for
	restText      = 8000       // besides, where texts are compared
)

// time estimates the disk for the tables, and the seconds of the whole run from those spent so far.
func (p *Plan) time(spent time.Duration, d *domain) {
	all := float64(held(d))
	rest := restAny + restHeld*all + restPair*float64(p.Pairs)
	if d.problem.neighbour.Top >= 0 {
		rest += restNeighbour * float64(p.Records)
	}
	if d.problem.textual {
		rest += restText * float64(p.Records)
	}
	p.Tables, p.Seconds = int64(tablesHeld*all), spent.Seconds()*(1+rest/max(all, 1))
}

// spent is how long reading and standardising a domain took.
func (f *flow) spent(d *domain) time.Duration {
	spent := f.before
	for _, s := range f.manifest.Stages {
		if s.Domain == d.spec.Name {
			spent += time.Duration(s.Seconds * float64(time.Second))
		}
	}
	return spent
}

// held counts the bytes of a domain's columns and attributes.
func held(d *domain) int64 {
	n := int64(0)
	dict := func(x *table.Dict) int64 { return int64(x.Size()) + 4*int64(x.Len()) }
	for _, s := range d.sources {
		for _, c := range s.table.Columns {
			n += 4*int64(len(c.Codes)) + dict(c.Dict)
		}
	}
	for _, a := range d.attributes {
		n += dict(a.spellings) + dict(a.canonical) + 5*int64(a.spellings.Len())
		for _, providers := range a.providers {
			for _, p := range providers {
				n += 4 * int64(len(p.spelling))
			}
		}
	}
	return n + 4*int64(len(d.problem.records.Columns))*int64(d.problem.records.Rows)
}
