package workforce

import (
	"strings"

	"github.com/gildmdm/gild/internal/life"
	"github.com/gildmdm/gild/match/kernel"
)

// Compare finds what changed between two looks at one spell: a move, another name, another type of worker. What was
// or is empty, or only written differently, has not changed; nor has a manager
// who has another worker ID. asOf is the day of the second look, since when a change holds if HR says nothing.
func Compare(was, is *Spell, asOf Day, nicknames func(string) []uint16) []Event {
	if is.Ended < asOf && was.Ended < asOf {
		return nil // what HR still does to the records of leavers happens to nobody
	}
	since := asOf
	if is.Effective != Unknown && is.Effective != was.Effective {
		since = is.Effective
	}
	event := Event{Master: is.Master, Since: since, BetweenRuns: true, Old: is.Record, Record: is.Record}
	var events []Event
	if e, ok := moved(was, is, event); ok {
		events = append(events, e)
	}
	if renamed(was, is, nicknames) {
		e := event
		e.Kind, e.Attributes, e.Before, e.After = Renamed, "given_name, family_name", name(was), name(is)
		events = append(events, e)
	}
	if was.Type != "" && is.Type != "" && Contingent(was.Type) != Contingent(is.Type) {
		e := event
		e.Kind, e.Attributes, e.Before, e.After = Converted, "worker_type", was.Type, is.Type
		events = append(events, e)
	}
	return events
}

// moved puts everything about a worker's place that changed into one event.
func moved(was, is *Spell, e Event) (Event, bool) {
	var attributes, before, after []string
	for _, p := range []struct {
		name     string
		was, is  string
		notMoved bool
	}{
		{"department", was.Department, is.Department, false},
		{"job_title", was.Job, is.Job, false},
		{"site", was.Site, is.Site, false},
		{"manager_id", was.Manager, is.Manager, was.Boss != "" && was.Boss == is.Boss},
	} {
		if p.was == "" || p.is == "" || p.notMoved || sameText(p.was, p.is) {
			continue
		}
		attributes, before, after = append(attributes, p.name), append(before, p.was), append(after, p.is)
	}
	e.Kind, e.Attributes, e.Before, e.After = Moved, strings.Join(attributes, ", "), strings.Join(before, ", "), strings.Join(after, ", ")
	return e, attributes != nil
}

// sameText compares letters and digits only, whatever their case.
func sameText(a, b string) bool { return bare(a) == bare(b) }

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .,-_/&'’", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// longName is the number of letters from which two slips may be in a name.
const longName = 8

// renamed reports whether a worker bears another name; a slip put right, a nickname or an initial is none.
// Unlike a customer's, a name that HR joins to another with a hyphen is a new one.
func renamed(was, is *Spell, nicknames func(string) []uint16) bool {
	slips := 1
	if len(was.FamilyKey) >= longName {
		slips = 2
	}
	family := was.FamilyKey != "" && is.FamilyKey != "" && kernel.OSA([]byte(was.FamilyKey), []byte(is.FamilyKey)) > slips
	given := was.GivenKey != "" && is.GivenKey != "" && !life.GivenAgrees([]byte(was.GivenKey), []byte(is.GivenKey), nicknames)
	return family || given
}

func name(s *Spell) string { return strings.TrimSpace(s.Given + " " + s.Family) }
