package blocking

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Two values have a key of a part in common, or not.
func TestParts(t *testing.T) {
	f := func(part Part, a, b string, want bool) {
		t.Helper()
		plan := NewPlan([]Column{columnOf("a", []string{a, b})}, 2, []Rule{{{0, part}}})
		if got := len(collect(t, plan, Options{}, nil)) == 1; got != want || plan.Produced(1, 0) != want {
			t.Errorf("%v: %q and %q meet: %v, want %v", part, a, b, got, want)
		}
	}
	f(Value, "ann", "ann", true)
	f(Value, "ann", "anne", false)
	f(Value, "", "", false)
	f(Value, "ann+bob", "bob", true)
	f(Sound, "smith", "smyth", true)
	f(Sound, "smith john", "smyth jane", true) // of the first token
	f(Sound, "smith", "jones", false)
	f(Sound, "s", "s", false)
	f(Start, "katherine", "kathy", true)
	f(Start, "ka", "ka", false)
	f(Year, "1980-01-02", "1980-11-12", true)
	f(Year, "0000-01-02", "0000-11-12", false)
	f(YearMonth, "1980-04-02", "1980-04-12", true)
	f(YearMonth, "1980-00-00", "1980-00-00", false)
	f(YearMonth, "0000-04-02", "0000-04-12", false)
	f(MonthDay, "1980-04-02", "0000-04-02", true)
	f(MonthDay, "1980-04-00", "1981-04-00", false)
	f(MonthDay, "1980-00-02", "1981-00-02", false)
	f(Year, "1980", "1980", false) // no date
	f(Local, "anna@a.org", "anna@b.org", true)
	f(Local, "ann@a.org", "ann@b.org", false) // too short
	f(Local, "nobody", "nobody", false)
	f(Last7, "+12125550143", "5550143", true)
	f(Last7, "555014", "555014", false)
	f(House, "12|oak street|", "12|oak lane|3", true)
	f(House, "12|oak street|", "13|oak street|", false)
	f(House, "|oak street|", "|oak street|", false)
	f(House, "12|oa|", "12|oa|", false)
	f(RareWords, "acme pump", "pump acme", true)
	f(RareWords, "one two three four", "five six seven eight", false)
}

// The two rarest words of a text are its keys; ties go by the alphabet.
func TestRareWords(t *testing.T) {
	values := []string{"the red pump", "the red valve", "the blue pump x9", "the the the", "pump"}
	df := documentFrequency(columnOf("a", values))
	for text, want := range map[string][]string{
		"the red pump": {"red", "pump"}, "the blue pump x9": {"blue", "x9"}, "the the the": {"the"}, "": nil, "the red red": {"red", "the"},
	} {
		var got []string
		for _, w := range appendRareWords(nil, []byte(text), df) {
			got = append(got, string(w))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

func TestNames(t *testing.T) {
	for p := Value; p <= RareWords; p++ {
		if back, ok := ParsePart(p.String()); !ok || back != p {
			t.Errorf("%v is read as %v, %v", p, back, ok)
		}
	}
	if _, ok := ParsePart("nothing"); ok {
		t.Error("an unknown part is read")
	}
	columns := []Column{{Name: "family_name"}, {Name: "birth_date"}}
	if d := cmp.Diff("family_name:sound + birth_date", Rule{{0, Sound}, {1, Value}}.Name(columns)); d != "" {
		t.Error(d)
	}
}
