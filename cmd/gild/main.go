// Command gild resolves the records of a company's silos into master records.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/enrich"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/run"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/spill"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/suppress"
)

// Exit codes, also listed in every help text.
const (
	exitFault       = 1 // a fault of gild's own
	exitUsage       = 2 // usage or configuration
	exitInput       = 3 // input unreadable, or rejected beyond the limit
	exitGate        = 4 // a gate refused to publish
	exitInterrupted = 5
	exitStale       = 6 // gild apply: some changes did not fit
	exitNothing     = 7 // a query found nothing
)

const exitHelp = `
Exit codes: 0 published or printed; 1 internal fault; 2 usage or configuration;
3 input unreadable or rejected beyond the limit; 4 a gate refused to publish;
5 interrupted.`

func main() { os.Exit(Main()) }

// Main runs the command line and returns the exit code.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := newRoot(os.Stdin, os.Stdout, os.Stderr).ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	code := exitCode(ctx, err)
	if code == exitInterrupted {
		err = errors.New("interrupted; the last published run is untouched")
	}
	fmt.Fprintln(os.Stderr, "gild:", message(err))
	return code
}

// message is what a failure says: faults of a configuration with the lines they are about.
func message(err error) string {
	for _, f := range config.Faults(err) {
		if f.Text != "" {
			return strings.TrimRight(config.Detailed(err), "\n")
		}
	}
	return err.Error()
}

// errNothingFound is a query without result.
var errNothingFound = errors.New("nothing found")

// usageError is a command line that cannot be carried out.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitCode maps an error to the kind of failure.
func exitCode(ctx context.Context, err error) int {
	var (
		usage  usageError
		conf   *config.Error
		input  *source.Error
		write  *publish.Error
		gate   *run.GateError
		stored *store.Error
		stale  staleError
		asked  *enrich.Error
		list   *suppress.Error
		limit  *run.LimitError
		disk   *spill.Error
	)
	switch {
	case ctx.Err() != nil || errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &usage), errors.As(err, &conf), errors.As(err, &stored), errors.As(err, &asked), errors.As(err, &list), errors.As(err, &limit),
		strings.HasPrefix(err.Error(), "unknown command"):
		return exitUsage
	case errors.Is(err, errNothingFound):
		return exitNothing
	case errors.As(err, &input):
		return exitInput
	case errors.As(err, &gate):
		return exitGate
	case errors.As(err, &stale):
		return exitStale
	case errors.As(err, &write), errors.As(err, &disk):
		return exitFault
	}
	return exitFault
}

// newRoot builds the command tree.
func newRoot(in io.Reader, out, errOut io.Writer) *cobra.Command {
	root := &cobra.Command{
		Use:   "gild",
		Short: "Resolve the records of all silos into master records",
		Long: `gild reads customer, company, product or employee exports of every silo, finds
which records are the same real thing, and writes a crosswalk, golden records
and their lineage as Parquet. The sources are never changed.`,
		Example: `  gild run crm.csv shop.parquet billing.csv      no configuration needed
  gild init crm.csv shop.parquet > gild.yaml     a configuration to edit
  gild run gild.yaml`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
	}
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
	})
	root.AddCommand(newRun(), newInit(), newSchema(), newVersion(), newSynth(), newEvaluate(), newApply(), newEnrich(), newView(), newExplain(), newBlock(), newTrain(), newLocate(), newErase())
	return root
}
