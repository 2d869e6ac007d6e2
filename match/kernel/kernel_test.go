package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/xrash/smetrics"
	"pgregory.net/rapid"
)

// pair makes two related strings: the second is the first with some edits, or another.
func pair(r *rand.Rand, most int) (a, b []byte) {
	letters := 2 + r.IntN(24)
	random := func(n int) []byte {
		s := make([]byte, n)
		for i := range s {
			s[i] = 'a' + byte(r.IntN(letters))
		}
		return s
	}
	a = random(r.IntN(most + 1))
	if r.IntN(3) == 0 {
		return a, random(r.IntN(most + 1))
	}
	b = append(b, a...)
	for range r.IntN(4) {
		if len(b) < 2 {
			break
		}
		switch i := r.IntN(len(b) - 1); r.IntN(4) {
		case 0:
			b[i] = 'a' + byte(r.IntN(letters))
		case 1:
			b = append(b[:i], b[i+1:]...)
		case 2:
			b = append(b[:i+1], b[i:]...)
		case 3:
			b[i], b[i+1] = b[i+1], b[i]
		}
	}
	return a, b
}

// rounds is how many random pairs are compared with the reference.
func rounds(t *testing.T) int {
	if testing.Short() {
		return 50_000
	}
	return 2_000_000
}

// smetrics gives up symmetry where the two orders match other characters; the shorter string comes first here.
func reference(a, b []byte) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	return smetrics.JaroWinkler(string(a), string(b), boostThreshold, prefixLength)
}

func TestJaroWinklerEqualsReference(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range rounds(t) {
		a, b := pair(r, 20)
		if got, want := JaroWinkler(a, b), reference(a, b); got != want {
			t.Fatalf("JaroWinkler(%q, %q) = %v, smetrics says %v", a, b, got, want)
		}
	}
	for range 2000 {
		a, b := pair(r, 150)
		if got, want := JaroWinkler(a, b), reference(a, b); got != want {
			t.Fatalf("JaroWinkler(%q, %q) = %v, smetrics says %v", a, b, got, want)
		}
	}
}

func TestOSAEqualsPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range rounds(t) / 4 {
		a, b := pair(r, 20)
		if got, want := OSA(a, b), osaPlain(a, b); got != want {
			t.Fatalf("OSA(%q, %q) = %d, the table says %d", a, b, got, want)
		}
	}
	for range 2000 {
		a, b := pair(r, 150)
		if got, want := OSA(a, b), osaPlain(a, b); got != want {
			t.Fatalf("OSA(%q, %q) = %d, the table says %d", a, b, got, want)
		}
	}
}

func TestOSA(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"ca", "abc", 3}, {"smith", "smiht", 1}, {"kitten", "sitting", 3}, {"a", "a", 0}} {
		if got := OSA([]byte(tt.a), []byte(tt.b)); got != tt.want {
			t.Errorf("OSA(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestSoundex(t *testing.T) {
	for name, want := range map[string]string{
		"Robert": "R163", "Rupert": "R163", "Rubin": "R150", "Ashcraft": "A261", "Ashcroft": "A261", "Tymczak": "T522",
		"Pfister": "P236", "Jackson": "J250", "Honeyman": "H555", "Gutierrez": "G362", "VanDeusen": "V532", "o'brien": "O165", "": "0000", "123": "0000", "a": "A000",
	} {
		if got := Soundex([]byte(name)); string(got[:]) != want {
			t.Errorf("Soundex(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOfN(rapid.ByteRange('a', 'e'), 0, 80).Draw(t, "a"), rapid.SliceOfN(rapid.ByteRange('a', 'e'), 0, 80).Draw(t, "b")
		jw, d := JaroWinkler(a, b), OSA(a, b)
		if jw < 0 || jw > 1 || jw != JaroWinkler(b, a) {
			t.Errorf("JaroWinkler is %v, or %v the other way", jw, JaroWinkler(b, a))
		}
		if d != OSA(b, a) || d > max(len(a), len(b)) || d < len(b)-len(a) || d < len(a)-len(b) {
			t.Errorf("OSA is %d, or %d the other way", d, OSA(b, a))
		}
		if (d == 0) != (string(a) == string(b)) {
			t.Errorf("OSA is %d", d)
		}
	})
}

func BenchmarkJaroWinkler(b *testing.B) {
	x, y := []byte("katherine"), []byte("catherina")
	b.ReportAllocs()
	for b.Loop() {
		JaroWinkler(x, y)
	}
}

func BenchmarkOSA(b *testing.B) {
	x, y := []byte("katherine"), []byte("catherina")
	b.ReportAllocs()
	for b.Loop() {
		OSA(x, y)
	}
}
