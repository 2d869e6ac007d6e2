// Command quality runs gild without configuration on every labelled set that is there, and writes what it
// reaches to docs/quality.md, beside what others publish.
//
//	go run ./scripts/quality [-gild bin/gild] [-data ../shared/data] [-gen ../shared/bench/gen] [-million] [-date D] [-commit C] OUT.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/store"
)

func main() {
	if err := quality(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(1) //nolint:forbidigo // this is a main
	}
}

// options say where things are.
type options struct {
	gild, data, gen string
	million         bool
	date, commit    string
	out             string
}

func read(args []string) (o options, err error) {
	f := flag.NewFlagSet("quality", flag.ContinueOnError)
	f.StringVar(&o.gild, "gild", "bin/gild", "the binary to measure")
	f.StringVar(&o.data, "data", "../shared/data", "folder of labelled sets")
	f.StringVar(&o.gen, "gen", "../shared/bench/gen", "source of the generator of populations")
	f.BoolVar(&o.million, "million", false, "also the population of a million records")
	f.StringVar(&o.date, "date", "", "date to print")
	f.StringVar(&o.commit, "commit", "", "commit to print")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() != 1 {
		return o, errors.New("name the document to write, e.g. docs/quality.md")
	}
	o.out = f.Arg(0)
	return o, nil
}

// quality measures every set and writes the document.
func quality(ctx context.Context, args []string, w io.Writer) error {
	o, err := read(args)
	if err != nil {
		return err
	}
	before := figuresBefore(o.out)
	var results []result
	for _, s := range sets() {
		found, err := s.ready(ctx, &o)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if !found {
			fmt.Fprintf(w, "%-18s not here\n", s.name)
			continue
		}
		r, err := s.measure(ctx, o.gild)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r.before = before[s.name]
		fmt.Fprintln(w, r.line())
		results = append(results, *r)
	}
	if len(results) == 0 {
		return fmt.Errorf("no labelled set in %s", o.data)
	}
	golden, err := goldenValues(ctx, o.gild)
	if err != nil {
		return fmt.Errorf("golden values: %w", err)
	}
	return os.WriteFile(o.out, document(&o, results, golden), 0o644)
}

// result is what gild reached on a set.
type result struct {
	*set
	score    *evaluate.Score
	nameless *evaluate.Score // with headers c1, c2, …; nil: not measured
	before   float64         // F1 of the document that is replaced; 0: none
}

// figures are those the set is judged by.
func (r *result) figures() evaluate.Figures { return r.of(r.score) }

func (r *result) of(score *evaluate.Score) evaluate.Figures {
	if r.link && score.Cross != nil {
		return *score.Cross
	}
	return score.Pairs
}

// lower reports whether the figure as printed is below the one before.
func (r *result) lower() bool { return r.before > 0 && round(r.figures().F1) < r.before }

func round(f float64) float64 {
	v, _ := strconv.ParseFloat(fmt.Sprintf("%.4f", f), 64) // what was just printed
	return v
}

// line is a result for the terminal.
func (r *result) line() string {
	f := r.figures()
	s := fmt.Sprintf("%-18s F1 %.4f  precision %.4f  recall %.4f  goal %.3f", r.name, f.F1, f.Precision, f.Recall, r.goal)
	if r.nameless != nil {
		s += fmt.Sprintf("  without headers %.4f", r.of(r.nameless).F1)
	}
	if f.F1 < r.goal {
		s += "  below the goal"
	}
	if r.lower() {
		s += fmt.Sprintf("  LOWER than before, %.4f", r.before)
	}
	return s
}

// ready finds the files of a set, or has them generated; false when they are not here.
func (s *set) ready(ctx context.Context, o *options) (bool, error) {
	s.dir = filepath.Join(o.data, s.name)
	if s.population == 0 {
		_, err := os.Stat(s.dir)
		return err == nil, nil
	}
	if _, err := os.Stat(filepath.Join(o.gen, "main.go")); err != nil || s.population > 100_000 && !o.million {
		return false, nil
	}
	return true, s.generate(ctx, o.gen)
}

// generate writes a population into a temporary folder.
func (s *set) generate(ctx context.Context, gen string) error {
	dir, err := os.MkdirTemp("", "gild-"+s.name)
	if err != nil {
		return err
	}
	s.dir, s.temporary = dir, true
	c := exec.CommandContext(ctx, "go", "run", ".", "-n", strconv.Itoa(s.population), "-seed", "7", "-out", dir)
	c.Dir = gen
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// measure runs gild on the files of a set, with their headers and, unless they were
// generated, without, and compares the runs with the truth.
func (s *set) measure(ctx context.Context, gild string) (*result, error) {
	if s.temporary {
		defer os.RemoveAll(s.dir)
	}
	score, err := s.run(ctx, gild, s.dir)
	if err != nil || s.population > 0 {
		return &result{set: s, score: score}, err
	}
	dir, err := s.unnamed()
	defer os.RemoveAll(dir)
	if err != nil {
		return nil, err
	}
	nameless, err := s.run(ctx, gild, dir)
	return &result{set: s, score: score, nameless: nameless}, err
}

// run resolves the files of a folder and compares the run with the truth of the set.
func (s *set) run(ctx context.Context, gild, dir string) (*evaluate.Score, error) {
	out, err := os.MkdirTemp("", "gild-quality")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(out)
	args := []string{"run", "-q", "-o", out}
	for _, f := range s.files {
		args = append(args, filepath.Join(dir, f+".csv"))
	}
	if talk, err := exec.CommandContext(ctx, gild, args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, talk)
	}
	run, err := store.Open(out)
	if err != nil {
		return nil, err
	}
	d, err := run.Domain("")
	if err != nil {
		return nil, err
	}
	truth, err := labelled.Read(ctx, s.dir)
	if err != nil {
		return nil, err
	}
	return labelled.Score(ctx, d, truth)
}
