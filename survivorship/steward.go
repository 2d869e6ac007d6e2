package survivorship

// overrule puts what a steward says of the cluster of members from to to-1, if anything, before what its records
// say: that is then the runner-up, unless it means the same.
func (w *worker) overrule(col *column, c choice, from, to int) choice {
	if col.Steward == nil {
		return c
	}
	for i := from; i < to; i++ {
		cell, ok := col.Steward[w.members[i].record]
		if !ok {
			continue
		}
		var buf [1]uint32
		said := candidate{record: None, code: col.values(cell, &buf)[0]}
		said.value = uint64(col.identity(said.code))
		out := choice{winner: said, second: c.winner, step: Steward, confidence: 1}
		if c.winner.record == None || uint64(col.identity(c.winner.code)) == said.value {
			out.second, out.step = candidate{record: None}, Agreed
		}
		return out
	}
	return c
}
