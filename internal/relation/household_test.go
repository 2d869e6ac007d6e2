package relation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// recordsOf makes records of texts: master;family name;street;postcode;city;phone;e-mail;day of change; a company's master ends in !.
// It returns the names of the masters.
func recordsOf(t testing.TB, rows []string) (*Records, []string) {
	t.Helper()
	r := &Records{}
	var masters []string
	at := map[string]uint32{}
	columns := []*Column{&r.FamilyName, &r.Street, &r.Postcode, &r.City, &r.Phone, &r.Email}
	for _, c := range columns {
		c.Dict = table.NewDict()
	}
	cut := make([][]string, len(rows))
	for i, row := range rows {
		cut[i] = append(strings.Split(row, ";"), make([]string, 8)...)
	}
	for k, c := range columns { // codes in the order of values
		var values []string
		for _, cells := range cut {
			values = append(values, strings.ReplaceAll(cells[k+1], "&", "\x1f"))
		}
		slices.Sort(values)
		for _, v := range values {
			if _, err := c.Dict.Intern([]byte(v)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, cells := range cut {
		name := cells[0]
		if _, ok := at[name]; !ok {
			at[name] = uint32(len(masters))
			masters = append(masters, name)
			r.Company = append(r.Company, strings.HasSuffix(name, "!"))
		}
		r.Master = append(r.Master, at[name])
		for k, c := range columns {
			c.Codes = append(c.Codes, c.Dict.Lookup([]byte(strings.ReplaceAll(cells[k+1], "&", "\x1f"))))
		}
		updated := int64(0)
		fmt.Sscan(cells[7], &updated)
		r.Updated = append(r.Updated, updated)
	}
	r.Masters = len(masters)
	return r, masters
}

// found lists households as names joined by +.
func found(t testing.TB, policy Policy, rows []string) []string {
	t.Helper()
	r, names := recordsOf(t, rows)
	h, err := FindHouseholds(r, policy)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for k := range h.Len() {
		var members []string
		for _, m := range h.List(k) {
			members = append(members, names[m])
		}
		out = append(out, strings.Join(members, "+"))
	}
	return out
}

func TestHouseholds(t *testing.T) {
	const home = ";12|elm street|;10115;berlin"
	var block []string // 14 people of 7 families, no unit
	for i := range 14 {
		block = append(block, fmt.Sprintf("p%d;%s;1|tower road|;20095;hamburg", i, string(rune('a'+i/2))+"xxxxx"))
	}
	for _, c := range []struct {
		name                  string
		rows                  []string
		address, family, both []string
	}{
		{"one home, two names", []string{"ann;smith" + home, "bob;jones" + home}, []string{"ann+bob"}, nil, []string{"ann+bob"}},
		{"one name, one phone, no address", []string{"ann;smith;;;;+491", "bob;smith;;;;+491"}, nil, []string{"ann+bob"}, []string{"ann+bob"}},
		{"one of several numbers is shared", []string{"ann;smith;;;;+491&+492", "bob;smith;;;;+492&+493"}, nil, []string{"ann+bob"}, []string{"ann+bob"}},
		{"one phone, two names, never one home", []string{"ann;smith;;;;+491", "bob;jones;;;;+491"}, nil, nil, nil},
		{"an old address hides no shared home", []string{"ann;smith;9|old lane|;99999;ulm;;;1", "ann;smith" + home + ";;;2", "bob;jones" + home + ";;;1"},
			[]string{"ann+bob"}, nil, []string{"ann+bob"}},
		{"moved out, another name", []string{"ann;smith" + home + ";;;1", "ann;smith;9|new lane|;99999;ulm;;;2", "bob;jones" + home + ";;;1"}, nil, nil, nil},
		{"moved out, one name, alone: family", []string{"ann;smith" + home + ";;;1", "ann;smith;9|new lane|;99999;ulm;;;2", "bob;smith" + home + ";;;1"},
			nil, []string{"ann+bob"}, []string{"ann+bob"}},
		{"a grown child ties no two homes together", []string{"ann;smith" + home, "bob;smith" + home, "kid;smith" + home + ";;;1",
			"kid;smith;9|new lane|;99999;ulm;;;2", "love;jones;9|new lane|;99999;ulm;;;2"},
			[]string{"ann+bob", "kid+love"}, []string{"ann+bob+kid"}, []string{"ann+bob", "kid+love"}},
		{"two flats", []string{"ann;smith;12|elm street|1;10115", "bob;smith;12|elm street|1;10115", "cy;smith;12|elm street|2;10115", "di;poe;12|elm street|2;10115"},
			[]string{"ann+bob", "cy+di"}, []string{"ann+bob"}, []string{"ann+bob", "cy+di"}},
		{"a unit left out in a house of one flat", []string{"ann;smith;12|elm street|1;10115", "bob;jones;12|elm street|;10115"}, []string{"ann+bob"}, nil, []string{"ann+bob"}},
		{"a unit left out in a house of two flats", []string{"ann;smith;12|elm street|1;10115", "cy;poe;12|elm street|2;10115", "bob;smith;12|elm street|;10115", "di;roe;12|elm street|;10115"},
			[]string{"ann+bob"}, []string{"ann+bob"}, []string{"ann+bob"}},
		{"a street mistyped", []string{"ann;smith;12|kastanien street|;10115", "bob;jones;12|kastanein street|;10115"}, []string{"ann+bob"}, nil, []string{"ann+bob"}},
		{"numbered streets are no slips", []string{"ann;smith;12|1st street|;10115", "bob;jones;12|21st street|;10115"}, nil, nil, nil},
		{"north is not south", []string{"ann;smith;12|north elm|;10115", "bob;jones;12|south elm|;10115"}, nil, nil, nil},
		{"no postcode, but one house of the city", []string{"ann;smith" + home, "bob;jones;12|elm street|;;berlin"}, []string{"ann+bob"}, nil, []string{"ann+bob"}},
		{"no postcode, two houses of the city", []string{"ann;smith" + home, "cy;poe;12|elm street|;10999;berlin", "bob;jones;12|elm street|;;berlin"}, nil, nil, nil},
		{"too many people: only families", block, []string{"p0+p1", "p2+p3", "p4+p5", "p6+p7", "p8+p9", "p10+p11", "p12+p13"}, []string{"p0+p1", "p2+p3", "p4+p5", "p6+p7", "p8+p9", "p10+p11", "p12+p13"},
			[]string{"p0+p1", "p2+p3", "p4+p5", "p6+p7", "p8+p9", "p10+p11", "p12+p13"}},
		{"a company's address", []string{"acme!;" + home[0:], "ann;smith" + home, "bob;jones" + home, "cy;smith" + home}, []string{"ann+cy"}, []string{"ann+cy"}, []string{"ann+cy"}},
		{"a company's phone", []string{"acme!;;;;;+491", "ann;smith;;;;+491", "cy;smith;;;;+491"}, nil, nil, nil},
		{"double names", []string{"ann;smith miller;;;;+491", "bob;smith;;;;+491"}, nil, []string{"ann+bob"}, []string{"ann+bob"}},
		{"particles are no name", []string{"ann;van berg;;;;+491", "bob;van dyke;;;;+491"}, nil, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for policy, want := range map[Policy][]string{ByAddress: c.address, ByFamily: c.family, ByBoth: c.both} {
				if d := cmp.Diff(want, found(t, policy, c.rows)); d != "" {
					t.Errorf("by %s:\n%s", policy, d)
				}
			}
		})
	}
}

// One wrong house number must not join two families, where no time says which address is newer.
func TestOneHomeAPerson(t *testing.T) {
	rows := []string{
		"ann;smith;7|king street|;10115", "ann;smith;8|king street|;10115", "bob;smith;7|king street|;10115",
		"cy;poe;8|king street|;10115", "di;poe;8|king street|;10115",
	}
	if d := cmp.Diff([]string{"ann+bob", "cy+di"}, found(t, ByBoth, rows)); d != "" {
		t.Error(d)
	}
}

func TestCrowdsAreReported(t *testing.T) {
	for _, c := range []struct {
		people int
		kept   bool
	}{{11, true}, {maxBuilding, true}, {maxBuilding + 1, false}} {
		var rows []string
		for i := range c.people {
			rows = append(rows, fmt.Sprintf("p%d;same;1|tower road|;20095", i))
		}
		r, _ := recordsOf(t, rows)
		h, err := FindHouseholds(r, ByAddress)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]Crowd{{0, c.people, c.kept}}, h.Crowds); d != "" {
			t.Errorf("%d people:\n%s", c.people, d)
		}
		if kept := h.Len() == 1; kept != c.kept {
			t.Errorf("%d people make %d households", c.people, h.Len())
		}
	}
}

func TestUnknownPolicy(t *testing.T) {
	if _, err := FindHouseholds(&Records{}, "neighbours"); err == nil || !strings.Contains(err.Error(), `"neighbours"`) {
		t.Errorf("got %v", err)
	}
}

// The home of a household is the newest record of the building that most members share.
func TestHomeOfAHousehold(t *testing.T) {
	r, _ := recordsOf(t, []string{
		"ann;smith;12|elm street|;10115;;;;1", "bob;smith;12|elm street|;10115;;;;3", "kid;smith;12|elm street|;10115;;;;1", "kid;smith;9|far lane|;99999;;;;9",
		"cy;poe;;;;+491", "di;poe;;;;+491",
	})
	h, err := FindHouseholds(r, ByBoth)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]uint32{1, NoRecord}, h.Record); d != "" {
		t.Error(d)
	}
}

// draw makes up some records of a small town.
func draw(t *rapid.T) []string {
	var rows []string
	for i := range rapid.IntRange(0, 40).Draw(t, "records") {
		pick := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, fmt.Sprint(what, i)) }
		rows = append(rows, strings.Join([]string{
			pick("master", "a", "b", "c", "d", "e", "f", "g", "h"), pick("name", "", "smith", "smyth", "jones", "jones miller"),
			pick("street", "", "1|elm street|", "1|elm street|1", "1|elm street|2", "1|elm stret|", "2|oak road|"),
			pick("postcode", "", "10115", "10119"), pick("city", "", "berlin", "ulm"), pick("phone", "", "+491", "+492"), pick("email", "", "x@y.de"), pick("day", "1", "2", "3"),
		}, ";"))
	}
	return rows
}

// Households are parts of the masters, two at least, and nothing depends on the order of records.
func TestHouseholdsDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := draw(t)
		policy := rapid.SampledFrom([]Policy{ByAddress, ByFamily, ByBoth}).Draw(t, "policy")
		_, names := recordsOf(&testing.T{}, rows)
		want := sets(found(&testing.T{}, policy, rows))
		seen := map[string]bool{}
		for set := range want {
			members := strings.Split(set, "+")
			if len(members) < 2 {
				t.Errorf("household of %d", len(members))
			}
			for _, m := range members {
				if seen[m] {
					t.Errorf("%s is in two households", m)
				}
				seen[m] = true
			}
		}
		// Masters keep their numbers: package identity orders them, not this one.
		shuffled := append([]string(nil), rows...)
		rand.New(rand.NewPCG(1, uint64(len(rows)))).Shuffle(len(rows), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		var first []string
		for _, n := range names {
			first = append(first, n+";;;;;;;0") // so that masters are numbered as before
		}
		if d := cmp.Diff(sets(found(&testing.T{}, policy, append(first, rows...))), sets(found(&testing.T{}, policy, append(first, shuffled...)))); d != "" {
			t.Error(d)
		}
	})
}

func sets(list []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range list {
		out[s] = true
	}
	return out
}
