package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/run"
)

// runPlan carries out gild run --plan: what the run would cost. It fails if that is more than it may.
func runPlan(ctx context.Context, o runOptions, args []string, opt run.Options, out io.Writer) error {
	var plans []*run.Plan
	var err error
	if isConfig(args) {
		var cfg *config.Config
		if cfg, err = config.Load(args[0]); err != nil {
			return err
		}
		plans, err = run.RunPlan(ctx, cfg, opt)
	} else {
		plans, err = run.RunPlanFiles(ctx, args, opt)
	}
	if err != nil {
		return err
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		if err := e.Encode(plans); err != nil {
			return err
		}
	}
	for _, p := range plans {
		if !o.json {
			if err := printPlan(out, p); err != nil {
				return err
			}
		}
		if err := p.Over(); err != nil && !o.yes {
			return err
		}
	}
	return nil
}

// duration writes how long something takes, about.
func duration(seconds float64) string {
	switch {
	case seconds < 1.5:
		return "about a second"
	case seconds < 100:
		return fmt.Sprintf("about %.0f seconds", seconds)
	}
	return fmt.Sprintf("about %.0f minutes", seconds/60)
}

// printPlan prints a plan, one line a rule.
func printPlan(w io.Writer, p *run.Plan) error {
	fmt.Fprintf(w, "%s: %s records, at most %s candidate pairs (%s allowed), about %s of memory", p.Domain,
		number(int64(p.Records)), number(p.Pairs), number(p.Limit), config.Size(p.Memory))
	if p.Budget > 0 {
		fmt.Fprintf(w, " (%s allowed)", config.Size(p.Budget))
	}
	if p.Disk > 0 {
		fmt.Fprintf(w, " and %s on disk beside", config.Size(p.Disk))
	}
	fmt.Fprintf(w, ", %s of tables, %s\n\n", config.Size(p.Tables), duration(p.Seconds))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "pairs\tlargest block\tits value\tblocks left out\tpairs left out\trule")
	for _, r := range p.Rules {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", number(r.Pairs), number(int64(r.Records)), r.Value, number(r.Limited), number(r.Left), r.Rule)
	}
	return t.Flush()
}
