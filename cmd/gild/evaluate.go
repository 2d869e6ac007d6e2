package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/store"
)

// evaluateOptions are the flags of gild evaluate.
type evaluateOptions struct {
	truth  string
	golden string
	domain string
	errors int
	values bool
	json   bool
}

func newEvaluate() *cobra.Command {
	var o evaluateOptions
	c := &cobra.Command{
		Use:   "evaluate RUN --truth FILE",
		Short: "Compare a run with the truth: precision, recall, and where it is wrong",
		Long: `evaluate compares a published run with labels: the entity of each record (columns
source, id, entity), or all pairs that belong together (left_source, left_id,
right_source, right_id, perhaps match); a folder stands for the truth.csv or
pairs.csv in it. It prints precision, recall and F1 of pairs of records, of pairs
from two sources, B³ and whole clusters, each source pair, each blocking rule, what
other thresholds would give, and the worst mistakes.

With --golden it compares golden values instead with what is true today (a column
entity, then attributes), beside those of every source's own records.
` + exitHelp,
		Example: `  gild synth -n 100000 -o sample && gild run sample/gild.yaml -o out
  gild evaluate out --truth sample
  gild evaluate out --truth sample/truth.csv --errors 20 --values
  gild evaluate out --golden sample/current.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{errors.New("name one run, the folder that gild run wrote to; see gild evaluate --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runEvaluate(c.Context(), o, args[0], c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.StringVar(&o.truth, "truth", "", "labels of records or pairs, CSV or Parquet, or their folder")
	f.StringVar(&o.golden, "golden", "", "true current values of each entity; --truth is then truth.csv beside it unless given")
	f.StringVar(&o.domain, "domain", "", "domain of the run (default: the only one)")
	f.IntVar(&o.errors, "errors", 5, "mistakes of each kind to list")
	f.BoolVar(&o.values, "values", false, "with the records' values, which are personal")
	f.BoolVar(&o.json, "json", false, "print JSON instead of tables")
	return c
}

// runEvaluate carries out gild evaluate.
func runEvaluate(ctx context.Context, o evaluateOptions, path string, out io.Writer) error {
	switch {
	case o.truth == "" && o.golden == "":
		return usageError{errors.New("say what is true, with --truth FILE or --golden FILE")}
	case o.errors < 0:
		return usageError{fmt.Errorf("--errors is %d; wanted 0 or more", o.errors)}
	}
	run, err := store.Open(path)
	if err != nil {
		return err
	}
	d, err := run.Domain(o.domain)
	if err != nil {
		return err
	}
	var truth *labelled.Truth
	if o.truth != "" {
		if truth, err = labelled.Read(ctx, o.truth); err != nil {
			return err
		}
	}
	if o.golden != "" {
		g, err := labelled.EvaluateGolden(ctx, d, o.golden, truth)
		return show(out, o.json, g, err, printGolden)
	}
	r, err := labelled.Evaluate(ctx, d, truth, labelled.Options{Errors: o.errors, Values: o.values})
	return show(out, o.json, r, err, printReport)
}

// show prints a result as JSON or as tables.
func show[T any](out io.Writer, asJSON bool, result T, err error, tables func(io.Writer, T) error) error {
	if err != nil {
		return err
	}
	if !asJSON {
		return tables(out, result)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(result)
}
