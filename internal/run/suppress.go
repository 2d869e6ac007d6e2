package run

import (
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/suppress"
	"github.com/gildmdm/gild/internal/table"
)

// reasonSuppressed is why a row of an erased person is rejected; nothing else is said of it.
const reasonSuppressed = "suppressed"

// suppress leaves out the records of people on the suppression list, right after values
// were standardised: what follows is as if the silos had not sent them. It returns how many they are.
func (f *flow) suppress(ctx context.Context, d *domain) (int, error) {
	if f.cfg.Suppression.List == "" {
		return 0, nil
	}
	list, err := suppress.Read(f.cfg.Suppression.List, f.cfg.Suppression.KeyFile())
	var fault *suppress.Error
	if errors.As(err, &fault) {
		return 0, &config.Error{File: f.configName(), Msg: "suppression: " + fault.Error()}
	}
	if err != nil {
		return 0, err
	}
	if d.erased, err = d.findErased(ctx, list, f.opt.Workers); err != nil {
		return 0, err
	}
	if d.erased.any() {
		if d.attributes, err = shrink(d.attributes, d.erased.rows, f.opt.Workers); err != nil {
			return 0, err
		}
	}
	n := 0
	for s, src := range d.sources { // after shrink: it moves the codes that attributes still look at
		n += src.leaveOut(d.erased.rows[s])
		if err := src.blankRejects(list.Matcher(d.spec.Name)); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// erased is what the suppression list holds of a domain.
type erased struct {
	list *suppress.List
	rows [][]bool           // by source and record
	ids  map[[2]string]bool // sources and record IDs of those records
}

// any reports whether a record goes.
func (e *erased) any() bool {
	return slices.ContainsFunc(e.rows, func(rows []bool) bool { return slices.Contains(rows, true) })
}

// findErased finds the records that the list holds.
func (d *domain) findErased(ctx context.Context, list *suppress.List, workers int) (*erased, error) {
	e := &erased{list: list, rows: make([][]bool, len(d.sources)), ids: map[[2]string]bool{}}
	for s, src := range d.sources {
		e.rows[s] = make([]bool, src.table.Rows)
	}
	if list.Len() == 0 {
		return e, nil
	}
	told := map[string]*attribute{}
	for _, a := range d.attributes {
		told[a.name] = a
	}
	var g errgroup.Group
	g.SetLimit(max(1, workers))
	for s := range d.sources {
		g.Go(func() error { d.findIn(s, told, list.Matcher(d.spec.Name), e.rows[s]); return ctx.Err() })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for s, src := range d.sources {
		for row, out := range e.rows[s] {
			if out && src.lasting(row) {
				e.ids[[2]string{src.spec.Name, src.id.Dict.String(src.id.Codes[row])}] = true
			}
		}
	}
	return e, nil
}

// lasting reports whether a record's ID names it in the next run, too.
func (s *sourceData) lasting(row int) bool {
	return !s.byRow && string(s.id.Dict.Bytes(s.id.Codes[row])) != nameless
}

// findIn marks the records of one source that the list holds. Each distinct value is hashed once;
// only records with one on the list are looked at as a whole.
func (d *domain) findIn(s int, told map[string]*attribute, m *suppress.Matcher, out []bool) {
	src := d.sources[s]
	ids := make([]bool, src.id.Dict.Len())
	if !src.byRow {
		for code := uint32(1); code < uint32(len(ids)); code++ {
			ids[code] = m.Record(src.spec.Name, src.id.Dict.String(code))
		}
	}
	emails, phones, births := listed(told["email"], m.Email), listed(told["phone"], m.Phone), listed(told["birth_date"], m.Born)
	for row := range out {
		if out[row] = ids[src.id.Codes[row]]; out[row] {
			continue
		}
		at := func(name string) uint32 { return told[name].code(s, uint32(row)) }
		if !emails[at("email")] && !phones[at("phone")] && !births[at("birth_date")] {
			continue
		}
		text := func(name string) string { return told[name].text(at(name)) }
		out[row] = m.Holds(&suppress.Facts{
			Given: text("given_name"), Family: text("family_name"), Birth: text("birth_date"), Email: text("email"), Phone: text("phone"),
		})
	}
}

// listed asks for each spelling of an attribute whether a list has it; nil is an attribute without values.
func listed(a *attribute, has func(string) bool) []bool {
	if a == nil {
		return []bool{false}
	}
	out := make([]bool, a.spellings.Len())
	for code := 1; code < len(out); code++ {
		out[code] = has(a.spellings.String(uint32(code)))
	}
	return out
}

// code is the spelling of a row; nil has none.
func (a *attribute) code(source int, row uint32) uint32 {
	if a == nil {
		return table.Missing
	}
	code, _ := a.spelling(source, row)
	return code
}

func (a *attribute) text(code uint32) string {
	if a == nil {
		return ""
	}
	return a.spellings.String(code)
}

// leaveOut takes records out of a source and counts them among its rejects, without a word of what they say.
func (s *sourceData) leaveOut(out []bool) int {
	keep := make([]uint32, 0, len(out))
	for row, o := range out {
		if !o {
			keep = append(keep, uint32(row))
		}
	}
	n := len(out) - len(keep)
	if n == 0 {
		return 0
	}
	s.permute(keep)
	s.updated = remaining(s.updated, out)
	s.countRepeats()
	s.suppressed += n
	s.rejects = append(s.rejects, slices.Repeat([]source.Reject{{Reason: reasonSuppressed}}, n)...)
	return n
}

// forget drops the events that name a record of an erased person.
func (d *domain) forget(events []identity.Event) []identity.Event {
	if d.erased == nil {
		return events
	}
	m := d.erased.list.Matcher(d.spec.Name)
	return slices.DeleteFunc(events, func(e identity.Event) bool {
		s := d.spec.Source(e.Source)
		return s != nil && s.ID != "" && (d.erased.ids[[2]string{e.Source, e.ID}] || m.Record(e.Source, e.ID))
	})
}

// blankErased takes the keys of erased people out of statements that name them: a file of orders may still have them.
func (f *flow) blankErased(ends []publish.Unresolved) {
	for _, d := range f.done {
		if d.erased == nil {
			continue
		}
		m := d.erased.list.Matcher(d.spec.Name)
		for i, e := range ends {
			domain, source, _ := strings.Cut(e.Source, "/")
			if domain == d.spec.Name && (d.erased.ids[[2]string{source, e.Key}] || m.Record(source, e.Key)) {
				ends[i].Key, ends[i].Reason = "", reasonSuppressed
			}
		}
	}
}
