package workforce

import (
	"cmp"
	"slices"
)

// Kind is what happened to a worker.
type Kind string

const (
	Joined    Kind = "joined"
	Left      Kind = "left"
	Rehired   Kind = "rehired"
	Converted Kind = "converted" // from contingent worker to employee, or back
	Moved     Kind = "moved"     // department, job, site, manager or, without a break, worker ID
	Renamed   Kind = "renamed"
)

// Event is something that happened to a worker.
type Event struct {
	Master        string
	Kind          Kind
	Attributes    string // what changed, parted by ", "
	Before, After string
	Since         Day  // from which it holds
	BetweenRuns   bool // only the last run shows Before
	Old, Record   Key  // that show Before and After; zero: none
}

// breakDays is the longest time, in days, between a contingent worker's last day and the first as employee that
// is still one story; and moveDays that between two employments under different worker IDs that is no break: a weekend and a holiday.
const (
	breakDays = 31
	moveDays  = 4
)

// Timeline tells the story of one master's spells, in the order of time. A second employment beside another is no event.
func Timeline(spells []Spell) []Event {
	order := slices.Clone(spells)
	slices.SortStableFunc(order, func(a, b Spell) int {
		return cmp.Or(cmp.Compare(a.Hired, b.Hired), cmp.Compare(a.Ended, b.Ended), cmp.Compare(a.Worker, b.Worker))
	})
	var events []Event
	var last *Spell // that ends last, so far
	for i := range order {
		s := &order[i]
		switch {
		case last == nil:
			events = append(events, joined(s))
		case Contingent(last.Type) != Contingent(s.Type) && gap(last, s) <= breakDays:
			if last.Ended == Open && s.Ended == Open && !Contingent(last.Type) {
				continue // an employee who also has a contract
			}
			events = append(events, turned(last, s, Converted, "worker_type, worker_id"))
		case gap(last, s) > moveDays:
			events = append(events, left(last), turned(last, s, Rehired, "worker_id"))
		case last.Ended != Open && gap(last, s) >= 0 && last.Worker != s.Worker:
			events = append(events, turned(last, s, Moved, "worker_id"))
		}
		if last == nil || s.Ended >= last.Ended || Contingent(last.Type) && !Contingent(s.Type) {
			last = s
		}
	}
	if last != nil && last.Ended != Open {
		events = append(events, left(last))
	}
	return events
}

// gap is the number of days from the last day of one spell to the first of the next; negative where they overlap.
func gap(a, b *Spell) int64 { return int64(b.Hired) - int64(a.Ended) }

func joined(s *Spell) Event {
	return Event{Master: s.Master, Kind: Joined, Attributes: "worker_id", After: s.Worker, Since: s.Hired, Record: s.Record}
}

// left names the day as the last one at work.
func left(s *Spell) Event {
	return Event{Master: s.Master, Kind: Left, Attributes: "worker_id", Before: s.Worker, Since: s.Ended, Old: s.Record, Record: s.Record}
}

// turned is the end of one spell and the beginning of the next in one.
func turned(a, b *Spell, kind Kind, attributes string) Event {
	e := Event{Master: b.Master, Kind: kind, Attributes: attributes, Before: a.Worker, After: b.Worker, Since: b.Hired, Old: a.Record, Record: b.Record}
	if kind == Converted {
		e.Before, e.After = a.Type+", "+a.Worker, b.Type+", "+b.Worker
	}
	return e
}
