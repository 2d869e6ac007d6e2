package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/run"
)

// trainOptions are the flags of gild train.
type trainOptions struct {
	out     string
	labels  string
	domain  string
	workers int
	json    bool
	quiet   bool
}

func newTrain() *cobra.Command {
	var o trainOptions
	c := &cobra.Command{
		Use:   "train FILES… | gild.yaml -o model.json",
		Short: "Train the weights once, with labels if there are any, for runs to come",
		Long: `train learns the weights of a domain as gild run does, and writes them to a file.
A run whose gild.yaml names it (match: {model: model.json}) scores by it and
learns nothing: the same pair has the same score every night. The attributes and
the number of sources must be those that it was trained on.

With --labels people's judgements count beside what the data say by themselves:
pairs (left_source, left_record_id, right_source, right_record_id, match: yes,
no, or nothing where it is not decided), which is review.parquet with a column
more, or records (source, record_id, entity) of whole entities: what is not
listed belongs to none of them.
Weights are learnt with judged pairs as certain, and all log-odds are shifted to
where clusters agree best with the labels: each only if that agrees with them
better than chance would. Choose pairs by their score, as the review list does,
or whole entities; as many matches as others, picked by what they are, would
mislead.
` + exitHelp,
		Example: `  gild train gild.yaml -o model.json
  gild train gild.yaml --labels judged.csv -o model.json
  gild train crm.csv shop.csv --labels judged.csv -o model.json --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("name the files to read, or a gild.yaml; see gild train --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runTrain(c.Context(), o, args, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringVarP(&o.out, "out", "o", "model.json", "file to write the model to")
	f.StringVar(&o.labels, "labels", "", "judged pairs or entities, CSV or Parquet")
	f.StringVar(&o.domain, "domain", "", "domain to train, if there are several")
	f.IntVar(&o.workers, "workers", 0, "worker goroutines (default: all processors)")
	f.BoolVar(&o.json, "json", false, "print JSON")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print no progress")
	return c
}

// runTrain carries out gild train.
func runTrain(ctx context.Context, o trainOptions, args []string, in io.Reader, out, errOut io.Writer) error {
	r := runOptions{workers: o.workers, quiet: o.quiet}
	opt := run.TrainOptions{Domain: o.domain}
	var err error
	if opt.Options, err = r.options(in, errOut); err != nil {
		return err
	}
	if o.labels != "" {
		if opt.Labels, err = labelled.Read(ctx, o.labels); err != nil {
			return err
		}
	}
	cfg, err := loadNamed(args)
	if err != nil {
		return err
	}
	var trained *run.Trained
	if cfg == nil {
		trained, err = run.RunTrainFiles(ctx, args, opt)
	} else {
		trained, err = run.RunTrain(ctx, cfg, opt)
	}
	if err == nil {
		err = writeModel(o.out, trained)
	}
	return show(out, o.json, trained, err, func(w io.Writer, t *run.Trained) error { return printTrained(w, t, o.out) })
}

// writeModel writes the model whole or not at all.
func writeModel(path string, t *run.Trained) error {
	b, err := json.MarshalIndent(t.Model, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".model-*") // for its owner only
	if err != nil {
		return usageError{fmt.Errorf("%s cannot be written: %w", path, errors.Unwrap(err))}
	}
	_, err = f.Write(append(b, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", path, err), os.Remove(f.Name()))
	}
	return nil
}

// printTrained prints what was learnt: of every attribute, what equal and different values weigh.
func printTrained(w io.Writer, t *run.Trained, path string) error {
	p := &explainPrinter{viewPrinter{w: w, width: 100}}
	p.printf("%s: %s, %s candidate pairs, %s of EM\n\n", t.Domain, counted(t.Records, "record"), number(t.Pairs), counted(t.Rounds, "round"))
	lines := []line{{cells: []string{"attribute", "compared as", "bits if equal", "if different"}}}
	for _, f := range t.Model.Fields {
		lines = append(lines, line{cells: []string{f.Name, f.Kind, fmt.Sprintf("%+.1f", f.Weight(1)), fmt.Sprintf("%+.1f", f.Weight(len(f.M)-1))}})
	}
	p.grid(lines, 30, 14, -14, -14)
	if l := t.Labels; l != nil {
		p.printf("\nlabels: %s that match, %s that do not", counted(l.Same, "pair"), number(int64(l.Not)))
		if l.Missing > 0 {
			p.printf(", %s about records that are not there", number(int64(l.Missing)))
		}
		if l.Certain {
			p.printf("\nweights learnt with them as certain")
		} else {
			p.printf("\nweights learnt without them, which agrees with them as well")
		}
		p.printf("\nlog-odds shifted by %+.2f: clusters have %s of these pairs wrong, %s before\n", l.Shift, number(int64(l.After)), number(int64(l.Before)))
	}
	p.printf("\nwritten to %s; name it in gild.yaml:  match: {model: %s}\n", path, path)
	return p.err
}
