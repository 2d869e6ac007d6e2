package table

// List keeps byte strings one after the other, numbered from 0, without looking
// for equal ones. It is filled by one goroutine; slices it returns alias its arena.
type List struct {
	arena []byte
	ends  []int
}

// Add appends a value.
func (l *List) Add(v []byte) {
	l.arena = append(roomFor(l.arena, len(v)), v...)
	l.ends = append(roomFor(l.ends, 1), len(l.arena))
}

// Len returns how many values there are.
func (l *List) Len() int { return len(l.ends) }

// Bytes returns value k.
func (l *List) Bytes(k int) []byte {
	from := 0
	if k > 0 {
		from = l.ends[k-1]
	}
	return l.arena[from:l.ends[k]:l.ends[k]]
}
