package relation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// tree shows what became of companies: "child<parent top depth".
func tree(f *Families) []string {
	name := func(m uint32) string {
		if m == NoMaster {
			return "-"
		}
		return fmt.Sprint(m)
	}
	var out []string
	for m, p := range f.Parent {
		out = append(out, fmt.Sprintf("%d<%s %s %d", m, name(p), name(f.Ultimate[m]), f.Depth[m]))
	}
	return out
}

func issues(f *Families) []string {
	var out []string
	for _, i := range f.Issues {
		out = append(out, fmt.Sprintf("%s %d: record %d, %d<%d", i.Kind, i.Cycle, i.Record, i.Child, i.Parent))
	}
	return out
}

func TestFamilies(t *testing.T) {
	for _, c := range []struct {
		name         string
		masters      int
		stated       []Statement
		tree, issues []string
	}{
		{"no statement", 2, nil, []string{"0<- 0 0", "1<- 1 0"}, nil},
		{"a chain", 3, []Statement{{0, 0, 1, 0}, {1, 1, 2, 0}}, []string{"0<1 2 2", "1<2 2 1", "2<- 2 0"}, nil},
		{"two parents: the more records", 3, []Statement{{0, 0, 1, 9}, {1, 0, 2, 0}, {2, 0, 2, 0}}, []string{"0<2 2 1", "1<- 1 0", "2<- 2 0"},
			[]string{"contradiction 0: record 0, 0<1"}},
		{"two parents: the newer record", 3, []Statement{{0, 0, 1, 1}, {1, 0, 2, 2}}, []string{"0<2 2 1", "1<- 1 0", "2<- 2 0"},
			[]string{"contradiction 0: record 0, 0<1"}},
		{"two parents: the first", 3, []Statement{{0, 0, 2, 1}, {1, 0, 1, 1}}, []string{"0<1 1 1", "1<- 1 0", "2<- 2 0"},
			[]string{"contradiction 0: record 0, 0<2"}},
		{"a cycle and one below it", 4, []Statement{{0, 0, 1, 0}, {1, 1, 0, 0}, {2, 2, 1, 0}}, []string{"0<1 - -1", "1<0 - -1", "2<1 - -1", "3<- 3 0"},
			[]string{"cycle 1: record 0, 0<1", "cycle 1: record 1, 1<0"}},
		{"two cycles", 5, []Statement{{0, 3, 4, 0}, {1, 4, 3, 0}, {2, 0, 1, 0}, {3, 1, 2, 0}, {4, 2, 0, 0}}, []string{"0<1 - -1", "1<2 - -1", "2<0 - -1", "3<4 - -1", "4<3 - -1"},
			[]string{"cycle 1: record 2, 0<1", "cycle 1: record 3, 1<2", "cycle 1: record 4, 2<0", "cycle 2: record 0, 3<4", "cycle 2: record 1, 4<3"}},
		{"its own parent", 1, []Statement{{0, 0, 0, 0}}, []string{"0<- 0 0"}, []string{"own parent 0: record 0, 0<0"}},
		{"its own parent, and another", 2, []Statement{{0, 0, 0, 0}, {1, 0, 1, 0}}, []string{"0<1 1 1", "1<- 1 0"}, []string{"own parent 0: record 0, 0<0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := FindFamilies(c.masters, c.stated, nil)
			if d := cmp.Diff(c.tree, tree(f)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.issues, issues(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A parent inferred from names neither goes before a stated one nor closes a cycle.
func TestInferredParents(t *testing.T) {
	f := FindFamilies(4, []Statement{{0, 0, 1, 0}}, []Affiliation{{A: 0, B: 1, Directed: true}, {A: 2, B: 0, Directed: true}, {A: 1, B: 3, Directed: true}, {A: 0, B: 2}})
	if d := cmp.Diff([]string{"0<1 1 1", "1<- 1 0", "2<- 2 0", "3<1 1 1"}, tree(f)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]bool{false, false, false, true}, f.Inferred); d != "" {
		t.Error(d)
	}
}

// Every company is one deeper than its parent, under the same top, unless a cycle is above it; every statement that
// was not followed is an issue.
func TestFamiliesProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "masters")
		var stated []Statement
		for i := range rapid.IntRange(0, 20).Draw(t, "statements") {
			pick := func(what string) uint32 { return uint32(rapid.IntRange(0, n-1).Draw(t, fmt.Sprint(what, i))) }
			stated = append(stated, Statement{uint32(i), pick("child"), pick("parent"), int64(rapid.IntRange(0, 2).Draw(t, fmt.Sprint("updated", i)))})
		}
		f := FindFamilies(n, stated, nil)
		for m := range f.Parent {
			p := f.Parent[m]
			switch {
			case p == NoMaster && (f.Depth[m] != 0 || f.Ultimate[m] != uint32(m)):
				t.Errorf("top %d: depth %d under %d", m, f.Depth[m], f.Ultimate[m])
			case p != NoMaster && f.Depth[m] >= 0 && (f.Depth[m] != f.Depth[p]+1 || f.Ultimate[m] != f.Ultimate[p]):
				t.Errorf("%d under %d: depth %d and %d", m, p, f.Depth[m], f.Depth[p])
			case p != NoMaster && f.Depth[m] < 0 && (f.Depth[p] >= 0 || f.Ultimate[m] != NoMaster):
				t.Errorf("%d has no depth, its parent %d has", m, p)
			}
		}
		against := 0
		for _, i := range f.Issues {
			if i.Kind != Cycle {
				against++
			}
		}
		followed := 0
		for _, x := range stated {
			if f.Parent[x.Child] == x.Parent {
				followed++
			}
		}
		if against+followed != len(stated) {
			t.Errorf("%d statements, %d followed, %d issues", len(stated), followed, against)
		}
	})
}

// column codes values, one a record.
func column(values ...string) Column {
	c := Column{Dict: table.NewDict()}
	for _, v := range values {
		code, _ := c.Dict.Intern([]byte(v))
		c.Codes = append(c.Codes, code)
	}
	return c
}

func TestAffiliations(t *testing.T) {
	for _, c := range []struct {
		name            string
		names, web, tax []string
		phone           []string
		want            []string
	}{
		{"holding and subsidiary at one domain", []string{"acme", "acme holding"}, []string{"a@acme.com", "info@acme.com"}, nil, nil, []string{"1>0 name, same domain"}},
		{"the name alone is the head", []string{"acme berlin", "acme", "acme paris"}, []string{"x@acme.com", "y@acme.com", "https://www.acme.com/fr"}, nil, nil,
			[]string{"1>0 name, same domain", "0-2 name, same domain", "1>2 name, same domain"}},
		{"two heads: no direction", []string{"acme group", "acme holding"}, []string{"a@acme.com", "b@acme.com"}, nil, nil, []string{"0-1 name, same domain"}},
		{"one phone", []string{"acme berlin", "acme paris"}, nil, nil, []string{"+491", "+491"}, []string{"0-1 name, same phone"}},
		{"a name alone is not enough", []string{"acme berlin", "acme paris"}, nil, nil, nil, nil},
		{"a domain alone is not enough", []string{"acme", "zenith"}, []string{"a@x.com", "b@x.com"}, nil, nil, nil},
		{"a provider's domain", []string{"acme one", "acme two", "zenith", "apex"}, []string{"a@mail.com", "b@mail.com", "c@mail.com", "d@mail.com"}, nil, nil, nil},
		{"a short word is not rare", []string{"abc one", "abc two"}, []string{"a@abc.com", "b@abc.com"}, nil, nil, nil},
		{"one identifier", []string{"acme", "zenith"}, nil, []string{"DE1", "DE1"}, nil, []string{"0-1 same tax_id"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := len(c.names)
			in := &Companies{Masters: n, Name: column(c.names...)}
			for m := range n {
				in.Master = append(in.Master, uint32(m))
			}
			if c.web != nil {
				in.Web = []Column{column(c.web...)}
			}
			if c.phone != nil {
				in.Phone = column(c.phone...)
			}
			if c.tax != nil {
				in.Identifiers = []Identifier{{"tax_id", column(c.tax...)}}
			}
			var got []string
			for _, x := range FindAffiliations(in) {
				got = append(got, fmt.Sprintf("%d%s%d %s", x.A, map[bool]string{true: ">", false: "-"}[x.Directed], x.B, x.Evidence))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// A leading word that many companies have relates none.
func TestCommonLeadRelatesNobody(t *testing.T) {
	c := &Companies{Masters: maxLead + 1}
	var names, web []string
	for m := range c.Masters {
		c.Master = append(c.Master, uint32(m))
		names, web = append(names, fmt.Sprintf("hotel number%d", m)), append(web, fmt.Sprintf("x%d@hotels%d.com", m, m/2))
	}
	c.Name, c.Web = column(names...), []Column{column(web...)}
	if got := FindAffiliations(c); got != nil {
		t.Errorf("%d affiliations", len(got))
	}
}

func TestKeys(t *testing.T) {
	ids, masters := strings.Fields("a b b c d"), []uint32{0, 1, 1, 2, 3}
	keys := column("b", "c", "x", "d")
	keys.Dict.Seal()
	ids, masters = append(ids, "c"), append(masters, 3)
	got := Keys(keys.Dict, len(ids), func(i int) ([]byte, uint32) { return []byte(ids[i]), masters[i] })
	if d := cmp.Diff([]uint32{0, 2, Ambiguous, 0, 4}, got); d != "" {
		t.Error(d)
	}
}

func TestCompact(t *testing.T) {
	got := Compact([]Stated{{2, 1, 1, 5, 1}, {1, 2, 1, NoTime, 1}, {1, 2, 2, 7, 1}, {1, 2, 1, 9, 2}, {1, 2, 1, 8, 1}})
	if d := cmp.Diff([]Stated{{1, 2, 1, 8, 4}, {1, 2, 2, 7, 1}, {2, 1, 1, 5, 1}}, got); d != "" {
		t.Error(d)
	}
}
