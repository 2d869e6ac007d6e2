package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/gildmdm/gild/internal/enrich"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/store"
)

// enrichOptions are the flags of gild enrich.
type enrichOptions struct {
	source, domain, key         string
	out, summary, rejects       string
	time, timeLayout            string
	sum                         []string
	delimiter, encoding, header string
	maxRejects                  float64
	workers                     int
	json, quiet                 bool
}

func newEnrich() *cobra.Command {
	var o enrichOptions
	c := &cobra.Command{
		Use:   "enrich RUN FILE --source S --key K",
		Short: "Put master IDs on orders, calls, tickets: any rows that name a record",
		Long: `enrich reads a file whose column K holds record IDs of source S, and writes its
rows with one more column, master_id. RUN is an output folder of gild run, or
one of its runs. The file is streamed: it may be larger than memory. CSV (also
.gz and .zst, or - for standard input) and Parquet are read; the ending of -o
says what is written: .csv, .csv.gz, .csv.zst or .parquet.

A row whose key no record has keeps an empty master_id, and is counted. A row
that cannot be read is left out, and reported with its number. With --summary
there is also a table of one row a master: count, first and last time (--time),
and sums (--sum).
` + exitHelp,
		Example: `  gild enrich out orders.csv --source shop --key customer_no -o orders_with_masters.csv
  gild enrich out orders.parquet --source shop --key customer_no -o enriched.parquet \
      --summary spending.parquet --time ordered_at --sum amount --sum discount
  zcat calls.csv.gz | gild enrich out - --source crm --key contact_id > calls.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError{fmt.Errorf("name the run and the file to enrich; see gild enrich --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runEnrich(c.Context(), o, args[0], args[1], c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringVar(&o.source, "source", "", "source whose record IDs the file holds")
	f.StringVar(&o.key, "key", "", "column of the file that holds them")
	f.StringVar(&o.domain, "domain", "", "domain of the source, where several have one of that name")
	f.StringVarP(&o.out, "out", "o", "", "file to write (default: CSV to standard output, or nothing with --summary)")
	f.StringVar(&o.summary, "summary", "", "file for the summary per master")
	f.StringVar(&o.time, "time", "", "column that says when, for first and last")
	f.StringVar(&o.timeLayout, "time-layout", "", "its layout, such as DD/MM/YYYY (default: inferred)")
	f.StringArrayVar(&o.sum, "sum", nil, "column to sum per master; may be repeated")
	f.StringVar(&o.rejects, "rejects", "", "file for all rows that could not be read")
	f.Float64Var(&o.maxRejects, "max-rejects", .05, "share of rows that may be unreadable")
	f.StringVar(&o.delimiter, "delimiter", "", "delimiter of CSV, or tab (default: detected)")
	f.StringVar(&o.encoding, "encoding", "", "encoding of CSV (default: detected)")
	f.StringVar(&o.header, "header", "", "yes or no: the first row of CSV names the columns (default: detected)")
	f.IntVar(&o.workers, "workers", 0, "worker goroutines (default: all processors)")
	f.BoolVar(&o.json, "json", false, "print the counts as JSON instead of a summary")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	return c
}

// check finds flags that are missing or do not go together.
func (o enrichOptions) check() error {
	switch {
	case o.source == "":
		return usageError{fmt.Errorf("--source is missing: the source whose record IDs the file holds")}
	case o.key == "":
		return usageError{fmt.Errorf("--key is missing: the column of the file that holds record IDs of %s", o.source)}
	case o.summary == "" && (o.time != "" || len(o.sum) > 0):
		return usageError{fmt.Errorf("--time and --sum are for the summary; say where to write it with --summary FILE")}
	case o.timeLayout != "" && o.time == "":
		return usageError{fmt.Errorf("--time-layout needs --time")}
	case o.header != "" && o.header != "yes" && o.header != "no":
		return usageError{fmt.Errorf("--header is %q; wanted yes or no", o.header)}
	case o.maxRejects <= 0 || o.maxRejects > 1:
		return usageError{fmt.Errorf("--max-rejects is %g; wanted a share above 0, up to 1", o.maxRejects)}
	case o.workers < 0:
		return usageError{fmt.Errorf("--workers is %d; wanted 1 or more", o.workers)}
	case o.summary == "-" || o.rejects == "-":
		return usageError{fmt.Errorf("standard output is for the rows; name a file for --summary and --rejects")}
	case len(o.delimiter) > 1 && o.delimiter != "tab":
		return usageError{fmt.Errorf("--delimiter is %q; wanted one character, or tab", o.delimiter)}
	}
	return nil
}

// runEnrich carries out gild enrich.
func runEnrich(ctx context.Context, o enrichOptions, path, file string, in io.Reader, out, errOut io.Writer) error {
	if err := o.check(); err != nil {
		return err
	}
	index, err := o.index(ctx, path)
	if err != nil {
		return err
	}
	// Blocks come and go while little stays: collecting at 12 %, as gild does elsewhere, took a seventh of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	opt := enrich.Options{
		Input: source.Spec{Paths: []string{file}, Delimiter: o.delimiter, Encoding: o.encoding}, Key: o.key,
		Time: o.time, TimeLayout: o.timeLayout, Sum: o.sum, Out: o.out, Summary: o.summary, Rejects: o.rejects,
		MaxRejects: o.maxRejects, Workers: o.workers, Stdin: in, Stdout: out,
	}
	if o.header != "" {
		yes := o.header == "yes"
		opt.Input.Header = &yes
	}
	if o.out == "" && o.summary == "" {
		opt.Out = "-"
	}
	start := time.Now()
	r, err := o.show(errOut, file, &opt, func() (*enrich.Result, error) { return enrich.Run(ctx, index, opt) })
	if err != nil || o.quiet {
		return err
	}
	if opt.Out == "-" {
		out = errOut // the rows have standard output for themselves
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(countsOf(r))
	}
	return summariseEnrich(out, errOut, r, o, time.Since(start))
}

// show shows progress on a terminal while do works.
func (o enrichOptions) show(errOut io.Writer, file string, opt *enrich.Options, do func() (*enrich.Result, error)) (*enrich.Result, error) {
	f, ok := errOut.(*os.File)
	if o.quiet || !ok || !term.IsTerminal(int(f.Fd())) {
		return do()
	}
	report := newReporter(errOut)
	size := int64(0)
	if info, err := os.Stat(file); err == nil {
		size = info.Size()
	}
	start := time.Now()
	report.Stage("read", size)
	opt.Progress = report.Advance
	r, err := do()
	if err == nil {
		report.Done("read", number(r.Rows)+" rows", time.Since(start))
	}
	return r, err
}

// index loads the crosswalk of the source.
func (o enrichOptions) index(ctx context.Context, path string) (*enrich.Index, error) {
	run, err := store.Open(path)
	if err != nil {
		return nil, err
	}
	d, err := run.DomainOf(o.source, o.domain)
	if err != nil {
		return nil, err
	}
	t, err := d.Table(ctx, "crosswalk", "source", "record_id", "master_id")
	if err != nil {
		return nil, err
	}
	return enrich.NewIndex(t.Column("source"), t.Column("record_id"), t.Column("master_id"), o.source)
}

// enrichCounts is the result as JSON.
type enrichCounts struct {
	Rows      int64 `json:"rows"`
	Known     int64 `json:"with_master"`
	Unknown   int64 `json:"unknown_key"`
	Absent    int64 `json:"no_key"`
	Ambiguous int64 `json:"ambiguous_key"`
	Bad       int64 `json:"rejected"`
	BadCells  int64 `json:"rows_with_unreadable_cells"`
	Masters   int64 `json:"masters"`
}

func countsOf(r *enrich.Result) enrichCounts {
	return enrichCounts{r.Rows, r.Known, r.Unknown, r.Absent, r.Ambiguous, r.Bad, r.BadCells, r.Masters}
}

// summariseEnrich prints what came of the rows, in numbers only, and first what was wrong with them.
func summariseEnrich(out, errOut io.Writer, r *enrich.Result, o enrichOptions, took time.Duration) error {
	for _, n := range r.Notes {
		fmt.Fprintln(errOut, "note:", n)
	}
	for _, f := range r.Faults {
		kept := "left out"
		if f.Cell {
			kept = "kept, not summed"
		}
		fmt.Fprintf(errOut, "row %d: %s; %s\n", f.Row, f.Reason, kept)
	}
	if more := r.Bad + r.BadCells - int64(len(r.Faults)); more > 0 {
		fmt.Fprintf(errOut, "… and %s more; --rejects FILE lists them all\n", number(more))
	}
	if r.Known == 0 {
		fmt.Fprintf(errOut, "warning: no key of column %s is a record of %s; is it the right column, and written alike?\n", o.key, o.source)
	}
	share := func(n int64) float64 { return 100 * float64(n) / float64(max(1, r.Rows)) }
	fmt.Fprintf(out, "%s rows in %s: %s have a master (%.1f %%)", number(r.Rows), took.Round(10*time.Millisecond), number(r.Known), share(r.Known))
	for _, c := range [...]struct {
		n    int64
		what string
	}{
		{r.Unknown, "a key that no record has"}, {r.Absent, "no key"}, {r.Ambiguous, "a key that records of several masters share"},
		{r.Bad, "could not be read"},
	} {
		if c.n > 0 {
			fmt.Fprintf(out, ", %s %s (%.1f %%)", number(c.n), c.what, share(c.n))
		}
	}
	fmt.Fprintln(out)
	if o.out != "" && o.out != "-" {
		fmt.Fprintf(out, "rows: %s\n", o.out)
	}
	if o.summary != "" {
		fmt.Fprintf(out, "summary of %s masters: %s\n", number(r.Masters), o.summary)
	}
	return nil
}
