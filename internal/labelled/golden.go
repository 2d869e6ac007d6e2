package labelled

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
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
	Sources   []SourceShare  `json:"sources"`   // those that have it
}

// SourceShare is how often the records of a source have the true value.
type SourceShare struct {
	Source string `json:"source"`
	evaluate.Share
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
	byMaster := evaluate.Majority(j.Master[:j.crosswalk], j.Entity[:j.crosswalk], len(j.masters))
	of := j.goldenEntities(golden.Column("master_id"), byMaster)
	out := &Golden{Domain: d.Manifest.Name, Truth: c.path, Attributes: []Attribute{}}
	for _, name := range golden.Names() {
		if len(c.columns[name]) == 0 {
			continue
		}
		a := Attribute{Attribute: name, Sources: []SourceShare{}}
		s, err := newComparer(name, c)
		if err != nil {
			return nil, err
		}
		if a.Golden, err = s.share(golden.Column(name), of); err != nil {
			return nil, err
		}
		if a.Reachable, err = s.reachable(records.Column(name), j.Master[:j.crosswalk], byMaster); err != nil {
			return nil, err
		}
		for k, source := range j.Sources {
			share, err := s.share(records.Column(name), j.ofSource(uint32(k)))
			if err != nil {
				return nil, err
			}
			if share.Given > 0 {
				a.Sources = append(a.Sources, SourceShare{source, share})
			}
		}
		out.Attributes = append(out.Attributes, a)
	}
	if len(out.Attributes) == 0 {
		return nil, &source.Error{File: c.path, What: "has no column that is an attribute of golden.parquet", Next: "name its columns as the attributes are"}
	}
	return out, nil
}

// goldenEntities gives the entity of each golden record, by row.
func (j *joined) goldenEntities(master *table.Column, entity []uint32) []uint32 {
	of := translate(master.Dict, j.master)
	out := make([]uint32, len(master.Codes))
	for row, code := range master.Codes {
		out[row] = entity[j.masters[of[code]]]
	}
	return out
}

// ofSource gives the entity of each record of a source, and 0 for those of others.
func (j *joined) ofSource(source uint32) []uint32 {
	out := make([]uint32, j.crosswalk)
	for i := range out {
		if j.Source[i] == source {
			out[i] = j.Entity[i]
		}
	}
	return out
}

// current is what is true of each entity today.
type current struct {
	path    string
	row     []int32 // by entity: its row; -1 for one that the file lacks
	columns map[string][]*table.Column
}

// alias says which attribute a column of the file is.
func alias(column string) string {
	switch {
	case column == "mobile" || column == "landline":
		return "phone"
	case strings.HasPrefix(column, "consent_"):
		return "consent." + strings.TrimPrefix(column, "consent_")
	}
	return column
}

// readCurrent reads the file and finds the entities that the truth of records names.
func readCurrent(ctx context.Context, path string, j *joined, truth *Truth) (*current, error) {
	t, err := readTable(ctx, path)
	if err != nil {
		return nil, err
	}
	entity := t.Column("entity")
	if entity == nil {
		return nil, &source.Error{File: path, What: "no column entity", Next: "give what is true of each entity, with the entity as in the truth of records"}
	}
	c := &current{path: path, columns: map[string][]*table.Column{}}
	for range len(j.entities) + 1 {
		c.row = append(c.row, -1)
	}
	of := translate(entity.Dict, truth.entity.Dict)
	for row, code := range entity.Codes {
		if e := j.entities[of[code]]; e != 0 {
			if c.row[e] >= 0 {
				return nil, &source.Error{File: path, Row: int64(row + 1), What: fmt.Sprintf("names entity %s a second time", entity.Dict.String(code)), Next: "give one line an entity"}
			}
			c.row[e] = int32(row)
		}
	}
	for _, col := range t.Columns {
		c.columns[alias(col.Name)] = append(c.columns[alias(col.Name)], col)
	}
	if unit := t.Column("unit"); unit != nil && len(c.columns["street"]) == 1 {
		c.columns["street"][0], err = beside(c.columns["street"][0], unit)
	}
	return c, err
}

// beside joins two columns, a space between.
func beside(a, b *table.Column) (*table.Column, error) {
	out := &table.Column{Name: a.Name, Dict: table.NewDict(), Codes: make([]uint32, len(a.Codes))}
	var text []byte
	for i := range out.Codes {
		text = append(append(append(text[:0], a.Dict.Bytes(a.Codes[i])...), ' '), b.Dict.Bytes(b.Codes[i])...)
		var err error
		if out.Codes[i], err = out.Dict.Intern(bytes.TrimSpace(text)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// comparer compares values of one attribute in standard form: two are equal when their canonical strings are.
type comparer struct {
	attribute string
	forms     *table.Dict // canonical strings
	current   *current
	truth     [][]uint32 // by slot and entity, codes of forms
}

func newComparer(attribute string, c *current) (*comparer, error) {
	s := &comparer{attribute: attribute, forms: table.NewDict(), current: c}
	for _, col := range c.columns[attribute] {
		of, err := s.canonical(col)
		if err != nil {
			return nil, err
		}
		slot := make([]uint32, len(c.row))
		for e, row := range c.row {
			if row >= 0 {
				slot[e] = of[col.Codes[row]]
			}
		}
		s.truth = append(s.truth, slot)
	}
	return s, nil
}

// share compares a column of values, whose rows are of the given entities.
func (s *comparer) share(values *table.Column, entity []uint32) (evaluate.Share, error) {
	codes, err := s.codes(values)
	if err != nil {
		return evaluate.Share{}, err
	}
	return evaluate.Accuracy(codes, s.known(entity), s.truth, s.initials()), nil
}

// reachable counts the clusters of which some record has the true value.
func (s *comparer) reachable(values *table.Column, master, entity []uint32) (evaluate.Share, error) {
	codes, err := s.codes(values)
	if err != nil {
		return evaluate.Share{}, err
	}
	return evaluate.Reachable(master, codes, s.known(entity), s.truth), nil
}

// codes gives the form of each row's value.
func (s *comparer) codes(values *table.Column) ([]uint32, error) {
	of, err := s.canonical(values)
	if err != nil {
		return nil, err
	}
	out := make([]uint32, len(values.Codes))
	for row, code := range values.Codes {
		out[row] = of[code]
	}
	return out, nil
}

// known leaves the entities of which the file says something, and 0 for the others.
func (s *comparer) known(entity []uint32) []uint32 {
	out := make([]uint32, len(entity))
	for i, e := range entity {
		if s.current.row[e] >= 0 {
			out[i] = e
		}
	}
	return out
}

// initials gives the code that the first letter of each form has.
func (s *comparer) initials() []uint32 {
	out := make([]uint32, s.forms.Len())
	for code := 1; code < len(out); code++ {
		out[code] = s.forms.Lookup(s.forms.Bytes(uint32(code))[:1])
	}
	return out
}

// canonical gives the form of every value of a column, by its code; 0 for one that says nothing.
func (s *comparer) canonical(col *table.Column) ([]uint32, error) {
	opt, t, err := standard.Prepare(standard.Mapping{Attribute: s.attribute}, col)
	if err != nil {
		return nil, err
	}
	if t.Name() == "ignore" {
		t, _ = standard.Lookup("short") // titles and the like, whose form matching does not need
	}
	out := make([]uint32, col.Dict.Len())
	var cell standard.Cell
	for code := 1; code < len(out); code++ {
		cell.Reset()
		t.Standardise(col.Dict.Bytes(uint32(code)), opt, &cell)
		if cell.Parts() == 0 {
			continue
		}
		form := cell.Canonical(0)
		if t.Comparison() == standard.ComparePhone {
			form = national(form)
		}
		if len(form) == 0 {
			continue
		}
		if out[code], err = s.forms.Intern(form); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// national returns the last nine digits of a telephone number, the same with and without the code of its country.
func national(form []byte) []byte { return form[max(0, len(form)-9):] }
