package workforce

// Follow joins the spells that records show now with those of the last run, in the order of now and then of
// before. A record whose hire date lies behind the last day that it showed before has been overwritten by a new
// employment: the one before is kept as past. A record that is gone ends its spell, on asOf if no day was
// known; who left is Past, and gone lists those who had not left before. Of an incomplete source, though, what is
// gone may only be unreadable: it stays as it was. Both masters are those of today.
func Follow(before, now []Spell, asOf Day, incomplete map[string]bool) (spells []Spell, pairs [][2]*Spell, gone []Event) {
	at := make(map[Key]*Spell, len(now))
	for i := range now {
		at[now[i].Record] = &now[i]
	}
	spells = append(spells, now...)
	for i := range before {
		was := &before[i]
		is := at[was.Record]
		switch {
		case is == nil && incomplete[was.Record.Source]:
			spells = append(spells, *was)
		case is == nil:
			past, event := vanish(was, asOf)
			if event != nil {
				gone = append(gone, *event)
			}
			spells = append(spells, past)
		case was.Past:
			past := *was
			past.Master = is.Master
			spells = append(spells, past)
		case was.Ended != Open && is.Hired != Unknown && is.Hired > was.Ended:
			past := *was
			past.Master, past.Past = is.Master, true
			spells = append(spells, past)
		default:
			pairs = append(pairs, [2]*Spell{was, is})
		}
	}
	return spells, pairs, gone
}

// vanish ends the spell of a record that HR sends no more.
func vanish(was *Spell, asOf Day) (Spell, *Event) {
	past := *was
	if past.Past = true; was.Past || was.Ended != Open {
		return past, nil
	}
	past.Ended = asOf
	return past, &Event{Master: was.Master, Kind: Left, Attributes: "worker_id", Before: was.Worker, Since: asOf, BetweenRuns: true}
}
