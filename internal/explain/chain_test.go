package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// link joins records named by one letter each.
func link(pair string, bits float64) Link {
	return Link{Left: Record{Source: "s", ID: pair[:1], Row: "1"}, Right: Record{Source: "s", ID: pair[1:], Row: "1"}, Bits: bits}
}

func TestHoldFindsTheWeakest(t *testing.T) {
	links := []Link{link("ac", 3), link("ab", 9), link("bc", 5), link("cd", 4)}
	weakest := hold(links)
	var got []string
	for _, l := range links {
		mark := ""
		if l.Holds {
			mark = " holds"
		}
		if l.Weakest {
			mark += " weakest"
		}
		got = append(got, l.Left.ID+l.Right.ID+mark)
	}
	if d := cmp.Diff([]string{"ab holds", "bc holds", "cd holds weakest", "ac"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([][]string{{"s/a", "s/b", "s/c"}, {"s/d"}}, apart(links, weakest)); d != "" {
		t.Error(d)
	}
	if hold(nil) != -1 {
		t.Error("no links have a weakest one")
	}
}

// Of two ways the one whose weakest link is stronger counts.
func TestChainAvoidsWeakLinks(t *testing.T) {
	links := []Link{link("ad", 1), link("ab", 6), link("cb", 5), link("cd", 4), link("xy", 9)}
	hold(links)
	var got []string
	for _, l := range chain(links, "s/a", "s/d") {
		got = append(got, l.Left.ID+l.Right.ID)
	}
	if d := cmp.Diff([]string{"ab", "bc", "cd"}, got); d != "" {
		t.Error(d)
	}
	if way := chain(links, "s/a", "s/x"); len(way) > 0 {
		t.Errorf("a way where there is none: %v", way)
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"ann + S530":                "a… + S…",
		"+12125550143":              "+1…",
		"ann@mail.example":          "a…@m….e…",
		"müller\x1fölz":             "m…; ö…",
		"12|oak street|":            "1…|o… s…|",
		"\xff":                      "�",
		"O'Neill\x1f1980-04-05":     "O…'N…; 1…-0…-0…",
		"\u6768\u5e05 + 1980-04-05": "\u6768… + 1…-0…-0…",
	} {
		if got := Mask(in); got != want {
			t.Errorf("%q is masked as %q, wanted %q", in, got, want)
		}
	}
}

func TestPercent(t *testing.T) {
	for p, want := range map[float64]string{1: "over 99.99 %", .99996: "over 99.99 %", .9994: "99.94 %", .5: "50 %", .004: "0.40 %", 1e-9: "below 0.01 %", 0: "0.00 %"} {
		if got := Percent(p); got != want {
			t.Errorf("%g is %q, wanted %q", p, got, want)
		}
	}
}
