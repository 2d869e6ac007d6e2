package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/run"
)

// applyOptions are the flags of gild apply.
type applyOptions struct {
	out  string
	json bool
}

// staleError says that changes did not fit the export. The new file has all others.
type staleError struct{ skipped int }

func (e staleError) Error() string {
	if e.skipped == 1 {
		return "1 change does not fit the export, and was left out"
	}
	return fmt.Sprintf("%d changes do not fit the export, and were left out", e.skipped)
}

func newApply() *cobra.Command {
	var o applyOptions
	c := &cobra.Command{
		Use:   "apply CHANGES EXPORT -o NEW",
		Short: "Apply a run's changes to a source's export, as a new file",
		Long: `apply takes the changes that a run has for a source, changes/<source>.parquet or
.csv, and writes the source's CSV export anew with the changes in it: for silos
that load files, and to see what a change would do. All else stays byte for byte.
The export itself is only read, and NEW must not be there.

A change is applied to the record with its ID (and row, where records share one)
if the cell still holds the old value. If not, it is left out and reported,
with all changes of the record that stand or fall with it, such as the parts of
an address. A cell that holds the new value already needs none.

Exit codes: 0 all applied; 1 internal fault; 2 usage; 3 input unreadable;
5 interrupted; 6 NEW is written, but some changes did not fit and were left out.`,
		Example: `  gild apply out/current/customer/changes/crm.parquet exports/crm.csv -o crm.new.csv
  gild apply out/current/customer/changes/crm.parquet exports/crm.csv -o crm.new.csv --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 || o.out == "" {
				return usageError{errors.New("wanted: gild apply CHANGES EXPORT -o NEW; see gild apply --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runApply(c.Context(), run.Application{Changes: args[0], Export: args[1], Out: o.out}, o.json, c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	c.Flags().StringVarP(&o.out, "out", "o", "", "new file to write")
	c.Flags().BoolVar(&o.json, "json", false, "print what became of the changes as JSON")
	return c
}

// mostShown is how many changes that did not fit are printed one by one.
const mostShown = 20

// runApply carries out gild apply.
func runApply(ctx context.Context, a run.Application, asJSON bool, out, errOut io.Writer) error {
	done, err := run.Apply(ctx, a)
	if err != nil {
		return err
	}
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		if err := e.Encode(done); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(out, "%s: records changed: %d; cells changed: %d, held the new value already: %d\n", a.Out, done.Records, done.Cells, done.Already)
		for i, s := range done.Skipped {
			if i == mostShown {
				fmt.Fprintf(errOut, "… and %d more; --json lists all\n", len(done.Skipped)-i)
				break
			}
			fmt.Fprintf(errOut, "record %s, row %d, column %s: %s\n", s.RecordID, s.Row, s.Column, s.Why)
		}
	}
	if n := len(done.Skipped); n > 0 {
		return staleError{n}
	}
	return nil
}
