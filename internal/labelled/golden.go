package labelled

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/table"
)

// Golden says how often golden values are the true current ones, and how often each source's own are.
type Golden struct {
	Domain     string      `json:"domain"`
	Truth      string      `json:"truth"`
	Attributes []Attribute `json:"attributes"` // in the order of golden.parquet
}

// Attribute is one attribute's values against the truth.
type Attribute struct {
	Attribute string         `json:"attribute"`
	Golden    evaluate.Share `json:"golden"`
	Reachable evaluate.Share `json:"reachable"` // golden records of which some record has the true value: the most that any rule could get right
	Reached   evaluate.Share `json:"reached"`   // golden values of those: how well survivorship chose
	Whole     evaluate.Share `json:"whole"`     // golden values of masters that are exactly one entity's records: without the mistakes of matching
	Sources   []SourceShare  `json:"sources"`   // those that have it
}

// SourceShare is how often the records of a source have the true value.
type SourceShare struct {
	Source string `json:"source"`
	evaluate.Share
	Alone evaluate.Share `json:"alone"`        // its records' values as those of their masters: what golden records of this source alone would have
	There evaluate.Share `json:"golden_there"` // of the golden records that have a value of this source: to compare with Alone
}

// SourceNames returns the sources that have any of the attributes, in the order of their first.
func (g *Golden) SourceNames() []string {
	var names []string
	for _, a := range g.Attributes {
		for _, s := range a.Sources {
			if !slices.Contains(names, s.Source) {
				names = append(names, s.Source)
			}
		}
	}
	return names
}

// Source returns the share of a source; false for one without the attribute.
func (a *Attribute) Source(name string) (SourceShare, bool) {
	for _, s := range a.Sources {
		if s.Source == name {
			return s, true
		}
	}
	return SourceShare{}, false
}

// EvaluateGolden compares golden values, and those of every source, with the file of what is true of each entity today:
// a column entity, and columns named as attributes. Columns mobile and landline are both telephones, a
// column unit belongs to the street, consent_email is consent.email. Without a truth of its own, that of the file's folder says whose the records are.
func EvaluateGolden(ctx context.Context, d *store.Domain, file string, truth *Truth) (*Golden, error) {
	if truth == nil {
		var err error
		if truth, err = Read(ctx, filepath.Dir(file)); err != nil {
			return nil, err
		}
	}
	if truth.entity == nil {
		return nil, &source.Error{File: truth.Path, What: "lists pairs", Next: "golden values need the entity of each record: give --truth with columns source, id, entity"}
	}
	j, err := join(ctx, d, truth)
	if err != nil {
		return nil, err
	}
	c, err := readCurrent(ctx, file, j, truth)
	if err != nil {
		return nil, err
	}
	golden, err := d.Table(ctx, "golden")
	if err != nil {
		return nil, err
	}
	records, err := d.Table(ctx, "records")
	if err != nil {
		return nil, err
	}
	return j.compare(d, c, golden, records)
}

// compare compares every attribute that both the golden records and the truth have.
func (j *joined) compare(d *store.Domain, c *current, golden, records *store.Table) (*Golden, error) {
	x := &goldenJoin{joined: j, current: c, golden: golden, records: records}
	x.byMaster = evaluate.Majority(j.Master[:j.crosswalk], j.Entity[:j.crosswalk], len(j.masters))
	x.whole = j.wholeMasters()
	x.master = j.goldenMasters(golden.Column("master_id"))
	out := &Golden{Domain: d.Manifest.Name, Truth: c.path, Attributes: []Attribute{}}
	for _, name := range golden.Names() {
		if len(c.columns[name]) == 0 {
			continue
		}
		a, err := x.attribute(name)
		if err != nil {
			return nil, err
		}
		out.Attributes = append(out.Attributes, *a)
	}
	if len(out.Attributes) == 0 {
		return nil, &source.Error{File: c.path, What: "has no column that is an attribute of golden.parquet", Next: "name its columns as the attributes are"}
	}
	return out, nil
}

// goldenJoin is golden records and source records with whose they are.
type goldenJoin struct {
	*joined
	current         *current
	golden, records *store.Table
	master          []uint32 // by golden record: its number
	byMaster        []uint32 // by master: its entity
	whole           []uint32 // the same; 0 for masters that are not exactly one entity's records
}

// attribute measures one attribute.
func (x *goldenJoin) attribute(name string) (*Attribute, error) {
	s, err := newComparer(name, x.current)
	if err != nil {
		return nil, err
	}
	values, err := s.codes(x.golden.Column(name))
	if err != nil {
		return nil, err
	}
	own, err := s.codes(x.records.Column(name))
	if err != nil {
		return nil, err
	}
	a := &Attribute{Attribute: name, Sources: []SourceShare{}}
	a.Golden = s.share(values, pick(x.byMaster, x.master))
	var reached []uint32
	a.Reachable, reached = evaluate.Reachable(x.Master[:x.crosswalk], own, s.known(x.byMaster), s.truth)
	a.Reached = s.share(values, pick(reached, x.master))
	a.Whole = s.share(values, pick(x.whole, x.master))
	for k, source := range x.Sources {
		entity, alone, there := x.ofSource(uint32(k), own)
		share := SourceShare{source, s.share(own, entity), s.share(own, alone), s.share(values, pick(there, x.master))}
		if share.Given > 0 {
			a.Sources = append(a.Sources, share)
		}
	}
	return a, nil
}

// wholeMasters gives the entity of each master that has all its records and no others; those that only the truth names count.
func (j *joined) wholeMasters() []uint32 {
	n := len(j.masters)
	for _, m := range j.Master {
		n = max(n, int(m)+1)
	}
	return evaluate.Whole(j.Master, j.Entity, n)[:len(j.masters)]
}

// pick returns v[i] for every i.
func pick(v, at []uint32) []uint32 {
	out := make([]uint32, len(at))
	for k, i := range at {
		out[k] = v[i]
	}
	return out
}

// goldenMasters gives the number of each golden record's master.
func (j *joined) goldenMasters(master *table.Column) []uint32 {
	of := translate(master.Dict, j.master)
	out := make([]uint32, len(master.Codes))
	for row, code := range master.Codes {
		out[row] = j.masters[of[code]]
	}
	return out
}

// ofSource gives the entity of each record of a source, and that of its master, 0 for those of others, and the entity of each
// master of which the source has a value, 0 for the others.
func (x *goldenJoin) ofSource(source uint32, values []uint32) (record, alone, master []uint32) {
	record, alone, master = make([]uint32, x.crosswalk), make([]uint32, x.crosswalk), make([]uint32, len(x.byMaster))
	for i := range record {
		if x.Source[i] != source {
			continue
		}
		m := x.Master[i]
		record[i], alone[i] = x.Entity[i], x.byMaster[m]
		if values[i] != 0 {
			master[m] = x.byMaster[m]
		}
	}
	return record, alone, master
}
