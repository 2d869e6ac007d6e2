package run

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/workforce"
)

// work finds what happened to workers, and what is wrong with their accounts.
func (f *flow) work(ctx context.Context, d *domain) (string, error) {
	w := &works{fold: workerFold(), lives: &lives{domain: d, asOf: f.opt.AsOf.UTC(), of: map[string]*attribute{}, found: map[eventKey]time.Time{}}}
	for _, a := range d.attributes {
		w.of[a.name] = a
	}
	w.readRecords()
	w.findTorn()
	if err := w.follow(ctx, f.opt.Workers); err != nil {
		return "", err
	}
	w.tell()
	w.households()
	d.life = append(w.events, w.carried...)
	d.work.employments = w.published()
	staff := workforce.NewStaff(w.spells, workforce.DayOf(w.asOf), w.fold)
	for _, finding := range staff.Check(w.accounts, d.spec.Directories(), w.fold) {
		d.work.findings = append(d.work.findings, publish.AccountFinding{
			Master: finding.Master, Finding: finding.What, Directory: finding.Directory, Record: publish.RecordKey(finding.Record),
			Worker: finding.Worker, Type: finding.Type, Since: finding.Since.Time(),
		})
	}
	return d.workDetail(), nil
}

// staffed is what is published of the workers of a domain.
type staffed struct {
	employments []publish.Employment
	findings    []publish.AccountFinding
}

// workDetail sums up events and findings, in the order of their names.
func (d *domain) workDetail() string {
	events, findings := map[string]int{}, map[string]int{}
	for _, e := range d.life {
		events[e.Event]++
	}
	for _, f := range d.work.findings {
		findings[f.Finding]++
	}
	return strings.Join(append(tally(events), tally(findings)...), ", ")
}

func tally(counts map[string]int) []string {
	var out []string
	for name, n := range counts {
		out = append(out, count(n)+" "+name)
	}
	slices.SortFunc(out, func(a, b string) int {
		_, x, _ := strings.Cut(a, " ")
		_, y, _ := strings.Cut(b, " ")
		return cmp.Compare(x, y)
	})
	return out
}

// writeWork writes the tables of workers, in a domain of employees.
func (d *domain) writeWork(ctx context.Context, t *publish.Tables) error {
	if d.spec.Kind != "employee" {
		return nil
	}
	if err := t.Employments(ctx, d.work.employments); err != nil {
		return err
	}
	return t.AccountFindings(ctx, d.work.findings)
}

// works follows workers.
type works struct {
	*lives
	fold     func(worker string) string
	now      []workforce.Spell // as HR shows them
	spells   []workforce.Spell // with those of the past
	accounts []workforce.Account
	pairs    [][2]*workforce.Spell // the last run's and this one's look at one spell
	gone     []workforce.Event
	memory   map[workKey][]publish.LifeEvent // events of the last run
}

// workKey tells events of workers apart but for their day, which HR may put right; a worker
// may come back again and again under one worker ID, but not within sameEvent.
type workKey struct{ master, event, before, after string }

const sameEvent = 31 * 24 * time.Hour

func keyOf(e *publish.LifeEvent) workKey { return workKey{e.Master, e.Event, e.Before, e.After} }

// workerFold returns a function that writes worker IDs as they are compared. Finding out the type
// once, not for each, makes the stage four times as fast.
func workerFold() func(id string) string {
	kind := standard.TypeOf("worker_id")
	return func(id string) string { return standard.Canonical(kind, id) }
}

// cells are the values of the attributes of all records, by name.
type cells struct {
	of    map[string]*attribute
	codes map[string][]uint32
}

func (c *cells) text(name string, record uint32) string {
	if codes := c.codes[name]; codes != nil {
		return c.of[name].spellings.String(codes[record])
	}
	return ""
}

func (c *cells) canonical(name string, record uint32) string {
	if codes := c.codes[name]; codes != nil {
		return c.of[name].canonical.String(c.of[name].canon[codes[record]])
	}
	return ""
}

// day reads a day; one whose month or day is not known is none.
func (c *cells) day(name string, record uint32, otherwise workforce.Day) workforce.Day {
	t, err := time.Parse(time.DateOnly, c.canonical(name, record))
	if err != nil {
		return otherwise
	}
	return workforce.DayOf(t)
}

// readRecords turns the records of HR into spells and those of directories into accounts.
func (w *works) readRecords() {
	c := &cells{of: w.of, codes: map[string][]uint32{}}
	for _, name := range []string{
		"worker_id", "worker_type", "hire_date", "end_date", "effective_date", "department", "job_title", "site", "manager_id", "given_name", "family_name", "account_type", "account_enabled",
	} {
		if a := w.of[name]; a != nil {
			c.codes[name] = a.fill(w.sources)
		}
	}
	directories := w.spec.Directories()
	masters := map[string]string{} // by worker ID
	for i, source := range w.problem.records.Source {
		record, name := uint32(i), w.sources[source].spec.Name
		key := workforce.Key(w.keys.Record(record))
		master := w.ids.ID(w.domain.found.clusters.Of[i])
		if slices.Contains(w.spec.Employment.HR, name) {
			spell := c.spell(record)
			spell.Master, spell.Record = master, key
			masters[w.fold(spell.Worker)] = master
			w.now = append(w.now, spell)
		}
		if k := slices.Index(directories, name); k >= 0 {
			w.accounts = append(w.accounts, workforce.Account{
				Master: master, Record: key, Worker: c.text("worker_id", record), Type: c.text("account_type", record),
				Disabled: c.canonical("account_enabled", record) == "n", Directory: k,
			})
		}
	}
	for i := range w.now {
		if boss := w.fold(w.now[i].Manager); boss != "" {
			w.now[i].Boss = masters[boss]
		}
	}
}

// spell reads what a record of HR says.
func (c *cells) spell(record uint32) workforce.Spell {
	return workforce.Spell{
		Worker: c.text("worker_id", record), Type: c.text("worker_type", record),
		Hired: c.day("hire_date", record, workforce.Unknown), Ended: c.day("end_date", record, workforce.Open), Effective: c.day("effective_date", record, workforce.Unknown),
		Department: c.text("department", record), Job: c.text("job_title", record), Site: c.text("site", record), Manager: c.text("manager_id", record),
		Given: c.text("given_name", record), Family: c.text("family_name", record), GivenKey: c.canonical("given_name", record), FamilyKey: c.canonical("family_name", record),
	}
}

// follow joins what HR shows with what it showed in the last run.
func (w *works) follow(ctx context.Context, workers int) error {
	p := w.ids.previous
	if p == nil {
		w.spells = w.now
		return nil
	}
	if err := w.remember(ctx, p, workers); err != nil {
		return err
	}
	w.memory = map[workKey][]publish.LifeEvent{}
	for _, e := range w.past {
		w.memory[keyOf(&e)] = append(w.memory[keyOf(&e)], e)
	}
	before, err := w.readEmployments(ctx, workers)
	if err != nil {
		return fmt.Errorf("%s: %w", p.dir, err)
	}
	w.spells, w.pairs, w.gone = workforce.Follow(before, w.now, workforce.DayOf(w.asOf), w.torn)
	return nil
}

// findTorn names the sources with rows that could not be read.
func (w *works) findTorn() {
	w.torn = map[string]bool{}
	for _, s := range w.sources {
		w.torn[s.spec.Name] = len(s.rejects) > s.suppressed
	}
}

// tell makes events of all that happened.
func (w *works) tell() {
	for _, e := range w.gone {
		if !w.ids.alive(e.Master) {
			e.Before = "" // nothing but the master's ID is kept of who is gone from all sources
			w.note(e)
		}
	}
	w.spells = slices.DeleteFunc(w.spells, func(s workforce.Spell) bool { return !w.ids.alive(s.Master) && !w.maybe(publish.RecordKey(s.Record)) })
	slices.SortStableFunc(w.spells, func(a, b workforce.Spell) int { return cmp.Compare(a.Master, b.Master) })
	for from := 0; from < len(w.spells); {
		to := from + 1
		for to < len(w.spells) && w.spells[to].Master == w.spells[from].Master {
			to++
		}
		for _, e := range workforce.Timeline(w.spells[from:to]) {
			w.note(e)
		}
		from = to
	}
	for _, p := range w.pairs {
		w.nameKeys(p[0], p[1])
		for _, e := range workforce.Compare(p[0], p[1], workforce.DayOf(w.asOf), standard.NicknameGroups) {
			w.note(e)
		}
	}
}

// note adds an event, with the time at which it was found first.
func (w *works) note(e workforce.Event) {
	own := publish.LifeEvent{
		Master: e.Master, Event: string(e.Kind), Attributes: e.Attributes, Before: e.Before, After: e.After, Since: e.Since.Time(),
		Detected: publish.BetweenRecords, Record: publish.RecordKey(e.Record), Old: publish.RecordKey(e.Old), Found: w.asOf,
	}
	if e.BetweenRuns {
		own.Detected = publish.BetweenRuns
	}
	for _, was := range w.memory[keyOf(&own)] {
		if was.Since.Sub(own.Since).Abs() <= sameEvent {
			own.Found = was.Found
		}
	}
	w.events = append(w.events, own)
}
