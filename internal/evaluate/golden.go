package evaluate

// Share counts values against the truth.
type Share struct {
	Given    int64   `json:"given"`    // values, of entities whose truth is known
	Right    int64   `json:"right"`    // equal to a true one
	Initials int64   `json:"initials"` // the first letter of a true one, and no more
	Share    float64 `json:"share"`    // right of given; 0 when none is given
}

// InitialsShare is initials of given.
func (s Share) InitialsShare() float64 { return share(s.Initials, s.Given) }

// Accuracy compares values with true ones. Value and entity are by row: a value's code, 0 for none, and an entity,
// 0 for not known. Truth holds the codes that are true of each entity, one column a slot, 0 for none;
// initial says of a code which code its first letter has.
func Accuracy(value, entity []uint32, truth [][]uint32, initial []uint32) Share {
	var s Share
	for row, v := range value {
		e := entity[row]
		if v == 0 || e == 0 {
			continue
		}
		s.Given++
		right, short := false, false
		for _, slot := range truth {
			t := slot[e]
			right = right || t == v
			short = short || t != 0 && initial[t] == v
		}
		switch {
		case right:
			s.Right++
		case short:
			s.Initials++
		}
	}
	s.Share = share(s.Right, s.Given)
	return s
}

// Reachable counts the clusters that hold a value in a record and of which some record has a true one: no choice
// among the records' values could be right more often. Master and value are by record, entity by cluster; the rest as in [Accuracy].
// It returns the entities of those clusters too, 0 for the others.
func Reachable(master, value, entity []uint32, truth [][]uint32) (Share, []uint32) {
	const given, right = 1, 2
	state := make([]uint8, len(entity))
	for i, v := range value {
		m := master[i]
		e := entity[m]
		if v == 0 || e == 0 {
			continue
		}
		state[m] |= given
		for _, slot := range truth {
			if slot[e] == v {
				state[m] |= right
			}
		}
	}
	var s Share
	reached := make([]uint32, len(entity))
	for m, of := range state {
		if of&given != 0 {
			s.Given++
		}
		if of&right != 0 {
			s.Right++
			reached[m] = entity[m]
		}
	}
	s.Share = share(s.Right, s.Given)
	return s, reached
}

// Whole returns the entity of each cluster that is exactly the records of one, 0 for the others. Master and entity are by record.
func Whole(master, entity []uint32, clusters int) []uint32 {
	of := Majority(master, entity, clusters)
	mixed, total, have := make([]bool, clusters), map[uint32]int{}, make([]int, clusters)
	for i, m := range master {
		total[entity[i]]++
		have[m]++
		mixed[m] = mixed[m] || entity[i] != of[m]
	}
	for m, e := range of {
		if mixed[m] || have[m] != total[e] {
			of[m] = 0
		}
	}
	return of
}

func share(right, given int64) float64 { return float64(right) / float64(max(1, given)) }

// Majority returns the entity that most records of each cluster have, 0 for clusters of unknown ones; the smaller one
// of two with as many. Masters are by record, from 0 to clusters-1.
func Majority(master, entity []uint32, clusters int) []uint32 {
	cell := cells(master, entity)
	n := sizes(cell)
	best, votes := make([]uint32, clusters), make([]int64, clusters)
	for i, m := range master {
		e := entity[i]
		if e == 0 {
			continue
		}
		if v := n[cell[i]]; v > votes[m] || v == votes[m] && e < best[m] {
			best[m], votes[m] = e, v
		}
	}
	return best
}
