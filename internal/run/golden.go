package run

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// golden is the golden records of a domain: their values. Where each value is from and why stands in the lineage alone.
type golden struct {
	publish.Golden
	survivors []publish.Survivor
	survival  *survival // what chose the values, until changes are found
	resolver  *survivorship.Resolver
	results   []survivorship.Result
}

// chosenAtOnce is how many masters are decided at once: enough for all workers, and 10 MB of results.
const chosenAtOnce = 1 << 15

// choice chooses golden values for some masters after the other. What is known of each value, 21 bytes, is there for
// those masters only; the golden records keep four.
type choice struct {
	*survival
	resolver *survivorship.Resolver
	golden   *golden
	at       int           // next master
	done     bool          // there is none
	step     int           // masters at once
	values   int           // golden values so far
	texts    []*table.Dict // by attribute: of values that no record spells so, as lists on one line; nil: there are none
	records  []bool        // by attribute: whether the record that each value is from is kept
}

func newChoice(s *survival, resolver *survivorship.Resolver) *choice {
	c := &choice{survival: s, resolver: resolver, golden: &golden{}, step: chosenAtOnce, texts: make([]*table.Dict, len(s.attributes)), records: make([]bool, len(s.attributes))}
	for i := range s.attributes {
		a := &s.attributes[i]
		if s.original[i] || a.Rule.Union {
			c.texts[i] = table.NewDict()
		}
		c.records[i] = s.ids.previous != nil && slices.Contains(comparedByRecord(), a.Name)
	}
	if len(s.spec.WriteBack) > 0 { // changes are found for all at once
		c.step = max(1, s.found.clusters.Len())
		c.golden.survival, c.golden.resolver = s, resolver
	}
	return c
}

// next decides the next masters; nothing is left when it returns none.
func (c *choice) next(ctx context.Context) ([]publish.Survivor, error) {
	clusters := c.found.clusters
	from, to := c.at, min(c.at+c.step, clusters.Len())
	if c.done {
		return nil, nil
	}
	results, err := c.resolver.Resolve(ctx, survivorship.Clusters{Start: clusters.Start[from : to+1], Members: clusters.Members})
	if err != nil {
		return nil, err
	}
	if c.golden.survival != nil {
		c.golden.results = results
	}
	out := make([]publish.Survivor, len(results))
	for i, r := range results {
		if out[i], err = c.survivor(i, r, from); err != nil {
			return nil, err
		}
		c.keep(i, &out[i])
	}
	c.at, c.done = to, to == clusters.Len()
	return out, nil
}

// keep takes what the golden records need of an attribute.
func (c *choice) keep(i int, s *publish.Survivor) {
	g := c.golden
	if i == len(g.survivors) {
		g.survivors = append(g.survivors, c.empty(i, s))
	}
	own := &g.survivors[i]
	own.Spellings = s.Spellings
	own.Code = append(own.Code, s.Code...)
	if c.records[i] {
		own.Record = append(own.Record, s.Record...)
	}
	if l := own.List; l != nil {
		base := uint32(len(l.Code))
		for _, end := range s.List.Start[1:] {
			l.Start = append(l.Start, base+end)
		}
		l.Code = append(l.Code, s.List.Code...)
	}
	for _, code := range s.Code {
		if code != table.Missing {
			c.values++
		}
	}
}

// empty is an attribute of the golden records without values; s is like them.
func (c *choice) empty(i int, s *publish.Survivor) publish.Survivor {
	n := c.found.clusters.Len()
	own := publish.Survivor{Name: s.Name, Date: s.Date, Rule: s.Rule, Code: make([]uint32, 0, n)}
	if c.records[i] {
		own.Record = make([]uint32, 0, n)
	}
	if s.List != nil {
		own.List = &publish.List{Spellings: s.List.Spellings, Start: make([]uint32, 1, n+1)}
	}
	a := c.domain.attributes[i]
	if s.List == nil && !c.original[i] && c.consents.of(a.name) == nil && a.kind.Comparison() == standard.CompareNumber {
		own.Numbers = numbersOf(s.Spellings)
		if !standard.HasUnit(a.name) {
			own.Numbers.Units = nil
		}
	}
	return own
}

// describe fills what golden records say of themselves.
func (g *golden) describe(d *domain, asOf int64) {
	c := d.found.clusters
	n := c.Len()
	g.Records, g.Sources, g.LogOdds = make([]uint32, n), make([]uint32, n), d.best.weakest(c)
	g.Created, g.Changed, g.Print = d.ids.Created, make([]int64, n), g.fingerprints(n)
	for k := range n {
		members := c.List(k)
		g.Records[k], g.Sources[k] = uint32(len(members)), sourcesOf(members, d.problem.records.Source)
		g.Changed[k] = asOf
		if p := d.ids.previous; p != nil {
			if was := d.ids.Kept[k]; was != identity.None && p.print[was] == g.Print[k] {
				g.Changed[k] = p.changed[was]
			}
		}
	}
	if len(d.spec.WriteBack) == 0 {
		d.best = nil
	}
}

// sourcesOf counts the sources among members, which come source by source.
func sourcesOf(members []uint32, source []uint16) uint32 {
	n := uint32(0)
	for i, r := range members {
		if i == 0 || source[r] != source[members[i-1]] {
			n++
		}
	}
	return n
}

// fingerprints hashes the values of every golden record.
func (g *golden) fingerprints(n int) []int64 {
	out := make([]int64, n)
	for _, a := range g.survivors {
		name := xxhash.Sum64String(a.Name)
		hashes := make([]uint64, a.Spellings.Len())
		for c := range hashes {
			hashes[c] = xxhash.Sum64(a.Spellings.Bytes(uint32(c)))
		}
		for k, code := range a.Code {
			if code != table.Missing {
				var b [24]byte
				binary.LittleEndian.PutUint64(b[:], uint64(out[k]))
				binary.LittleEndian.PutUint64(b[8:], name)
				binary.LittleEndian.PutUint64(b[16:], hashes[code])
				out[k] = int64(xxhash.Sum64(b[:]))
			}
		}
	}
	return out
}
