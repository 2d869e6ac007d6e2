package synth

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func day(n int) time.Time { return start().AddDate(0, 0, n) }

func TestHistory(t *testing.T) {
	h := always("Ash")
	h.then(day(10), "Bell")
	h.then(day(20), "Crane")
	for _, c := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"before all", time.Time{}, "Ash"},
		{"the day before a change", day(9), "Ash"},
		{"the day of a change", day(10), "Bell"},
		{"after the last change", day(99), "Crane"},
	} {
		if got := h.at(c.at); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if h.now() != "Crane" {
		t.Errorf("now: %s, want Crane", h.now())
	}
}

func TestWeightedPicksByWeight(t *testing.T) {
	var w weighted[string]
	w.add("often", 90)
	w.add("never", 0)
	w.add("seldom", 10)
	d, seen := newDice(1, 1), map[string]int{}
	for range 10000 {
		seen[w.pick(d)]++
	}
	if seen["never"] > 0 || seen["often"] < 8700 || seen["often"] > 9300 {
		t.Errorf("10,000 picks with weights 90, 0 and 10: %v", seen)
	}
}

func TestEveryTelephoneNumberOnce(t *testing.T) {
	x, d, seen := newExchange(), newDice(1, 1), map[string]bool{}
	small := &state{areaCodes: []int{212}}
	for range 25000 {
		n := x.number(d, small)
		if len(n) != 10 || seen[n] {
			t.Fatalf("number %s: want ten digits, and each once", n)
		}
		seen[n] = true
	}
	for n := range seen {
		if e := n[3:6]; e < "555" || e > "557" {
			t.Fatalf("number %s: want exchange 555, then 556 and 557", n)
		}
	}
}

func TestEveryMailboxOnce(t *testing.T) {
	r, d, seen := newRegistry(20000), newDice(1, 1), map[string]bool{}
	for range 20000 {
		a := r.address(d, "Zoë", "Müller", 1980) // all of one name
		if seen[a] {
			t.Fatalf("address %s was given twice", a)
		}
		seen[a] = true
		if a != strings.ToLower(a) || ascii(a) != a {
			t.Fatalf("address %s: want lower-case ASCII", a)
		}
	}
}

func TestFeminine(t *testing.T) {
	for family, want := range map[string]string{"Kowalski": "Kowalska", "Nowicki": "Nowicka", "Nowak": "Nowak", "Smith": "Smith"} {
		if got := feminine(family); got != want {
			t.Errorf("feminine(%s) = %s, want %s", family, got, want)
		}
	}
}

func TestLexicon(t *testing.T) {
	lex, err := newLexicon()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lex.cultures.items {
		for kind, list := range map[string]weighted[string]{"family": c.family, "female": c.female, "male": c.male} {
			if len(list.items) < 25 {
				t.Errorf("%s has %d %s names, want 25 or more", c.language, len(list.items), kind)
			}
		}
	}
	if diff := cmp.Diff([]string{"Liz", "Beth", "Betty", "Lisa"}, lex.nicknames["Elizabeth"]); diff != "" {
		t.Errorf("nicknames of Elizabeth (-want +got):\n%s", diff)
	}
}

func TestPostcodesAreDistinctAndOfTheirState(t *testing.T) {
	a, seen := newAtlas(newDice(1, 1), 1_000_000), map[string]bool{}
	for _, p := range a.places.items {
		if len(p.zip) != 5 || seen[p.zip] {
			t.Fatalf("postcode %s of %s: want five digits, each once", p.zip, p.city)
		}
		seen[p.zip] = true
		if first := int(p.zip[0]-'0')*100 + int(p.zip[1]-'0')*10 + int(p.zip[2]-'0'); first < p.in.zipLo || first >= p.in.zipLo+p.in.span {
			t.Fatalf("postcode %s is not one of %s", p.zip, p.in.name)
		}
	}
}

func TestFullAddress(t *testing.T) {
	a := newAtlas(newDice(1, 1), 100)
	for _, c := range []struct {
		name         string
		home         home
		street, unit string
	}{
		{"house", home{number: 12, street: "Main", kind: 0}, "12 Main Street", ""},
		{"flat", home{number: 12, street: "Main", kind: 1, facing: 1, unit: "3B"}, "12 North Main Avenue", "3B"},
		{"box", home{kind: -1, unit: "77"}, "PO Box 77", ""},
	} {
		if street, unit := a.full(c.home); street != c.street || unit != c.unit {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, street, unit, c.street, c.unit)
		}
	}
}

func testClerk(t interface{ Fatal(...any) }, seed uint64) *clerk {
	lex, err := newLexicon()
	if err != nil {
		t.Fatal(err)
	}
	return &clerk{dice: newDice(seed, 2), lexicon: lex, atlas: newAtlas(newDice(seed, 3), 100), slips: newKeyboard()}
}

func TestSlipKeepsWordsAlike(t *testing.T) {
	k := testClerk(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[A-ZÄÖÜŁ][a-zäöüłé]{0,12}`).Draw(t, "word")
		if got := k.slip(word, 0); got != word {
			t.Fatalf("slip(%q, 0) = %q", word, got)
		}
		got := k.slip(word, 1)
		if n, m := len([]rune(word)), len([]rune(got)); n < 3 && got != word || m == 0 || m > n+1 {
			t.Fatalf("slip(%q, 1) = %q: want about the same length", word, got)
		}
	})
}

func TestDigitSlipKeepsDigits(t *testing.T) {
	k := testClerk(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{0,12}`).Draw(t, "digits")
		got := k.digitSlip(digits, 1)
		if len(got) != len(digits) || strings.Trim(got, "0123456789") != "" {
			t.Fatalf("digitSlip(%q, 1) = %q: want as many digits", digits, got)
		}
	})
}

func TestShortFamilyIsPartOfTheName(t *testing.T) {
	k := testClerk(t, 1)
	for _, family := range []string{"Smith", "García López", "Glass-Ramos", "De La Cruz"} {
		for range 50 {
			for _, word := range strings.Fields(strings.ReplaceAll(k.shortFamily(family), "-", " ")) {
				if !strings.Contains(family, word) {
					t.Fatalf("shortFamily(%s) has %s", family, word)
				}
			}
		}
	}
}

func TestRecordShowsOneMoment(t *testing.T) {
	k := testClerk(t, 1)
	p := newPopulation(k.lexicon, 1, 100).next()[0]
	exact := silo{coverage: 1}
	p.emails = always("old@mail.example")
	p.emails.then(day(2000), "new@mail.example")
	for range 200 {
		for _, r := range k.enter(p, &exact) {
			if want := p.emails.at(r.known); r.email != want {
				t.Fatalf("record of %s has %s, want %s", r.known, r.email, want)
			}
			if r.created.After(r.known) || r.known.After(r.stamp) || r.stamp.After(today()) {
				t.Fatalf("created %s, known %s, stamped %s: want them in this order and none later than today", r.created, r.known, r.stamp)
			}
		}
	}
}

func TestHouseholds(t *testing.T) {
	lex, err := newLexicon()
	if err != nil {
		t.Fatal(err)
	}
	w := newPopulation(lex, 1, 5000)
	var twins, namesakes, renamed, moved, shared int
	for range 3000 {
		people := w.next()
		for i, p := range people {
			if len(p.family) > 1 {
				renamed++
			}
			if len(p.homes) > 1 {
				moved++
			}
			if p.suffix == "Jr" {
				namesakes++
			}
			for _, q := range people[:i] {
				if p.birth.Equal(q.birth) {
					twins++
				}
				if p.emails.now() == q.emails.now() {
					shared++
				}
			}
		}
	}
	for what, n := range map[string]int{"twins": twins, "namesakes": namesakes, "renamed": renamed, "moved": moved, "sharing e-mail": shared} {
		if n < 10 {
			t.Errorf("%d %s in 3,000 households, want 10 or more", n, what)
		}
	}
}

func TestRecordIDsAreDistinct(t *testing.T) {
	for s := range siloCount {
		seen := map[string]bool{}
		for n := 1; n <= 20000; n++ {
			id := recordID(s, n)
			if seen[id] {
				t.Fatalf("silo %d: ID %s twice", s, id)
			}
			seen[id] = true
		}
	}
}

func TestWindows1252(t *testing.T) {
	for in, want := range map[string]string{"plain": "plain", "Müller": "M\xfcller", "Łukasz Žižek": "Lukasz \x8ei\x9eek", "5 €": "5 \x80"} {
		if got := string(windows1252([]byte(in))); got != want {
			t.Errorf("windows1252(%s) = %q, want %q", in, got, want)
		}
	}
}
