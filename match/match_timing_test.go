package match

import (
	"context"
	"fmt"
	"testing"
)

// benchTown is the town that benchmarks compare; big enough for its columns to leave the first caches.
const benchTown = 2000

func BenchmarkPattern(b *testing.B) {
	p := newTown(benchTown)
	c := comparerIn(b, nil, townFields(), Options{Workers: 2}, p.given, p.family, p.born, p.street)
	n := uint32(c.Rows())
	b.ReportAllocs()
	i := uint32(0)
	for b.Loop() {
		_ = c.Pattern(i%n, (i*2654435761)%n)
		i++
	}
}

func BenchmarkPatternOfKind(b *testing.B) {
	p := newTown(benchTown)
	mails, texts := make([]string, len(p.given)), make([]string, len(p.given))
	for i := range mails {
		mails[i] = p.given[i] + "." + p.family[i] + "@" + p.family[(i*7)%len(mails)] + ".org"
		texts[i] = fmt.Sprintf("%s %s ax%d %s %s", p.given[i], p.family[i], i%900, p.given[(i*3)%len(mails)], p.family[(i*5)%len(mails)])
	}
	for _, tt := range []struct {
		kind   Kind
		values []string
	}{{Name, p.given}, {Date, p.born}, {Street, p.street}, {Short, p.family}, {Code, p.born}, {Email, mails}, {Text, texts}, {ModelNumber, texts}} {
		b.Run(tt.kind.String(), func(b *testing.B) {
			c := comparerIn(b, nil, []Field{{Kind: tt.kind, Columns: []int{0}}}, Options{}, tt.values)
			n := uint32(c.Rows())
			b.ReportAllocs()
			i := uint32(0)
			for b.Loop() {
				_ = c.Pattern(i%n, (i*2654435761)%n)
				i++
			}
		})
	}
}

func BenchmarkScorer(b *testing.B) {
	p := newTown(100)
	c, _, _, m := trainTown(b, p)
	n := uint32(c.Rows())
	b.Run("pair", func(b *testing.B) {
		s, i := m.NewScorer(c), uint32(0)
		b.ReportAllocs()
		for b.Loop() {
			_ = s.Pair(i%n, (i*2654435761)%n)
			i++
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			s, i := m.NewScorer(c), uint32(0)
			for pb.Next() {
				_ = s.Pair(i%n, (i*2654435761)%n)
				i++
			}
		})
	})
}

func BenchmarkHistogram(b *testing.B) {
	for _, distinct := range []int{1e1, 1e3, 1e5} {
		b.Run(fmt.Sprint(distinct), func(b *testing.B) {
			patterns := make([]Pattern, distinct)
			for i := range patterns {
				patterns[i] = Pattern(i * 7919)
			}
			var h Histogram
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				h.Add(0, patterns[i], 1)
				if i++; i == distinct {
					i = 0
				}
			}
		})
	}
}

func BenchmarkTrain(b *testing.B) {
	fields, u, _, strata := twoClasses(2000, 20_000)
	b.ReportAllocs()
	for b.Loop() {
		Train(fields, u, strata, TrainOptions{Rounds: 10})
	}
}

func BenchmarkNewComparer(b *testing.B) {
	p := newTown(benchTown)
	b.ReportAllocs()
	for b.Loop() {
		comparerIn(b, nil, townFields(), Options{Workers: 2}, p.given, p.family, p.born, p.street)
	}
}

func BenchmarkNewChance(b *testing.B) {
	p := newTown(benchTown)
	c := comparerIn(b, nil, townFields(), Options{Workers: 2}, p.given, p.family, p.born, p.street)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.NewChance(context.Background(), nil, nil, 2); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBatch is BenchmarkPattern, many pairs at a time.
func BenchmarkBatch(b *testing.B) {
	p := newTown(benchTown)
	c := comparerIn(b, nil, townFields(), Options{Workers: 2}, p.given, p.family, p.born, p.street)
	n := uint32(c.Rows())
	batch, x, y := c.NewBatch(), make([]uint32, 256), make([]uint32, 256)
	b.ReportAllocs()
	i := uint32(0)
	for b.Loop() {
		if k := i % 256; k == 255 {
			_ = batch.Compare(x, y)
		} else {
			x[k], y[k] = i%n, (i*2654435761)%n
		}
		i++
	}
}
