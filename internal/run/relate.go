package run

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/relation"
	"github.com/gildmdm/gild/internal/table"
)

// related is what is known of the relations of a domain's masters.
type related struct {
	households *publish.Households // nil: no policy
	pairs      []relation.Pair     // of households

	families     *relation.Families // nil: nothing relates companies
	parents      []relation.Statement
	affiliations []relation.Affiliation
	links        []publish.Relation // stated by files
	linked       bool               // some file states relations
	words        *table.Dict        // of links
	unresolved   []publish.Unresolved
}

// relate finds which masters of a domain belong together.
func (f *flow) relate(ctx context.Context, d *domain) (string, error) {
	var parts []string
	if !f.wants("households", "company_families", "relationships", "life_events") && d.spec.Rules() == nil {
		return "left out", nil
	}
	if d.spec.Household.Policy != "" {
		if err := f.households(ctx, d); err != nil {
			return "", err
		}
		h := d.relations.households
		parts = append(parts, plural(len(h.IDs), "household")+" of "+plural(len(h.Member), "master"))
	}
	if err := f.companies(d); err != nil {
		return "", err
	}
	if r := d.relations; r.families != nil {
		parts = append(parts, plural(len(r.parents), "stated parent"), plural(len(r.affiliations), "affiliation"))
	}
	if parts == nil {
		return "nothing to relate", nil
	}
	return strings.Join(parts, ", "), nil
}

// writeHouseholds writes the tables of households, if there is a policy.
func (d *domain) writeHouseholds(ctx context.Context, t *publish.Tables) error {
	if d.relations.households == nil {
		return nil
	}
	return t.Households(ctx, d.relations.households)
}

// writeCompanies writes the tables of company families, if anything relates companies.
func (d *domain) writeCompanies(ctx context.Context, t *publish.Tables) error {
	if d.relations.families == nil {
		return nil
	}
	return t.Companies(ctx, d.companyTables())
}

// writeRelations writes the relations that go out from a domain, and the stated ones that could not be resolved. It
// returns how many there are. It comes last, when the masters of all domains are known.
func (f *flow) writeRelations(ctx context.Context, i int, d *domain) (int, error) {
	r := &d.relations
	if r.households == nil && r.families == nil && !r.linked {
		return 0, nil
	}
	out := &publish.Relations{Own: uint16(i), Words: r.words, Rows: r.links}
	if out.Words == nil {
		out.Words = table.NewDict()
	}
	for _, other := range f.done {
		out.Domains, out.Masters = append(out.Domains, other.spec.Name), append(out.Masters, other.keys.Masters)
	}
	derived := &derived{Relations: out}
	derived.households(r)
	derived.stated(d)
	derived.affiliations(r)
	t := &publish.Tables{Run: f.out, Domain: d.spec.Name, Keys: d.keys, Workers: f.opt.Workers}
	if err := t.Relations(ctx, out); err != nil {
		return 0, err
	}
	if r.linked || r.unresolved != nil {
		f.blankErased(r.unresolved)
		sortUnresolved(r.unresolved)
		if err := t.Unresolved(ctx, r.unresolved); err != nil {
			return 0, err
		}
	}
	m := &f.manifest.Domains[i]
	m.Tables = append(m.Tables, t.Written...)
	return len(out.Rows), nil
}

// sortUnresolved puts unresolved ends in an order that does not depend on the order of domains' records.
func sortUnresolved(u []publish.Unresolved) {
	slices.SortStableFunc(u, func(x, y publish.Unresolved) int {
		return cmp.Or(cmp.Compare(x.Link, y.Link), cmp.Compare(x.File, y.File), cmp.Compare(x.Row, y.Row), cmp.Compare(x.RecordSource, y.RecordSource),
			cmp.Compare(x.RecordID, y.RecordID))
	})
}

// derived adds relations within a domain.
type derived struct{ *publish.Relations }

func (d *derived) word(s string) uint32 {
	code, _ := d.Words.Intern([]byte(s)) // some words
	return code
}

// households relates the members of one household that share something.
func (d *derived) households(r *related) {
	if r.households == nil {
		return
	}
	since := make([]int64, d.Masters[d.Own].Len())
	for i, m := range r.households.Member {
		since[m] = r.households.Since[i]
	}
	kind := d.word("household")
	var evidence [1 << 8]uint32
	for _, p := range r.pairs {
		if evidence[p.Evidence] == 0 {
			evidence[p.Evidence] = d.word(p.Evidence.String())
		}
		d.Rows = append(d.Rows, publish.Relation{
			From: p.A + 1, To: p.B + 1, Domain: d.Own, Kind: kind, Evidence: evidence[p.Evidence], Confidence: p.Evidence.Confidence(),
			Since: max(since[p.A+1], since[p.B+1]), Statements: parquet.Null,
		})
	}
}

// stated relates parents and children as records state them, each pair once for every source that states it.
func (d *derived) stated(of *domain) {
	kind := d.word("parent_of")
	first := len(d.Rows)
	for _, x := range of.relations.parents {
		if x.Parent == x.Child {
			continue // an issue
		}
		d.Rows = append(d.Rows, publish.Relation{
			From: x.Parent + 1, To: x.Child + 1, Domain: d.Own, Kind: kind, Evidence: d.word("stated parent"),
			Source: d.word(of.sources[of.problem.records.Source[x.Record]].spec.Name), Confidence: 1, Since: parquet.Null, Statements: 1,
		})
	}
	rows := d.Rows[first:]
	slices.SortStableFunc(rows, func(x, y publish.Relation) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.Source, y.Source))
	})
	out := d.Rows[:first]
	for _, x := range rows {
		if n := len(out) - 1; n >= first && out[n].From == x.From && out[n].To == x.To && out[n].Source == x.Source {
			out[n].Statements++
			continue
		}
		out = append(out, x)
	}
	d.Rows = out
}

// affiliations relates companies that share names or identifiers.
func (d *derived) affiliations(r *related) {
	for _, x := range r.affiliations {
		kind := "affiliate"
		if x.Directed {
			kind = "parent_of"
		}
		d.Rows = append(d.Rows, publish.Relation{
			From: x.A + 1, To: x.B + 1, Domain: d.Own, Kind: d.word(kind), Evidence: d.word(x.Evidence), Confidence: x.Confidence,
			Since: parquet.Null, Statements: parquet.Null,
		})
	}
}
