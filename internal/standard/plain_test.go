package standard

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawText draws a text of pieces that names, addresses and numbers are made of.
func drawText(t *rapid.T, pieces ...string) string {
	pieces = append(pieces, "", " ", "  ", "-", ".", ",", "'", "\u00a0", "é", "Ö", "日", "İ", "&amp;", "\t")
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "text"), "")
}

// What appends is what returns strings.
func TestAppendersLikePlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawText(t, "A", "b", "Mc", "MC", "DONALD", "O'", "O'NEIL", "1", "x2", "smith", "`")
		for _, f := range []struct {
			name      string
			got, want string
		}{
			{"proper", string(appendProper([]byte("x"), v)), "x" + proper(v)},
			{"letters", string(appendLetters([]byte("x"), v)), "x" + foldLetters(v)},
			{"lower", string(appendLower([]byte("x"), v)), "x" + strings.ToLower(v)},
			{"fields", strings.Join(appendFields([]string{"x"}, v), "|"), strings.Join(append([]string{"x"}, strings.Fields(v)...), "|")},
		} {
			if f.got != f.want {
				t.Fatalf("%s of %q is %q, not %q", f.name, v, f.got, f.want)
			}
		}
		if shouting(v) != shoutingRunes(v) {
			t.Fatalf("%q shouts: %v", v, shouting(v))
		}
	})
}

// same reports whether two cells hold the same.
func same(a, b *Cell) bool {
	if a.Parts() != b.Parts() {
		return false
	}
	for k := range a.Parts() {
		if string(a.Spelling(k)) != string(b.Spelling(k)) || string(a.Canonical(k)) != string(b.Canonical(k)) || a.Quality(k) != b.Quality(k) {
			return false
		}
	}
	return true
}

// The fast paths of e-mail addresses and phone numbers give what the slow ones do.
func TestFastPathsLikePlain(t *testing.T) {
	var fast, plain Cell
	rapid.Check(t, func(t *rapid.T) {
		for _, tt := range []struct {
			kind  Type
			plain simple
			value string
		}{
			{emailType(), emailType().(emails).simple, drawText(t, "a", "B.c", "@", "@x", ".", ".com", "test", "example.com", "..", "+", "_", ";", "mailto:")},
			{phoneType(), phoneType().(phones).simple, drawText(t, "+", "+1", "(0)", "(", ")", "1", "212", "555", "0143", "23456", "7890", "/", "x12", "00", ";", "1111111111")},
		} {
			opt := &Options{country: rapid.SampledFrom([]string{"", "US", "DE"}).Draw(t, "country")}
			fast.Reset()
			plain.Reset()
			tt.kind.Standardise(tt.value, opt, &fast)
			tt.plain.Standardise(tt.value, opt, &plain)
			if !same(&fast, &plain) {
				t.Fatalf("%s %q: %q, not %q", tt.kind.Name(), tt.value, fast.buf, plain.buf)
			}
		}
	})
}
