package match

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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
	case Street:
		return plainStreet(strings.Split(string(x), "|"), strings.Split(string(y), "|"))
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

// plainStreet compares number, name and unit.
func plainStreet(x, y []string) int {
	agree := func(a, b string) int {
		switch {
		case a == "" || b == "":
			return 0
		case a == b:
			return 1
		}
		return -1
	}
	number, unit := agree(x[0], y[0]), agree(x[2], y[2])
	a, b := []byte(x[1]), []byte(y[1])
	name := kernel.JaroWinkler(a, b)
	if name > .7 && min(len(a), len(b)) >= 6 && kernel.OSA(a, b) <= 2 {
		name = max(name, .93)
	}
	switch {
	case number > 0 && name >= .9 && unit >= 0:
		return streetNear
	case number > 0 && name >= .8:
		return streetUnit
	case number == 0 && name >= .9:
		return streetNoNumber
	case number < 0 && name >= .9:
		return streetNumber
	}
	return streetDifferent
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
	for kind, alphabet := range map[Kind]string{Name: "aben x", Short: "abc xy", Code: "ab12", Phone: "012+", Email: "ab1.@", Street: "aber x12"} {
		t.Run(kind.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, uint64(kind)))
			d := table.NewDict()
			for d.Len() < 900 {
				v := randomValue(r, alphabet)
				if kind == Street {
					v = append(append([]byte{alphabet[6+r.IntN(2)], '|'}, v...), '|', alphabet[6+r.IntN(2)])
				}
				for range 3 {
					if _, err := d.Intern(bytes.TrimSpace(v)); err != nil {
						t.Fatal(err)
					}
					if at := r.IntN(len(v)); v[at] != '|' {
						v[at] = alphabet[r.IntN(len(alphabet))]
					}
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

// TestAddressesDecideAsTheirPartsDo: an address compares as its street, postcode and city do by themselves, however
// little of them is looked at.
func TestAddressesDecideAsTheirPartsDo(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var street, postcode, city []string
	for range 250 {
		name := pick("oak street", "oak street", "oak stret", "aok strete", "oak road", "quay", "quai", "long oak street")
		street = append(street, pick(pick("", "12|", "14|", "|")+name+pick("", "|", "|4", "|5"), pick("", "12|oak street|")))
		postcode = append(postcode, pick("", "12345", "12354", "12344", "99", "98", "123456789", "123456788"))
		city = append(city, pick("", "springs", "springs", "spring", "sprigns", "ton", "tom", "burton springs"))
		for _, values := range []*[]string{&street, &postcode, &city} {
			if last := len(*values) - 1; last > 0 && r.IntN(40) == 0 && (*values)[last] != "" {
				(*values)[last] += string(rune(table.Separator)) + pick("12345", "springs")
			}
		}
	}
	for _, lists := range []bool{false, true} {
		columns := [][]string{slices.Clone(street), slices.Clone(postcode), slices.Clone(city)}
		for _, values := range columns {
			for i := range values {
				if !lists {
					values[i], _, _ = strings.Cut(values[i], string(rune(table.Separator)))
				}
			}
		}
		c := comparerIn(t, nil, []Field{
			{Kind: Address, Columns: []int{0, 1, 2}}, {Kind: Street, Columns: []int{0}}, {Kind: Code, Columns: []int{1}}, {Kind: Short, Columns: []int{2}},
		}, Options{}, columns...)
		seen := map[int]int{}
		for i := range uint32(len(street)) {
			for j := range i {
				p := c.Pattern(i, j)
				want := plainAddress(p.Level(1), p.Level(2), p.Level(3))
				if got := p.Level(0); got != want {
					t.Fatalf("%q and %q: %q, by the parts %q", valuesOf(columns, i), valuesOf(columns, j), Address.Label(got), Address.Label(want))
				}
				seen[want]++
			}
		}
		if len(seen) < addressDifferent-equalLevels {
			t.Errorf("the addresses show only %v", seen)
		}
	}
}

func valuesOf(columns [][]string, i uint32) (row []string) {
	for _, values := range columns {
		row = append(row, values[i])
	}
	return row
}

// plainAddress is the level of an address by those of its parts.
func plainAddress(street, postcode, city int) int {
	agrees := func(level int) bool { return level != levelMissing && level <= codeNear }
	placeSame := agrees(postcode) || agrees(city)
	placeOther := !placeSame && (postcode != levelMissing || city != levelMissing)
	switch {
	case street != levelMissing && street <= equalLevels && placeSame:
		return street
	case street != levelMissing && street <= equalLevels && placeOther:
		return addressElsewhere
	case street != levelMissing && street <= streetNoNumber && placeSame:
		return addressNear
	case street != levelMissing && street <= streetNear && !placeOther:
		return addressNoPlace
	case agrees(postcode) && street == levelMissing:
		return addressPostcode
	case agrees(postcode):
		return addressPostcodeNo
	case agrees(city) && street == levelMissing:
		return addressCity
	case agrees(city):
		return addressCityNo
	case street == levelMissing && !placeOther:
		return levelMissing
	}
	return addressDifferent
}

// A batch gives the patterns of the pairs one by one, whatever is compared.
func TestBatchComparesAsPairsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "records")
		var fields []Field
		var columns [][]string
		column := func(kind Kind) int {
			values := make([]string, n)
			for i := range values {
				values[i] = drawValue(t, kind)
				if kind != Text && values[i] != "" && rapid.IntRange(0, 9).Draw(t, "list") == 0 {
					values[i] += string(rune(table.Separator)) + drawValue(t, kind)
				}
			}
			columns = append(columns, values)
			return len(columns) - 1
		}
		for f, kind := range append(rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 4).Draw(t, "kinds"), Name, Name) {
			fields = append(fields, Field{Name: fmt.Sprint(f), Kind: kind, Columns: []int{column(kind)}})
		}
		fields[len(fields)-2].Role, fields[len(fields)-1].Role = Given, FamilyName
		fields = append(fields, Field{Name: "address", Kind: Address, Columns: []int{column(Street), column(Code), column(Short)}})
		c := comparerIn(t, nil, fields, Options{}, columns...)
		var x, y []uint32
		var want []Pattern
		for i := range uint32(n) {
			for j := range uint32(n) {
				x, y, want = append(x, i), append(y, j), append(want, c.Pattern(i, j))
			}
		}
		b := c.NewBatch()
		b.Compare(y, x)
		if d := cmp.Diff(want, b.Compare(x, y)); d != "" {
			t.Fatal(d)
		}
	})
}
