package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/life"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/internal/workforce"
)

// remember reads the life events of the last run: when each was found first, and
// those between runs, which nothing in the records shows any more.
func (l *lives) remember(ctx context.Context, p *previousRun, workers int) error {
	path := filepath.Join(p.dir, "life_events.parquet")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil // written before there were life events
	}
	names := []string{"master_id", "event", "attributes", "before", "after", "detected", "source", "record_id", "before_source", "before_record_id"}
	text, ints, err := readTable(ctx, path, workers, names, []string{"since", "row", "before_row", "found_at"})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	now := l.ids.redirects()
	for i := range text[0].Codes {
		cell := func(k int) string { return text[k].Dict.String(text[k].Codes[i]) }
		e := publish.LifeEvent{
			Master: now(cell(0)), Event: cell(1), Attributes: cell(2), Before: cell(3), After: cell(4), Detected: cell(5),
			Record: publish.RecordKey{Source: cell(6), ID: cell(7), Row: ints[1][i]}, Old: publish.RecordKey{Source: cell(8), ID: cell(9), Row: ints[2][i]},
			Found: time.UnixMicro(ints[3][i]).UTC(),
		}
		if ints[0][i] != parquet.Null {
			e.Since = time.UnixMicro(ints[0][i]).UTC()
		}
		if e.Master == "" {
			dropped := e.Event == string(workforce.Left) && e.Record.Source == "" // a worker whom HR has dropped has left all the same
			if !dropped && !l.maybe(e.Record) {
				continue // retired
			}
			e.Master = cell(0)
		} else if e.Event == string(workforce.Left) && e.Record.Source == "" {
			continue // is back
		}
		l.found[eventKey{e.Master, e.Event, e.After}] = e.Found
		l.past = append(l.past, e)
		if e.Detected == publish.BetweenRuns {
			l.carried = append(l.carried, e)
		}
	}
	l.dropUnproved()
	return nil
}

// dropUnproved forgets carried events whose record this run does not have: it may have been erased, and its values with it.
func (l *lives) dropUnproved() {
	if len(l.carried) == 0 {
		return
	}
	there := map[publish.RecordKey]bool{}
	for _, e := range l.carried {
		there[e.Record] = false
	}
	ids := map[string]bool{}
	for k := range there {
		ids[k.ID] = true
	}
	for i := range uint32(len(l.keys.ID)) {
		if ids[string(l.keys.IDs.Bytes(l.keys.ID[i]))] {
			there[l.keys.Record(i)] = true
		}
	}
	l.carried = slices.DeleteFunc(l.carried, func(e publish.LifeEvent) bool { return e.Record.Source != "" && !there[e.Record] && !l.maybe(e.Record) })
}

// before is the golden records of the last run: the attributes that events are about, by place of the master.
type before struct {
	columns map[string]*table.Column
}

// readBefore reads those attributes of the last golden records.
func (l *lives) readBefore(ctx context.Context, workers int) (*before, error) {
	path := filepath.Join(l.ids.previous.dir, "golden.parquet")
	f, err := parquet.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer f.Close()
	var want []string
	for _, name := range []string{"given_name", "family_name", "street", "city", "postcode", "email", "phone"} {
		if l.of[name] != nil && slices.Contains(f.Columns(), name) {
			want = append(want, name)
		}
	}
	found, err := f.Read(ctx, workers, want, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	b := &before{columns: map[string]*table.Column{}}
	for _, c := range found {
		b.columns[c.Name] = c
	}
	return b, nil
}

// text returns a value of an old golden record.
func (b *before) text(name string, at int) string {
	if c := b.columns[name]; c != nil {
		return c.Dict.String(c.Codes[at])
	}
	return ""
}

// compare finds the events between the last golden record and this one of every master whose
// values changed and whose records are still its own.
func (l *lives) compare(ctx context.Context, workers int) error {
	var changed []int
	for k, was := range l.ids.Kept {
		if was != identity.None && l.ids.previous.print[was] != l.golden.Print[k] {
			changed = append(changed, k)
		}
	}
	if changed == nil {
		return nil
	}
	old, err := l.readBefore(ctx, workers)
	if err != nil {
		return err
	}
	lost := l.lost()
	known := map[eventKey]bool{}
	for _, events := range [][]publish.LifeEvent{l.events, l.carried} {
		for _, e := range events {
			known[eventKey{e.Master, e.Event, e.After}] = true
		}
	}
	for _, k := range changed {
		at := int(l.ids.Kept[k])
		if lost[l.ids.ID(uint32(k))] {
			continue
		}
		for _, kind := range []life.Kind{life.Moved, life.Renamed, life.NewEmail, life.NewPhone} {
			if e, ok := l.between(kind, uint32(k), old, at); ok && !known[eventKey{e.Master, e.Event, e.After}] {
				l.events = append(l.events, e)
			}
		}
	}
	return nil
}

// between judges one kind of event for one master.
func (l *lives) between(kind life.Kind, k uint32, old *before, at int) (publish.LifeEvent, bool) {
	var none publish.LifeEvent
	first := shows(kind)[0]
	i := slices.IndexFunc(l.golden.survivors, func(s publish.Survivor) bool { return s.Name == first })
	if i < 0 || l.golden.survivors[i].Code[k] == table.Missing {
		return none, false
	}
	r := l.golden.survivors[i].Record[k]
	if r == publish.NoRecord {
		return none, false // a steward's correction: nothing has happened to the person
	}
	was := life.Snapshot{}
	for _, a := range []struct {
		name string
		to   *[]byte
	}{
		{"given_name", &was.Given}, {"family_name", &was.Family}, {"street", &was.Address.Street}, {"city", &was.Address.City},
		{"postcode", &was.Address.Postcode}, {"email", &was.Email}, {"phone", &was.Phone},
	} {
		*a.to = l.canonical(a.name, old.text(a.name, at))
	}
	if !life.Compare(&l.people, kind, k, r, was) {
		return none, false
	}
	e := publish.LifeEvent{
		Master: l.ids.ID(k), Event: string(kind), Attributes: l.attributes(kind), After: l.text(kind, r), Detected: publish.BetweenRuns,
		Before: l.join(kind, func(name string) string { return old.text(name, at) }), Record: l.keys.Record(r), Old: l.keys.Record(r), Since: l.asOf, Found: l.asOf,
	}
	if t := l.people.Updated[r]; t != life.Unknown {
		e.Since = time.Unix(t, 0).UTC()
	}
	return e, true
}

// canonical standardises a value of an old golden record.
func (l *lives) canonical(name, spelling string) []byte {
	if spelling == "" || l.of[name] == nil {
		return nil
	}
	var cell standard.Cell
	l.of[name].kind.Standardise(spelling, &standard.Options{}, &cell)
	if cell.Parts() == 0 {
		return nil
	}
	return cell.Canonical(0)
}
