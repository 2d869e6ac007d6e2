package cluster

import (
	"context"
	"testing"
)

// Judging two single records, or two halves, comes to what clustering does with them.
func TestJudgeIsWhatClusteringDoes(t *testing.T) {
	score := func(lo float32) func() func(i, j uint32) float32 {
		return func() func(i, j uint32) float32 { return func(i, j uint32) float32 { return lo } }
	}
	veto := func(i, j uint32) bool { return i+j == 1 }
	for _, tt := range []struct {
		name string
		lo   float32
		opt  Options
		want bool
		why  Guard
	}{
		{"likely", 2, Options{}, true, NoGuard},
		{"unlikely", -1, Options{}, false, NoGuard},
		{"below a cut of one's own", 2, Options{Cut: 3}, false, NoGuard},
		{"vetoed", 5, Options{Never: veto}, false, Vetoed},
		{"two of a source without duplicates", 5, Options{Source: []uint16{0, 0}, Unique: []bool{true}}, false, TwiceUnique},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.opt.Scorer = score(tt.lo)
			j := Judge([]uint32{0}, []uint32{1}, tt.opt)
			if j.Join() != tt.want || j.Guard != tt.why || j.Pairs != 1 {
				t.Errorf("%+v", j)
			}
			c, err := Agglomerate(context.Background(), 2, []Edge{{0, 1, tt.lo}}, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			if joined := c.Len() == 1; joined != j.Join() {
				t.Errorf("clustering joins: %t", joined)
			}
		})
	}
}

// Clusters that conflict, or that no link joins, stay apart however high their mean.
func TestJudgeOfWholes(t *testing.T) {
	score := func() func(i, j uint32) float32 {
		return func(i, j uint32) float32 { return map[uint32]float32{2: -1.5, 3: -1, 4: -1.2, 5: -.5}[i+j] }
	}
	conflict := func(a, b []uint32) bool { return true }
	for _, tt := range []struct {
		name string
		opt  Options
		why  Guard
	}{
		{"lenient", Options{}, NoGuard},
		{"no link", Options{Backed: true}, Unbacked},
		{"conflict", Options{Apart: conflict}, Conflicting},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.opt.Scorer = score
			if j := Judge([]uint32{0, 1}, []uint32{2, 3}, tt.opt); j.Guard != tt.why || j.Mean <= j.Cut {
				t.Errorf("%+v", j)
			}
		})
	}
}

func TestJudgeNamesTheRecordsOfAGuard(t *testing.T) {
	opt := Options{
		Never:  func(i, j uint32) bool { return i == 1 && j == 3 },
		Scorer: func() func(i, j uint32) float32 { return func(i, j uint32) float32 { return 9 } },
	}
	if j := Judge([]uint32{0, 1}, []uint32{2, 3}, opt); j.Guard != Vetoed || j.I != 1 || j.J != 3 || j.Mean != clip || j.Pairs != 4 {
		t.Errorf("%+v", j)
	}
}
