package run

import (
	"math"

	"github.com/gildmdm/gild/match/cluster"
)

// agreement is how far clusters agree with labels.
type agreement struct {
	clusters  *cluster.Clusters
	score     []float64 // by cluster: pairs that are rightly together, less those that are wrongly
	misjudged int       // pairs that are wrongly together or wrongly apart
}

// agreement compares clusters with labels.
func (p *problem) agreement(c *cluster.Clusters) *agreement {
	a := &agreement{clusters: c, score: make([]float64, c.Len())}
	if p.judged.Entity != nil {
		a.entities(p.judged.Entity, len(p.judged.Pairs))
		return a
	}
	for _, q := range p.judged.Pairs {
		together := c.Of[q.I] == c.Of[q.J]
		if together != q.Same {
			a.misjudged++
		}
		switch {
		case together && q.Same:
			a.score[c.Of[q.I]]++
		case together:
			a.score[c.Of[q.I]]--
		}
	}
	return a
}

// entities compares clusters with the entities of records, 0 where they are not known; same is how many pairs of records have one
// entity. Entities are known whole, so that a record of none does not belong with theirs. If a share of them is known, about that
// share of the pairs that match is, and twice as many of those that are wrongly together have one known record: these count half.
func (a *agreement) entities(entity []uint32, same int) {
	wrongs := 0.0
	for k := range a.clusters.Len() {
		list := a.clusters.List(k)
		n, own, of := 0, 0, map[uint32]int{} // known records, pairs of one entity, records by entity
		for _, i := range list {
			if e := entity[i]; e != 0 {
				n, own = n+1, own+of[e]
				of[e]++
			}
		}
		wrong := float64(n*(n-1)/2-own) + float64(n*(len(list)-n))/2
		a.score[k] = float64(own) - wrong
		wrongs, same = wrongs+wrong, same-own
	}
	a.misjudged = same + int(wrongs)
}

// gain returns by how much other clusters agree better; 0 where it may be chance: it must be twice what as many
// changes to and fro would bring. What one merge or split changes is one observation, however many pairs it has.
func (a *agreement) gain(b *agreement) float64 {
	forest := cluster.NewForest(len(a.clusters.Of))
	for _, c := range [...]*cluster.Clusters{a.clusters, b.clusters} {
		for k := range c.Len() {
			list := c.List(k)
			for _, i := range list[1:] {
				forest.Join(list[0], i)
			}
		}
	}
	whole := forest.Clusters()
	change := make([]float64, whole.Len())
	for k, score := range a.score {
		change[whole.Of[a.clusters.List(k)[0]]] -= score
	}
	for k, score := range b.score {
		change[whole.Of[b.clusters.List(k)[0]]] += score
	}
	gain, variance := 0.0, 0.0
	for _, x := range change {
		gain, variance = gain+x, variance+x*x
	}
	if gain <= 2*math.Sqrt(variance) {
		return 0
	}
	return gain
}
