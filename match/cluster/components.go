// Package cluster turns links between records into clusters.
//
// Connected components alone chain: one false link joins two families. So
// components are only the first cut; within each, records are agglomerated by
// the mean log-odds over all pairs that a merge would join, best link first, as
// long as that mean speaks for a match and no guard forbids it.
package cluster

// Forest is a union-find structure over records; the smallest record is the root of its tree.
// It is for one goroutine.
type Forest []uint32

// NewForest returns n trees of one record.
func NewForest(n int) Forest {
	f := make(Forest, n)
	for i := range f {
		f[i] = uint32(i)
	}
	return f
}

// Root returns the smallest record of the tree, halving the path on its way.
func (f Forest) Root(i uint32) uint32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// Join makes one tree of two.
func (f Forest) Join(i, j uint32) {
	i, j = f.Root(i), f.Root(j)
	if i < j {
		f[j] = i
	} else {
		f[i] = j
	}
}

// Clusters are groups of records: the members of cluster k are
// Members[Start[k]:Start[k+1]], ascending; clusters come in the order of their first member.
type Clusters struct {
	Start   []uint32
	Members []uint32
	Of      []uint32 // cluster by record
}

// Len returns the number of clusters.
func (c *Clusters) Len() int { return len(c.Start) - 1 }

// List returns the members of cluster k.
func (c *Clusters) List(k int) []uint32 { return c.Members[c.Start[k]:c.Start[k+1]] }

// Clusters lists the trees of the forest.
func (f Forest) Clusters() *Clusters {
	c := &Clusters{Of: make([]uint32, len(f)), Members: make([]uint32, len(f))}
	sizes := make([]uint32, 0, len(f)/2)
	for i := range f {
		root := f.Root(uint32(i))
		if root == uint32(i) {
			c.Of[i] = uint32(len(sizes))
			sizes = append(sizes, 0)
		} else {
			c.Of[i] = c.Of[root]
		}
		sizes[c.Of[i]]++
	}
	c.Start = make([]uint32, len(sizes)+1)
	for k, n := range sizes {
		c.Start[k+1] = c.Start[k] + n
	}
	at := append([]uint32(nil), c.Start...)
	for i := range f {
		k := c.Of[i]
		c.Members[at[k]] = uint32(i)
		at[k]++
	}
	return c
}
