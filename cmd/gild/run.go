package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/run"
)

// runOptions are the flags of gild run.
type runOptions struct {
	out     string
	asOf    string
	workers int
	json    bool
	quiet   bool
	memory  string
	tmp     string
	tables  string
	plan    bool
	yes     bool
}

func newRun() *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run FILES… | gild.yaml",
		Short: "Resolve sources and publish crosswalk and golden records",
		Long: `run reads the files, one source each, or the sources of a configuration, finds
which records are the same thing, and publishes Parquet tables below the output
folder: runs/<time>-<hash>/<domain>/, with the link current pointing at the
newest run. A run that would make far too many pairs of records, or need more
memory than it may use, is refused before it starts; --plan says what it would
cost, rule by rule, and writes nothing. Given files, it works out the configuration from their headers and
values, says what it assumed, and saves it as gild.yaml in the run.
` + exitHelp,
		Example: `  gild run exports/crm.csv exports/shop.parquet -o out
  gild run exports/*.csv                           every file a source; quote the pattern to make them one
  gunzip -c crm.csv.gz | gild run - shop.csv
  gild run gild.yaml --plan                        pairs of every rule and memory, before running
  gild run gild.yaml --as-of 2026-01-31T00:00:00Z --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("name the files to read, or a gild.yaml; see gild run --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runRun(c.Context(), o, args, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringVarP(&o.out, "out", "o", "", "output folder (default: that of the configuration, or out)")
	f.StringVar(&o.asOf, "as-of", "", "the time that the tables take for now, RFC 3339 (default: now)")
	f.IntVar(&o.workers, "workers", 0, "worker goroutines (default: all processors)")
	f.BoolVar(&o.json, "json", false, "print the manifest as JSON instead of a summary")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	f.StringVar(&o.memory, "memory", "", "memory to use at most, such as 4GB or 50% (default: that of the configuration, or 75%)")
	f.StringVar(&o.tmp, "tmp", "", "folder on disk for what exceeds the memory (default: the output folder); nothing is left in it")
	f.StringVar(&o.tables, "tables", "", "tables to write, such as lineage,links, besides crosswalk and golden (default: those of the configuration, or all)")
	f.BoolVar(&o.plan, "plan", false, "say what the run would cost, and do nothing")
	f.BoolVarP(&o.yes, "yes", "y", false, "go on although the run costs more than it may")
	return c
}

// runRun carries out gild run.
func runRun(ctx context.Context, o runOptions, args []string, in io.Reader, out, errOut io.Writer) error {
	opt, err := o.options(in, errOut)
	if err != nil {
		return err
	}
	if o.plan {
		return runPlan(ctx, o, args, opt, out)
	}
	var m *publish.Manifest
	var dir string
	if isConfig(args) {
		m, dir, err = runConfig(ctx, o, args[0], opt)
	} else {
		m, dir, err = runFiles(ctx, o, args, opt)
	}
	if err != nil {
		return err
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Dir      string            `json:"dir"`
			Manifest *publish.Manifest `json:"manifest"`
		}{dir, m})
	}
	if o.quiet {
		return nil
	}
	return summarise(out, m, dir)
}

// isConfig reports whether the arguments are one configuration.
func isConfig(args []string) bool {
	return len(args) == 1 && (strings.HasSuffix(args[0], ".yaml") || strings.HasSuffix(args[0], ".yml"))
}

func (o runOptions) options(in io.Reader, errOut io.Writer) (run.Options, error) {
	opt := run.Options{AsOf: time.Now().UTC().Truncate(time.Microsecond), Workers: o.workers, Stdin: in, Version: version()}
	if o.workers < 0 {
		return opt, usageError{fmt.Errorf("--workers is %d; wanted 1 or more", o.workers)}
	}
	opt.Yes, opt.Tmp = o.yes, o.tmp
	if o.tmp != "" {
		if info, err := os.Stat(o.tmp); err != nil || !info.IsDir() {
			return opt, usageError{fmt.Errorf("--tmp is %q; wanted a folder that exists", o.tmp)}
		}
	}
	if o.memory != "" {
		var err error
		if opt.Memory, err = config.ParseMemory(o.memory); err != nil {
			return opt, usageError{fmt.Errorf("--memory is %q; wanted a size such as 4GB or a share of the machine such as 50%%", o.memory)}
		}
	}
	if o.tables != "" {
		var err error
		if opt.Tables, err = config.ParseTables(o.tables); err != nil {
			return opt, usageError{fmt.Errorf("--tables: %w", err)}
		}
	}
	if o.asOf != "" {
		t, err := time.Parse(time.RFC3339, o.asOf)
		if err != nil {
			return opt, usageError{fmt.Errorf("--as-of is %q; wanted a time such as 2026-01-31T00:00:00Z", o.asOf)}
		}
		opt.AsOf = t.UTC()
	}
	if !o.quiet {
		opt.Report = newReporter(errOut)
	}
	return opt, nil
}

func runConfig(ctx context.Context, o runOptions, path string, opt run.Options) (*publish.Manifest, string, error) {
	cfg, err := config.Load(path)
	if err != nil {
		return nil, "", err
	}
	switch {
	case o.out != "":
		cfg.Output.Dir = o.out
	case cfg.Output.Dir == "":
		cfg.Output.Dir = filepath.Join(filepath.Dir(path), "out")
	}
	return run.Run(ctx, cfg, opt)
}

func runFiles(ctx context.Context, o runOptions, files []string, opt run.Options) (*publish.Manifest, string, error) {
	for _, f := range files {
		if isConfig([]string{f}) {
			return nil, "", usageError{fmt.Errorf("%s is a configuration: give it alone, or files only", f)}
		}
	}
	if o.out == "" {
		o.out = "out"
	}
	return run.RunFiles(ctx, files, o.out, opt)
}
