package evaluate

// Input is a run and its truth, by record. Either Entity or Pairs is set.
type Input struct {
	Sources []string
	Source  []uint32    // by record, in Sources
	Master  []uint32    // by record: its cluster
	Entity  []uint32    // by record: its true entity; 0: not known, and not counted
	Pairs   [][2]uint32 // all pairs of records of two sources that belong together, each once, the smaller record first
}

// Score is how good the clusters are.
type Score struct {
	Records        int          `json:"records"` // that count
	Clusters       int          `json:"clusters"`
	Entities       int          `json:"entities,omitempty"`
	LargestCluster int64        `json:"largest_cluster"`
	LargestEntity  int64        `json:"largest_entity,omitempty"`
	Pairs          Figures      `json:"pairs"`
	Cross          *Figures     `json:"cross,omitempty"`          // pairs from two sources; with two sources or more
	BCubed         *Measure     `json:"bcubed,omitempty"`         // needs entities
	Exact          *Figures     `json:"clusters_exact,omitempty"` // clusters that are one whole entity; needs entities
	SourcePairs    []SourcePair `json:"source_pairs"`
}

// SourcePair is the figures of the pairs between two sources, or within one.
type SourcePair struct {
	Left    string  `json:"left"`
	Right   string  `json:"right"`
	Figures Figures `json:"figures"`
}

// Measure computes the score.
func (in *Input) Measure() *Score {
	if in.Entity == nil {
		return in.measurePairs()
	}
	k := in.known()
	n := len(in.Sources)
	cell := cells(k.Master, k.Entity)
	right, predicted, true := tally(cell, k.Source, n), tally(k.Master, k.Source, n), tally(k.Entity, k.Source, n)
	s := &Score{Records: len(k.Master), Pairs: figures(right.all(), predicted.all(), true.all())}
	if n > 1 {
		f := figures(right.cross(), predicted.cross(), true.cross())
		s.Cross = &f
	}
	s.SourcePairs = in.bySource(right, predicted, true)
	s.byCluster(k, cell)
	return s
}

// known returns the records whose entity is known.
func (in *Input) known() *Input {
	out := &Input{Sources: in.Sources, Entity: []uint32{}}
	for i, e := range in.Entity {
		if e != 0 {
			out.Source, out.Master, out.Entity = append(out.Source, in.Source[i]), append(out.Master, in.Master[i]), append(out.Entity, e)
		}
	}
	return out
}

// byCluster adds the figures that look at whole clusters.
func (s *Score) byCluster(k *Input, cell []uint32) {
	shared, cluster, entity := sizes(cell), sizes(k.Master), sizes(k.Entity)
	s.Clusters, s.LargestCluster = largest(cluster)
	s.Entities, s.LargestEntity = largest(entity)
	var precision, recall, exact float64
	for i, c := range cell {
		n, of, from := float64(shared[c]), cluster[k.Master[i]], entity[k.Entity[i]]
		precision += n / float64(of)
		recall += n / float64(from)
		if shared[c] == of && of == from {
			exact += 1 / n // each of its records adds its part
		}
	}
	if records := float64(len(cell)); records > 0 {
		precision, recall = precision/records, recall/records
	}
	s.BCubed = &Measure{precision, recall, harmonic(precision, recall)}
	f := figures(int64(exact+.5), int64(s.Clusters), int64(s.Entities))
	s.Exact = &f
}

// bySource gives the figures of each pair of sources that has pairs.
func (in *Input) bySource(right, predicted, true matrix) []SourcePair {
	n := len(in.Sources)
	out := []SourcePair{}
	for s := range n {
		for t := s; t < n; t++ {
			at := s*n + t
			if predicted.pairs[at]+true.pairs[at] > 0 {
				out = append(out, SourcePair{in.Sources[s], in.Sources[t], figures(right.pairs[at], predicted.pairs[at], true.pairs[at])})
			}
		}
	}
	return out
}

// measurePairs computes the score against a list of pairs: whatever is put together
// across sources and is not on the list is wrong.
func (in *Input) measurePairs() *Score {
	n := len(in.Sources)
	predicted := tally(in.Master, in.Source, n)
	right, true := matrix{n, make([]int64, n*n)}, matrix{n, make([]int64, n*n)}
	for _, p := range in.Pairs {
		s, t := in.Source[p[0]], in.Source[p[1]]
		at := int(min(s, t))*n + int(max(s, t))
		true.pairs[at]++
		if in.Master[p[0]] == in.Master[p[1]] {
			right.pairs[at]++
		}
	}
	for s := range n {
		predicted.pairs[s*n+s] = 0
	}
	s := &Score{Records: len(in.Master), Pairs: figures(right.all(), predicted.all(), true.all()), SourcePairs: in.bySource(right, predicted, true)}
	s.Clusters, s.LargestCluster = largest(sizes(in.Master))
	cross := s.Pairs
	s.Cross = &cross
	return s
}
