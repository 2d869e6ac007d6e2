package cluster

import (
	"context"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// fault skips a test of a fault that is known and not mended yet; GILD_FAULTS=1 runs it all the same.
func fault(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("GILD_FAULTS") == "" {
		t.Skip("known fault: " + what)
	}
}

// world is a random set of links, guards and options.
type world struct {
	n    int
	odds map[[2]uint32]float32
	veto map[[2]uint32]bool
	opt  Options
}

func drawWorld(t *rapid.T) *world {
	w := &world{n: rapid.IntRange(1, 14).Draw(t, "n"), odds: map[[2]uint32]float32{}, veto: map[[2]uint32]bool{}}
	values := []float32{-6, -2, -.5, 0, .5, 1, 3, 6, 40, float32(math.Inf(1))}
	for j := range uint32(w.n) {
		for i := range j {
			if rapid.Bool().Draw(t, "edge") {
				w.odds[[2]uint32{i, j}] = rapid.SampledFrom(values).Draw(t, "lo")
			}
			if rapid.IntRange(0, 9).Draw(t, "veto") == 0 {
				w.veto[[2]uint32{i, j}] = true
			}
		}
	}
	source := rapid.SliceOfN(rapid.Uint16Range(0, 3), w.n, w.n).Draw(t, "source")
	w.opt = Options{
		Source: source, Unique: []bool{true, true, false, false}, Workers: rapid.IntRange(0, 3).Draw(t, "workers"),
		Never: func(i, j uint32) bool { return w.veto[[2]uint32{min(i, j), max(i, j)}] },
	}
	return w
}

// Clusters hold every record once, members ascend, clusters come by first member, and Of is their inverse.
func checkInvariants(t interface{ Fatalf(string, ...any) }, c *Clusters, n int) {
	if len(c.Members) != n || len(c.Of) != n || c.Start[0] != 0 || int(c.Start[c.Len()]) != n {
		t.Fatalf("%d records make %+v", n, c)
	}
	last := -1
	for k := range c.Len() {
		list := c.List(k)
		if len(list) == 0 || !slices.IsSorted(list) || int(list[0]) <= last {
			t.Fatalf("cluster %d is %v", k, list)
		}
		last = int(list[0])
		for _, i := range list {
			if c.Of[i] != uint32(k) {
				t.Fatalf("record %d is in cluster %d and says %d", i, k, c.Of[i])
			}
		}
	}
}

// Guards hold whatever the evidence, clusters stay within what links connect, and neither order nor workers matter.
func TestGuards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		c := run(t, w.n, w.odds, nil, w.opt)
		checkInvariants(t, c, w.n)
		connected := NewForest(w.n)
		for p := range w.odds {
			connected.Join(p[0], p[1])
		}
		for k := range c.Len() {
			list := c.List(k)
			for x, i := range list {
				for _, j := range list[:x] {
					switch {
					case w.opt.Never(i, j):
						t.Fatalf("vetoed records %d and %d are in one cluster", j, i)
					case w.opt.Source[i] == w.opt.Source[j] && w.opt.Unique[w.opt.Source[i]]:
						t.Fatalf("records %d and %d of duplicate-free source %d are in one cluster", j, i, w.opt.Source[i])
					case connected.Root(i) != connected.Root(j):
						t.Fatalf("no links lead from %d to %d", j, i)
					}
				}
			}
		}
		order := make([]int, len(w.odds))
		for k := range order {
			order[k] = k
		}
		w.opt.Workers = 3 - w.opt.Workers
		if d := cmp.Diff(c, run(t, w.n, w.odds, rapid.Permutation(order).Draw(t, "order"), w.opt)); d != "" {
			t.Fatalf("another order of edges makes other clusters:\n%s", d)
		}
	})
}

// Without guards, records that a decided link joins are always together.
func TestDecidedLinksHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		c := run(t, w.n, w.odds, nil, Options{Workers: 2})
		for p, lo := range w.odds {
			if math.IsInf(float64(lo), 1) && c.Of[p[0]] != c.Of[p[1]] {
				t.Fatalf("records %v are linked for certain and apart", p)
			}
		}
	})
}

// pairs gives all pairs of the members one log-odds.
func pairs(lo float32, members ...uint32) map[[2]uint32]float32 {
	m := map[[2]uint32]float32{}
	for x, i := range members {
		for _, j := range members[:x] {
			m[[2]uint32{min(i, j), max(i, j)}] = lo
		}
	}
	return m
}

func union(sets ...map[[2]uint32]float32) map[[2]uint32]float32 {
	all := map[[2]uint32]float32{}
	for _, m := range sets {
		for p, lo := range m {
			all[p] = lo
		}
	}
	return all
}

// Chains, cliques and bridges. Pairs without an edge have log-odds of -6.
func TestShapes(t *testing.T) {
	inf := float32(math.Inf(1))
	f := func(name string, n int, odds map[[2]uint32]float32, opt Options, want ...uint32) {
		t.Helper()
		if d := cmp.Diff(want, run(t, n, odds, nil, opt).Of); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	bridge := func(lo float32) map[[2]uint32]float32 { return map[[2]uint32]float32{{2, 3}: lo} }
	f("no record", 0, nil, Options{}, []uint32{}...)
	f("a clique", 6, pairs(1, 0, 1, 2, 3, 4, 5), Options{}, 0, 0, 0, 0, 0, 0)
	f("a chain of weak links", 6, map[[2]uint32]float32{{0, 1}: 1, {1, 2}: 1, {2, 3}: 1, {3, 4}: 1, {4, 5}: 1}, Options{}, 0, 0, 1, 1, 2, 2)
	f("two cliques and a weak bridge", 6, union(pairs(5, 0, 1, 2), pairs(5, 3, 4, 5), bridge(2)), Options{}, 0, 0, 0, 1, 1, 1)
	// The best link comes first, so one record changes sides; the cliques do not become one.
	f("two cliques and a strong bridge", 6, union(pairs(5, 0, 1, 2), pairs(5, 3, 4, 5), bridge(30)), Options{}, 0, 0, 0, 0, 1, 1)
	f("two cliques and a decided bridge", 6, union(pairs(5, 0, 1, 2), pairs(5, 3, 4, 5), bridge(inf)), Options{}, 0, 0, 0, 0, 1, 1)
	f("a veto between two cliques is stronger than a decision", 6, union(pairs(5, 0, 1, 2), pairs(5, 3, 4, 5), bridge(inf)),
		Options{Never: func(i, j uint32) bool { return i == 2 && j == 3 || i == 3 && j == 2 }}, 0, 0, 0, 1, 1, 1)
	f("one weak pair in a clique", 4, union(pairs(4, 0, 1, 2, 3), map[[2]uint32]float32{{0, 3}: -4}), Options{}, 0, 0, 0, 0)
	f("even odds are not enough", 2, pairs(0, 0, 1), Options{}, 0, 1)
	f("a higher cut", 2, pairs(2, 0, 1), Options{Cut: 2.5}, 0, 1)
	f("a lower cut", 2, pairs(-1, 0, 1), Options{Cut: -1.5}, 0, 0)
	f("best link first", 3, map[[2]uint32]float32{{0, 1}: 2, {1, 2}: 5}, Options{}, 0, 1, 1)
	f("one record of a source, the best one", 3, map[[2]uint32]float32{{0, 1}: 2, {0, 2}: 5}, Options{Source: []uint16{0, 1, 1}, Unique: []bool{false, true}}, 0, 1, 0)
	f("two clusters of no connection", 4, union(pairs(3, 0, 2), pairs(3, 1, 3)), Options{}, 0, 1, 0, 1)
}

func TestForest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "n")
		f := NewForest(n)
		label := make([]int, n) // the plain version: relabel everything
		for i := range label {
			label[i] = i
		}
		for range rapid.IntRange(0, 40).Draw(t, "joins") {
			i, j := rapid.IntRange(0, n-1).Draw(t, "i"), rapid.IntRange(0, n-1).Draw(t, "j")
			f.Join(uint32(i), uint32(j))
			from, to := max(label[i], label[j]), min(label[i], label[j])
			for k := range label {
				if label[k] == from {
					label[k] = to
				}
			}
		}
		for i := range label {
			if got := f.Root(uint32(i)); int(got) != label[i] {
				t.Fatalf("root of %d is %d, want %d", i, got, label[i])
			}
		}
		checkInvariants(t, f.Clusters(), n)
	})
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	edges := []Edge{{0, 1, 1}, {1, 2, 1}}
	_, err := Agglomerate(ctx, 3, edges, Options{Scorer: func() func(i, j uint32) float32 { return func(i, j uint32) float32 { return 0 } }})
	if err == nil {
		t.Error("no error of a run that was cancelled")
	}
}

// The sample that judges the merge of a huge cluster must see all of a small one.
func TestSampleSeesBothSides(t *testing.T) {
	fault(t, "mean steps by pairs/maxCross|1 through rows of len(b): where the step is a multiple of len(b), it scores against the first member only (900 to 1,079 records against 5)")
	const big, small = 1000, 5
	var a, b []uint32
	for i := range uint32(big) {
		a = append(a, i)
	}
	for i := range uint32(small) {
		b = append(b, big+i)
	}
	seen := map[uint32]bool{}
	w := &worker{opt: &Options{}, score: func(_, j uint32) float32 { seen[j] = true; return 0 }}
	w.mean(a, b, Edge{0, big, 1})
	if len(seen) != small {
		t.Errorf("%d of %d members were looked at", len(seen), small)
	}
}

func TestEdgesStayTheCallers(t *testing.T) {
	fault(t, "Agglomerate sorts and turns the caller's edges, which its doc does not say")
	edges := []Edge{{3, 2, 1}, {1, 0, 5}}
	want := slices.Clone(edges)
	if _, err := Agglomerate(context.Background(), 4, edges, Options{Scorer: func() func(i, j uint32) float32 { return nil }}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, edges); d != "" {
		t.Error(d)
	}
}

func TestCutOfUniqueSources(t *testing.T) {
	fault(t, "Options.Cut says it holds between two single records; between two duplicate-free sources it is Cut - Lenient, so log-odds of -1 (27 %) merge. Either the doc or cut is wrong")
	c := run(t, 2, pairs(-1, 0, 1), nil, Options{Source: []uint16{0, 1}, Unique: []bool{true, true}})
	if c.Len() != 2 {
		t.Error("two records of odds below even are one")
	}
}
