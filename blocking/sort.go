package blocking

import (
	"math/bits"
	"slices"
)

// sorter sorts numbers whose upper bits are those of a hash, and so spread evenly.
type sorter struct {
	sorted []uint64
	counts []uint32
	all    []uint32 // room for counts of the most buckets
}

// mostBucketBits are the most upper bits that the first step looks at: one or two numbers a bucket, of up to two thousand.
const mostBucketBits = 10

// sort returns the numbers in ascending order. The result belongs to the sorter, and holds until the next call.
func (s *sorter) sort(numbers []uint64) []uint64 {
	if s.all == nil {
		s.all = make([]uint32, 1<<mostBucketBits+1)
	}
	bucketBits := min(mostBucketBits, max(1, bits.Len(uint(len(numbers)))-1))
	s.counts = s.all[:1<<bucketBits+1]
	clear(s.counts)
	for _, x := range numbers {
		s.counts[x>>(64-bucketBits)+1]++
	}
	for b := range 1 << bucketBits {
		s.counts[b+1] += s.counts[b]
	}
	s.sorted = slices.Grow(s.sorted[:0], len(numbers))[:len(numbers)]
	for _, x := range numbers {
		at := &s.counts[x>>(64-bucketBits)] // becomes where the next bucket starts
		s.sorted[*at] = x
		*at++
	}
	from := uint32(0)
	for _, to := range s.counts[:1<<bucketBits] {
		if to-from > 1 {
			sortFew(s.sorted[from:to])
		}
		from = to
	}
	return s.sorted
}

// sortFew sorts a bucket: mostly of a few numbers, of one that is large many are equal but for the row.
func sortFew(numbers []uint64) {
	if len(numbers) > 24 {
		slices.Sort(numbers)
		return
	}
	for i := 1; i < len(numbers); i++ {
		x := numbers[i]
		j := i
		for ; j > 0 && numbers[j-1] > x; j-- {
			numbers[j] = numbers[j-1]
		}
		numbers[j] = x
	}
}
