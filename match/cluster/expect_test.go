package cluster

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
)

// town is simulated records with pairwise scores whose probabilities are true: of the pairs of
// one score, that share is right which the score says.
type town struct {
	who   []int
	score map[[2]uint32]float32
}

func newTown(seed uint64) *town {
	d := rand.New(rand.NewPCG(seed, 1))
	t := &town{score: map[[2]uint32]float32{}}
	for i := range 3000 {
		t.who = append(t.who, i/3)
	}
	for i := range t.who {
		for j := i + 1; j < min(len(t.who), i+12); j++ {
			// Normal scores are log-odds when their means are half their variance apart from the prior's, to either side.
			const spread, prior = 3.4, -2.3 // one in eleven neighbours is the same
			lo := prior - spread*spread/2 + d.NormFloat64()*spread
			if t.who[i] == t.who[j] {
				lo += spread * spread
			}
			t.score[[2]uint32{uint32(i), uint32(j)}] = float32(lo)
		}
	}
	return t
}

func (t *town) options() Options {
	return Options{Scorer: func() func(i, j uint32) float32 {
		return func(i, j uint32) float32 {
			if s, ok := t.score[[2]uint32{min(i, j), max(i, j)}]; ok {
				return s
			}
			return -8
		}
	}}
}

// truth returns pair precision and recall.
func (t *town) truth(c *Clusters) (precision, recall float64) {
	var found, right, all float64
	for i := range t.who {
		for j := i + 1; j < len(t.who); j++ {
			same, together := t.who[i] == t.who[j], c.Of[i] == c.Of[j]
			if same {
				all++
			}
			if together {
				found++
				if same {
					right++
				}
			}
		}
	}
	return right / found, right / all
}

// TestExpectIsHonest compares what is expected with what is true, for clusters as they come and for careless ones.
// Here pairs are independent of each other, so that clusters are righter than the scores of their pairs: what is
// expected errs on the side of caution.
func TestExpectIsHonest(t *testing.T) {
	for seed := range uint64(4) {
		for _, cut := range []float64{0, -1} {
			town := newTown(seed)
			opt := town.options()
			opt.Backed, opt.Cut = true, cut
			var edges []Edge
			for pair, lo := range town.score {
				if lo > -3 {
					edges = append(edges, Edge{pair[0], pair[1], lo})
				}
			}
			c, err := Agglomerate(context.Background(), len(town.who), edges, opt)
			if err != nil {
				t.Fatal(err)
			}
			e := Expect(c, edges, opt)
			precision, recall := town.truth(c)
			if math.Abs(e.Precision-precision) > .05 || e.Recall > recall+.02 || e.Recall < recall-.1 || e.Sampled {
				t.Errorf("seed %d, cut %v: expected %.3f and %.3f, true are %.3f and %.3f", seed, cut, e.Precision, e.Recall, precision, recall)
			}
		}
	}
}

// TestExpectKnowsDecisions checks that a pair that a rule joined is right whatever its score, and what has no pairs is unknown.
func TestExpectKnowsDecisions(t *testing.T) {
	opt := Options{Scorer: func() func(i, j uint32) float32 { return func(i, j uint32) float32 { return -5 } }}
	edges := []Edge{{0, 1, float32(math.Inf(1))}}
	f := NewForest(3)
	if e := Expect(f.Clusters(), nil, opt); !math.IsNaN(e.Precision) || !math.IsNaN(e.Recall) {
		t.Errorf("without pairs: %+v", e)
	}
	f.Join(0, 1)
	if e := Expect(f.Clusters(), edges, opt); e.Precision != 1 || e.Recall != 1 {
		t.Errorf("a decided pair: %+v", e)
	}
	if e := Expect(f.Clusters(), nil, opt); e.Precision > .01 {
		t.Errorf("an unlikely pair: %+v", e)
	}
}

// TestExpectOfManyIsOfASample checks that a sample says about what all would.
func TestExpectOfManyIsOfASample(t *testing.T) {
	const records = 3 * mostExpected
	f := NewForest(records)
	for i := uint32(0); i+1 < records; i += 2 {
		f.Join(i, i+1)
	}
	// Two pairs in three are sure, one is a toss-up.
	opt := Options{Scorer: func() func(i, j uint32) float32 {
		return func(i, j uint32) float32 { return float32([]int{0, 12, 12}[i/2%3]) }
	}}
	if e := Expect(f.Clusters(), nil, opt); !e.Sampled || math.Abs(e.Precision-5./6) > .005 || e.Recall != 1 {
		t.Errorf("%+v", e)
	}
}
