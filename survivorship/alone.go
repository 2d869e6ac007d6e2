package survivorship

import "slices"

// plain reports whether what one record alone says is what survives: there is one value a cell, no list is made of it,
// and nobody overrules it.
func (t *task) plain() bool {
	return !t.union && !slices.ContainsFunc(t.columns, func(c *column) bool { return c.start != nil || c.Steward != nil })
}

// alone decides a cluster of one record, member i of the chunk, as choose and part would. A third of the masters of a
// million records have nothing to choose from: looking no further, a value takes a sixth of the time (BenchmarkAlone).
func (w *worker) alone(cluster, i int, results []Result) {
	for k, place := range w.places {
		code, confidence := w.cells[k][i], float32(1)
		if code != 0 && w.columns[k].quality(code) == Placeholder {
			confidence = 0
			if w.group != nil {
				code = 0 // no part of anything
			}
		}
		c := choice{winner: candidate{record: None}, second: candidate{record: None}, step: NoValue}
		if code != 0 {
			c.winner.record, c.winner.code, c.step, c.confidence = w.members[i].record, code, Agreed, confidence
		}
		results[place].set(cluster, c)
	}
}
