// Package run is the way of the data, from silo exports to a published run:
//
//	read ─► standardise ─► block, score, cluster ─► identify ─► write records ─► survive ─► relate ─► write ─► publish
//
// Every stage is a package of its own that knows nothing of the others; this
// package carries plain data between them. [Run] is the whole flow.
package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/source"
)

// Options are what a run needs besides its configuration.
type Options struct {
	AsOf    time.Time // the only clock that the tables see
	Workers int       // 0: all processors
	Stdin   io.Reader
	Version string
	Report  Reporter      // told of progress; nil: nobody
	Memory  config.Memory // what the run may use; zero: as configured
	Yes     bool          // go on although the run costs more than it may
	Tables  []string      // to write; nil: as configured
	Tmp     string        // folder for data that exceed the memory; empty: the output folder

	budget *budget // nil: of the configuration and the files at hand
}

// Reporter is told what a run is doing. Its methods may be called from any goroutine.
type Reporter interface {
	Stage(name string, total int64) // a stage begins; total 0: of unknown length
	Advance(n int64)
	Done(name, detail string, took time.Duration)
	Note(text string) // something assumed
	Warn(text string)
}

// GateError says why a run was not published. The run stays beside the current one.
type GateError struct{ Dir, Why string }

func (e *GateError) Error() string {
	return fmt.Sprintf("not published: %s; look at the run in %s", e.Why, e.Dir)
}

// Run reads, resolves and publishes all domains of a configuration, and returns
// the manifest and the run's folder.
func Run(ctx context.Context, cfg *config.Config, opt Options) (*publish.Manifest, string, error) {
	return publishAll(ctx, cfg, &Inferred{}, opt)
}

// publishAll runs a configuration; sources that were read to infer it are not read again.
func publishAll(ctx context.Context, cfg *config.Config, in *Inferred, opt Options) (*publish.Manifest, string, error) {
	if opt.Tables != nil {
		cfg.Output.Tables = opt.Tables
	}
	f, err := begin(cfg, opt)
	if err != nil {
		return nil, "", err
	}
	defer f.out.Abort()
	defer f.opt.budget.close()
	defer f.opt.budget.keep(ctx)()
	f.data, f.notes, f.before = in.data, in.Notes, in.took
	if in.Config != nil {
		f.manifest.Assumed = in.assumed()
	}
	f.warnIdle()
	for _, text := range cfg.Doubts() {
		f.warn("%s", text)
	}
	for _, spec := range cfg.Domains {
		if err := f.domain(ctx, spec); err != nil {
			return nil, "", err
		}
	}
	if f.relates() && f.wants("relationships") {
		if err := f.stage(ctx, &domain{spec: &config.Domain{}}, "link", f.link); err != nil {
			return nil, "", err
		}
	}
	if f.infers() {
		if err := f.stage(ctx, &domain{spec: &config.Domain{}}, "derive", f.derive); err != nil {
			return nil, "", err
		}
	}
	dir, err := f.publish(ctx)
	return f.manifest, dir, err
}

// domain is the way of the data of one domain.
func (f *flow) domain(ctx context.Context, spec *config.Domain) error {
	d := &domain{spec: spec}
	for _, stage := range []struct {
		name string
		do   func(context.Context, *domain) (detail string, err error)
	}{
		{"read", f.read},
		{"standardise", f.standardise},
		{"resolve", f.resolve},
		{"identify", f.identify},
		{"write records", f.writeRecords},
		{"consent", f.consent},
		{"survive", f.survive},
		{"write back", f.writeBack},
		{"relate", f.relate},
		{"live", f.live},
		{"write", f.write},
	} {
		if err := f.stage(ctx, d, stage.name, stage.do); err != nil {
			return err
		}
	}
	f.warnForgotten(d)
	f.manifest.Domains = append(f.manifest.Domains, d.manifest)
	f.done = append(f.done, d)
	return nil
}

// warnIdle names settings that are checked but that no stage acts on yet.
func (f *flow) warnIdle() {
	idle := func(set bool, key string) {
		if set {
			f.warn("%s is checked, but nothing acts on it yet", key)
		}
	}
	idle(f.cfg.Output.Format != "" && !slices.ContainsFunc(f.cfg.Domains, func(d *config.Domain) bool { return d.WriteBack != nil }), "output.format")
}

// flow is a run at work.
type flow struct {
	cfg      *config.Config
	opt      Options
	out      *publish.Run
	manifest *publish.Manifest
	data     map[string]*source.Result // sources read before, to infer the configuration
	notes    config.Notes              // what was inferred, to stand in the saved configuration
	before   time.Duration             // spent on inferring it
	done     []*domain
}

// domain is what a domain has come to so far.
type domain struct {
	spec       *config.Domain
	sources    []*sourceData
	erased     *erased // nil: no suppression list
	attributes []*attribute
	problem    *problem
	plan       *Plan
	found      *resolution
	keys       *publish.Keys
	ids        *identified
	steward    *steward // nil: nobody sets values
	consents   consents
	golden     *golden
	best       *strongest
	tables     *publish.Tables
	changes    *changes // nil: nobody is told to change anything
	life       []publish.LifeEvent
	relations  related
	inference  *inference // nil: no rules
	work       staffed
	manifest   publish.DomainManifest
}

// newFlow returns a flow that has no output yet: enough to read, to standardise and to state the problem.
func newFlow(cfg *config.Config, opt Options) *flow {
	if opt.Workers <= 0 {
		opt.Workers = cfg.Workers
	}
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if opt.Report == nil {
		opt.Report = silent{}
	}
	if opt.budget == nil {
		opt.budget = newBudget(opt, cfg.Memory, cfg.Output.Dir, inputs(cfg))
	}
	return &flow{cfg: cfg, opt: opt, manifest: &publish.Manifest{}}
}

// begin locks the output folder and starts the manifest.
func begin(cfg *config.Config, opt Options) (*flow, error) {
	f := newFlow(cfg, opt)
	var text strings.Builder
	if err := config.Write(&text, cfg, nil); err != nil {
		return nil, err
	}
	started := time.Now().UTC()
	out, err := publish.Begin(cfg.Output.Dir, publish.Options{Time: started, Hash: hash(text.String()), Keep: cfg.Output.Keep})
	if err != nil {
		return nil, err
	}
	f.out, f.manifest = out, &publish.Manifest{
		Version: publish.ManifestVersion, Gild: opt.Version, Run: out.ID(), AsOf: opt.AsOf.UTC(), Started: started,
		Settings: publish.Settings{Workers: f.opt.Workers, MaxRejects: cmp.Or(cfg.MaxRejects, config.DefaultMaxRejects), Config: cfg.Path},
	}
	return f, nil
}

// stage runs one stage and notes what it took.
func (f *flow) stage(ctx context.Context, d *domain, name string, do func(context.Context, *domain) (string, error)) error {
	if name == "write back" && len(d.spec.WriteBack) == 0 {
		return nil
	}
	start := time.Now()
	defer debug.SetGCPercent(debug.SetGCPercent(collectAt()))
	f.opt.Report.Stage(name, 0)
	detail, err := do(ctx, d)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	f.opt.budget.space.Evict()
	took := time.Since(start)
	f.opt.Report.Done(name, detail, took)
	f.manifest.Stages = append(f.manifest.Stages, publish.Stage{Name: name, Domain: d.spec.Name, Seconds: took.Seconds(), Detail: detail})
	return nil
}

// upTo is the way of the data of one domain through the stages before its pairs are made, and one stage more.
func (f *flow) upTo(ctx context.Context, d *domain, name string, do func(context.Context, *domain) (string, error)) error {
	if err := f.stage(ctx, d, "read", f.read); err != nil {
		return err
	}
	if err := f.stage(ctx, d, "standardise", f.standardise); err != nil {
		return err
	}
	return f.stage(ctx, d, name, do)
}

// collectAt is how much the heap may grow, in per cent, before it is collected: nearly
// all of it is a few large slices without pointers, so that collecting often costs
// little and keeps the peak near what is in use. While it is small, that is no matter.
func collectAt() int {
	const spare = 32 << 20
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(max(12, min(100, spare*100/max(m.HeapAlloc, 1))))
}

func (f *flow) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	f.manifest.Warnings = append(f.manifest.Warnings, text)
	f.opt.Report.Warn(text)
}

// read reads all sources, checks the columns that the configuration names, and puts records in canonical order.
func (f *flow) read(ctx context.Context, d *domain) (string, error) {
	rows, rejects := 0, 0
	for _, spec := range d.spec.Sources {
		s, err := f.readSource(ctx, spec)
		if err != nil {
			return "", err
		}
		for _, file := range s.files {
			f.manifest.Inputs = append(f.manifest.Inputs, publish.Input{
				Domain: d.spec.Name, Source: spec.Name, Path: file.Path, Bytes: file.Bytes, SHA256: file.SHA256, Rows: file.Rows,
				Rejected: file.Rejected, Format: file.Format, Delimiter: file.Delimiter, Encoding: file.Encoding,
				Compression: file.Compression, Header: file.Header,
			})
		}
		rows += s.table.Rows
		rejects += len(s.rejects)
		d.sources = append(d.sources, s)
	}
	sortSources(d.sources)
	detail := fmt.Sprintf("%s rows of %s", count(rows), plural(len(d.sources), "source"))
	if rejects > 0 {
		detail += fmt.Sprintf(", %s rejected", count(rejects))
	}
	return detail, nil
}

func (f *flow) readSource(ctx context.Context, spec *config.Source) (*sourceData, error) {
	r := f.data[spec.Name]
	if r == nil {
		var err error
		if r, err = source.Read(ctx, sourceSpec(spec), f.sourceOptions()); err != nil {
			return nil, err
		}
	}
	for _, n := range r.Notes {
		f.warn("%s", n)
	}
	if err := f.cfg.CheckColumns(spec, r.Columns()); err != nil {
		return nil, err
	}
	s := &sourceData{spec: *spec, table: r.Table, files: r.Files, rejects: r.Rejects}
	if err := s.settle(ctx); err != nil {
		return nil, err
	}
	if err := f.opt.budget.parkTable(s.table); err != nil {
		return nil, err
	}
	if s.byRow {
		f.warn("%s has no ID column: its row numbers are the record IDs, and do not survive another order of rows", spec.Name)
	}
	if s.repeats > 0 {
		f.warn("%s: %s share their record ID with another; the column row of the crosswalk tells them apart", spec.Name, plural(s.repeats, "record"))
	}
	if n := len(r.Rejects); n > 0 {
		f.warn("%s: %s rejected, first row %d of %s: %s; see rejects.parquet", spec.Name, plural(n, "row"), r.Rejects[0].Row, r.Rejects[0].File, r.Rejects[0].Reason)
	}
	return s, nil
}

func sourceSpec(s *config.Source) source.Spec {
	return source.Spec{Name: s.Name, Paths: s.Paths, Format: s.Format, Delimiter: s.Delimiter, Encoding: s.Encoding, Header: s.Header}
}

func (f *flow) sourceOptions() source.Options {
	return source.Options{Workers: f.opt.Workers, MaxRejects: f.cfg.MaxRejects, Stdin: f.opt.Stdin, Progress: f.opt.Report.Advance}
}

// standardise turns the mapped columns into attributes and states the problem to resolve.
func (f *flow) standardise(ctx context.Context, d *domain) (string, error) {
	judged, err := f.readSteward(ctx, d)
	if err != nil {
		return "", err
	}
	if d.attributes, err = standardise(ctx, d.sources, judged, f.opt.Workers); err != nil {
		return "", err
	}
	erased, err := f.suppress(ctx, d)
	if err != nil {
		return "", err
	}
	for name, n := range quietPlaceholders(d.attributes, d.sources) {
		f.warn("%s: %s shared by many unlike records: not used for matching", name, plural(n, "value"))
	}
	if d.problem, err = f.problem(d); err != nil {
		return "", err
	}
	values := 0
	for _, a := range d.attributes {
		values += a.spellings.Len() - 1
	}
	detail := fmt.Sprintf("%s, %s", plural(len(d.attributes), "attribute"), plural(values, "distinct value"))
	if d.erased != nil {
		detail += fmt.Sprintf("; %s on the suppression list left out", plural(erased, "record"))
	}
	return detail, nil
}

// resolve finds out which records are the same.
func (f *flow) resolve(ctx context.Context, d *domain) (string, error) {
	if _, err := f.plan(ctx, d); err != nil {
		return "", err
	}
	if err := d.plan.Over(); err != nil {
		if !f.opt.Yes {
			return "", err
		}
		f.warn("%v", err)
	}
	if d.plan.Disk > 0 {
		if err := f.opt.budget.park(d); err != nil {
			return "", err
		}
	}
	var err error
	if d.found, err = d.found.resolve(ctx, d.problem); err != nil {
		return "", err
	}
	for _, w := range d.found.warnings {
		f.warn("%s", w)
	}
	if text := d.unsure(); text != "" {
		f.warn("%s", text)
	}
	d.problem.release()
	d.found.linked = len(d.found.links)
	detail := fmt.Sprintf("%s candidate pairs, %s, %s", count(int(d.found.pairs)), plural(len(d.found.links), "link"), plural(d.found.clusters.Len(), "master"))
	if n := f.opt.budget.space.Size(); n > 0 {
		detail += fmt.Sprintf("; %s of values are kept on disk", config.Size(n))
	}
	return detail, nil
}

// publish checks the gates and makes the run the current one.
func (f *flow) publish(ctx context.Context) (string, error) {
	w, err := f.out.Create("", "gild.yaml")
	if err != nil {
		return "", err
	}
	if err := errors.Join(config.Write(w, f.cfg.Absolute(), f.notes), w.Close()); err != nil {
		return "", err
	}
	why := f.refusal()
	f.manifest.Finished = time.Now().UTC()
	if err := f.out.WriteManifest(f.manifest); err != nil {
		return "", err
	}
	if why != "" {
		dir, err := f.out.Keep(ctx)
		if err != nil {
			return "", err
		}
		return dir, &GateError{dir, why}
	}
	dir, err := f.out.Commit(ctx)
	if left := f.out.Left(); err == nil && left != nil {
		f.warn("old runs could not be removed: %v", left)
	}
	return dir, err
}

// silent is the Reporter of nobody.
type silent struct{}

func (silent) Stage(string, int64)                {}
func (silent) Advance(int64)                      {}
func (silent) Done(string, string, time.Duration) {}
func (silent) Note(string)                        {}
func (silent) Warn(string)                        {}

// plural writes a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return count(n) + " " + thing + "s"
}

// count writes a number with its thousands apart.
func count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
