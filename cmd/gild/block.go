package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/run"
	"github.com/gildmdm/gild/internal/store"
)

// blockOptions are the flags of gild block.
type blockOptions struct {
	domain  string
	truth   string
	values  bool
	workers int
	json    bool
	quiet   bool
}

func newBlock() *cobra.Command {
	var o blockOptions
	c := &cobra.Command{
		Use:   "block RUN | FILES… | gild.yaml",
		Short: "Show what each blocking rule brings: pairs, new pairs, blocks too large",
		Long: `block makes the candidate pairs, the pairs of records that a run compares, and
prints what each blocking rule brings: its distinct keys, the records that have
one, the pairs within its blocks, how many of them no earlier rule brings, the
largest block, and the keys that too many records share, whose pairs are left out.
Nothing is compared and nothing is written. The sources are those of a run, of a
configuration, or files, whose configuration is inferred as gild run does.

With --truth (as for gild evaluate) it adds pair completeness: the share of the
pairs that belong together which become candidates, by each rule alone, by those
before and it, and by all. A pair that is no candidate is never found.

Keys are personal; without --values only the first letter of each word is shown.
` + exitHelp,
		Example: `  gild block out
  gild block crm.csv shop.parquet --truth truth.csv
  gild block gild.yaml --domain customer --values
  gild block gild.yaml --json | jq '.[0].rules[] | select(.new_pairs < 100)'`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("name a run, the files to read, or a gild.yaml; see gild block --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runBlock(c.Context(), o, args, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringVar(&o.domain, "domain", "", "domain to look at (default: all)")
	f.StringVar(&o.truth, "truth", "", "labels of records or pairs, CSV or Parquet, or their folder")
	f.BoolVar(&o.values, "values", false, "show the keys of the largest blocks as they are, which are personal")
	f.IntVar(&o.workers, "workers", 0, "worker goroutines (default: all processors)")
	f.BoolVar(&o.json, "json", false, "print JSON instead of tables")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print no progress")
	return c
}

// runBlock carries out gild block.
func runBlock(ctx context.Context, o blockOptions, args []string, in io.Reader, out, errOut io.Writer) error {
	r := runOptions{workers: o.workers, quiet: o.quiet}
	opt := run.BlockOptions{Domain: o.domain, Values: o.values}
	var err error
	if opt.Options, err = r.options(in, errOut); err != nil {
		return err
	}
	if o.truth != "" {
		if opt.Truth, err = labelled.Read(ctx, o.truth); err != nil {
			return err
		}
	}
	cfg, err := loadNamed(args)
	if err != nil {
		return err
	}
	if cfg == nil {
		list, err := run.BlockFiles(ctx, args, opt)
		return show(out, o.json, list, err, printBlocking)
	}
	list, err := run.Block(ctx, cfg, opt)
	return show(out, o.json, list, err, printBlocking)
}

// loadNamed reads the configuration that arguments name; nil for files.
func loadNamed(args []string) (*config.Config, error) {
	path, err := configOf(args)
	if err != nil || path == "" {
		return nil, err
	}
	return config.Load(path)
}

// configOf returns the configuration that arguments name: the file itself, or that of a run; empty for files.
func configOf(args []string) (string, error) {
	for _, a := range args {
		info, err := os.Stat(a)
		folder := err == nil && info.IsDir()
		switch {
		case !folder && !isConfig([]string{a}):
			continue
		case len(args) > 1:
			return "", usageError{fmt.Errorf("%s is a run or a configuration: give it alone, or files only", a)}
		case !folder:
			return a, nil
		}
		r, err := store.Open(a)
		if err != nil {
			return "", err
		}
		return filepath.Join(r.Dir, "gild.yaml"), nil
	}
	return "", nil
}
