package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/gildmdm/gild/internal/run"
	"github.com/gildmdm/gild/internal/store"
)

// explainOptions are the flags of gild explain.
type explainOptions struct {
	domain  string
	workers int
	json    bool
}

func newExplain() *cobra.Command {
	var o explainOptions
	c := &cobra.Command{
		Use:   "explain RUN A [B]",
		Short: "Say why two records are, or are not, the same, and what holds a master together",
		Long: `explain prints of two records every attribute side by side, how each comparison
came out and what it weighs, what the pair may be (the same, related, unrelated)
and how likely, which blocking rules brought the two together or why none did, and
what decided: the score, a rule, a guard, or the records around them. Of one
master it prints the links that hold its records together, and the weakest.

A and B are records, source/record_id or source:record_id (with /row behind, where
records share an ID), or masters, by their IDs. Of a master that is compared with
something else, its nearest record is taken.

Evidence is in bits: +10 makes the same thing 2^10, about a thousand, times
likelier. It is computed by the code that scored the run, on the run's inputs,
which are read again. Where these are gone or have changed, explain tells what
links.parquet has, and says so.
` + exitHelp,
		Example: `  gild explain out crm/C1000830 billing/0004001624
  gild explain out crm:C1000830 m3t4ke5v9x2qa
  gild explain out shop/7001                       what holds its master together
  gild explain out crm/C1000830 ciam/81f2 --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 || len(args) > 3 {
				return usageError{errors.New("name the run, and one or two records or masters; see gild explain --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runExplain(c.Context(), o, args[0], args[1:], c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.StringVar(&o.domain, "domain", "", "domain to look in (default: all)")
	f.IntVar(&o.workers, "workers", 0, "worker goroutines (default: all processors)")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return c
}

// runExplain carries out gild explain.
func runExplain(ctx context.Context, o explainOptions, path string, names []string, out io.Writer) error {
	r, err := store.Open(path)
	if err != nil {
		return err
	}
	result, err := run.Explain(ctx, r, o.domain, names, run.Options{Workers: o.workers, Version: version()})
	if err != nil {
		return err
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if result.Master != nil {
			return e.Encode(result.Master)
		}
		return e.Encode(result.Pair)
	}
	p := &explainPrinter{viewPrinter{w: out, width: 120}}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 60 {
			p.width = w
		}
		p.bold, p.dim, p.plain = "\x1b[1m", "\x1b[2m", "\x1b[0m"
	}
	if result.Master != nil {
		p.master(result.Master)
	} else {
		p.pair(result.Pair)
	}
	return p.err
}
