package relation

import (
	"bytes"
	"slices"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/kernel"
)

// Column is one attribute of all records: codes into canonical strings as package
// standard makes them. The zero value is an attribute that is not there.
type Column struct {
	Dict  *table.Dict
	Codes []uint32 // by record
}

// code returns the value of a record; 0 when it has none.
func (c *Column) code(i int) uint32 {
	if c.Codes == nil {
		return table.Missing
	}
	return c.Codes[i]
}

// len returns the number of codes.
func (c *Column) len() int {
	if c.Dict == nil {
		return 1
	}
	return c.Dict.Len()
}

// noBuilding marks a record without an address that one could find.
const noBuilding = ^uint32(0)

// buildings numbers the buildings of all records.
type buildings struct {
	of   []uint32 // by record; noBuilding
	unit []uint32 // by record, code in units; 0: none is given
	n    int
}

// house is a building as some record spells it.
type house struct {
	street uint32 // number and name
	area   uint32 // postcode; beyond all postcodes: city
}

// mapper finds the buildings of records.
type mapper struct {
	records *Records
	street  []uint32    // by code of Records.Street: number and name; 0: no house
	unit    []uint32    // by code of Records.Street
	streets *table.Dict // number|name
	number  []uint32    // by code of streets: house number
	houses  []house     // by spelt building
	of      []uint32    // by record: spelt building
	joined  unions      // spelt buildings that are one
}

// newBuildings finds the building of every record.
func newBuildings(r *Records) (*buildings, error) {
	m := &mapper{records: r}
	if err := m.parse(); err != nil {
		return nil, err
	}
	m.spell()
	m.joined = newUnions(len(m.houses))
	m.joinNames()
	m.joinAreas()
	b := &buildings{of: m.of, unit: make([]uint32, len(m.of)), n: len(m.houses)}
	for i, h := range b.of {
		if h != noBuilding {
			b.of[i] = m.joined.find(h)
			b.unit[i] = m.unit[r.Street.code(i)]
		}
	}
	return b, nil
}

// parse cuts every distinct street, number|name|unit, once. Without a number or a name it is no house.
func (m *mapper) parse() error {
	n := m.records.Street.len()
	m.street, m.unit, m.streets = make([]uint32, n), make([]uint32, n), table.NewDict()
	units, numbers := table.NewDict(), table.NewDict()
	m.number = []uint32{0}
	for c := 1; c < n; c++ {
		v := m.records.Street.Dict.Bytes(uint32(c))
		cut := bytes.LastIndexByte(v, '|')
		if cut < 0 {
			continue
		}
		number, name, _ := bytes.Cut(v[:cut], []byte{'|'})
		if len(number) == 0 || len(name) == 0 {
			continue
		}
		var err error
		if m.street[c], err = m.streets.Intern(v[:cut]); err != nil {
			return err
		}
		if int(m.street[c]) == len(m.number) {
			code, _ := numbers.Intern(number) // no larger than the streets
			m.number = append(m.number, code)
		}
		m.unit[c], _ = units.Intern(v[cut+1:])
	}
	return nil
}

// spell numbers the spelt buildings, by street and area.
func (m *mapper) spell() {
	r := m.records
	m.of = make([]uint32, len(r.Master))
	var keys []keyed
	for i := range m.of {
		m.of[i] = noBuilding
		street, area := m.street[r.Street.code(i)], r.Postcode.code(i)
		if area == table.Missing {
			if city := r.City.code(i); city != table.Missing {
				area = uint32(r.Postcode.len()) + city
			}
		}
		if street != table.Missing && area != table.Missing {
			keys = append(keys, keyed{uint64(street)<<32 | uint64(area), uint32(i)})
		}
	}
	sortKeys(keys)
	for k, e := range keys {
		if k == 0 || keys[k-1].key != e.key {
			m.houses = append(m.houses, house{uint32(e.key >> 32), uint32(e.key)})
		}
		m.of[e.value] = uint32(len(m.houses) - 1)
	}
}

// maxSpellings is how many buildings with one number in one area are compared with each other.
const maxSpellings = 64

// joinNames joins buildings of one number and area whose street names are spellings of one.
func (m *mapper) joinNames() {
	keys := make([]keyed, len(m.houses))
	for h := range m.houses {
		keys[h] = keyed{uint64(m.houses[h].area)<<32 | uint64(m.number[m.houses[h].street]), uint32(h)}
	}
	sortKeys(keys)
	for _, group := range groups(keys) {
		if len(group) > maxSpellings {
			continue
		}
		for i, a := range group {
			for _, b := range group[i+1:] {
				if alikeStreets(m.name(a.value), m.name(b.value)) {
					m.joined.join(a.value, b.value)
				}
			}
		}
	}
}

// name returns the street name of a spelt building.
func (m *mapper) name(h uint32) []byte {
	_, name, _ := bytes.Cut(m.streets.Bytes(m.houses[h].street), []byte{'|'})
	return name
}

// joinAreas joins buildings of one street and city whose postcodes differ by one slip, and one
// without a postcode with the only one that has it.
func (m *mapper) joinAreas() {
	r := m.records
	var keys []keyed
	for i, h := range m.of {
		if city := r.City.code(i); h != noBuilding && city != table.Missing {
			keys = append(keys, keyed{uint64(m.houses[h].street)<<32 | uint64(city), h})
		}
	}
	sortKeys(keys)
	keys = slices.Compact(keys)
	for _, group := range groups(keys) {
		if len(group) > 1 && len(group) <= maxSpellings {
			m.joinAreasOf(group)
		}
	}
}

func (m *mapper) joinAreasOf(group []keyed) {
	posts := uint32(m.records.Postcode.len())
	var bare, coded []uint32
	for _, e := range group {
		if m.houses[e.value].area >= posts {
			bare = append(bare, e.value)
		} else {
			coded = append(coded, e.value)
		}
	}
	one := len(coded) > 0
	for i, a := range coded {
		for _, b := range coded[i+1:] {
			if kernel.OSA(m.postcode(a), m.postcode(b)) <= 1 {
				m.joined.join(a, b)
			}
		}
		one = one && m.joined.find(a) == m.joined.find(coded[0])
	}
	for _, b := range bare {
		if one {
			m.joined.join(b, coded[0])
		}
	}
}

func (m *mapper) postcode(h uint32) []byte { return m.records.Postcode.Dict.Bytes(m.houses[h].area) }

// alikeStreets reports whether two different street names of one area are spellings of one: they differ in
// one longer word by a slip, or one lacks the last word (the kind of street). Numbers are never slips: 1st and 21st.
func alikeStreets(a, b []byte) bool {
	v, w := bytes.Fields(a), bytes.Fields(b)
	if len(v) > len(w) {
		v, w = w, v
	}
	if len(w)-len(v) > 1 {
		return false
	}
	slips := 0
	for i := range v {
		switch {
		case bytes.Equal(v[i], w[i]):
		case slips == 0 && slip(v[i], w[i]):
			slips++
		default:
			return false
		}
	}
	return slips == 0 || len(v) == len(w)
}

// slip reports whether two words are one, be it mistyped.
func slip(a, b []byte) bool {
	const digits = "0123456789"
	if bytes.Equal(a, b) {
		return true
	}
	if min(len(a), len(b)) < 4 || bytes.ContainsAny(a, digits) || bytes.ContainsAny(b, digits) {
		return false
	}
	return kernel.OSA(a, b) <= 1+min(len(a), len(b))/9
}
