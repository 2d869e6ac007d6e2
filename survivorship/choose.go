package survivorship

import (
	"cmp"
	"math"
	"slices"
)

// choice is what a cluster comes to for one attribute.
type choice struct {
	winner     candidate
	second     candidate // record None: nobody says anything else
	step       Step
	confidence float32
}

// worker decides chunk after chunk of clusters with buffers of its own. It is for one goroutine.
type worker struct {
	*Resolver
	*task
	column  *column     // of the task; of a group, the leading part
	members []member    // of the chunk's clusters, one after the other
	cells   [][]uint32  // by column of the task: the members' codes
	list    []candidate // of the cluster at hand
	best    []candidate // of each value, when a union wants them all
	parts   []candidate // of one part of a group
	said    []said
}

// member is a record of the chunk, with what every attribute asks of it.
type member struct {
	updated int64
	record  uint32
	source  uint16
}

// enter reads what is known of the records of a chunk. They lie anywhere in
// memory: reading them in one go lets the waits for them overlap: 28 % off the time of all.
func (w *worker) enter(records []uint32) {
	w.members = w.members[:0]
	for _, r := range records {
		m := member{record: r, source: w.records.Source[r], updated: Unknown}
		if w.records.Updated != nil {
			m.updated = w.records.Updated[r]
		}
		if w.asOf != 0 {
			m.updated = min(m.updated, w.asOf)
		}
		w.members = append(w.members, m)
	}
}

// take reads the members' codes of every column of a task.
func (w *worker) take(t *task) {
	w.task, w.column = t, t.columns[0]
	for len(w.cells) < len(t.columns) {
		w.cells = append(w.cells, nil)
	}
	for k, col := range t.columns {
		cells := w.cells[k][:0]
		for i := range w.members {
			cells = append(cells, col.Codes[w.members[i].record])
		}
		w.cells[k] = cells
	}
}

// gather lists the candidates among members from to to-1. It reports whether all offer the same spelling.
func (w *worker) gather(from, to int) (alike bool) {
	w.list, alike = w.list[:0], true
	var buf [1]uint32
	for i, cell := range w.cells[0][from:to] {
		if cell == 0 {
			continue
		}
		for place, code := range w.column.values(cell, &buf) {
			alike = alike && (len(w.list) == 0 || code == w.list[0].code)
			w.list = append(w.list, w.offer(from+i, code))
			w.list[len(w.list)-1].place = uint16(min(place, math.MaxUint16))
		}
	}
	for i := range w.list {
		c := &w.list[i]
		if i > 0 && c.code == w.list[i-1].code {
			c.value, c.kin, c.grade = w.list[i-1].value, w.list[i-1].kin, w.list[i-1].grade
			w.prove(c, w.column)
			continue
		}
		w.judge(c, w.column)
	}
	if w.column.Misplaced != nil {
		w.displace()
	}
	return alike
}

// displace marks the values of records that have them in the wrong place.
func (w *worker) displace() {
	for i := range w.list {
		if c := &w.list[i]; w.column.Misplaced[c.record] {
			c.grade, c.ruling = min(c.grade, suspect), false
		}
	}
}

// choose decides among the candidates gathered.
func (w *worker) choose(alike bool) choice {
	w.best = w.best[:0]
	// Fast path: nobody, or nothing to choose from.
	switch {
	case len(w.list) == 0:
		return choice{winner: candidate{record: None}, second: candidate{record: None}, step: NoValue}
	case alike:
		return w.agreed()
	}
	return w.contested()
}

// agreed handles clusters that know one spelling only: any record will do, and the best is named.
func (w *worker) agreed() choice {
	best := 0
	for i := 1; i < len(w.list); i++ {
		if c, _ := w.better(w.steps, &w.list[i], &w.list[best]); c > 0 {
			best = i
		}
	}
	c := choice{winner: w.list[best], second: candidate{record: None}, step: Agreed}
	if c.winner.grade != placeholder {
		c.confidence = 1
	}
	if w.union {
		w.best = append(w.best, c.winner)
	}
	return c
}

// contested sorts the candidates by what they say, so that a cluster of any size
// costs n log n, finds the best of each value, and among these the winner and the runner-up.
func (w *worker) contested() choice {
	some := w.trusted()
	slices.SortFunc(w.list, byValue)
	if w.group == nil {
		w.refine()
	}
	if w.kinship(w.list, w.column) {
		slices.SortFunc(w.list, byKin)
	}
	c := choice{second: candidate{record: None}}
	first, last := 0, 0 // run of the winner
	for i := 0; i < len(w.list); {
		j, best := w.run(i)
		switch {
		case i == 0 || w.wins(&w.list[best], &c.winner):
			if i > 0 {
				c.second = c.winner
			}
			c.winner, first, last = w.list[best], i, j
		case c.second.record == None || w.wins(&w.list[best], &c.second):
			c.second = w.list[best]
		}
		if w.union {
			w.best = append(w.best, w.spelled(w.list[best], w.list[i:j]))
		}
		i = j
	}
	if c.second.record == None {
		c.second = w.lesser(c.winner, w.list[first:last])
	}
	if c.second.record == None {
		c.step = Agreed
	} else {
		_, c.step = w.better(w.steps, &c.winner, &c.second)
	}
	c.winner = w.spelled(c.winner, w.list[first:last])
	if c.winner.grade != placeholder {
		c.confidence = float32(min(1, float64(backing(c.winner, w.list[first:last]))/float64(some)))
	}
	return c
}

// backing adds up the trust of those that say the winner's value, or say it less well.
func backing(winner candidate, run []candidate) uint64 {
	sum := uint64(0)
	for i := range run {
		if run[i].value == winner.value || run[i].form != full {
			sum += uint64(run[i].trust)
		}
	}
	return sum
}

func byValue(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.code, b.code))
}

func byKin(a, b candidate) int { return cmp.Or(cmp.Compare(a.kin, b.kin), byValue(a, b)) }

// lesser returns the best candidate of the winner's kin that says it less well.
func (w *worker) lesser(winner candidate, run []candidate) candidate {
	second := candidate{record: None}
	for i := range run {
		if run[i].value != winner.value && (second.record == None || w.wins(&run[i], &second)) {
			second = run[i]
		}
	}
	return second
}

// trusted adds up the trust of the records that say anything but placeholders:
// each once, however many values its cell has. Their candidates are still side by side.
func (w *worker) trusted() uint64 {
	sum, last := uint64(0), uint32(None)
	for i := range w.list {
		if c := &w.list[i]; c.grade != placeholder && c.record != last {
			sum, last = sum+uint64(c.trust), c.record
		}
	}
	return sum
}

func (w *worker) wins(a, b *candidate) bool {
	c, _ := w.better(w.steps, a, b)
	return c > 0
}

// refine marks values that are less than whole. Only those who compete need the look at their bytes.
func (w *worker) refine() {
	for i := range w.list {
		if c := &w.list[i]; c.grade == whole && isPart(w.column.Canonical.Bytes(w.column.Canon[c.code]), w.initials) {
			c.grade = partial
		}
	}
}

// run returns the end of the run of one kin that starts at i, and its best
// candidate, after adding up the trust behind the kin and behind each spelling, and finding its last update.
func (w *worker) run(i int) (end, best int) {
	many, latest := uint64(0), int64(Unknown)
	for end = i; end < len(w.list) && w.list[end].kin == w.list[i].kin; {
		from, times := end, uint64(0)
		for ; end < len(w.list) && w.list[end].kin == w.list[i].kin && w.list[end].code == w.list[from].code; end++ {
			times += uint64(w.list[end].trust)
			latest = max(latest, w.list[end].updated)
		}
		for k := from; k < end; k++ {
			w.list[k].times = times
		}
		many += times
	}
	best = i
	for k := i; k < end; k++ {
		w.list[k].many, w.list[k].latest = many, latest
		if k > i && w.wins(&w.list[k], &w.list[best]) {
			best = k
		}
	}
	return end, best
}

// spelled returns the candidate with the best spelling of a value that has won.
// Only records as good as the winner in all that the rule puts first may lend theirs.
func (w *worker) spelled(winner candidate, run []candidate) candidate {
	if run[0].code == run[len(run)-1].code || w.group != nil {
		return winner
	}
	best := winner
	for i := range run {
		if run[i].value != winner.value {
			continue
		}
		if c, _ := w.better(w.spelling, &run[i], &best); c > 0 {
			best = run[i]
		}
	}
	return best
}
