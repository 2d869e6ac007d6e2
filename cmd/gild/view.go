package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/gildmdm/gild/internal/store"
)

// viewOptions are the flags of gild view.
type viewOptions struct {
	domain    string
	summaries []string
	json      bool
}

func newView() *cobra.Command {
	var o viewOptions
	c := &cobra.Command{
		Use:   "view RUN MASTER | RUN SOURCE/RECORD",
		Short: "Show one master whole: values, records, links, relations, events",
		Long: `view prints all that a run says of one master: its golden values and where each
comes from, its source records side by side, the links that hold it together and
the weakest of them, households, relations and consent where the run has them,
what happened to it, and its rows of summaries. The master is named by its ID,
by an ID that was merged into it, or by one of its records.
` + exitHelp,
		Example: `  gild view out bft511scs29c3pwr
  gild view out crm/C100042 --summary spending.parquet
  gild view out shop/7001 --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError{errors.New("name the run, and a master ID or source/record_id; see gild view --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runView(c.Context(), o, args[0], args[1], c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.StringVar(&o.domain, "domain", "", "domain to look in (default: all)")
	f.StringArrayVar(&o.summaries, "summary", nil, "Parquet summary of gild enrich to show beside; may be repeated")
	f.BoolVar(&o.json, "json", false, "print JSON")
	return c
}

// runView carries out gild view.
func runView(ctx context.Context, o viewOptions, path, name string, out io.Writer) error {
	// Pages are looked through and dropped: collecting at 12 %, as gild does elsewhere, took most of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	run, err := store.Open(path)
	if err != nil {
		return err
	}
	id, err := run.Find(ctx, o.domain, name)
	if err != nil {
		return err
	}
	v, err := id.View(ctx, o.summaries)
	if err != nil {
		return err
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(v)
	}
	p := &viewPrinter{w: out, width: 100}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 60 {
			p.width = w
		}
		p.bold, p.dim, p.plain = "\x1b[1m", "\x1b[2m", "\x1b[0m"
	}
	p.print(v)
	return p.err
}
