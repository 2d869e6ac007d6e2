package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/suppress"
	"github.com/gildmdm/gild/internal/table"
)

// reasonSuppressed is why a row of an erased person is rejected; nothing else is said of it.
const reasonSuppressed = "suppressed"

// suppress leaves out the records of people on the suppression list, before anything
// else looks at them: what follows is as if the silos had not sent them.
func (f *flow) suppress(ctx context.Context, d *domain) (string, error) {
	list, err := suppress.Read(f.cfg.Suppression.List, f.cfg.Suppression.KeyFile())
	var fault *suppress.Error
	if errors.As(err, &fault) {
		return "", &config.Error{File: f.configName(), Msg: "suppression: " + fault.Error()}
	}
	if err != nil {
		return "", err
	}
	if d.erased, err = d.findErased(ctx, list, f.opt.Workers); err != nil {
		return "", err
	}
	n := 0
	for s, src := range d.sources {
		n += src.leaveOut(d.erased.rows[s])
		if err := src.blankRejects(d.erased.list.Matcher(d.spec.Name)); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s left out", plural(n, "record")), nil
}

// erased is what the suppression list holds of a domain.
type erased struct {
	list *suppress.List
	rows [][]bool           // by source and record
	ids  map[[2]string]bool // sources and record IDs of those records
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
	told, err := tellingAttributes(ctx, d.sources, workers)
	if err != nil {
		return nil, err
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

// tellingAttributes standardises what may tell whom a record is about, by name. Attributes that
// no source has are left out.
func tellingAttributes(ctx context.Context, sources []*sourceData, workers int) (map[string]*attribute, error) {
	var part []*sourceData
	for _, src := range sources {
		copied := *src
		copied.spec.Attributes = slices.DeleteFunc(slices.Clone(src.spec.Attributes), func(m standard.Mapping) bool { return !telling(m) })
		part = append(part, &copied)
	}
	attributes, err := standardise(ctx, part, workers)
	if err != nil {
		return nil, err
	}
	out := map[string]*attribute{}
	for _, a := range attributes {
		out[a.name] = a
	}
	return out, nil
}

// telling reports whether a mapping yields one of the attributes of suppress.Facts.
func telling(m standard.Mapping) bool {
	kind := standard.TypeOf(m.Attribute)
	if m.Type != "" {
		kind, _ = standard.Lookup(m.Type)
	}
	for _, name := range append(kind.Parts(), m.Attribute) {
		switch name {
		case "given_name", "family_name", "birth_date", "email", "phone":
			return true
		}
	}
	return false
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
	updated := make([]int64, len(keep))
	for i, row := range keep {
		updated[i] = s.updated[row]
	}
	s.updated = updated
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
