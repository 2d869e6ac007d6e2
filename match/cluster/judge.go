package cluster

// Judgement is what Agglomerate thinks of joining two clusters.
type Judgement struct {
	Mean  float64 // log-odds of the pairs between them, each clipped
	Cut   float64 // what the mean must exceed
	Pairs int     // pairs between them
	Guard Guard   // what forbids it, whatever the mean
	I, J  uint32  // the records that the guard is about; without one of single records, those of the strongest link
}

// Guard is a reason for which two clusters may not be joined.
type Guard uint8

const (
	NoGuard     Guard = iota
	TwiceUnique       // two records of a source without duplicates
	Vetoed            // a veto
	Unbacked          // no link between them would join two single records
	Conflicting       // as wholes they conflict in what a thing has but once
)

// Join reports whether the clusters would be joined.
func (j *Judgement) Join() bool { return j.Guard == NoGuard && j.Mean > j.Cut }

// Judge weighs joining two clusters, by the code that joins them.
func Judge(a, b []uint32, opt Options) Judgement {
	if opt.Lenient == 0 {
		opt.Lenient = lenient
	}
	w := &worker{opt: &opt, score: opt.Scorer()}
	e := w.best(a, b)
	j := Judgement{Mean: w.mean(a, b, e), Cut: w.cut(a, b), Pairs: len(a) * len(b)}
	for _, x := range a {
		for _, y := range b {
			if j.Guard == NoGuard && !w.allowed([]uint32{x}, []uint32{y}) {
				j.I, j.J, j.Guard = x, y, TwiceUnique
				if opt.Never != nil && opt.Never(x, y) {
					j.Guard = Vetoed
				}
			}
		}
	}
	if j.Guard == NoGuard {
		j.I, j.J = e.I, e.J
		switch {
		case !w.backed(a, b, e):
			j.Guard = Unbacked
		case w.conflict(a, b, e):
			j.Guard = Conflicting
		}
	}
	return j
}

// best returns the strongest link between two clusters, the first of equals.
func (w *worker) best(a, b []uint32) Edge {
	e := Edge{I: a[0], J: b[0], LogOdds: w.score(a[0], b[0])}
	for _, i := range a {
		for _, j := range b {
			if x := w.score(i, j); x > e.LogOdds {
				e = Edge{I: i, J: j, LogOdds: x}
			}
		}
	}
	return e
}
