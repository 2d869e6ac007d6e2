package match

import (
	"context"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
)

// sampleRecords is how many records are compared all with all to learn how
// levels fall by chance: about a million pairs.
const sampleRecords = 1449

// Chance holds u, the distribution of the levels of each field among pairs of
// unrelated records: u[f][level], summing to 1 over the levels from 1 up.
type Chance [][]float64

// NewChance measures u. Levels of equality are counted exactly, from how many
// records hold each value; the others come from random pairs, which are far too
// few for rare values. Pairs within a source of the set unique are left out, as are pairs
// of one cluster where clusters, not nil, are known.
func (c *Comparer) NewChance(ctx context.Context, unique []bool, clusters []uint32, workers int) (Chance, error) {
	rows := c.sample()
	counts := make([]levelCounts, max(1, workers)) // in whole numbers, so that it does not matter who counts what
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for w := range counts {
		g.Go(func() error {
			of := rivals{c: c, batch: c.NewBatch(), unique: unique, clusters: clusters}
			for k := int(next.Add(1)) - 1; k < len(rows); k = int(next.Add(1)) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				of.count(rows[k], rows[k+1:], &counts[w])
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for w := range counts[1:] {
		for f := range c.Fields {
			for l, n := range counts[1+w].of[f] {
				counts[0].of[f][l] += n
			}
		}
	}
	u := make(Chance, len(c.Fields))
	for f := range c.Fields {
		u[f] = c.fieldChance(f, &counts[0].of[f], clusters != nil)
	}
	c.imply(u, clusters)
	return u, nil
}

// sample picks records by the hash of their place in canonical order.
func (c *Comparer) sample() []uint32 {
	n := c.Rows()
	if n <= sampleRecords {
		rows := make([]uint32, n)
		for i := range rows {
			rows[i] = uint32(i)
		}
		return rows
	}
	seen := map[uint32]bool{}
	var rows []uint32
	for k := uint64(1); len(rows) < sampleRecords; k++ {
		if row := uint32(mix(k) % uint64(n)); !seen[row] {
			seen[row] = true
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return rows
}

// levelCounts counts levels by field.
type levelCounts struct {
	of [MaxFields][16]uint64
	_  [64]byte // workers write side by side
}

// rivals compares records with others that may be unrelated, for one goroutine.
type rivals struct {
	c        *Comparer
	batch    *Batch
	unique   []bool
	clusters []uint32
	i, j     []uint32
}

// count compares one record with others and counts the levels.
func (r *rivals) count(i uint32, others []uint32, counts *levelCounts) {
	r.i, r.j = r.i[:0], r.j[:0]
	source := r.c.Source
	for _, j := range others {
		if source[i] == source[j] && r.unique != nil && r.unique[source[i]] {
			continue
		}
		if r.clusters != nil && r.clusters[i] == r.clusters[j] {
			continue
		}
		r.i, r.j = append(r.i, i), append(r.j, j)
	}
	for _, p := range r.batch.Compare(r.i, r.j) {
		for f := range r.c.Fields {
			counts.of[f][p.Level(f)]++
		}
	}
}

// fieldChance joins the exact frequencies of equality with the sampled rest.
func (c *Comparer) fieldChance(f int, sampled *[16]uint64, copiesOnce bool) []float64 {
	kind := c.Fields[f].Kind
	n := kind.Levels()
	rest := 0.0
	for l := 1; l <= n; l++ {
		if !kind.Equal(l) {
			rest += float64(sampled[l])
		}
	}
	u := make([]float64, n+1)
	exact := c.equalChance(f, u, copiesOnce)
	const pseudo = .5 // pairs: a level never seen by chance is still possible
	levels := 0.0
	for l := 1; l <= n; l++ {
		if !kind.Equal(l) {
			levels++
		}
	}
	for l := 1; l <= n; l++ {
		if !kind.Equal(l) {
			u[l] = (1 - exact) * (float64(sampled[l]) + pseudo) / (rest + pseudo*levels)
		}
	}
	if v := c.feature[c.plans[f].at]; kind == Text && !c.repeated && (2*v.dict.Len() > v.filled || len(c.Fields) == 1) {
		thinTail(u)
	}
	return u
}

// equalChance fills u of the levels of equality and returns their sum.
func (c *Comparer) equalChance(f int, u []float64, copiesOnce bool) float64 {
	kind := c.Fields[f].Kind
	p := c.plans[f]
	v := c.feature[p.at]
	if kind == ModelNumber {
		return 0
	}
	total := float64(v.filled) * float64(v.filled-1) / 2
	if total <= 0 {
		total = 1
	}
	share := 1.0
	if kind == Address {
		share = c.samePlaceShare(&p)
	}
	least := .5 / total // half a pair: never quite impossible
	if copiesOnce {
		least = min(least, natural(kind))
	}
	sum := 0.0
	for a := 1; a < v.dict.Len(); a++ {
		l := int(v.rarity[a])
		if kind == Text {
			l = v.exact(uint32(a))
		}
		n := float64(v.count[a])
		u[l] += share * n * (n - 1) / 2 / total
	}
	for l := 1; l < len(u); l++ {
		if kind.Equal(l) {
			u[l] = max(u[l], least)
			sum += u[l]
		}
	}
	return min(sum, .999)
}

// natural is how rarely two unlike things share a value of a kind, whatever the
// data: few records cannot show how rare equality is. It is a bound, on the safe side.
func natural(kind Kind) float64 {
	switch kind {
	case Code, Email, Phone:
		return 1e-5
	case Date:
		return 1e-4 // days of a lifetime
	case Street, Address:
		return 1e-4
	case Name:
		return 2e-3
	}
	return 1
}

// samePlaceShare is how often records of one street line agree on the place too.
func (c *Comparer) samePlaceShare(p *plan) float64 {
	last := map[uint32]uint32{} // street → record met last
	agree, all := 1.0, 1.0
	for i := uint32(0); int(i) < c.Rows() && all < 200_000; i++ {
		street := c.row(i)[p.street]
		if street == table.Missing {
			continue
		}
		if j, ok := last[street]; ok {
			all++
			if l := c.addressLevel(p, c.row(i), c.row(j)); l <= equalLevels {
				agree++
			}
		}
		last[street] = i
	}
	return agree / all
}

// thinTail lets each level of a text be at most .4 as likely as the next worse:
// among random pairs of texts the best levels are mostly matches.
func thinTail(u []float64) {
	for l := len(u) - 2; l >= 1; l-- {
		u[l] = min(u[l], .4*u[l+1])
	}
	sum := 0.0
	for _, x := range u[1:] {
		sum += x
	}
	for l := range u {
		u[l] /= sum
	}
}
