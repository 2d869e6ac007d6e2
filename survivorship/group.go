package survivorship

import "slices"

// A group's candidates are records, not values. What a record says is its leading
// part or, where that is missing, the first part it has.

// gatherGroup lists the records from to to-1 that have any part of the group. It
// reports whether all say the same.
func (w *worker) gatherGroup(from, to int) (alike bool) {
	w.list, alike = w.list[:0], true
	for i := from; i < to; i++ {
		c, ok := w.offerGroup(i)
		if !ok {
			continue
		}
		alike = alike && (len(w.list) == 0 || c.value == w.list[0].value)
		w.list = append(w.list, c)
	}
	return alike
}

// offerGroup makes a candidate of a record that has any part. Placeholders are no parts.
func (w *worker) offerGroup(i int) (c candidate, ok bool) {
	for k, col := range w.group {
		code := w.given(k, i)
		if code == 0 {
			continue
		}
		if c.parts == 0 {
			c = w.offer(i, code)
			w.judge(&c, col)
			c.value |= uint64(k) << 32
			c.kin = c.value
			if k > 0 {
				c.code = 0
			}
		}
		c.parts++
	}
	c.ruling = c.ruling && w.usable(&c)
	return c, c.parts > 0
}

// usable reports whether a record has the leading part and at least half of all parts.
func (w *worker) usable(c *candidate) bool { return c.code != 0 && 2*int(c.parts) >= len(w.group) }

// part is the choice for part k of a group, given the choice of the record.
func (w *worker) part(k int, c choice, from, to int) choice {
	if c.winner.record == None {
		return c
	}
	col := w.group[k]
	c.winner.code = col.given(c.winner.record)
	if c.winner.code == 0 {
		c.winner, c.step = w.fill(k, c.winner), Filled
	} else if better, ok := w.repair(k, c.winner); ok {
		c.winner, c.step = better, Repaired
	}
	if c.winner.code == 0 {
		none := candidate{record: None}
		return choice{winner: none, second: none, step: NoValue}
	}
	c.confidence = w.share(k, col.identity(c.winner.code), from, to)
	if c.second.record != None {
		c.second.code = col.given(c.second.record)
		if c.second.code == 0 || col.identity(c.second.code) == col.identity(c.winner.code) {
			c.second = candidate{record: None}
		}
	}
	return c
}

// fill looks for part k, which the winner lacks, among the records that say the
// same as it, and takes it unless they disagree.
func (w *worker) fill(k int, winner candidate) candidate {
	col := w.group[k]
	best, part := candidate{record: None}, uint32(0)
	for i := range w.list {
		c := &w.list[i]
		if c.kin != winner.kin {
			continue
		}
		code := col.given(c.record)
		if code == 0 {
			continue
		}
		if best.record != None && col.identity(part) != col.identity(code) {
			return candidate{record: None}
		}
		if best.record == None || w.wins(c, &best) {
			best, part = *c, code
		}
	}
	best.code = part
	return best
}

// repair looks for a better form of part k of the winner among the records that say the same as it.
func (w *worker) repair(k int, winner candidate) (candidate, bool) {
	col := w.group[k]
	w.parts = w.parts[:0]
	for i := range w.list {
		c := w.list[i]
		if c.code = col.given(c.record); c.kin != winner.kin || c.code == 0 {
			continue
		}
		c.value, c.form = uint64(col.identity(c.code)), full
		w.parts = append(w.parts, c)
	}
	slices.SortFunc(w.parts, byValue)
	if !w.kinship(w.parts, col) {
		return winner, false
	}
	at := slices.IndexFunc(w.parts, func(c candidate) bool { return c.record == winner.record })
	kin, best := w.parts[at].kin, at
	if w.parts[at].form == full {
		return winner, false
	}
	for i := range w.parts {
		if w.parts[i].kin == kin && w.parts[i].form == full && (w.parts[best].form != full || w.wins(&w.parts[i], &w.parts[best])) {
			best = i
		}
	}
	return w.parts[best], best != at
}

// share returns how much of the trust in the records with part k stands behind a value.
func (w *worker) share(k int, value uint32, from, to int) float32 {
	var agree, all uint64
	for i := from; i < to; i++ {
		code := w.given(k, i)
		if code == 0 {
			continue
		}
		t := uint64(w.weights.of(w.members[i].record, w.members[i].source))
		all += t
		if w.group[k].identity(code) == value {
			agree += t
		}
	}
	return float32(float64(agree) / float64(max(1, all)))
}

// given returns part k of the member at place i of the chunk, unless it is a placeholder.
func (w *worker) given(k, i int) uint32 { return w.group[k].unlessPlaceholder(w.cells[k][i]) }

// given returns a record's spelling, unless it is missing or a placeholder.
func (c *column) given(record uint32) uint32 { return c.unlessPlaceholder(c.Codes[record]) }

func (c *column) unlessPlaceholder(code uint32) uint32 {
	if code != 0 && c.quality(code) == Placeholder {
		return 0
	}
	return code
}

func (c *column) quality(code uint32) uint8 {
	if c.Quality == nil {
		return OK
	}
	return c.Quality[code]
}
