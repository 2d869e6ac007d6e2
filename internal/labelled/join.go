package labelled

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/table"
)

// joined is a crosswalk with its truth: the records of the crosswalk in its order, then those that only the truth names.
type joined struct {
	evaluate.Input
	crosswalk int               // records of the crosswalk
	keys      keyed             // of the crosswalk
	source    *table.Dict       // of all records
	first     map[uint64]uint32 // by source and ID: the first record; those that share an ID follow each other
	master    *table.Dict
	masters   []uint32 // by code of master: its number, from 1
	entities  []uint32 // by code of the truth's entity: its number, from 1; 0 for one without records
}

// join reads a domain's crosswalk and looks up every record of the truth.
func join(ctx context.Context, d *store.Domain, t *Truth) (*joined, error) {
	x, err := d.Table(ctx, "crosswalk", "source", "record_id", "master_id")
	if err != nil {
		return nil, err
	}
	j := newJoined(keyed{x.Column("source"), x.Column("record_id")})
	j.master = x.Column("master_id").Dict
	j.Master = slices.Clone(x.Column("master_id").Codes)
	j.masters = renumber(j.Master, j.master.Len())
	return j, j.addTruth(t)
}

// newJoined numbers records by their keys.
func newJoined(keys keyed) *joined {
	n := len(keys.source.Codes)
	j := &joined{crosswalk: n, keys: keys, source: table.NewDict()}
	j.Source, j.first = make([]uint32, n), make(map[uint64]uint32, n)
	of := j.sources(j.keys.source)
	for i, s := range j.keys.source.Codes {
		j.Source[i] = of[s]
		if key := recordKey(s, j.keys.id.Codes[i]); !j.has(key) {
			j.first[key] = uint32(i)
		}
	}
	return j
}

// addTruth looks up every record of the truth.
func (j *joined) addTruth(t *Truth) error {
	if t.entity == nil {
		return j.addPairs(t)
	}
	if err := j.addEntities(t); err != nil {
		return err
	}
	j.entities = renumber(j.Entity, t.entity.Dict.Len())
	return nil
}

// renumber gives codes numbers from 1 in the order of records: the codes of a table that was read depend on which part of
// it was read first. Code 0 stays. It returns the numbers by code.
func renumber(codes []uint32, n int) []uint32 {
	number := make([]uint32, n)
	next := uint32(1)
	for i, c := range codes {
		if c != 0 && number[c] == 0 {
			number[c] = next
			next++
		}
		codes[i] = number[c]
	}
	return number
}

func recordKey(source, id uint32) uint64 { return uint64(source)<<32 | uint64(id) }

func (j *joined) has(key uint64) bool { _, ok := j.first[key]; return ok }

// sources adds the names of a column and returns their numbers, by code.
func (j *joined) sources(c *table.Column) []uint32 {
	of := make([]uint32, c.Dict.Len())
	for code := 1; code < len(of); code++ {
		name := c.Dict.Bytes(uint32(code))
		n, _ := j.source.Intern(name) // a few names
		if int(n) > len(j.Sources) {
			j.Sources = append(j.Sources, string(name))
		}
		of[code] = n - 1
	}
	return of
}

// finder finds the records that another table names.
type finder struct {
	*joined
	of         keyed
	source, id []uint32 // codes of the crosswalk, by code of the table
}

func (j *joined) finder(of keyed) *finder {
	return &finder{j, of, translate(of.source.Dict, j.keys.source.Dict), translate(of.id.Dict, j.keys.id.Dict)}
}

// translate gives the codes that the texts of one dictionary have in another, 0 where it lacks them.
func translate(from, to *table.Dict) []uint32 {
	if to.Len() > 1 {
		_, _ = to.Intern(to.Bytes(1)) // nothing new: a sealed dictionary gets its hash table back
	}
	out := make([]uint32, from.Len())
	for code := 1; code < len(out); code++ {
		out[code] = to.Lookup(from.Bytes(uint32(code)))
	}
	return out
}

// at returns the first record that a line names, and false when the crosswalk lacks it.
func (f *finder) at(line int) (uint32, bool) {
	s, id := f.source[f.of.source.Codes[line]], f.id[f.of.id.Codes[line]]
	if s == 0 || id == 0 {
		return 0, false
	}
	i, ok := f.first[recordKey(s, id)]
	return i, ok
}

// name is a record's source and ID as a line gives them, for messages.
func (f *finder) name(line int) string {
	return f.of.source.Dict.String(f.of.source.Codes[line]) + "/" + f.of.id.Dict.String(f.of.id.Codes[line])
}

// addEntities gives every record its entity.
func (j *joined) addEntities(t *Truth) error {
	f := j.finder(t.left)
	j.Entity = make([]uint32, j.crosswalk)
	of := j.sources(t.left.source)
	for line, e := range t.entity.Codes {
		if e == table.Missing {
			return &source.Error{File: t.Path, Row: int64(line + 1), What: "no entity", Next: "leave out records whose entity is not known"}
		}
		first, ok := f.at(line)
		if !ok {
			j.add(of[t.left.source.Codes[line]], e)
			continue
		}
		if j.Entity[first] != 0 {
			return &source.Error{File: t.Path, Row: int64(line + 1), What: "names " + f.name(line) + " a second time", Next: "name each record once"}
		}
		for i := int(first); i < j.crosswalk && j.sameKey(i, int(first)); i++ {
			j.Entity[i] = e
		}
	}
	return j.checkFound(t, len(j.Source)-j.crosswalk, len(t.entity.Codes))
}

// sameKey reports whether two records share source and ID.
func (j *joined) sameKey(a, b int) bool {
	return j.keys.source.Codes[a] == j.keys.source.Codes[b] && j.keys.id.Codes[a] == j.keys.id.Codes[b]
}

// add adds a record that the crosswalk lacks, as a cluster of its own.
func (j *joined) add(source, entity uint32) uint32 {
	i := uint32(len(j.Source))
	j.Source, j.Master = append(j.Source, source), append(j.Master, uint32(len(j.masters))+i)
	if j.Entity != nil {
		j.Entity = append(j.Entity, entity)
	}
	return i
}

// addPairs looks up both records of every pair.
func (j *joined) addPairs(t *Truth) error {
	left, right := j.finder(t.left), j.finder(t.right)
	ofLeft, ofRight := j.sources(t.left.source), j.sources(t.right.source)
	unknown := map[string]uint32{} // records that the crosswalk lacks
	find := func(f *finder, of []uint32, line int) uint32 {
		if i, ok := f.at(line); ok {
			return i
		}
		name := f.name(line)
		if _, ok := unknown[name]; !ok {
			unknown[name] = j.add(of[f.of.source.Codes[line]], 0)
		}
		return unknown[name]
	}
	j.Pairs = [][2]uint32{}
	for line, says := range t.says {
		if says != matches {
			continue
		}
		a, b := find(left, ofLeft, line), find(right, ofRight, line)
		if j.Source[a] == j.Source[b] {
			return &source.Error{File: t.Path, Row: int64(line + 1), What: "a pair of one source", Next: "list pairs of two sources, or give each record its entity"}
		}
		j.Pairs = append(j.Pairs, [2]uint32{min(a, b), max(a, b)})
	}
	slices.SortFunc(j.Pairs, func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) })
	j.Pairs = slices.Compact(j.Pairs)
	return j.checkFound(t, len(unknown), 2*len(j.Pairs))
}

// checkFound refuses a truth none of whose records is in the crosswalk: it is another run's.
func (j *joined) checkFound(t *Truth, missing, named int) error {
	if named == 0 {
		return &source.Error{File: t.Path, What: "names no record that belongs with another", Next: "give the truth of this run's sources"}
	}
	if missing < named && len(j.Source)-j.crosswalk < named {
		return nil
	}
	var have []string
	for code := 1; code < j.keys.source.Dict.Len(); code++ {
		have = append(have, j.keys.source.Dict.String(uint32(code)))
	}
	return &source.Error{
		File: t.Path, What: "none of its records is in the run",
		Next: fmt.Sprintf("its source column must have the names of the run's sources (%s), its id column their record IDs", strings.Join(have, ", ")),
	}
}
