package run

import (
	"bytes"
	"fmt"

	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/relation"
	"github.com/gildmdm/gild/internal/table"
)

// parentAttribute is the attribute by which a record names its master's parent.
const parentAttribute = "parent_id"

// companies finds which companies belong together: by stated parents in any domain, and by names and identifiers
// where companies are mastered.
func (f *flow) companies(d *domain) error {
	r := &d.relations
	if a := d.attribute(parentAttribute); a != nil {
		p, err := newParents(d, a)
		if err != nil {
			return err
		}
		p.read()
		r.parents, r.unresolved = p.statements, p.unresolved
	}
	if d.spec.Kind == "organisation" || d.spec.Kind == "mixed" {
		r.affiliations = relation.FindAffiliations(d.companyRecords())
	}
	if r.parents == nil && r.affiliations == nil && r.unresolved == nil {
		return nil
	}
	r.families = relation.FindFamilies(d.found.clusters.Len(), r.parents, r.affiliations)
	cycles := 0
	for _, issue := range r.families.Issues {
		cycles = max(cycles, issue.Cycle)
	}
	if cycles > 0 {
		f.warn("%s: %s of parents; see relation_issues.parquet", d.spec.Name, plural(cycles, "cycle"))
	}
	if n := len(r.unresolved); n > 0 {
		f.warn("%s: %s named as parent not found; see unresolved.parquet", d.spec.Name, plural(n, "record"))
	}
	return nil
}

// companyRecords shows what may relate companies to package relation. Where people are mastered, too, the company
// that a person's record names is where they work, not what they are called.
func (d *domain) companyRecords() *relation.Companies {
	c := &relation.Companies{
		Master: d.found.clusters.Of, Masters: d.found.clusters.Len(), Name: d.column("organisation"), Phone: d.column("phone"),
		Web: []relation.Column{d.column("email"), d.column("url")},
	}
	if company := d.companyMasters(); company != nil && d.spec.Kind == "mixed" {
		for i, m := range c.Master {
			if !company[m] {
				c.Name.Codes[i] = table.Missing
			}
		}
	}
	for _, name := range []string{"tax_id", "registration_id"} {
		c.Identifiers = append(c.Identifiers, relation.Identifier{Name: name, Column: d.column(name)})
	}
	return c
}

// parents reads the parents that records name: the record ID of one of the same source, or source/ID of any.
type parents struct {
	*domain
	attribute  *attribute
	ids        *table.Dict
	plain      []uint32 // by spelling, code in ids: the whole as an ID of the own source
	other      []int    // by spelling: the source that it names; -1: none
	rest       []uint32 // by spelling, code in ids: the ID in that source
	masters    [][]uint32
	statements []relation.Statement
	unresolved []publish.Unresolved
}

func newParents(d *domain, a *attribute) (*parents, error) {
	n := a.spellings.Len()
	p := &parents{domain: d, attribute: a, ids: table.NewDict(), plain: make([]uint32, n), other: make([]int, n), rest: make([]uint32, n)}
	for c := range p.plain {
		v := a.spellings.Bytes(uint32(c))
		var err error
		if p.plain[c], err = p.ids.Intern(v); err != nil {
			return nil, err
		}
		p.other[c] = -1
		source, id, _ := bytes.Cut(v, []byte{'/'})
		for s := range d.sources {
			if d.sources[s].spec.Name == string(source) {
				p.other[c] = s
				if p.rest[c], err = p.ids.Intern(id); err != nil {
					return nil, err
				}
			}
		}
	}
	for s := range d.sources {
		p.masters = append(p.masters, d.mastersOf(s, p.ids))
	}
	return p, nil
}

// mastersOf finds the masters of keys that are record IDs of a source; see relation.Keys.
func (d *domain) mastersOf(source int, keys *table.Dict) []uint32 {
	first := 0
	for _, s := range d.sources[:source] {
		first += s.table.Rows
	}
	return relation.Keys(keys, d.sources[source].table.Rows, func(i int) ([]byte, uint32) {
		return d.keys.IDs.Bytes(d.keys.ID[first+i]), d.found.clusters.Of[first+i]
	})
}

// read states the parent of every record that names one.
func (p *parents) read() {
	record := 0
	for s, src := range p.sources {
		for row := range uint32(src.table.Rows) {
			if code, _ := p.attribute.spelling(s, row); code != table.Missing {
				p.state(s, uint32(record), code, src.updated[row])
			}
			record++
		}
	}
}

// state takes one statement; a record that names itself is at the top.
func (p *parents) state(source int, record, code uint32, updated int64) {
	at, master := source, p.masters[source][p.plain[code]]
	if master == 0 && p.other[code] >= 0 {
		at = p.other[code]
		master = p.masters[at][p.rest[code]]
	}
	switch {
	case at == source && p.attribute.spellings.String(code) == p.keys.IDs.String(p.keys.ID[record]):
	case master == 0 || master == relation.Ambiguous:
		p.unresolved = append(p.unresolved, publish.Unresolved{
			Link: parentAttribute, Source: p.spec.Name + "/" + p.sources[at].spec.Name, RecordSource: p.sources[source].spec.Name,
			RecordID: p.keys.IDs.String(p.keys.ID[record]), End: "parent", Key: p.attribute.spellings.String(code),
			Reason: whyUnresolved(p.sources[at], master),
		})
	default:
		p.statements = append(p.statements, relation.Statement{Record: record, Child: p.found.clusters.Of[record], Parent: master - 1, Updated: updated})
	}
}

// whyUnresolved says why a key names no master.
func whyUnresolved(s *sourceData, master uint32) string {
	if master == relation.Ambiguous {
		return fmt.Sprintf("records of several masters have this ID in %s", s.spec.Name)
	}
	if n := len(s.rejects); n > 0 {
		return fmt.Sprintf("no record of %s has this ID; %s of it rejected", s.spec.Name, plural(n, "row"))
	}
	return fmt.Sprintf("no record of %s has this ID", s.spec.Name)
}

// companyTables shows company families and what is wrong with statements to package publish.
func (d *domain) companyTables() *publish.Companies {
	c := &publish.Companies{}
	r := d.relations
	related := make([]bool, len(r.families.Parent))
	for m, p := range r.families.Parent {
		if p != relation.NoMaster {
			related[m], related[p] = true, true
		}
	}
	for m, yes := range related {
		if !yes {
			continue
		}
		c.Members = append(c.Members, publish.Company{
			Master: uint32(m) + 1, Parent: r.families.Parent[m] + 1, Ultimate: r.families.Ultimate[m] + 1,
			Depth: int64(r.families.Depth[m]), Inferred: r.families.Inferred[m],
		})
	}
	for _, i := range r.families.Issues {
		c.Issues = append(c.Issues, publish.Issue{Kind: string(i.Kind), Cycle: int64(i.Cycle), Record: i.Record, Master: i.Child + 1, Parent: i.Parent + 1})
	}
	return c
}
