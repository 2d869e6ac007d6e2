package relation

// unions is a forest of joined numbers; the smallest of a tree is its root, so that
// the order of joining does not matter.
type unions []uint32

func newUnions(n int) unions {
	u := make(unions, n)
	for i := range u {
		u[i] = uint32(i)
	}
	return u
}

// find returns the root of i.
func (u unions) find(i uint32) uint32 {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

// join makes the trees of a and b one.
func (u unions) join(a, b uint32) {
	a, b = u.find(a), u.find(b)
	switch {
	case a < b:
		u[b] = a
	case b < a:
		u[a] = b
	}
}
