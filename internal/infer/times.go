package infer

import "fmt"

// readDates settles the dates: birth, last update, and events, which are kept but not compared.
func (s *source) readDates() {
	people := s.kind == Person || s.kind == Mixed
	if people && !s.has("birth_date", yearPart) {
		s.readBirthDate()
	}
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
