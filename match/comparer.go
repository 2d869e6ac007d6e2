package match

import (
	"bytes"
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/kernel"
)

// Comparer compares records. It is read-only once made and safe for concurrent use.
type Comparer struct {
	Fields   []Field
	Source   []uint16
	strata   int
	repeated bool
	rows     []uint32 // record by record, stride numbers each: codes, and last the source
	stride   int
	plans    []plan
	given    int // field compared crosswise with family; -1: none
	family   int
	feature  []*features // by place in a row
}

// plan says how one field is compared: the places of its columns in a row.
type plan struct {
	kind                 Kind
	feature              *features // of the column at place at
	single               bool      // equal codes are equal values, of the level that their rarity says
	at                   int
	street, postal, city int // Address only; -1: absent
	mostExcess           [equalLevels + 1]float32
}

// Options are what a comparer needs besides the records.
type Options struct {
	Nicknames func(name string) []uint16 // groups of names that stand for one another; nil: none
	Weight    []float32                  // each record's share in value counts; nil: one each
	Repeated  bool                       // things are recorded many times, and their clusters known: random pairs across them hold hardly any match
	Workers   int
}

// NewComparer computes the features of all distinct values of the fields' columns.
func NewComparer(ctx context.Context, rec *Records, fields []Field, opt Options) (*Comparer, error) {
	c := &Comparer{Fields: fields, Source: rec.Source, strata: rec.Sources + 1, repeated: opt.Repeated, given: -1, family: -1}
	type job struct {
		column, place int
		kind          Kind
	}
	var jobs []job
	add := func(column int, kind Kind) int {
		if column < 0 {
			return -1
		}
		jobs = append(jobs, job{column, len(jobs), kind})
		return len(jobs) - 1
	}
	for i, f := range fields {
		p := plan{kind: f.Kind, at: -1, postal: -1, city: -1}
		if f.Kind == Address {
			p.street = add(f.Columns[0], Street)
			p.postal, p.city = add(f.Columns[1], Code), add(f.Columns[2], Short)
			p.at = p.street
		} else {
			p.at = add(f.Columns[0], f.Kind)
		}
		c.plans = append(c.plans, p)
		switch f.Role {
		case Given:
			c.given = i
		case FamilyName:
			c.family = i
		}
	}
	if c.given < 0 || c.family < 0 {
		c.given, c.family = -1, -1
	}
	c.stride = len(jobs) + 1
	c.rows = make([]uint32, rec.Rows*c.stride)
	c.feature = make([]*features, len(jobs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, opt.Workers))
	for _, j := range jobs {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			col := rec.Columns[j.column]
			for row, code := range col.Codes {
				c.rows[row*c.stride+j.place] = code
			}
			v, err := newValues(col, opt.Weight)
			if err != nil {
				return err
			}
			c.feature[j.place], err = newFeatures(j.kind, v, opt.Nicknames)
			return err
		})
	}
	for row, source := range c.Source {
		c.rows[(row+1)*c.stride-1] = uint32(source)
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for k := range c.plans {
		p := &c.plans[k]
		p.feature = c.feature[p.at]
		if p.kind != ModelNumber {
			p.noteMostExcess()
		}
		p.single = p.kind != Address && p.kind != Text && p.kind != ModelNumber && p.feature.start == nil
	}
	return c, nil
}

// Strata returns how many strata pairs fall into: one within each source, and the last across sources.
func (c *Comparer) Strata() int { return c.strata }

// Stratum returns the stratum of a pair.
func (c *Comparer) Stratum(i, j uint32) int {
	// The rows are at hand where pairs are compared; Source would be another place in memory.
	a, b := c.rows[(int(i)+1)*c.stride-1], c.rows[(int(j)+1)*c.stride-1]
	if a == b {
		return int(a)
	}
	return c.strata - 1
}

// Rows returns the number of records.
func (c *Comparer) Rows() int { return len(c.Source) }

// row returns the codes of a record.
func (c *Comparer) row(i uint32) []uint32 {
	at := int(i) * c.stride
	return c.rows[at : at+c.stride : at+c.stride]
}

// Pattern compares two records by every field.
func (c *Comparer) Pattern(i, j uint32) Pattern {
	x, y := c.row(i), c.row(j)
	var p Pattern
	for f := range c.plans {
		of := &c.plans[f]
		// Fast path: the same value, once each.
		if a := x[of.at]; of.single && a == y[of.at] && a != table.Missing {
			p |= Pattern(of.feature.rarity[a]) << (4 * f)
			continue
		}
		p |= Pattern(c.level(of, x, y)) << (4 * f)
	}
	if c.given >= 0 {
		p = c.swapped(p, x, y)
	}
	return p
}

// Level compares two records by one field, as Pattern does where it is no name that may be written crosswise.
func (c *Comparer) Level(f int, i, j uint32) int { return c.level(&c.plans[f], c.row(i), c.row(j)) }

// level compares two rows by one field.
func (c *Comparer) level(p *plan, x, y []uint32) int {
	if p.kind == Address {
		return c.addressLevel(p, x, y)
	}
	a, b := x[p.at], y[p.at]
	if a == table.Missing || b == table.Missing {
		return levelMissing
	}
	return p.feature.best(a, b)
}

// best returns the best level of any two atoms of two codes.
func (f *features) best(a, b uint32) int {
	// Fast path: single values.
	if f.start == nil {
		return f.atomLevel(a, b)
	}
	best := levelMissing
	for _, s := range f.of(a) {
		for _, t := range f.of(b) {
			if l := f.atomLevel(s, t); l != levelMissing && (best == levelMissing || l < best) {
				best = l
			}
		}
	}
	return best
}

func (f *features) atomLevel(a, b uint32) int {
	switch {
	case f.kind == Text:
		return f.textLevel(a, b)
	case f.kind == ModelNumber:
		return f.modelLevel(a, b)
	case a == b:
		return int(f.rarity[a])
	}
	return f.level(a, b)
}

// swapped raises a given and a family name that fit crosswise. Names equal crosswise changed
// places by one slip, for which the given name pays by being near; the family name is as equal as
// the commoner of the two. Where only one fits, since the other is wrong or another one, it counts
// as the given name being near.
func (c *Comparer) swapped(p Pattern, x, y []uint32) Pattern {
	given, family := p.Level(c.given), p.Level(c.family)
	g, f := c.plans[c.given].at, c.plans[c.family].at
	switch {
	case given == levelMissing && (family == levelMissing || family >= nameWeak), family == levelMissing && given >= nameWeak:
		return c.misplaced(p, x[g], x[f], y[g], y[f])
	case given < nameWeak || family < nameWeak:
		return p
	}
	one, two := c.crosswise(g, f, x[g], y[f]), c.crosswise(g, f, y[g], x[f])
	switch {
	case one && two && c.same(g, f, x[g], y[f]) && c.same(g, f, y[g], x[f]):
		p &^= 15<<(4*c.given) | 15<<(4*c.family)
		p |= nameNear<<(4*c.given) | Pattern(max(c.feature[f].rarity[x[f]], c.feature[f].rarity[y[f]]))<<(4*c.family)
	case one && two:
		p &^= 15<<(4*c.given) | 15<<(4*c.family)
		p |= nameNear<<(4*c.given) | nameNear<<(4*c.family)
	case one || two:
		p &^= 15 << (4 * c.given)
		p |= nameNear << (4 * c.given)
	}
	return p
}

// misplaced compares the only name of a record with the other name of the other record: it may
// stand in the wrong column. Where it fits there, that name is near and the one it stands for unknown.
func (c *Comparer) misplaced(p Pattern, given1, family1, given2, family2 uint32) Pattern {
	g, f := c.plans[c.given].at, c.plans[c.family].at
	var near, unknown int
	switch {
	case family1 == table.Missing && c.crosswise(g, f, given1, family2), family2 == table.Missing && c.crosswise(g, f, given2, family1):
		near, unknown = c.family, c.given
	case given1 == table.Missing && c.crosswise(g, f, given2, family1), given2 == table.Missing && c.crosswise(g, f, given1, family2):
		near, unknown = c.given, c.family
	default:
		return p
	}
	return p&^(15<<(4*near)|15<<(4*unknown)) | nameNear<<(4*near)
}

// same reports whether a given name is the family name, letter for letter; lists of names are not looked into.
func (c *Comparer) same(g, f int, given, family uint32) bool {
	return c.feature[g].start == nil && c.feature[f].start == nil && bytes.Equal(c.feature[g].dict.Bytes(given), c.feature[f].dict.Bytes(family))
}

// crosswise compares a given name with a family name.
func (c *Comparer) crosswise(g, f int, given, family uint32) bool {
	for _, s := range c.feature[g].of(given) {
		for _, t := range c.feature[f].of(family) {
			p, q := &c.feature[g].brief[s], &c.feature[f].brief[t]
			// Fast path: too few letters in common.
			if !winkler90.above(p.sign, q.sign, int(p.size), int(q.size), uint32(p.head>>32), uint32(q.head>>32)) {
				continue
			}
			a, b := c.feature[g].dict.Bytes(s), c.feature[f].dict.Bytes(t)
			if bytes.Equal(a, b) || len(a) > 2 && len(b) > 2 && kernel.JaroWinkler(a, b) >= .9 {
				return true
			}
		}
	}
	return false
}
