package run

import (
	"bytes"

	silo "github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/sync"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// pen writes values the way each source writes its own.
type pen struct {
	attributes []*attribute
	values     []survivorship.Values // by attribute
	at         map[string]int        // attribute by name
	source     []uint16              // by record
	first      []uint32              // by source: its first record
	slots      []map[string]*slot    // by source, then attribute of the mapping
	names      *table.Dict           // of attributes and columns
	texts      []*table.Dict         // by source: what cells hold and shall hold
	encoding   []string              // by source; empty: UTF-8

	used []*slot // of the record at hand, by want
}

// slot is what a mapping reads: a column, several read as one, or one that holds several attributes.
type slot struct {
	raw     *table.Column
	format  *standard.Format
	name    uint32
	columns []uint32
	parts   []int    // attributes, if they are several; -1: one that no record has
	written []uint32 // one attribute in one column: by value, its text; 0: not yet written
}

// unwritable stands in slot.written for a value that cannot be written.
const unwritable = ^uint32(0)

// fillable reports whether it is clear how an empty cell would be filled.
func (p *provider) fillable() bool {
	t := typeOf(p.mapping)
	return len(t.Parts()) == 0 && !p.raw.List && (len(p.mapping.Columns) == 1 || t.Comparison() == standard.CompareStreet)
}

// typeOf returns the type of a mapping.
func typeOf(m standard.Mapping) standard.Type {
	if t, ok := standard.Lookup(m.Type); ok {
		return t
	}
	return standard.TypeOf(m.Attribute)
}

func newPen(d *domain, r *survivorship.Resolver) *pen {
	p := &pen{attributes: d.attributes, at: map[string]int{}, source: d.problem.records.Source, names: table.NewDict()}
	for k, a := range d.attributes {
		p.values = append(p.values, r.Values(k))
		p.at[a.name] = k
	}
	first := 0
	for _, s := range d.sources {
		p.first, first = append(p.first, uint32(first)), first+s.table.Rows
		p.encoding = append(p.encoding, s.files[0].Encoding)
		p.slots, p.texts = append(p.slots, map[string]*slot{}), append(p.texts, table.NewDict())
	}
	return p
}

// slot returns where a record holds an attribute, or would hold it.
func (p *pen) slot(attribute, source int, row uint32) (*slot, error) {
	a := p.attributes[attribute]
	_, by := a.spelling(source, row)
	if by == nil {
		by = &a.providers[source][0]
	}
	if s := p.slots[source][by.mapping.Attribute]; s != nil {
		return s, nil
	}
	s, err := p.newSlot(by, attribute)
	p.slots[source][by.mapping.Attribute] = s
	return s, err
}

func (p *pen) newSlot(by *provider, attribute int) (*slot, error) {
	s := &slot{raw: by.raw, name: p.word(by.mapping.Attribute)}
	for _, c := range by.mapping.Columns {
		s.columns = append(s.columns, p.word(c))
	}
	for _, part := range typeOf(by.mapping).Parts() {
		k, ok := p.at[part]
		if !ok {
			k = -1
		}
		s.parts = append(s.parts, k)
	}
	if s.parts == nil && len(s.columns) == 1 && !by.raw.List {
		s.written = make([]uint32, p.values[attribute].Len())
	}
	var err error
	s.format, err = standard.NewFormat(by.mapping, by.raw)
	return s, err
}

func (p *pen) word(name string) uint32 {
	code, _ := p.names.Intern([]byte(name)) // a few names
	return code
}

// Write finds the cells that give a record the values wanted. A unit that cannot
// be written takes its other values along, which may share a column with other units: then all begins anew.
func (p *pen) Write(record uint32, wants []sync.Want, cells []sync.Cell) ([]sync.Cell, error) {
	source := int(p.source[record])
	row := record - p.first[source]
	p.used = p.used[:0]
	for _, w := range wants {
		s, err := p.slot(w.Attribute, source, row)
		if err != nil {
			return nil, err
		}
		p.used = append(p.used, s)
	}
	for {
		out, refused, err := p.try(source, row, wants, cells)
		if err != nil || refused == nil {
			return out, err
		}
		for i := range wants {
			if p.used[i] == refused && !wants[i].Refused {
				refuse(wants, wants[i].Unit)
			}
		}
	}
}

func refuse(wants []sync.Want, unit int) {
	for i := range wants {
		if wants[i].Unit == unit {
			wants[i].Refused = true
		}
	}
}

// try writes all wants that are not refused; it returns the first slot that cannot be written.
func (p *pen) try(source int, row uint32, wants []sync.Want, cells []sync.Cell) ([]sync.Cell, *slot, error) {
	for i, w := range wants {
		s := p.used[i]
		if w.Refused || p.before(i, wants) {
			continue
		}
		old := s.raw.Dict.Bytes(s.raw.Codes[row])
		if s.written != nil {
			code, err := p.writeOne(source, s, w)
			if err != nil || code == unwritable {
				return nil, s, err
			}
			was, err := p.texts[source].Intern(old)
			if err != nil {
				return nil, nil, err
			}
			cells = append(cells, sync.Cell{Want: i, Name: s.name, Column: s.columns[0], Old: was, New: code})
			continue
		}
		text, ok := p.compose(s, old, i, wants)
		if !ok || !silo.Encodes(p.encoding[source], text) {
			return nil, s, nil
		}
		var err error
		if cells, err = p.split(source, s, i, old, text, cells); err != nil {
			return nil, nil, err
		}
	}
	return cells, nil, nil
}

// before reports whether an earlier want has written the slot of want i.
func (p *pen) before(i int, wants []sync.Want) bool {
	for k := range i {
		if p.used[k] == p.used[i] && !wants[k].Refused {
			return true
		}
	}
	return false
}

// writeOne writes a value into a column of its own: once for all records.
func (p *pen) writeOne(source int, s *slot, w sync.Want) (uint32, error) {
	if code := s.written[w.Value]; code != 0 {
		return code, nil
	}
	code := unwritable
	v := p.values[w.Attribute]
	if text, ok := s.format.Write(nil, v.Spellings().String(w.Value), string(v.Canonical(w.Value))); ok && silo.Encodes(p.encoding[source], text) {
		var err error
		if code, err = p.texts[source].Intern([]byte(text)); err != nil {
			return 0, err
		}
	}
	s.written[w.Value] = code
	return code, nil
}

// compose writes want i, and all others of its slot, into what the slot holds.
func (p *pen) compose(s *slot, old []byte, i int, wants []sync.Want) (string, bool) {
	if s.raw.List {
		return "", false
	}
	if s.parts == nil {
		v := p.values[wants[i].Attribute]
		return s.format.Write(old, v.Spellings().String(wants[i].Value), string(v.Canonical(wants[i].Value)))
	}
	parts := make([]standard.Part, len(s.parts))
	for k, w := range wants {
		if p.used[k] != s || w.Refused {
			continue
		}
		v := p.values[w.Attribute]
		for n, a := range s.parts {
			if a == w.Attribute {
				parts[n] = standard.Part{Change: true, Spelling: v.Spellings().String(w.Value), Canonical: string(v.Canonical(w.Value))}
			}
		}
	}
	return s.format.Recompose(old, parts)
}

// split adds a cell for every column of a slot that changes.
func (p *pen) split(source int, s *slot, want int, old []byte, text string, cells []sync.Cell) ([]sync.Cell, error) {
	separator := []byte{table.Separator}
	was, is := [][]byte{old}, [][]byte{[]byte(text)}
	if len(s.columns) > 1 {
		was, is = bytes.Split(old, separator), bytes.Split([]byte(text), separator)
	}
	for k, column := range s.columns {
		c := sync.Cell{Want: want, Name: s.name, Column: column}
		var err error
		if k < len(was) {
			if c.Old, err = p.texts[source].Intern(was[k]); err != nil {
				return nil, err
			}
		}
		if c.New, err = p.texts[source].Intern(is[k]); err != nil {
			return nil, err
		}
		if c.Old != c.New {
			cells = append(cells, c)
		}
	}
	return cells, nil
}
