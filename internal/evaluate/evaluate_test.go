package evaluate

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The example of the definitions, by hand:
//
//	truth      a1 a2 b1 | a3 b2 | b3 | a4
//	predicted  a1 b1 | a2 a3 b2 | b3 a4
//
// True pairs: a1a2 a1b1 a2b1 a3b2. Predicted: a1b1 a2a3 a2b2 a3b2 b3a4. Both: a1b1 a3b2.
func example() *Input {
	return &Input{
		Sources: []string{"a", "b"},
		Source:  []uint32{0, 0, 0, 0, 1, 1, 1}, // a1 a2 a3 a4 b1 b2 b3
		Master:  []uint32{1, 2, 2, 3, 1, 2, 3},
		Entity:  []uint32{1, 1, 2, 4, 1, 2, 3},
	}
}

func near(x, y float64) bool { return math.Abs(x-y) < 1e-12 }

func TestExampleByHand(t *testing.T) {
	got := example().Measure()
	b := Measure{Precision: (1 + 1 + 1./3 + 2./3 + 2./3 + .5 + .5) / 7, Recall: (2./3 + 2./3 + 1./3 + 4) / 7}
	b.F1 = 2 * b.Precision * b.Recall / (b.Precision + b.Recall)
	want := &Score{
		Records: 7, Clusters: 3, Entities: 4, LargestCluster: 3, LargestEntity: 3,
		Pairs:  Figures{.4, .5, 4. / 9, 2, 5, 4},
		Cross:  &Figures{.5, 2. / 3, 4. / 7, 2, 4, 3},
		BCubed: &b,
		Exact:  &Figures{0, 0, 0, 0, 3, 4},
		SourcePairs: []SourcePair{
			{"a", "a", Figures{0, 0, 0, 0, 1, 1}},
			{"a", "b", Figures{.5, 2. / 3, 4. / 7, 2, 4, 3}},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
}

func TestPerfectAndUnknown(t *testing.T) {
	in := example()
	in.Master = in.Entity
	got := in.Measure()
	for name, f1 := range map[string]float64{"pairs": got.Pairs.F1, "cross": got.Cross.F1, "B³": got.BCubed.F1, "clusters": got.Exact.F1} {
		if !near(f1, 1) {
			t.Errorf("%s of the truth itself: F1 %v", name, f1)
		}
	}
	in = example()
	in.Entity[2] = 0 // a3: not known, so that a2a3 and a3b2 count for nothing
	if got := in.Measure(); got.Records != 6 || got.Pairs.Predicted != 3 || got.Pairs.True != 3 || got.Pairs.Right != 1 {
		t.Errorf("without a3: %+v", got.Pairs)
	}
}

func TestPairsAsTruth(t *testing.T) {
	in := example()
	in.Entity, in.Pairs = nil, [][2]uint32{{0, 4}, {1, 4}, {2, 6}} // a1b1 a2b1 a3b3
	got := in.Measure()
	if diff := cmp.Diff(figures(1, 4, 3), got.Pairs); diff != "" {
		t.Error(diff) // predicted across sources: a1b1 a2b2 a3b2 a4b3
	}
	if got.BCubed != nil || got.Exact != nil {
		t.Error("pairs do not tell whole entities")
	}
}

// TestCountsAgreeWithListingPairs lists every pair, as the package never does.
func TestCountsAgreeWithListingPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, sources = 300, 3
	in := &Input{Sources: []string{"x", "y", "z"}}
	for range n {
		in.Source = append(in.Source, r.Uint32N(sources))
		in.Master = append(in.Master, r.Uint32N(90))
		in.Entity = append(in.Entity, r.Uint32N(80)) // 0 is unknown
	}
	var right, predicted, true [sources][sources]int64
	for i := range n {
		for j := range i {
			if in.Entity[i] == 0 || in.Entity[j] == 0 {
				continue
			}
			s, u := min(in.Source[i], in.Source[j]), max(in.Source[i], in.Source[j])
			m, e := in.Master[i] == in.Master[j], in.Entity[i] == in.Entity[j]
			if m {
				predicted[s][u]++
			}
			if e {
				true[s][u]++
			}
			if m && e {
				right[s][u]++
			}
		}
	}
	var want []SourcePair
	for s := range sources {
		for u := s; u < sources; u++ {
			want = append(want, SourcePair{in.Sources[s], in.Sources[u], figures(right[s][u], predicted[s][u], true[s][u])})
		}
	}
	if diff := cmp.Diff(want, in.Measure().SourcePairs); diff != "" {
		t.Error(diff)
	}
}

// exampleLinks are links of the example: three kept inside clusters, two between them.
func exampleLinks() *Links {
	return &Links{
		I:           []uint32{0, 1, 2, 1, 0}, // a1b1 a2b2 a3b2 a2b1 a1a2
		J:           []uint32{4, 5, 5, 4, 1},
		Probability: []float64{.999, .92, .4, .8, .6},
		Rule:        []uint32{1, 2, 1, 2, 2},
		Rules:       []string{"", "email", "name"},
	}
}

func TestRules(t *testing.T) {
	got := example().ByRule(exampleLinks(), 4)
	want := []Rule{{"email", 2, 2, 1, .5}, {"name", 1, 0, 0, 0}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCurve(t *testing.T) {
	c := example().Curve(exampleLinks(), 4)
	at := map[float64]Figures{}
	for _, p := range c.Points {
		at[p.Threshold] = p.Figures
	}
	for threshold, want := range map[float64]Figures{
		.5: figures(3, 4, 4), .8: figures(2, 3, 4), .9: figures(1, 2, 4), .95: figures(1, 1, 4), .999: figures(1, 1, 4), .9999: figures(0, 0, 4),
	} {
		if diff := cmp.Diff(want, at[threshold]); diff != "" {
			t.Errorf("threshold %v: %s", threshold, diff)
		}
	}
	if c.Best == nil || c.Best.Threshold != .6 || c.Best.Right != 3 {
		t.Errorf("best %+v, want 3 of 4 at 0.6: below 0.5 links between clusters are not kept", c.Best)
	}
}

func TestWorst(t *testing.T) {
	in := example()
	got := in.Worst(exampleLinks(), 10)
	want := []Mistake{
		{FalseLink, 1, 5, 1}, // a2b2
		{Missed, 1, 4, 3},    // a2b1 at .8
		{Missed, 0, 1, 4},    // a1a2 at .6
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	none := &Links{}
	want = []Mistake{{Absent, 0, 1, -1}} // a1 and a2 stand for their clusters
	if diff := cmp.Diff(want, in.Worst(none, 10)); diff != "" {
		t.Error(diff)
	}
	if got := in.Worst(exampleLinks(), 1); len(got) != 2 || got[1].Link != 3 {
		t.Errorf("one of each kind, the likeliest: %+v", got)
	}
}

func TestAccuracy(t *testing.T) {
	// Codes: 1 ann, 2 a, 3 bob. Entities 1 ann, 2 bob, 3 without a true value.
	truth, initial := [][]uint32{{0, 1, 3, 0}}, []uint32{0, 2, 2, 0}
	got := Accuracy([]uint32{1, 2, 3, 0, 1, 1}, []uint32{1, 1, 1, 1, 0, 3}, truth, initial)
	if diff := cmp.Diff(Share{Given: 4, Right: 1, Initials: 1, Share: .25}, got); diff != "" {
		t.Error(diff)
	}
	two := append(truth, []uint32{0, 3, 0, 0}) // Ann may also be called Bob
	if got := Accuracy([]uint32{3}, []uint32{1}, two, initial); got.Right != 1 {
		t.Errorf("a value of the second slot: %+v", got)
	}
}

func TestReachableAndMajority(t *testing.T) {
	master, entity := []uint32{1, 1, 1, 2, 2, 3}, []uint32{5, 4, 5, 7, 6, 0}
	of := Majority(master, entity, 4)
	if diff := cmp.Diff([]uint32{0, 5, 6, 0}, of); diff != "" {
		t.Error(diff)
	}
	truth := [][]uint32{{0, 0, 0, 0, 0, 1, 2, 3}}
	got, reached := Reachable(master, []uint32{9, 0, 1, 9, 0, 1}, of, truth)
	if diff := cmp.Diff(Share{Given: 2, Right: 1, Share: .5}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]uint32{0, 5, 0, 0}, reached); diff != "" {
		t.Error(diff)
	}
}

func TestWhole(t *testing.T) {
	tests := []struct {
		name           string
		master, entity []uint32
		want           []uint32
	}{
		{"all of one", []uint32{1, 1, 2}, []uint32{5, 5, 6}, []uint32{0, 5, 6}},
		{"a part of one", []uint32{1, 2}, []uint32{5, 5}, []uint32{0, 0, 0}},
		{"two in one", []uint32{1, 1, 2}, []uint32{5, 6, 7}, []uint32{0, 0, 7}},
		{"not known", []uint32{1, 2}, []uint32{0, 7}, []uint32{0, 0, 7}},
		{"one not known among others", []uint32{1, 1, 2}, []uint32{7, 0, 8}, []uint32{0, 0, 8}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Whole(tt.master, tt.entity, 3)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func BenchmarkMeasure(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	in := &Input{Sources: []string{"x", "y", "z"}}
	for range 1_000_000 {
		in.Source = append(in.Source, r.Uint32N(3))
		in.Master = append(in.Master, 1+r.Uint32N(400_000))
		in.Entity = append(in.Entity, 1+r.Uint32N(400_000))
	}
	b.ReportAllocs()
	for b.Loop() {
		in.Measure()
	}
}
