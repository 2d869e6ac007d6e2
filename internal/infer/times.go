package infer

import "fmt"

// readDates settles the dates: birth, last update, and events, which are kept but not compared.
func (s *source) readDates() {
	people := s.people()
	s.updated = s.updateColumn()
	if s.updated == nil {
		s.updated = s.activityColumn()
	}
	for _, c := range s.columns {
		switch {
		case c == s.updated && (c.role == updateWord || c.role == dated || c.role == "created_at"):
			c.used = true
		case c.role == dated && people, c.role == updateWord, c.role == activity, c.role == eventWord:
			c.role = ignored
			c.why = first(c.why, "an event, not a property of the thing")
		case c.role == dated:
			c.role, c.typ = other, "date"
		}
	}
}

// people reports whether the source may hold people.
func (s *source) people() bool { return s.kind == Person || s.kind == Mixed }

// readBirthDates finds the birth dates of people: by how far they reach back, or, where
// there are few, by those of another source.
func readBirthDates(sources []*source) {
	var open []*source
	latest := 0.0 // year of birth in any source
	for _, s := range sources {
		if s.people() && !s.has("birth_date", yearPart) {
			s.readBirthDate()
		}
		if c := s.with("birth_date"); c != nil {
			latest = max(latest, c.profile.years.high)
		} else if s.people() && !s.has(yearPart) {
			open = append(open, s)
		}
	}
	for _, s := range open {
		s.borrowBirthDate(latest)
	}
}

// borrowBirthDate takes the undecided date that ends before all other dates of the
// source, and no later than the birth dates of other sources.
func (s *source) borrowBirthDate(latest float64) {
	var first *column
	for _, c := range s.columns {
		if c.profile.share(calendar) > .6 && (first == nil || c.profile.years.high < first.profile.years.high) {
			first = c
		}
	}
	if first == nil || first.role != dated || first.used || first.profile.years.high > latest || first.profile.share(clock) > .3 {
		return
	}
	for _, c := range s.columns {
		if c != first && c.profile.share(calendar) > .6 && c.profile.years.low <= first.profile.years.high {
			return
		}
	}
	first.set("birth_date", fmt.Sprintf("years mostly %.0f to %.0f, like the birth dates of another source", first.profile.years.low, first.profile.years.high))
}

// readBirthDate takes the undecided date that reaches back furthest, 30 years and more.
func (s *source) readBirthDate() {
	var best *column
	for _, c := range s.columns {
		y := c.profile.years
		if c.role == dated && !c.used && y.high-y.low >= 30 && c.profile.share(clock) < .3 &&
			(best == nil || y.high-y.low > best.profile.years.high-best.profile.years.low) {
			best = c
		}
	}
	if best != nil {
		best.set("birth_date", fmt.Sprintf("years mostly %.0f to %.0f", best.profile.years.low, best.profile.years.high))
	}
}

// updateColumn is the one whose header says so, or the undecided recent date; of several, the later.
func (s *source) updateColumn() *column {
	var best *column
	for _, c := range s.columns {
		if c.used || c.role != updateWord && c.role != dated || c.profile.full() < .3 {
			continue
		}
		y := c.profile.years
		if c.role == dated && (y.high-y.low > 25 || y.high < 1995 || best != nil && best.role == updateWord) {
			continue
		}
		if best == nil || c.role == updateWord && best.role == dated || c.role == best.role && s.later(c, best) {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	s.updNote = s.note(best, "update time", best.role == updateWord)
	return best
}

// activityColumn is the nearest thing to an update time: when the record was last seen alive.
func (s *source) activityColumn() *column {
	for _, c := range s.columns {
		if c.role == activity && !c.used && c.profile.full() > .3 {
			s.updNote = s.note(c, "update time", true) + ": the last sign of life, as no column says when the record changed"
			return c
		}
	}
	return nil
}

// later reports whether a is after b in most rows that have both, which differ.
func (s *source) later(a, b *column) bool {
	after, before := 0, 0
	for _, row := range s.sampleRows() {
		x, okx := parseDate(a.Dict.Bytes(a.Codes[row]))
		y, oky := parseDate(b.Dict.Bytes(b.Codes[row]))
		if !okx || !oky {
			continue
		}
		switch d := (x.year-y.year)*400 + (x.month-y.month)*32 + x.day - y.day; {
		case d > 0:
			after++
		case d < 0:
			before++
		}
	}
	return after > before
}
