package run

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/infer"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/table"
)

// Inferred is a configuration that was made from the data, and why it is as it is.
type Inferred struct {
	Config *config.Config
	Notes  config.Notes // by source
	Kind   string       // why this kind of thing
	data   map[string]*source.Result
	took   time.Duration // to read the files and look at them
}

// Infer reads files, one source each, and works out a configuration for them.
func Infer(ctx context.Context, files []string, opt Options) (*Inferred, error) {
	if opt.Report == nil {
		opt.Report = silent{}
	}
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if opt.budget == nil {
		opt.budget = &budget{}
	}
	start := time.Now()
	opt.Report.Stage("infer", 0)
	in := &Inferred{Notes: config.Notes{}, data: map[string]*source.Result{}}
	d := &config.Domain{}
	var tables []*table.Table
	names := map[string]bool{}
	for _, path := range files {
		s := &config.Source{Name: sourceName(path, names), Paths: []string{path}}
		r, err := source.Read(ctx, sourceSpec(s), source.Options{Workers: opt.Workers, Stdin: opt.Stdin, Progress: opt.Report.Advance})
		if err != nil {
			return nil, err
		}
		if err := opt.budget.parkTable(r.Table); err != nil {
			return nil, err
		}
		in.data[s.Name] = r
		in.settle(s, r)
		d.Sources, tables = append(d.Sources, s), append(tables, r.Table)
	}
	found := infer.Infer(tables, infer.Options{Workers: opt.Workers})
	for i, s := range d.Sources {
		f := found.Sources[i]
		s.ID, s.UpdatedAt, s.Attributes = f.ID, f.UpdatedAt, f.Mappings
		in.Notes[s.Name] = append(in.Notes[s.Name], f.Notes...)
	}
	d.Kind, in.Kind = found.Kind, found.Note
	d.Name = domainName(found.Kind)
	in.Config = &config.Config{Domains: []*config.Domain{d}}
	in.took = time.Since(start)
	opt.Report.Done("infer", fmt.Sprintf("%s: %s", d.Name, plural(len(files), "source")), in.took)
	return in, ctx.Err()
}

// assumed lists all that was inferred, one line each.
func (in *Inferred) assumed() []string {
	var all []string
	for _, s := range in.Config.Domains[0].Sources {
		all = append(all, in.Notes[s.Name]...)
	}
	return append(all, "kind of thing: "+in.Kind)
}

// settle writes down how a text file was read, so that the configuration alone reads it the same way.
func (in *Inferred) settle(s *config.Source, r *source.Result) {
	f := r.Files[0]
	in.Notes[s.Name] = append(in.Notes[s.Name], fmt.Sprintf("%s: %s", f.Path, describeFile(f)))
	s.Format = f.Format
	if f.Format == "csv" {
		header := f.Header
		s.Delimiter, s.Encoding, s.Header = f.Delimiter, f.Encoding, &header
	}
}

func describeFile(f source.File) string {
	if f.Format == "parquet" {
		return fmt.Sprintf("Parquet, %s", plural(int(f.Rows), "row"))
	}
	text := fmt.Sprintf("delimiter %q, %s", f.Delimiter, f.Encoding)
	if f.Compression != "" {
		text += ", " + f.Compression
	}
	if !f.Header {
		text += ", no header"
	}
	return text + ", " + plural(int(f.Rows), "row")
}

// sourceName names a source after its file.
func sourceName(path string, taken map[string]bool) string {
	base := "stdin"
	if path != "-" {
		base, _, _ = strings.Cut(filepath.Base(path), ".")
		base = strings.TrimRight(strings.ReplaceAll(base, "*", ""), "-_ ")
	}
	if base == "" {
		base = "source"
	}
	name := base
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	taken[name] = true
	return name
}

// domainName names a domain after its kind of thing.
func domainName(kind string) string {
	switch kind {
	case infer.Person:
		return "customer"
	case infer.Mixed:
		return "party"
	}
	return kind
}

// RunFiles infers a configuration for files and runs it.
func RunFiles(ctx context.Context, files []string, out string, opt Options) (*publish.Manifest, string, error) {
	opt.budget = newBudget(opt, config.Memory{}, out, files)
	defer opt.budget.close()
	in, err := Infer(ctx, files, opt)
	if err != nil {
		return nil, "", err
	}
	in.Config.Output.Dir = out
	if opt.Report != nil {
		for _, n := range in.assumed() {
			opt.Report.Note(n)
		}
	}
	return publishAll(ctx, in.Config, in, opt)
}
