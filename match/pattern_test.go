package match

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// drawValue draws a canonical value of a kind; few letters, so that values are often alike. It may be missing.
func drawValue(t *rapid.T, kind Kind) string {
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "part") }
	word := rapid.StringMatching(`[abe]{1,7}`)
	digits := func(least, most int) string {
		return rapid.StringOfN(rapid.RuneFrom([]rune("0123")), least, most, -1).Draw(t, "digits")
	}
	if rapid.IntRange(0, 7).Draw(t, "missing") == 0 {
		return ""
	}
	switch kind {
	case Name, Short, Category:
		return pick("", "an ", "bea ", "robert ") + word.Draw(t, "word")
	case Date:
		return pick("1980", "1981", "1890", "0000") + "-" + pick("01", "10", "12", "00") + "-" + pick("01", "10", "12", "21", "00")
	case Email:
		return word.Draw(t, "local") + pick("", "1", "2", ".eve") + "@" + pick("a.org", "b.org", "bb.com")
	case Phone:
		return pick("", "+1", "+44") + digits(4, 11)
	case Street:
		return pick("", "1", "12", "21") + "|" + word.Draw(t, "street") + pick(" street", " road", "") + "|" + pick("", "", "3", "4")
	case Code:
		return pick("", "AB", "BA") + digits(1, 6)
	case Number:
		return pick("", "-") + digits(1, 3) + pick("", ".5", " kg")
	}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"ax100", "ax101", "x10", "bosch", "bosh", "pump", "pumpe", "red", "1200w", "b"}), 1, 6).Draw(t, "words"), " ")
}

// Comparing is symmetric, levels stay within the kind, a missing value is no evidence and an equal one is level of equality.
func TestPatternOfEveryKind(t *testing.T) {
	for _, kind := range kinds {
		t.Run(kind.String(), func(t *testing.T) {
			if kind == Name {
				fault(t, swappedSigns)
			}
			rapid.Check(t, func(t *rapid.T) {
				values := make([]string, 6)
				for i := range values {
					values[i] = drawValue(t, kind)
					if rapid.IntRange(0, 4).Draw(t, "list") == 0 && values[i] != "" && kind != Text {
						values[i] += string(rune(table.Separator)) + drawValue(t, kind)
					}
				}
				c := comparerIn(t, nil, []Field{{Kind: kind, Columns: []int{0}}}, Options{}, values)
				for i, a := range values {
					for j, b := range values {
						checkLevel(t, c, kind, i, j, a, b)
					}
				}
			})
		})
	}
}

const swappedSigns = "nameLevel orders the strings by length but not their signatures, so that belowJaro takes each with the other's length"

func checkLevel(t *rapid.T, c *Comparer, kind Kind, i, j int, a, b string) {
	p := c.Pattern(uint32(i), uint32(j))
	l := p.Level(0)
	if p != Pattern(l) || l > kind.Levels() {
		t.Fatalf("%q against %q is pattern %x", a, b, p)
	}
	if back := c.Pattern(uint32(j), uint32(i)); back != p {
		t.Fatalf("%q against %q is %q, the other way %q", a, b, kind.Label(l), kind.Label(back.Level(0)))
	}
	switch {
	case a == "" || b == "":
		if l != levelMissing {
			t.Fatalf("%q against %q is %q", a, b, kind.Label(l))
		}
	case a == b && kind != ModelNumber:
		if !kind.Equal(l) {
			t.Fatalf("%q against itself is %q", a, kind.Label(l))
		}
	case l == levelMissing && kind != Date && kind != ModelNumber: // dates may have no part in common, texts no code
		t.Fatalf("%q against %q is missing", a, b)
	}
}

func TestTextIsSymmetric(t *testing.T) {
	values := []string{"martha", "marth marta", "zz", "yy xx"}
	c := comparerIn(t, nil, []Field{{Kind: Text, Columns: []int{0}}}, Options{}, values)
	for i := range uint32(len(values)) {
		for j := range i {
			if p, back := c.Pattern(i, j), c.Pattern(j, i); p != back {
				t.Errorf("%q against %q is %s, the other way %s", values[i], values[j], Text.Label(p.Level(0)), Text.Label(back.Level(0)))
			}
		}
	}
}

// A text's similarity is between 0 and 1, and greater with every token shared.
func TestTextSimilarity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := []string{drawValue(t, Text), drawValue(t, Text), drawValue(t, Text), "other words"}
		c := comparerIn(t, nil, []Field{{Kind: Text, Columns: []int{0}}}, Options{}, values)
		w := c.feature[0].words
		codes := c.feature[0]
		for a := uint32(1); a < uint32(codes.dict.Len()); a++ {
			for b := uint32(1); b < uint32(codes.dict.Len()); b++ {
				s := w.similarity(w.of(a), w.of(b), w.total[a], w.total[b])
				if s < 0 || s > 1+1e-6 {
					t.Fatalf("%q and %q are %v alike", codes.dict.Bytes(a), codes.dict.Bytes(b), s)
				}
			}
		}
	})
}

// Patterns of many fields keep each level apart from the others.
func TestPatternHoldsAllFields(t *testing.T) {
	var fields []Field
	var columns [][]string
	var want []int
	for f := range MaxFields {
		fields = append(fields, Field{Name: fmt.Sprint(f), Kind: Code, Columns: []int{f}})
		switch f % 3 {
		case 0:
			columns, want = append(columns, []string{"AB1234", "AB1243"}), append(want, codeNear)
		case 1:
			columns, want = append(columns, []string{"AB1234", ""}), append(want, levelMissing)
		default:
			columns, want = append(columns, []string{"AB1234", "ZZ99"}), append(want, codeDifferent)
		}
	}
	p := comparerIn(t, nil, fields, Options{Workers: 2}, columns...).Pattern(0, 1)
	var got []int
	for f := range fields {
		got = append(got, p.Level(f))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Records of a town compare the same both ways and whatever the number of workers, crosswise names included.
func TestTownIsSymmetric(t *testing.T) {
	fault(t, swappedSigns)
	p := newTown(40)
	for i := range p.given { // some forms have the names in each other's place
		if i%5 == 0 {
			p.given[i], p.family[i] = p.family[i], p.given[i]
		}
	}
	one := comparerIn(t, nil, townFields(), Options{}, p.given, p.family, p.born, p.street)
	many := comparerIn(t, nil, townFields(), Options{Workers: 4}, p.given, p.family, p.born, p.street)
	for i := range uint32(one.Rows()) {
		for j := range i {
			if a, b, c := one.Pattern(i, j), one.Pattern(j, i), many.Pattern(i, j); a != b || a != c {
				t.Fatalf("records %d and %d have patterns %x, %x the other way, %x by more workers", i, j, a, b, c)
			}
		}
	}
}
