package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xrash/smetrics"
	"pgregory.net/rapid"
)

// smetricsBothWays is the reference in both argument orders, which agree: see jaroRun.
func smetricsBothWays(t *testing.T, a, b []byte) float64 {
	t.Helper()
	x := smetrics.JaroWinkler(string(a), string(b), boostThreshold, prefixLength)
	if y := smetrics.JaroWinkler(string(b), string(a), boostThreshold, prefixLength); x != y {
		t.Fatalf("smetrics of %q and %q is %v, or %v the other way", a, b, x, y)
	}
	return x
}

func TestPatternEqualsReference(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var p Pattern // one for all: Set must leave nothing behind
	f := func(a, b []byte, plain bool) {
		t.Helper()
		p.Set(a)
		want := reference(a, b)
		if got := p.JaroWinkler(b); got != want {
			t.Fatalf("Pattern %q: JaroWinkler(%q) = %v, smetrics says %v", a, b, got, want)
		}
		if got, want := p.OSA(b), OSA(a, b); got != want {
			t.Fatalf("Pattern %q: OSA(%q) = %d, want %d", a, b, got, want)
		}
		if !plain {
			return
		}
		if got, want := p.OSA(b), osaPlain(a, b); got != want {
			t.Fatalf("Pattern %q: OSA(%q) = %d, the table says %d", a, b, got, want)
		}
		smetricsBothWays(t, a, b)
	}
	for i := range rounds(t) {
		a, b := pair(r, 20)
		f(a, b, i%16 == 0)
	}
	for range rounds(t) / 100 {
		a, b := pair(r, 70) // about the longest that bits take
		f(a, b, false)
		f(b, a, false)
	}
	for range 500 {
		a, b := pair(r, 150)
		f(a, b, true)
	}
}

// Every pair of short strings over three letters, in both orders.
func TestPatternExhaustive(t *testing.T) {
	longest := 5
	if testing.Short() {
		longest = 4
	}
	words := [][]byte{{}}
	for from, n := 0, 0; n < longest; n++ {
		to := len(words)
		for _, w := range words[from:to] {
			for _, c := range []byte("abc") {
				words = append(words, append(append([]byte(nil), w...), c))
			}
		}
		from = to
	}
	var p Pattern
	for _, a := range words {
		p.Set(a)
		for _, b := range words {
			want := smetricsBothWays(t, a, b)
			if got := p.JaroWinkler(b); got != want || JaroWinkler(a, b) != want {
				t.Fatalf("JaroWinkler(%q, %q) = %v and %v, smetrics says %v", a, b, got, JaroWinkler(a, b), want)
			}
			if want := osaPlain(a, b); p.OSA(b) != want || OSA(a, b) != want {
				t.Fatalf("OSA(%q, %q) = %d and %d, the table says %d", a, b, p.OSA(b), OSA(a, b), want)
			}
			if got, want := Levenshtein(a, b), levenshteinPlain(a, b); got != want {
				t.Fatalf("Levenshtein(%q, %q) = %d, the table says %d", a, b, got, want)
			}
		}
	}
}

func TestLevenshteinEqualsReference(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	f := func(most int) {
		t.Helper()
		a, b := pair(r, most)
		want := smetrics.WagnerFischer(string(a), string(b), 1, 1, 1)
		if got := Levenshtein(a, b); got != want {
			t.Fatalf("Levenshtein(%q, %q) = %d, smetrics says %d", a, b, got, want)
		}
		if got := levenshteinPlain(a, b); got != want {
			t.Fatalf("levenshteinPlain(%q, %q) = %d, smetrics says %d", a, b, got, want)
		}
	}
	for range rounds(t) / 4 {
		f(20)
	}
	for range 2000 {
		f(150)
	}
}

func TestLevenshtein(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"ca", "abc", 3}, {"smith", "smiht", 2}, {"kitten", "sitting", 3}, {"saturday", "sunday", 3}, {"a", "a", 0}} {
		if got := Levenshtein([]byte(tt.a), []byte(tt.b)); got != tt.want {
			t.Errorf("Levenshtein(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestPatternProperties(t *testing.T) {
	text := rapid.SliceOfN(rapid.Byte(), 0, 80)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		var p, q Pattern
		p.Set(b) // what stood there before
		p.Set(a)
		q.Set(b)
		jw, d, l := p.JaroWinkler(b), p.OSA(b), Levenshtein(a, b)
		if jw != q.JaroWinkler(a) || d != q.OSA(a) || l != Levenshtein(b, a) {
			t.Errorf("not symmetric: %v %v, %d %d, %d %d", jw, q.JaroWinkler(a), d, q.OSA(a), l, Levenshtein(b, a))
		}
		if jw < 0 || jw > 1 || d > l || l > max(len(a), len(b)) || d < max(len(a)-len(b), len(b)-len(a)) {
			t.Errorf("out of range: %v, %d, %d", jw, d, l)
		}
		if p.JaroWinkler(a) != 1 || p.OSA(a) != 0 || Levenshtein(a, a) != 0 {
			t.Errorf("not like itself: %v, %d, %d", p.JaroWinkler(a), p.OSA(a), Levenshtein(a, a))
		}
	})
}

// A pattern that is read allocates nothing, nor does one that is set anew to no longer string.
func TestPatternAllocatesNothing(t *testing.T) {
	var p Pattern
	a, b := []byte("katherine elizabeth"), []byte("catherina elisabeth")
	p.Set(a)
	n := testing.AllocsPerRun(100, func() {
		p.Set(b)
		p.JaroWinkler(a)
		p.OSA(a)
		Levenshtein(a, b)
	})
	if d := cmp.Diff(0.0, n); d != "" {
		t.Error(d)
	}
}

// kernelPairs are values of the lengths that matching sees.
func kernelPairs() map[string][2][]byte {
	return map[string][2][]byte{
		"name":   {[]byte("katherine"), []byte("catherina")},
		"street": {[]byte("12|north washington boulevard|apartment 4"), []byte("12|n washingtn boulevard|apt 4")},
		"long":   {[]byte("the quick brown fox jumps over the lazy dog and the next"), []byte("teh quick browne fox jumped over a lazy dog and the nexus")},
	}
}

func BenchmarkPattern(b *testing.B) {
	for name, v := range kernelPairs() {
		var p Pattern
		p.Set(v[0])
		b.Run("jaro-winkler/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.JaroWinkler(v[1])
			}
		})
		b.Run("osa/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.OSA(v[1])
			}
		})
		b.Run("set/"+name, func(b *testing.B) {
			var q Pattern
			b.ReportAllocs()
			for b.Loop() {
				q.Set(v[0])
			}
		})
	}
}

func BenchmarkPlainCalls(b *testing.B) {
	for name, v := range kernelPairs() {
		b.Run("jaro-winkler/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				JaroWinkler(v[0], v[1])
			}
		})
		b.Run("osa/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				OSA(v[0], v[1])
			}
		})
		b.Run("levenshtein/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Levenshtein(v[0], v[1])
			}
		})
	}
}

// Whatever the goroutines, a pattern is only read.
func BenchmarkPatternParallel(b *testing.B) {
	var p Pattern
	p.Set([]byte("katherine"))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		t := []byte("catherina")
		for pb.Next() {
			p.JaroWinkler(t)
		}
	})
}
