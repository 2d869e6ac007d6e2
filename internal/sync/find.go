package sync

import (
	"context"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// Problem is the records, their golden values, and what each source may be told.
type Problem struct {
	Source     []uint16              // by record
	Of         []uint32              // by record: its cluster
	Clusters   survivorship.Clusters // of the golden records
	Attributes []Attribute
	Units      []Unit // which share no attribute
	Fill       bool   // empty cells are filled
	Resolver   *survivorship.Resolver
	Golden     []survivorship.Result // by attribute; codes of placeholders are 0
}

// Attribute is one attribute of all records.
type Attribute struct {
	Codes []uint32 // by record: cell. The resolver's own; [Find] writes to them while it runs, and puts them back
	Has   []bool   // by source: it has a column for the attribute
	Fills []bool   // by source: an empty cell may be filled, since it is clear which one

	Garbled []bool // by record: its cell says the value in letters that an encoding spoiled; nil: none does
}

// Unit is attributes that change as one.
type Unit struct {
	Name       string
	Attributes []int
	Open       []bool // by source: it may be told to change them
}

// Want is a value that a record should have.
type Want struct {
	Unit      int
	Attribute int
	Value     uint32 // as in survivorship.Values
	Refused   bool   // set by the pen: it cannot be written with certainty
}

// Cell is a cell of a source's file to change. All but Want is the pen's own business.
type Cell struct {
	Want   int    // place of the want in the list given; the first, if it meets several
	Name   uint32 // of what the column holds
	Column uint32
	Old    uint32
	New    uint32
}

// Pen knows how sources write values. Its Write appends the cells that give a
// record the values wanted; wants that it cannot meet it marks as refused, together with all others of their unit.
type Pen interface {
	Write(record uint32, wants []Want, cells []Cell) ([]Cell, error)
}

// Change is one cell to change.
type Change struct {
	Record    uint32
	Attribute uint16 // whose golden value it is; the first, if the cell holds several
	Unit      uint16
	Name      uint32 // as the pen says
	Column    uint32
	Old       uint32
	New       uint32
}

// Plan is what sources must change, in the order of records.
type Plan struct {
	Changes []Change
	Refused [][]int // by source and unit: records whose values cannot be written with certainty
	Held    int     // masters whose records stay as they are, since the changes would change the golden record
	wants   []told
}

// told is a value that a record will have.
type told struct {
	record    uint32
	attribute uint16
	value     uint32
}

// Find returns the changes. It is for one goroutine at a time, and fails only when
// ctx is done or the pen fails.
func Find(ctx context.Context, p *Problem, pen Pen) (*Plan, error) {
	f := newFinder(p)
	plan := &Plan{}
	for range f.sources {
		plan.Refused = append(plan.Refused, make([]int, len(p.Units)))
	}
	var wants []Want
	var cells []Cell
	for r, s := range p.Source {
		if r%(1<<16) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if wants = f.wants(uint32(r), int(s), wants[:0], plan); len(wants) == 0 {
			continue
		}
		var err error
		if cells, err = pen.Write(uint32(r), wants, cells[:0]); err != nil {
			return nil, err
		}
		plan.take(uint32(r), int(s), wants, cells)
	}
	return plan, f.settle(ctx, plan)
}

// take notes what the pen made of a record's wants.
func (p *Plan) take(record uint32, source int, wants []Want, cells []Cell) {
	last := -1
	for _, w := range wants {
		if w.Refused {
			if w.Unit != last {
				p.Refused[source][w.Unit]++
			}
			last = w.Unit
			continue
		}
		p.wants = append(p.wants, told{record, uint16(w.Attribute), w.Value})
	}
	for _, c := range cells {
		w := wants[c.Want]
		p.Changes = append(p.Changes, Change{record, uint16(w.Attribute), uint16(w.Unit), c.Name, c.Column, c.Old, c.New})
	}
}

// finder compares records with their golden values.
type finder struct {
	*Problem
	sources int
	open    [][]int               // by source: units open to change
	values  []survivorship.Values // by attribute
	sound   [][]bool              // by attribute in a unit, then value: may be written at all
}

func newFinder(p *Problem) *finder {
	f := &finder{Problem: p, sound: make([][]bool, len(p.Attributes))}
	for k := range p.Attributes {
		f.values = append(f.values, p.Resolver.Values(k))
		f.sources = max(f.sources, len(p.Attributes[k].Has))
	}
	f.open = make([][]int, f.sources)
	for u, unit := range p.Units {
		for s, open := range unit.Open {
			if open {
				f.open[s] = append(f.open[s], u)
			}
		}
		for _, a := range unit.Attributes {
			sound := make([]bool, f.values[a].Len())
			for v := range sound {
				sound[v] = f.values[a].Sound(uint32(v))
			}
			f.sound[a] = sound
		}
	}
	return f
}

// wants lists the values that a record should have and has not.
func (f *finder) wants(record uint32, source int, wants []Want, plan *Plan) []Want {
	cluster := f.Of[record]
	for _, u := range f.open[source] {
		before := len(wants)
		torn := false
		for _, a := range f.Units[u].Attributes {
			golden := f.Golden[a].Code[cluster]
			switch f.look(a, source, record, golden) {
			case differs:
				wants = append(wants, Want{Unit: u, Attribute: a, Value: golden})
			case lacking:
				torn = true
			}
		}
		if torn && len(wants) > before {
			// Parts of two things would stand in one record.
			wants = wants[:before]
			plan.Refused[source][u]++
		}
	}
	return wants
}

// finding is how a cell compares to the golden value.
type finding uint8

const (
	agrees  finding = iota
	differs         // and shall not
	lacking         // the golden record has no value that could be written, the cell has one
)

func (f *finder) look(a, source int, record, golden uint32) finding {
	if !f.Attributes[a].Has[source] {
		return agrees
	}
	cell, values := f.Attributes[a].Codes[record], f.values[a]
	garbled := f.Attributes[a].Garbled
	spoiled := garbled != nil && garbled[record] && golden != table.Missing && f.sound[a][golden]
	if cell == values.Cell(golden) && !spoiled {
		return agrees // fast path: the very spelling
	}
	var buf [1]uint32
	empty := true
	for _, v := range values.Of(cell, &buf) {
		if golden != table.Missing && values.Identity(v) == values.Identity(golden) || values.Shortens(v, golden) {
			if spoiled {
				return differs
			}
			return agrees
		}
		empty = empty && values.Empty(v)
	}
	switch {
	case golden == table.Missing || !f.sound[a][golden]:
		if empty {
			return agrees
		}
		return lacking
	case empty && !(f.Fill && f.Attributes[a].Fills[source]):
		return agrees
	}
	return differs
}
