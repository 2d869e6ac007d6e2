package kernel

import (
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

func packed(s string) uint64 {
	var b [PackedLength]byte
	copy(b[:], s)
	return binary.BigEndian.Uint64(b[:])
}

func TestJaroWinklerPackedIsJaroWinkler(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(rapid.SampledFrom([]string{`[abc]{0,8}`, `[a-f \xff]{0,8}`, `[ab]{6,8}`}).Draw(t, "kind"))
		for range 20 {
			a, b := word.Draw(t, "a"), word.Draw(t, "b")
			a, b = a[:min(len(a), PackedLength)], b[:min(len(b), PackedLength)]
			if got, want := JaroWinklerPacked(packed(a), packed(b), len(a), len(b)), JaroWinkler([]byte(a), []byte(b)); got != want {
				t.Fatalf("%q and %q: %v, want %v", a, b, got, want)
			}
		}
	})
}

func BenchmarkJaroWinklerShort(b *testing.B) {
	words := []string{"martha", "marhta", "richard", "rikard", "thelma", "velma", "ann", "robert"}
	text, word := make([][]byte, len(words)), make([]uint64, len(words))
	for k, w := range words {
		text[k], word[k] = []byte(w), packed(w)
	}
	b.Run("bytes", func(b *testing.B) {
		i := 0
		for b.Loop() {
			JaroWinkler(text[i&7], text[(i>>3)&7])
			i++
		}
	})
	b.Run("packed", func(b *testing.B) {
		i := 0
		for b.Loop() {
			x, y := i&7, (i>>3)&7
			JaroWinklerPacked(word[x], word[y], len(text[x]), len(text[y]))
			i++
		}
	})
}
