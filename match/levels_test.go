package match

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// compareTwo compares two values of a kind in a population of others.
func compareTwo(t testing.TB, kind Kind, a, b string) int {
	t.Helper()
	values := []string{a, b, "zzz", "qqq", "1111-11-11", "x@y.zz", "9|nowhere lane|"}
	c := comparerOf(t, []Field{{Name: "f", Kind: kind, Columns: []int{0}}}, values)
	level := c.Pattern(0, 1).Level(0)
	if back := c.Pattern(1, 0).Level(0); back != level {
		t.Errorf("%v: %q against %q is level %d, the other way %d", kind, a, b, level, back)
	}
	return level
}

// comparerOf makes a comparer of records given column by column.
func comparerOf(t testing.TB, fields []Field, columns ...[]string) *Comparer {
	t.Helper()
	rec := Records{Rows: len(columns[0]), Sources: 1, Source: make([]uint16, len(columns[0]))}
	for _, values := range columns {
		col := Column{Dict: table.NewDict()}
		for _, v := range values {
			code, err := col.Dict.Intern([]byte(v))
			if err != nil {
				t.Fatal(err)
			}
			col.Codes = append(col.Codes, code)
		}
		rec.Columns = append(rec.Columns, col)
	}
	nick := func(name string) []uint16 {
		if name == "robert" || name == "bob" {
			return []uint16{7}
		}
		return nil
	}
	c, err := NewComparer(context.Background(), &rec, fields, Options{Nicknames: nick, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		kind Kind
		a, b string
		want int
	}{
		{Name, "maria", "", levelMissing}, {Name, "katherine", "katherina", nameNear}, {Name, "robert", "bob", nameNick},
		{Name, "j", "john", nameInitial}, {Name, "john", "kate", nameDifferent}, {Name, "mary ann", "ann", nameWeak}, {Name, "smith", "smiht", nameNear},
		{Date, "1980-04-05", "1980-05-04", dateNear}, {Date, "1980-04-05", "1980-04-06", dateNear}, {Date, "1980-04-05", "1980-04-17", dateTwoParts},
		{Date, "1980-04-05", "1980-11-27", dateYear}, {Date, "1980-04-05", "1951-12-30", dateDifferent}, {Date, "1980-04-00", "1980-04-05", equalLevels},
		{Date, "1980-00-00", "0000-04-05", levelMissing},
		{Email, "ann.lee@a.org", "ann.lee@b.com", emailLocal}, {Email, "ann.lee@a.org", "anm.lee@a.org", emailNear}, {Email, "smith53@a.org", "smith54@a.org", emailSimilar},
		{Email, "ann@a.org", "zoe.quirk@b.org", emailDifferent},
		{Phone, "+12125550143", "2125550143", codeNear}, {Phone, "+12125550143", "+12125550144", codeNear}, {Phone, "+12125550143", "+13039998888", codeDifferent},
		{Street, "12|oak street|", "12|oak street|4", streetNear}, {Street, "12|oak street|3", "12|oak street|4", streetUnit}, {Street, "|oak street|", "12|oak street|", streetNoNumber},
		{Street, "12|oak street|", "99|oak street|", streetNumber}, {Street, "12|oak street|", "12|zyx boulevard|", streetDifferent},
		{Short, "springfield", "springfeild", shortNear}, {Short, "rome", "oslo", shortDifferent},
		{Code, "AB1234", "AB1243", codeNear}, {Code, "AB1234", "ZZ9999", codeDifferent}, {Code, "12", "13", codeDifferent},
		{Number, "100", "101", numberNear}, {Number, "100", "108", numberClose}, {Number, "100", "125", numberFar}, {Number, "100", "900", numberDifferent},
		{Category, "m", "f", 7},
		{Text, "sony digital camera", "bosch washing machine", textDifferent},
		{Name, "ann\x1fbob", "bob\x1fcarl", 6},
	} {
		got := compareTwo(t, tt.kind, tt.a, tt.b)
		if tt.kind.Equal(tt.want) && tt.kind != Date && tt.kind.Equal(got) {
			continue // how rare the value is depends on the population
		}
		if got != tt.want {
			t.Errorf("%v: %q against %q is %q, want %q", tt.kind, tt.a, tt.b, tt.kind.Label(got), tt.kind.Label(tt.want))
		}
	}
}

func TestSwappedNames(t *testing.T) {
	fields := []Field{{Name: "given", Kind: Name, Role: Given, Columns: []int{0}}, {Name: "family", Kind: Name, Role: FamilyName, Columns: []int{1}}}
	c := comparerOf(t, fields, []string{"maria", "hernandez", "zoe"}, []string{"hernandez", "maria", "quirk"})
	if p := c.Pattern(0, 1); p.Level(0) != nameNear || p.Level(1) != equalLevels {
		t.Errorf("swapped names are %s and %s", Name.Label(p.Level(0)), Name.Label(p.Level(1)))
	}
	// The commoner of the two family names says how much it is worth that they are equal.
	many := make([]string, 400)
	families := make([]string, 400)
	for k := range many {
		many[k], families[k] = fmt.Sprintf("g%03d", k), fmt.Sprintf("f%03d", k)
		if k < 40 {
			families[k] = "hernandez"
		}
	}
	many[0], many[399], families[399] = "maria", "hernandez", "maria"
	c = comparerOf(t, fields, many, families)
	if p, q := c.Pattern(0, 399), c.Pattern(0, 1); p.Level(1) != q.Level(1) || p.Level(1) != int(rarity(400, 39)) {
		t.Errorf("a swapped family name is %s, held by all who have it %s", Name.Label(p.Level(1)), Name.Label(q.Level(1)))
	}
	c = comparerOf(t, fields, []string{"maria", "hernandez", "zoe"}, []string{"hernandez", "maria", "quirk"})
	if p := c.Pattern(0, 2); p.Level(0) != nameDifferent || p.Level(1) != nameDifferent {
		t.Errorf("other names are %s and %s", Name.Label(p.Level(0)), Name.Label(p.Level(1)))
	}
}

func TestAddress(t *testing.T) {
	fields := []Field{{Name: "address", Kind: Address, Columns: []int{0, 1, 2}}}
	for _, tt := range []struct {
		name string
		a, b [3]string
		want int
	}{
		{"all equal", [3]string{"1|oak street|", "62701", "springfield"}, [3]string{"1|oak street|", "62701", "springfield"}, 1},
		{"street near, postcode equal", [3]string{"1|oak street|", "62701", ""}, [3]string{"1|oka street|", "62701", ""}, addressNear},
		{"other town", [3]string{"1|oak street|", "62701", "springfield"}, [3]string{"1|oak street|", "90210", "hollywood"}, addressElsewhere},
		{"place missing", [3]string{"1|oak street|", "", ""}, [3]string{"1|oak street|", "62701", "springfield"}, addressNoPlace},
		{"only the postcode", [3]string{"", "62701", ""}, [3]string{"9|elm street|", "62701", ""}, addressPostcode},
		{"nothing to compare", [3]string{"", "", ""}, [3]string{"9|elm street|", "62701", ""}, levelMissing},
		{"all different", [3]string{"1|oak street|", "62701", "springfield"}, [3]string{"9|zyx road|", "90210", "hollywood"}, addressDifferent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := comparerOf(t, fields, []string{tt.a[0], tt.b[0]}, []string{tt.a[1], tt.b[1]}, []string{tt.a[2], tt.b[2]})
			got := c.Pattern(0, 1).Level(0)
			if got != tt.want && !(tt.want == 1 && Address.Equal(got)) {
				t.Errorf("%s, want %s", Address.Label(got), Address.Label(tt.want))
			}
		})
	}
}

// The fast path must never change a level: values that it calls unlike are so by the kernels, too.
func TestSignatureRulesOutOnlyTheUnlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.RuneFrom([]rune("abcde")), 1, 12, -1)
		a, b := letters.Draw(t, "a"), letters.Draw(t, "b")
		x, y := signature([]byte(a)), signature([]byte(b))
		if jw := jaroWinkler(a, b); jw > .7 && belowJaro(x, y, len(a), len(b)) {
			t.Errorf("%q and %q have %v and are ruled out", a, b, jw)
		}
		for k := range 3 {
			if osa(a, b) <= k && unlike(x, y, k) {
				t.Errorf("%q and %q are %d edits apart and ruled out at %d", a, b, osa(a, b), k)
			}
		}
	})
}
