package match

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestLevelsOfKinds adds to TestLevels what lies at the borders of levels.
func TestLevelsOfKinds(t *testing.T) {
	f := func(kind Kind, a, b string, want int) {
		t.Helper()
		if got := compareTwo(t, kind, a, b); got != want {
			t.Errorf("%v: %q against %q is %q, want %q", kind, a, b, kind.Label(got), kind.Label(want))
		}
	}
	// Names.
	f(Name, "jonathan", "jon", nameInitial)
	f(Name, "jon", "jonathan", nameInitial)
	f(Name, "j", "kate", nameDifferent)
	f(Name, "j", "k", nameDifferent)
	f(Name, "marta", "martha", nameNear)
	f(Name, "anna maria", "maria", nameWeak)
	f(Name, "robert\x1fzoe", "bob", nameNick)
	f(Name, "zoe", "", levelMissing)
	// Dates.
	f(Date, "1980-04-05", "1981-04-05", dateNear)
	f(Date, "1980-04-05", "1980-04-15", dateNear)
	f(Date, "1980-04-12", "1980-04-21", dateNear)
	f(Date, "1980-02-03", "1980-03-02", dateNear) // day and month in each other's place
	f(Date, "1980-02-03", "1981-03-02", dateDifferent)
	f(Date, "1980-04-05", "1991-04-05", dateTwoParts)
	f(Date, "1980-04-05", "1980-12-05", dateTwoParts)
	f(Date, "1980-04-05", "1981-04-28", dateClose)
	f(Date, "1980-04-05", "1983-07-05", dateClose)
	f(Date, "1980-04-00", "1980-07-00", dateYear)
	f(Date, "1980-00-00", "1980-07-03", dateYear)
	f(Date, "1980-04-00", "1975-07-03", dateDifferent)
	f(Date, "1980-00-00", "0000-07-03", levelMissing)
	// E-mail addresses.
	f(Email, "ann.lee@mail.org", "ann.lee@mial.org", emailNear)
	f(Email, "ann.lee1@a.org", "ann.lee2@a.org", emailSimilar) // other digits are no slip
	f(Email, "ann@a.org", "ann@elsewhere.com", emailSimilar)   // three letters are too few to be the same
	f(Email, "anna@a.org", "anna@elsewhere.com", emailLocal)
	f(Email, "no address", "anna@elsewhere.com", emailDifferent)
	// Phone numbers.
	f(Phone, "5550143", "+12125550143", codeNear)
	f(Phone, "+442071234567", "+442071234576", codeNear)
	f(Phone, "+442071234567", "+442079994567", codeDifferent)
	f(Phone, "123", "124", codeNear)
	// Streets.
	f(Street, "12|oak street|3", "12|oak street|", streetNear)
	f(Street, "12|oak street|", "12|oak streat|", streetNear)
	f(Street, "12|oak street|", "|oak street|", streetNoNumber)
	f(Street, "|oak street|", "|oak streat|", streetNoNumber)
	f(Street, "12|oak street|", "|elm drive|", streetDifferent)
	f(Street, "plain words", "plain wards", streetNoNumber)
	// Places and the like.
	f(Short, "new york", "old york", shortWeak)
	f(Short, "rome", "rom", shortNear)
	f(Short, "oslo", "rome", shortDifferent)
	// Codes.
	f(Code, "1234", "1243", codeNear)
	f(Code, "123", "132", codeDifferent) // too short for a slip
	f(Code, "12345", "1234567", codeDifferent)
	// Numbers.
	f(Number, "0", "0.0", numberNear)
	f(Number, "0", "1", numberDifferent)
	f(Number, "-100", "-101", numberNear)
	f(Number, "-100", "100", numberDifferent)
	f(Number, "100 kg", "101 kg", numberNear)
	f(Number, "100", "102.5", numberNear)
	f(Number, "90", "100", numberClose)
	f(Number, "70", "100", numberFar)
	f(Number, "many", "100", numberDifferent)
	f(Number, "many", "lots", numberDifferent)
	// Texts.
	f(Text, "sony camera", "sony camera", textExactSlim)
	f(Text, "sony dsc100 camera black silver lens", "sony dsc100 camera black silver lens", textExact)
	f(Text, "sony camera", "", levelMissing)
	f(Text, "alpha beta", "gamma delta", textDifferent)
	// Model numbers.
	f(ModelNumber, "sony dsc100", "camera dsc100 black", modelSame)
	f(ModelNumber, "dsc100 x200", "dsc100 y300", modelSome)
	f(ModelNumber, "dsc100", "dsc100b", modelNear)
	f(ModelNumber, "dsc100", "dsc101", modelNear)
	f(ModelNumber, "dsc100", "qrs987", modelDifferent)
	f(ModelNumber, "sony camera", "dsc100", levelMissing)
	f(Category, "a", "", levelMissing)
}

// A fast path of names must not change the level: two letters are neither an initial nor a beginning.
func TestNameLevelOfUnequalLengths(t *testing.T) {
	fault(t, swappedSigns)
	for _, pair := range [][2]string{{"jo", "jon"}, {"jon", "jo"}, {"aa", "aab"}, {"aab", "aa"}} {
		if got := compareTwo(t, Name, pair[0], pair[1]); got != nameSimilar {
			t.Errorf("%s against %s is %s", pair[0], pair[1], Name.Label(got))
		}
	}
}

// Every level of every kind has a label of its own.
func TestLabels(t *testing.T) {
	for _, kind := range append(slices.Clone(kinds), Address) {
		seen := map[string]int{}
		for l := range kind.Levels() + 1 {
			if label := kind.Label(l); label == "" || seen[label] > 0 {
				t.Errorf("%v: level %d is %q as level %d", kind, l, label, seen[label])
			} else {
				seen[label] = max(l, 1)
			}
		}
		if kind.Levels() > 15 {
			t.Errorf("%v has %d levels, a pattern has room for 15", kind, kind.Levels())
		}
	}
}

// What is left of TestAddress: streets that differ, and parts that the domain does not have.
func TestAddressLevels(t *testing.T) {
	type parts [3]string
	f := func(name string, columns []int, a, b parts, want int) {
		t.Helper()
		fields := []Field{{Kind: Address, Columns: columns}}
		c := comparerIn(t, nil, fields, Options{}, []string{a[0], b[0]}, []string{a[1], b[1]}, []string{a[2], b[2]})
		got, back := c.Pattern(0, 1).Level(0), c.Pattern(1, 0).Level(0)
		if got != want || back != want {
			t.Errorf("%s: %s, the other way %s, want %s", name, Address.Label(got), Address.Label(back), Address.Label(want))
		}
	}
	all, street, city := []int{0, 1, 2}, []int{0, -1, -1}, []int{0, -1, 2}
	oak := parts{"1|oak street|", "62701", "springfield"}
	f("equal", all, oak, oak, equalLevels)
	f("one slip in the postcode", all, oak, parts{"1|oak street|", "62710", ""}, equalLevels)
	f("one slip in the city", all, oak, parts{"1|oak street|", "", "springfeild"}, equalLevels)
	f("postcode agrees, city does not", all, oak, parts{"1|oak street|", "62701", "hollywood"}, equalLevels)
	f("street near", all, oak, parts{"1|oak streat|", "62701", "springfield"}, addressNear)
	f("other unit", all, parts{"1|oak street|2", "62701", ""}, parts{"1|oak street|3", "62701", ""}, addressNear)
	f("number missing", all, oak, parts{"|oak street|", "62701", ""}, addressNear)
	f("street near, no place", all, oak, parts{"1|oak streat|", "", ""}, addressNoPlace)
	f("street near, other place", all, oak, parts{"1|oak streat|", "90210", "hollywood"}, addressDifferent)
	f("other number, postcode equal", all, oak, parts{"7|oak street|", "62701", "springfield"}, addressPostcodeNo)
	f("other street, city equal", all, oak, parts{"9|zyx road|", "90210", "springfield"}, addressCityNo)
	f("other street, no place", all, oak, parts{"9|zyx road|", "", ""}, addressDifferent)
	f("no street, city equal", all, oak, parts{"", "", "springfield"}, addressCity)
	f("no street, postcode equal", all, oak, parts{"", "62701", "hollywood"}, addressPostcode)
	f("no street, other place", all, oak, parts{"", "90210", "hollywood"}, addressDifferent)
	f("nothing", all, oak, parts{"", "", ""}, levelMissing)
	f("streets only", street, oak, oak, addressNoPlace)
	f("streets only, other", street, oak, parts{"9|zyx road|", "62701", "springfield"}, addressDifferent)
	f("no postcodes", city, oak, parts{"1|oak street|", "90210", "springfield"}, equalLevels)
}

// Names that fit crosswise count as near, the family name as equal if both are so letter for letter; but only if neither fits as it stands.
func TestSwappedNamesTable(t *testing.T) {
	fields := []Field{{Kind: Name, Role: Given, Columns: []int{0}}, {Kind: Name, Role: FamilyName, Columns: []int{1}}}
	f := func(given1, family1, given2, family2 string, wantGiven, wantFamily int) {
		t.Helper()
		c := comparerIn(t, nil, fields, Options{}, []string{given1, given2}, []string{family1, family2})
		p, back := c.Pattern(0, 1), c.Pattern(1, 0)
		if p.Level(0) != wantGiven || p.Level(1) != wantFamily || p != back {
			t.Errorf("%s %s against %s %s is %s and %s", given1, family1, given2, family2, Name.Label(p.Level(0)), Name.Label(p.Level(1)))
		}
	}
	f("maria", "hernandez", "hernandez", "maria", nameNear, equalLevels)
	f("maria", "hernandez", "hernandes", "maria", nameNear, nameNear)      // with a slip
	f("maria\x1fzoe", "hernandez", "hernandez", "zoe", nameNear, nameNear) // lists
	f("maria", "hernandez", "hernandez", "quirk", nameNear, nameDifferent) // one of the two is wrong, or another
	f("hernandez", "", "maria", "hernandez", levelMissing, nameNear)       // the only name, in the wrong column
	f("hernandes", "", "maria", "hernandez", levelMissing, nameNear)
	f("", "maria", "maria", "hernandez", nameNear, levelMissing)
	f("", "quirk", "maria", "hernandez", levelMissing, nameDifferent)
	f("quirk", "", "maria", "hernandez", nameDifferent, levelMissing)
	f("hernandez", "", "maria", "", nameDifferent, levelMissing)
	f("hernandez", "", "", "hernandez", levelMissing, nameNear) // the only name of both
	f("maria", "", "", "hernandez", levelMissing, levelMissing)
	f("maria", "hernandez", "maria", "quirk", equalLevels, nameDifferent)
}

// The rarer a value, the better its level; and the level says how many bits.
func TestRarityOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		filled := rapid.Float64Range(1, 1e7).Draw(t, "filled")
		a, b := rapid.Float64Range(0, filled).Draw(t, "a"), rapid.Float64Range(0, filled).Draw(t, "b")
		if a > b {
			a, b = b, a
		}
		if x, y := rarity(filled, a), rarity(filled, b); x > y || x < 1 || y > equalLevels {
			t.Fatalf("of %v records, a value of %v has level %d, of %v %d", filled, a, x, b, y)
		}
	})
	var got []uint8
	for _, n := range []float64{2, 8, 64, 512, 4096, 32768, 262144} {
		got = append(got, rarity(262144, n))
	}
	if d := cmp.Diff([]uint8{1, 2, 3, 4, 5, 6, 6}, got); d != "" { // 17, 15, 12, 9, 6, 3 and 0 bits
		t.Error(d)
	}
}

// Equal values get the level of their frequency, common ones a worse.
func TestEqualLevelsFollowFrequency(t *testing.T) {
	values := []string{"rare", "rare"}
	for range 40 {
		values = append(values, "common")
	}
	for i := range 200 {
		values = append(values, fmt.Sprint("other", i))
	}
	c := comparerIn(t, nil, []Field{{Kind: Short, Columns: []int{0}}}, Options{}, values)
	rare, common := c.Pattern(0, 1).Level(0), c.Pattern(2, 3).Level(0)
	if rare != int(rarity(242, 2)) || common != int(rarity(242, 40)) || rare >= common {
		t.Errorf("rare has level %d, common %d", rare, common)
	}
	// Copies of one cluster count once.
	weight := make([]float32, len(values))
	for i := range weight {
		weight[i] = 1
		if values[i] == "common" {
			weight[i] = 1. / 40
		}
	}
	c = comparerIn(t, nil, []Field{{Kind: Short, Columns: []int{0}}}, Options{Weight: weight}, values)
	if l := c.Pattern(2, 3).Level(0); l != int(rarity(203, 1)) {
		t.Errorf("forty copies of one have level %d", l)
	}
}

// Rarity is symmetric, zero where nothing is equal, and greater for the rarer of two values of one level.
func TestRarityOfPairs(t *testing.T) {
	var values []string
	for range 3 {
		values = append(values, "rarer")
	}
	for range 6 {
		values = append(values, "rare")
	}
	for i := range 3000 {
		values = append(values, fmt.Sprint("other", i))
	}
	c := comparerIn(t, nil, []Field{{Kind: Code, Group: Personal, Columns: []int{0}}}, Options{}, values)
	if a, b := c.Pattern(0, 1).Level(0), c.Pattern(3, 4).Level(0); a != b {
		t.Fatalf("levels %d and %d, want one", a, b)
	}
	rarer, none := c.Rarity(0, 1, c.Pattern(0, 1))
	back, _ := c.Rarity(1, 0, c.Pattern(1, 0))
	rare, _ := c.Rarity(3, 4, c.Pattern(3, 4))
	if rarer <= rare || rarer != back || none != 0 {
		t.Errorf("rarer %v (%v the other way), rare %v, shared %v", rarer, back, rare, none)
	}
	if p, s := c.Rarity(0, 3, c.Pattern(0, 3)); p != 0 || s != 0 {
		t.Errorf("values that differ have rarity %v, %v", p, s)
	}
}
