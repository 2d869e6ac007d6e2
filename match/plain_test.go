package match

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/kernel"
)

// plainLevel compares two values by their bytes alone: what the levels are by
// definition, and the oracle of the briefs that stand in for them.
func plainLevel(kind Kind, x, y []byte) int {
	switch kind {
	case Name:
		return plainName(x, y)
	case Email:
		lx, ly := x[:localLength(x)], y[:localLength(y)]
		switch {
		case sameDigits(x, y) && kernel.OSA(x, y) <= 2:
			return emailNear
		case len(lx) > 3 && bytes.Equal(lx, ly):
			return emailLocal
		case kernel.JaroWinkler(lx, ly) > .9:
			return emailSimilar
		}
		return emailDifferent
	case Phone:
		if bytes.Equal(tail(x, 7), tail(y, 7)) || kernel.OSA(tail(x, 10), tail(y, 10)) <= 1 {
			return codeNear
		}
		return codeDifferent
	case Code:
		if min(len(x), len(y)) >= 4 && kernel.OSA(x, y) <= 1 {
			return codeNear
		}
		return codeDifferent
	}
	jw := kernel.JaroWinkler(x, y)
	switch {
	case jw >= .93, jw >= .7 && min(len(x), len(y)) >= 4 && kernel.OSA(x, y) <= 1:
		return shortNear
	case jw >= .84:
		return shortSimilar
	case jw >= .7, shareToken(x, y):
		return shortWeak
	}
	return shortDifferent
}

func plainName(x, y []byte) int {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 1 || len(x) >= 3 && bytes.HasPrefix(y, x) {
		if x[0] == y[0] {
			return nameInitial
		}
		return nameDifferent
	}
	jw := kernel.JaroWinkler(x, y)
	switch {
	case jw >= .93, jw >= .7 && len(x) >= 4 && kernel.OSA(x, y) <= 1:
		return nameNear
	case jw >= .84, jw > .7 && kernel.Soundex(x) == kernel.Soundex(y):
		return nameSimilar
	case jw >= .7, shareToken(x, y):
		return nameWeak
	}
	return nameDifferent
}

// TestBriefsDecideAsTheBytesDo compares random values, many of them nearly alike, both ways.
func TestBriefsDecideAsTheBytesDo(t *testing.T) {
	for kind, alphabet := range map[Kind]string{Name: "aben x", Short: "abc xy", Code: "ab12", Phone: "012", Email: "ab1.@"} {
		t.Run(kind.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, uint64(kind)))
			d := table.NewDict()
			for d.Len() < 900 {
				v := randomValue(r, alphabet)
				for range 3 {
					if _, err := d.Intern(bytes.TrimSpace(v)); err != nil {
						t.Fatal(err)
					}
					v[r.IntN(len(v))] = alphabet[r.IntN(len(alphabet))]
				}
			}
			codes := make([]uint32, d.Len())
			for i := range codes {
				codes[i] = uint32(i)
			}
			v, err := newValues(Column{Dict: d, Codes: codes}, nil)
			if err != nil {
				t.Fatal(err)
			}
			f, err := newFeatures(kind, v, nil)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[int]int{}
			for a := uint32(1); a < uint32(d.Len()); a++ {
				for b := a + 1; b < uint32(d.Len()); b++ {
					want := plainLevel(kind, d.Bytes(a), d.Bytes(b))
					if got := f.level(a, b); got != want {
						t.Fatalf("%q and %q: level %d by briefs, %d by bytes", d.Bytes(a), d.Bytes(b), got, want)
					}
					seen[want]++
				}
			}
			if len(seen) < 2 {
				t.Errorf("the values show only %s", fmt.Sprint(seen))
			}
		})
	}
}

func randomValue(r *rand.Rand, alphabet string) []byte {
	v := make([]byte, 1+r.IntN(12))
	for i := range v {
		v[i] = alphabet[r.IntN(len(alphabet))]
	}
	return v
}

// TestStreetPartsAgreeByHash: number and unit agree, conflict or are missing on a side.
func TestStreetPartsAgreeByHash(t *testing.T) {
	d := table.NewDict()
	values := []string{"12|oak street|", "12|oak street|4b", "14|oak street|4b", "|oak street|", "12|oak stret|4b", "12|quay|4b"}
	for _, v := range values {
		if _, err := d.Intern([]byte(v)); err != nil {
			t.Fatal(err)
		}
	}
	v, err := newValues(Column{Dict: d, Codes: []uint32{1, 2, 3, 4, 5, 6}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := newFeatures(Street, v, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ a, b, number, unit int }{{1, 2, 1, 0}, {2, 3, -1, 1}, {3, 4, 0, 0}, {2, 5, 1, 1}, {2, 6, 1, 1}} {
		name, number, unit := f.streetSimilarity(uint32(tt.a), uint32(tt.b))
		if number != tt.number || unit != tt.unit {
			t.Errorf("%s and %s: number %d, unit %d, want %d and %d", values[tt.a-1], values[tt.b-1], number, unit, tt.number, tt.unit)
		}
		if like := name >= .9; like != (tt.b != 6) {
			t.Errorf("%s and %s: names %.2f", values[tt.a-1], values[tt.b-1], name)
		}
	}
}
