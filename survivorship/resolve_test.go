package survivorship

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// row is one record of a test cluster.
type row struct {
	source    uint16
	updated   int64
	spelling  string
	canonical string // "": as spelled, folded by hand where it matters
	quality   uint8
	verified  bool
}

// world builds one cluster of the rows.
func world(t testing.TB, name string, rule Rule, rows []row) (Records, Attribute, Clusters) {
	t.Helper()
	a := Attribute{Name: name, Spellings: table.NewDict(), Canonical: table.NewDict(), Canon: []uint32{0}, Quality: []uint8{0}, Rule: rule}
	var records Records
	clusters := Clusters{Start: []uint32{0, uint32(len(rows))}}
	for i, r := range rows {
		canonical := r.canonical
		if canonical == "" && r.quality != Placeholder {
			canonical = r.spelling
		}
		code, err := a.Spellings.Intern([]byte(r.spelling))
		if err != nil {
			t.Fatal(err)
		}
		canon, err := a.Canonical.Intern([]byte(canonical))
		if err != nil {
			t.Fatal(err)
		}
		if int(code) == len(a.Canon) {
			a.Canon, a.Quality = append(a.Canon, canon), append(a.Quality, r.quality)
		}
		a.Codes, a.Verified = append(a.Codes, code), append(a.Verified, r.verified)
		records.Source, records.Updated = append(records.Source, r.source), append(records.Updated, r.updated)
		clusters.Members = append(clusters.Members, uint32(i))
	}
	return records, a, clusters
}

// verdict is a readable choice.
type verdict struct {
	Value, By, RunnerUp string
	Record              int
	Confidence          float32
}

func verdictOf(r Result, k int) verdict {
	v := verdict{Value: r.Spellings.String(r.Code[k]), By: r.Step[k].String(), Record: int(r.Record[k]), Confidence: r.Confidence[k]}
	if r.Record[k] == None {
		v.Record = -1
	}
	if r.RunnerUp[k] != None {
		v.RunnerUp = r.Spellings.String(r.RunnerUpCode[k])
	}
	return v
}

func resolve(t testing.TB, records Records, attributes []Attribute, groups []Group, clusters Clusters, opt Options) []Result {
	t.Helper()
	r, err := NewResolver(records, attributes, groups, opt)
	if err != nil {
		t.Fatal(err)
	}
	results, err := r.Resolve(context.Background(), clusters)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func named(t *testing.T, name, attribute string, sources ...uint16) Rule {
	r, err := Named(name, attribute)
	if err != nil {
		t.Fatal(err)
	}
	r.Sources = sources
	return r
}

func TestResolve(t *testing.T) {
	trust := []float64{.9, .5, .5}
	tests := []struct {
		name, attribute, rule string
		opt                   Options
		sources               []uint16
		rows                  []row
		want                  verdict
	}{
		{"nobody", "email", "", Options{}, nil, []row{{}, {}}, verdict{"", "", "", -1, 0}},
		{"one", "email", "", Options{}, nil, []row{{}, {spelling: "a@x"}}, verdict{"a@x", "agreed", "", 1, 1}},
		{"placeholder never beats a value", "phone", "most_recent", Options{}, nil,
			[]row{{updated: 9, spelling: "000", quality: Placeholder, verified: true}, {updated: 1, spelling: "123"}},
			verdict{"123", "valid", "000", 1, 1}},
		{"placeholder alone", "phone", "", Options{}, nil, []row{{spelling: "N/A", quality: Placeholder}}, verdict{"N/A", "agreed", "", 0, 0}},
		{"verified beats trust", "email", "", Options{Trust: trust}, nil,
			[]row{{0, 5, "a@x", "", 0, false}, {1, 1, "b@x", "", 0, true}}, verdict{"b@x", "verified", "a@x", 1, float32(.5 / 1.4)}},
		{"suspect loses", "email", "", Options{Trust: trust}, nil,
			[]row{{0, 5, "a@", "", Suspect, false}, {1, 1, "b@x", "", 0, false}}, verdict{"b@x", "valid", "a@", 1, float32(.5 / 1.4)}},
		{"trust beats recency", "email", "trust", Options{Trust: trust}, nil,
			[]row{{0, 1, "a@x", "", 0, false}, {1, 5, "b@x", "", 0, false}}, verdict{"a@x", "trust", "b@x", 0, float32(.9 / 1.4)}},
		{"trust fades", "email", "", Options{Trust: trust, HalfLife: 10 * time.Second, AsOf: 100}, nil,
			[]row{{0, 10, "a@x", "", 0, false}, {1, 100, "b@x", "", 0, false}}, verdict{"b@x", "trust", "a@x", 1, float32(500. / 502)}},
		{"addresses change: recency first", "street", "", Options{}, nil,
			[]row{{0, 1, "1 A St", "", 0, false}, {1, 1, "1 A St", "", 0, false}, {2, 9, "2 B St", "", 0, false}},
			verdict{"2 B St", "recency", "1 A St", 2, float32(1.) / 3}},
		{"names do not: frequency first", "given_name", "", Options{}, nil,
			[]row{{0, 1, "Ann", "", 0, false}, {1, 1, "Ann", "", 0, false}, {2, 9, "Eve", "", 0, false}},
			verdict{"Ann", "frequency", "Eve", 0, float32(2.) / 3}},
		{"the trust of all before that of one", "given_name", "", Options{Trust: trust}, nil,
			[]row{{source: 0, spelling: "Mary"}, {source: 1, spelling: "Willie"}, {source: 2, spelling: "Willie"}},
			verdict{"Willie", "frequency", "Mary", 1, float32(1.) / 1.9}},
		{"frequency counts trust", "gender", "most_frequent", Options{Trust: []float64{.9, .3, .3}}, nil,
			[]row{{0, 1, "f", "", 0, false}, {1, 1, "m", "", 0, false}, {2, 9, "m", "", 0, false}},
			verdict{"f", "frequency", "m", 0, .6}},
		{"a date in the future is as of now", "phone", "", Options{AsOf: 50}, nil,
			[]row{{0, 50, "1", "", 0, false}, {0, 999, "2", "", 0, false}, {0, 50, "1", "", 0, false}},
			verdict{"1", "frequency", "2", 0, float32(2.) / 3}},
		{"longer", "given_name", "", Options{}, nil, []row{{spelling: "Jon"}, {spelling: "JONATHAN"}}, verdict{"JONATHAN", "completeness", "Jon", 1, .5}},
		{"tie goes to the first source", "given_name", "", Options{}, nil,
			[]row{{source: 1, spelling: "Ann"}, {source: 0, spelling: "Eve"}}, verdict{"Eve", "tie", "Ann", 1, .5}},
		{"initials give way", "given_name", "", Options{}, nil,
			[]row{{spelling: "J", canonical: "j"}, {spelling: "J.", canonical: "j"}, {spelling: "John", canonical: "john"}},
			verdict{"John", "valid", "J", 2, 1}},
		{"one letter is a whole gender", "gender", "", Options{}, nil,
			[]row{{spelling: "m"}, {spelling: "m"}, {spelling: "fem"}}, verdict{"m", "frequency", "fem", 0, float32(2.) / 3}},
		{"dates with unknown parts give way", "birth_date", "", Options{}, nil,
			[]row{{spelling: "1987-00-00"}, {spelling: "1987-00-00"}, {spelling: "1987-04-05"}},
			verdict{"1987-04-05", "valid", "1987-00-00", 2, 1}},
		{"best spelling of the value", "family_name", "", Options{}, nil,
			[]row{{spelling: "MUNOZ", canonical: "munoz"}, {spelling: "Munoz", canonical: "munoz"}, {spelling: "Muñoz", canonical: "munoz"}, {spelling: "Smith", canonical: "smith"}},
			verdict{"Muñoz", "frequency", "Smith", 2, .75}},
		{"but only from a source as good", "family_name", "", Options{Trust: trust}, nil,
			[]row{{source: 0, spelling: "MUNOZ", canonical: "munoz"}, {source: 1, spelling: "Muñoz", canonical: "munoz"}},
			verdict{"MUNOZ", "agreed", "", 0, 1}},
		{"most_recent beats trust", "email", "most_recent", Options{Trust: trust}, nil,
			[]row{{0, 1, "a@x", "", 0, false}, {1, 5, "b@x", "", 0, false}}, verdict{"b@x", "recency", "a@x", 1, float32(.5 / 1.4)}},
		{"longest", "title", "longest", Options{}, nil, []row{{spelling: "a"}, {spelling: "a"}, {spelling: "abc"}}, verdict{"abc", "longest", "a", 2, float32(1.) / 3}},
		{"shortest", "title", "shortest", Options{}, nil, []row{{spelling: "abc"}, {spelling: "abc"}, {spelling: "a"}}, verdict{"a", "shortest", "abc", 2, float32(1.) / 3}},
		{"min is a number", "price", "min", Options{}, nil, []row{{spelling: "$9", canonical: "9"}, {spelling: "$10", canonical: "10"}}, verdict{"$9", "min", "$10", 0, .5}},
		{"max is a date", "birth_date", "max", Options{}, nil, []row{{spelling: "1999-12-31"}, {spelling: "2001-01-01"}}, verdict{"2001-01-01", "max", "1999-12-31", 1, .5}},
		{"source_order", "email", "source_order", Options{}, []uint16{2, 0},
			[]row{{source: 0, spelling: "a"}, {source: 1, spelling: "b"}, {source: 2, spelling: "c"}}, verdict{"c", "source_order", "a", 2, float32(1.) / 3}},
		{"source not listed is last", "email", "source_order", Options{}, []uint16{2},
			[]row{{source: 0, spelling: "a"}, {source: 1, spelling: "b"}, {source: 2}}, verdict{"a", "tie", "b", 0, .5}},
		{"first_non_empty", "email", "first_non_empty", Options{}, nil,
			[]row{{source: 1, spelling: "a"}, {source: 0}, {source: 0, spelling: "b"}}, verdict{"b", "source_order", "a", 2, .5}},
		{"values without canonical code differ", "status", "", Options{}, nil,
			[]row{{spelling: "?", quality: Placeholder}, {spelling: "-", quality: Placeholder}}, verdict{"?", "tie", "-", 0, 0}},
		{"each value of a cell competes", "phone", "", Options{}, nil,
			[]row{{spelling: "11\x1f22", canonical: "11\x1f22"}, {spelling: "33\x1f2-2", canonical: "22\x1f33"}},
			verdict{"22", "frequency", "11", 0, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var rule Rule
			if tt.rule != "" {
				rule = named(t, tt.rule, tt.attribute, tt.sources...)
			}
			records, a, clusters := world(t, tt.attribute, rule, tt.rows)
			got := verdictOf(resolve(t, records, []Attribute{a}, nil, clusters, tt.opt)[0], 0)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestUnion(t *testing.T) {
	rows := []row{
		{updated: 1, spelling: "golf\x1fGOLF", canonical: "golf"}, {updated: 2, spelling: "chess"}, {updated: 3, spelling: "n/a", quality: Placeholder},
		{updated: 3, spelling: "Golf", canonical: "golf"}, {updated: 2},
	}
	records, a, clusters := world(t, "interests", named(t, "union", "interests"), rows)
	got := resolve(t, records, []Attribute{a}, nil, clusters, Options{})[0]
	var values []string
	for _, c := range got.Lists.Code[got.Lists.Start[0]:got.Lists.Start[1]] {
		values = append(values, got.Spellings.String(c))
	}
	if d := cmp.Diff([]string{"Golf", "chess"}, values); d != "" {
		t.Error(d)
	}
}

func TestNamedErrors(t *testing.T) {
	for _, name := range RuleNames() {
		if _, err := Named(name, "email"); err != nil {
			t.Error(err)
		}
	}
	if _, err := Named("newest", "email"); err == nil {
		t.Error("no error for an unknown rule")
	}
}

func TestNewResolverErrors(t *testing.T) {
	records, a, _ := world(t, "email", Rule{}, []row{{spelling: "a"}})
	short := a
	short.Codes = nil
	tests := []struct {
		name       string
		attributes []Attribute
		groups     []Group
		opt        Options
	}{
		{"codes of too few records", []Attribute{short}, nil, Options{}},
		{"trust beyond 1", []Attribute{a}, nil, Options{Trust: []float64{2}}},
		{"trust of too few sources", []Attribute{a}, nil, Options{Trust: []float64{}}},
		{"half-life without time", []Attribute{a}, nil, Options{HalfLife: time.Hour}},
		{"group of nothing", []Attribute{a}, []Group{{Name: "address"}}, Options{}},
		{"group beyond the list", []Attribute{a}, []Group{{Name: "address", Attributes: []int{1}}}, Options{}},
		{"two groups", []Attribute{a}, []Group{{Name: "x", Attributes: []int{0}}, {Name: "y", Attributes: []int{0}}}, Options{}},
	}
	for _, tt := range tests {
		if _, err := NewResolver(records, tt.attributes, tt.groups, tt.opt); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
	}
}
