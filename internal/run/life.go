package run

import (
	"context"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/life"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// live finds what happened to people: from their records, and from how their golden records were before.
func (f *flow) live(ctx context.Context, d *domain) (string, error) {
	switch tables := livesOf(d.spec.Kind); {
	case tables == nil:
		return "only people have life events", nil
	case !f.wants(tables...):
		return "left out", nil
	case d.spec.Kind == "employee":
		return f.work(ctx, d)
	}
	l := &lives{domain: d, asOf: f.opt.AsOf.UTC(), of: map[string]*attribute{}, found: map[eventKey]time.Time{}}
	for _, a := range d.attributes {
		l.of[a.name] = a
	}
	l.gather()
	if p := d.ids.previous; p != nil {
		if err := l.remember(ctx, p, f.opt.Workers); err != nil {
			return "", err
		}
	}
	detected := life.Detect(&l.people)
	for _, e := range detected {
		l.add(e.Master, e.Kind, l.text(e.Kind, e.Before), l.text(e.Kind, e.After), e)
	}
	if d.ids.previous != nil {
		if err := l.compare(ctx, f.opt.Workers); err != nil {
			return "", err
		}
	}
	l.households()
	d.life = append(l.events, l.carried...)
	return plural(len(d.life), "life event"), nil
}

// lives finds life events.
type lives struct {
	*domain
	asOf    time.Time
	of      map[string]*attribute
	people  life.People
	texts   map[string][]uint32 // spelling by record, of the attributes that events show
	events  []publish.LifeEvent
	carried []publish.LifeEvent // found between runs before
	found   map[eventKey]time.Time
	past    []publish.LifeEvent // all of the last run

	torn map[string]bool // sources some of whose records may be there, but could not be read; nil: events go with their records
}

// maybe reports whether a record that is not there may only be unreadable; one that was erased is not.
func (l *lives) maybe(k publish.RecordKey) bool {
	return l.torn[k.Source] && (l.erased == nil || !l.erased.ids[[2]string{k.Source, k.ID}])
}

// eventKey tells events apart from run to run.
type eventKey struct{ master, event, after string }

// gather shows the records to package life.
func (l *lives) gather() {
	l.texts = map[string][]uint32{}
	c := l.domain.found.clusters
	l.people = life.People{Start: c.Start, Members: c.Members, Nicknames: standard.NicknameGroups}
	for _, s := range l.sources {
		for _, t := range s.updated {
			if t == unknownTime {
				t = life.Unknown
			}
			l.people.Updated = append(l.people.Updated, t)
		}
	}
	p := &l.people
	for _, a := range []struct {
		name string
		to   *life.Column
	}{
		{"given_name", &p.Given}, {"middle_name", &p.Middle}, {"family_name", &p.Family}, {"birth_date", &p.Birth}, {"street", &p.Street}, {"city", &p.City},
		{"postcode", &p.Postcode}, {"email", &p.Email}, {"phone", &p.Phone}, {"death_date", &p.Died}, {"deceased", &p.Died},
	} {
		if of := l.of[a.name]; of != nil {
			*a.to = life.Column{Codes: of.fill(l.sources), Canon: of.canon, Canonical: of.canonical, Spellings: of.spellings}
			l.texts[a.name] = a.to.Codes
		}
	}
}

// shows lists the attributes that a kind of event is about.
func shows(k life.Kind) []string {
	switch k {
	case life.Moved:
		return []string{"street", "city", "postcode"}
	case life.Renamed:
		return []string{"family_name"}
	case life.NewEmail:
		return []string{"email"}
	case life.NewPhone:
		return []string{"phone"}
	}
	return []string{"death_date", "deceased"}
}

// comparedByRecord lists the attributes whose golden values name the record that shows an event: the first of each kind.
func comparedByRecord() []string {
	var out []string
	for _, k := range []life.Kind{life.Moved, life.Renamed, life.NewEmail, life.NewPhone} {
		out = append(out, shows(k)[0])
	}
	return out
}

// text writes what a record says of a kind of event.
func (l *lives) text(k life.Kind, record uint32) string {
	if record == life.None {
		return ""
	}
	return l.join(k, func(name string) string {
		if codes := l.texts[name]; codes != nil {
			return l.of[name].spellings.String(codes[record])
		}
		return ""
	})
}

// join writes the values of an event's attributes with commas between them.
func (l *lives) join(k life.Kind, value func(name string) string) string {
	var parts []string
	for _, name := range shows(k) {
		if v := value(name); v != "" {
			parts = append(parts, strings.ReplaceAll(v, string(rune(table.Separator)), "; "))
		}
	}
	return strings.Join(parts, ", ")
}

// add notes an event between records.
func (l *lives) add(master uint32, kind life.Kind, before, after string, e life.Event) {
	own := publish.LifeEvent{
		Master: l.ids.ID(master), Event: string(kind), Attributes: l.attributes(kind), Before: before, After: after,
		Detected: publish.BetweenRecords, Record: l.keys.Record(e.After), Found: l.asOf,
	}
	if e.Before != life.None {
		own.Old = l.keys.Record(e.Before)
	}
	if e.Since != life.Unknown {
		own.Since = time.Unix(e.Since, 0).UTC()
	}
	if at, ok := l.found[eventKey{own.Master, own.Event, own.After}]; ok {
		own.Found = at
	}
	l.events = append(l.events, own)
}

// households notes who joined or left a household in this run.
func (l *lives) households() {
	h := l.relations.households
	if h == nil {
		return
	}
	for _, e := range h.Events {
		if e.At != l.asOf.UnixMicro() || e.Kind != identity.Joined && e.Kind != identity.Left || !l.ids.alive(e.ID) {
			continue
		}
		own := publish.LifeEvent{Master: e.ID, Event: string(e.Kind) + "_household", Attributes: "household", After: e.Master, Detected: publish.BetweenRuns, Since: l.asOf, Found: l.asOf}
		if e.Kind == identity.Left {
			own.Before, own.After = e.Master, ""
		}
		l.events = append(l.events, own)
	}
}

// attributes names those of a kind that the domain has.
func (l *lives) attributes(k life.Kind) string {
	return l.join(k, func(name string) string {
		if l.of[name] == nil {
			return ""
		}
		return name
	})
}

// lost are the masters whose records changed hands in this run: a value may have left with a record.
func (l *lives) lost() map[string]bool {
	out := map[string]bool{}
	for _, e := range l.ids.Events {
		if e.At != l.asOf.UnixMicro() {
			continue
		}
		switch e.Kind {
		case identity.Left, identity.Merged, identity.Split:
			out[e.Master], out[e.Old] = true, true
		}
	}
	return out
}
