package blocking

import "slices"

// partitionBits is how many bits of the hash choose the partition, which is the unit of parallel work.
const partitionBits = 10

// partitioner distributes the keys of rules, one rule after another, in memory that it keeps.
type partitioner struct {
	only   []uint64
	counts [][1 << partitionBits]uint32
	arena  []uint64
}

// partition distributes the records' keys by the upper bits of their hash. An
// entry is 32 further bits of the hash and the row: sorting it groups blocks. Rows ascend within a partition.
// The result holds until the next call.
func (d *partitioner) partition(p *Plan, r int, opt Options) [][]uint64 {
	const chunk = 1 << 16
	chunks := (p.rows + chunk - 1) / chunk
	if d.only == nil {
		d.only, d.counts = make([]uint64, p.rows), make([][1 << partitionBits]uint32, chunks)
	}
	if p.digests == nil && !opt.repeats {
		p.digests = make([]uint32, p.rows*len(p.rules))
	}
	simple := opt.Keep <= 1 && !p.rules[r].lists()
	// Counting meets the hashes first and keeps them for filling: finding them costs a cache miss a key.
	parallel(chunks, opt.workers(), func(c int) {
		from, to := c*chunk, min(p.rows, (c+1)*chunk)
		p.rules[r].only(d.only[from:to], from)
		p.leaveCopies(d.only[from:to], from)
		if p.digests != nil {
			for row := from; row < to; row++ {
				p.digests[row*len(p.rules)+r] = digest(d.only[row])
			}
		}
		counts := &d.counts[c]
		clear(counts[:])
		// Fast path: one hash a record.
		if simple {
			for _, hash := range d.only[from:to] {
				counts[hash>>(64-partitionBits)] += uint32(min(hash, 1)) // without a branch: noHash is 0
			}
			return
		}
		p.rules[r].visit(d.only, from, to, &opt, func(_ int, hash uint64) { counts[hash>>(64-partitionBits)]++ })
	})
	total := uint32(0)
	parts := make([][]uint64, 1<<partitionBits)
	starts := make([]uint32, len(parts)+1)
	for part := range parts {
		for c := range d.counts {
			n := d.counts[c][part]
			d.counts[c][part] = total // becomes where the chunk's next entry goes
			total += n
		}
		starts[part+1] = total
	}
	d.arena = slices.Grow(d.arena[:0], int(total))[:total]
	for part := range parts {
		parts[part] = d.arena[starts[part]:starts[part+1]:starts[part+1]]
	}
	parallel(chunks, opt.workers(), func(c int) {
		from, to := c*chunk, min(p.rows, (c+1)*chunk)
		counts, arena := &d.counts[c], d.arena
		put := func(row int, hash uint64) {
			next := &counts[hash>>(64-partitionBits)]
			arena[*next] = hash<<partitionBits&^(1<<32-1) | uint64(row)
			*next++
		}
		// Fast path: one hash a record.
		if simple {
			for k, hash := range d.only[from:to] {
				if hash != noHash {
					put(from+k, hash)
				}
			}
			return
		}
		p.rules[r].visit(d.only, from, to, &opt, put)
	})
	return parts
}

// leaveCopies takes the records from row on that stand behind the first of their copies out of a rule.
func (p *Plan) leaveCopies(only []uint64, row int) {
	if p.first == nil {
		return
	}
	for i := range only {
		if p.IsCopy(uint32(row + i)) {
			only[i] = noHash
		}
	}
}

// What [compiled.only] says of a record that has not just one hash.
const (
	noHash        = 0
	severalHashes = 1
)

// only finds the hash of len(dst) records from row on.
func (c *compiled) only(dst []uint64, row int) {
	if c.lists() {
		c.onlyOfLists(dst, row)
		return
	}
	// Key by key: the hashes of a key's values lie far apart, but many can be fetched at a time.
	for k, key := range c.keys {
		for i, code := range key.codes[row : row+len(dst)] {
			v := key.one[code]
			switch {
			case v == 0 || k > 0 && dst[i] == noHash:
				dst[i] = noHash
			case k == 0:
				dst[i] = max(combine(0, v), severalHashes+1)
			default:
				dst[i] = max(combine(dst[i], v), severalHashes+1)
			}
		}
	}
}

func (c *compiled) onlyOfLists(dst []uint64, row int) {
	var buf [maxCombinations]uint64
	for i := range dst {
		switch hashes := c.hashes(buf[:0], uint32(row+i)); len(hashes) {
		case 0:
			dst[i] = noHash
		case 1:
			dst[i] = max(hashes[0], severalHashes+1)
		default:
			dst[i] = severalHashes
		}
	}
}

// visit calls f with every hash of the rows from..to that the sample has.
func (c *compiled) visit(only []uint64, from, to int, opt *Options, f func(row int, hash uint64)) {
	var buf [maxCombinations]uint64
	for row := from; row < to; row++ {
		hashes := only[row : row+1]
		switch only[row] {
		case noHash:
			continue
		case severalHashes:
			hashes = c.hashes(buf[:0], uint32(row))
		}
		for _, h := range hashes {
			if opt.Keep <= 1 || (h>>8)%opt.Keep == 0 {
				f(row, h)
			}
		}
	}
}
