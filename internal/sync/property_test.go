package sync

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// world is records as a silo has them, in texts, with the rules to resolve them
// by: what a run makes of files and configuration.
type world struct {
	names     []string   // of attributes
	cells     [][]string // by attribute, then record
	steward   [][]string // by attribute, then cluster; empty: nothing
	source    []uint16
	updated   []int64
	verified  []bool // of the first attribute, by record
	start     []uint32
	rules     []survivorship.Rule
	groups    []survivorship.Group
	authority [][]bool // by attribute; of a group, by its first
	opt       survivorship.Options
	units     []Unit
	has       [][]bool // by attribute, then source
	fill      bool
}

const testSources = 4

// words are the values of every attribute: spellings that agree (a, A), initials,
// parts of dates, lists, what is malformed (?) and what says nothing (n/a).
func words() []string {
	return []string{"", "", "ann", "Ann", "ANN", "bob", "Bob", "a", "b", "carol", "?ann", "n/a", "1990-01-02", "1990-01-00", "ann\x1fbob", "Bob\x1fcarol", "dee!"}
}

func canonical(v string) string {
	if v == "n/a" || strings.HasPrefix(v, "?") {
		return ""
	}
	parts := strings.Split(strings.ToLower(v), "\x1f")
	slices.Sort(parts)
	return strings.Join(parts, "\x1f")
}

func quality(v string) uint8 {
	switch {
	case v == "n/a":
		return survivorship.Placeholder
	case strings.HasPrefix(v, "?"):
		return survivorship.Suspect
	}
	return survivorship.OK
}

func drawWorld(t *rapid.T) *world {
	w := &world{names: []string{"email", "given_name", "birth_date", "street", "city", "region"}, fill: rapid.Bool().Draw(t, "fill")}
	w.start = []uint32{0}
	for range rapid.IntRange(1, 5).Draw(t, "clusters") {
		w.start = append(w.start, w.start[len(w.start)-1]+uint32(rapid.IntRange(1, 7).Draw(t, "size")))
	}
	n := int(w.start[len(w.start)-1])
	bools := func(label string, n int) []bool { return rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, label) }
	for range n {
		w.source = append(w.source, uint16(rapid.IntRange(0, testSources-1).Draw(t, "source")))
		w.updated = append(w.updated, int64(rapid.IntRange(1, 4).Draw(t, "updated")*86400))
	}
	w.verified = bools("verified", n)
	for k := range w.names {
		values := words()
		if k >= 3 { // parts of an address are not lists
			values = slices.DeleteFunc(values, func(v string) bool { return strings.Contains(v, "\x1f") })
		}
		w.cells = append(w.cells, rapid.SliceOfN(rapid.SampledFrom(values), n, n).Draw(t, w.names[k]))
		rule, err := survivorship.Named(rapid.SampledFrom([]string{"most_recent", "most_frequent", "longest", "shortest", "min", "max", "verified", "first_non_empty", "source_order"}).Draw(t, "rule"), w.names[k])
		if err != nil {
			t.Fatal(err)
		}
		w.rules = append(w.rules, rule)
		w.has = append(w.has, bools("has", testSources))
		for i := range w.cells[k] {
			if !w.has[k][w.source[i]] {
				w.cells[k][i] = ""
			}
		}
		var said []string // well-formed, as a steward's word must be
		for range len(w.start) - 1 {
			said = append(said, rapid.SampledFrom([]string{"", "", "ann", "Bob", "eve", "1990-01-02"}).Draw(t, "steward"))
		}
		w.steward, w.authority = append(w.steward, said), append(w.authority, nil)
		if rapid.IntRange(0, 2).Draw(t, "ruled") == 0 {
			w.authority[k] = bools("authority", testSources)
		}
	}
	w.opt = survivorship.Options{Trust: []float64{}, AsOf: 10 * 86400, Workers: 1}
	for range testSources {
		w.opt.Trust = append(w.opt.Trust, rapid.SampledFrom([]float64{.3, .5, .9}).Draw(t, "trust"))
	}
	if rapid.Bool().Draw(t, "decay") {
		w.opt.HalfLife = 48 * time.Hour
	}
	w.draw(t, bools)
	return w
}

// draw draws the group and the allow-lists.
func (w *world) draw(t *rapid.T, bools func(string, int) []bool) {
	w.groups = []survivorship.Group{{Name: "address", Attributes: []int{3, 4, 5}, Rule: w.rules[3], Authority: w.authority[3]}}
	for _, u := range []Unit{{Name: "email", Attributes: []int{0}}, {Name: "given_name", Attributes: []int{1}}, {Name: "birth_date", Attributes: []int{2}}, {Name: "address", Attributes: []int{3, 4, 5}}} {
		u.Open = bools("open "+u.Name, testSources)
		for s := range u.Open {
			u.Open[s] = u.Open[s] && (w.authority[u.Attributes[0]] == nil || !w.authority[u.Attributes[0]][s])
		}
		w.units = append(w.units, u)
	}
}

// problem resolves the world as it stands.
func (w *world) problem(t *rapid.T) *Problem {
	p := &Problem{Source: w.source, Units: w.units, Fill: w.fill, Clusters: survivorship.Clusters{Start: w.start}}
	for k := range len(w.start) - 1 {
		for r := w.start[k]; r < w.start[k+1]; r++ {
			p.Of, p.Clusters.Members = append(p.Of, uint32(k)), append(p.Clusters.Members, r)
		}
	}
	var attributes []survivorship.Attribute
	for k, name := range w.names {
		a := survivorship.Attribute{Name: name, Spellings: table.NewDict(), Canonical: table.NewDict(), Canon: []uint32{0}, Quality: []uint8{0}, Rule: w.rules[k], Authority: w.authority[k]}
		if k == 0 {
			a.Verified = w.verified
		}
		number := func(v string) uint32 {
			code, _ := a.Spellings.Intern([]byte(v))
			if int(code) == len(a.Canon) {
				c, _ := a.Canonical.Intern([]byte(canonical(v)))
				a.Canon, a.Quality = append(a.Canon, c), append(a.Quality, quality(v))
			}
			return code
		}
		for _, v := range w.cells[k] {
			a.Codes = append(a.Codes, number(v))
		}
		a.Steward = map[uint32]uint32{}
		for cluster, v := range w.steward[k] {
			if v != "" {
				a.Steward[w.start[cluster]] = number(v)
			}
		}
		attributes = append(attributes, a)
		p.Attributes = append(p.Attributes, Attribute{Codes: a.Codes, Has: w.has[k], Fills: w.has[k]})
	}
	var err error
	if p.Resolver, err = survivorship.NewResolver(survivorship.Records{Source: w.source, Updated: w.updated}, attributes, w.groups, w.opt); err != nil {
		t.Fatal(err)
	}
	if p.Golden, err = p.Resolver.Resolve(context.Background(), p.Clusters); err != nil {
		t.Fatal(err)
	}
	for _, g := range p.Golden {
		for k := range g.Code {
			if g.Confidence[k] == 0 {
				g.Code[k] = table.Missing
			}
		}
	}
	return p
}

// golden returns what the golden records say, attribute by attribute.
func golden(p *Problem) [][]string {
	var out [][]string
	for a, g := range p.Golden {
		var values []string
		for _, code := range g.Code {
			values = append(values, canonical(p.Resolver.Values(a).Spellings().String(code)))
		}
		out = append(out, values)
	}
	return out
}

// plainPen writes values as the golden record spells them. Source 1 shouts, source
// 2 has no exclamation mark, and nobody knows which value of a list is meant.
type plainPen struct {
	*world
	p     *Problem
	wrote []wrote // by code of Cell.New
}

type wrote struct {
	attribute int
	text      string
}

func (pen *plainPen) Write(record uint32, wants []Want, cells []Cell) ([]Cell, error) {
	texts := make([]string, len(wants))
	for i, w := range wants {
		texts[i] = pen.p.Resolver.Values(w.Attribute).Spellings().String(w.Value)
		if pen.source[record] == 1 {
			texts[i] = strings.ToUpper(texts[i])
		}
		if strings.Contains(pen.cells[w.Attribute][record], "\x1f") || pen.source[record] == 2 && strings.Contains(texts[i], "!") {
			for k := range wants {
				wants[k].Refused = wants[k].Refused || wants[k].Unit == w.Unit
			}
		}
	}
	for i, w := range wants {
		if !w.Refused {
			cells = append(cells, Cell{Want: i, New: uint32(len(pen.wrote))})
			pen.wrote = append(pen.wrote, wrote{w.Attribute, texts[i]})
		}
	}
	return cells, nil
}

// overruled checks that what a steward says is what golden records say.
func (w *world) overruled(t *rapid.T, golden [][]string) {
	for k, said := range w.steward {
		for cluster, v := range said {
			if v != "" && golden[k][cluster] != canonical(v) {
				t.Fatalf("%s of cluster %d is %q, though a steward says %q", w.names[k], cluster, golden[k][cluster], v)
			}
		}
	}
}

// TestConverges: whatever the records, rules, allow-lists, authorities and stewards, once all
// changes are applied the golden records are what they were, and nothing is left to
// change. Nothing is written to a source that may not be told, nor over a value that says the same.
func TestConverges(t *testing.T) {
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		p := w.problem(t)
		before := golden(p)
		w.overruled(t, before)
		cells := fmt.Sprint(p.Attributes)
		pen := &plainPen{world: w, p: p}
		plan, err := Find(context.Background(), p, pen)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(p.Attributes) != cells {
			t.Fatal("the records are not as they were")
		}
		for _, c := range plan.Changes {
			new := pen.wrote[c.New]
			if !w.units[c.Unit].Open[w.source[c.Record]] || !slices.Contains(w.units[c.Unit].Attributes, new.attribute) {
				t.Fatalf("source %d is told to change %s", w.source[c.Record], w.names[new.attribute])
			}
			if old := w.cells[new.attribute][c.Record]; canonical(old) == canonical(new.text) || !w.fill && (old == "" || old == "n/a") {
				t.Fatalf("%q becomes %q", old, new.text)
			}
		}
		for _, c := range plan.Changes {
			w.cells[pen.wrote[c.New].attribute][c.Record] = pen.wrote[c.New].text
		}
		told += len(plan.Changes)
		p = w.problem(t)
		if d := cmp.Diff(before, golden(p)); d != "" {
			t.Fatalf("the golden records change:\n%s", d)
		}
		again, err := Find(context.Background(), p, &plainPen{world: w, p: p})
		if err != nil {
			t.Fatal(err)
		}
		if len(again.Changes) > 0 {
			t.Fatalf("%d changes are left: %+v after %+v; golden %q, records %q", len(again.Changes), again.Changes, plan, before, w.cells)
		}
	})
	if told < 20 {
		t.Errorf("only %d changes were told: the populations try nothing", told)
	}
}
