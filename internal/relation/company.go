package relation

import (
	"cmp"
	"slices"
)

// NoMaster marks a company without a parent.
const NoMaster = ^uint32(0)

// Statement says that a record names a parent for its master.
type Statement struct {
	Record        uint32
	Child, Parent uint32 // masters
	Updated       int64  // of the record; later is newer
}

// IssueKind is what is wrong with a statement.
type IssueKind string

const (
	Cycle         IssueKind = "cycle"         // the company is above itself
	Contradiction IssueKind = "contradiction" // another parent is stated by more records, or by a newer one
	OwnParent     IssueKind = "own parent"    // the parent and the company are one master
)

// Issue is a statement that cannot be taken as it is; it stands all the same among the relations.
type Issue struct {
	Statement
	Kind  IssueKind
	Cycle int // from 1 up, one number for all statements of a cycle
}

// Families is the tree of companies, by master.
type Families struct {
	Parent   []uint32 // NoMaster: none
	Ultimate []uint32 // the top; of a company that belongs to nobody, itself; NoMaster in and below a cycle
	Depth    []int32  // 0 at the top; -1 in and below a cycle
	Inferred []bool   // the parent is inferred from names, not stated
	Issues   []Issue  // by kind, cycle and record
}

// FindFamilies makes the tree of stated parents. Of several that are stated for one company it takes the one that most
// records state, then the newest, then the first master. Parents inferred from names count where none is stated and
// where they close no cycle.
func FindFamilies(masters int, stated []Statement, inferred []Affiliation) *Families {
	f := &Families{
		Parent: make([]uint32, masters), Ultimate: make([]uint32, masters), Depth: make([]int32, masters), Inferred: make([]bool, masters),
	}
	for m := range f.Parent {
		f.Parent[m] = NoMaster
	}
	stated = f.choose(stated)
	for _, x := range inferred {
		if x.Directed && f.Parent[x.B] == NoMaster && f.top(x.A) != x.B {
			f.Parent[x.B], f.Inferred[x.B] = x.A, true
		}
	}
	f.cycles(stated)
	f.climb()
	slices.SortStableFunc(f.Issues, func(x, y Issue) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Cycle, y.Cycle), cmp.Compare(x.Record, y.Record))
	})
	return f
}

// choose takes one parent for every company, notes the statements that are against it, and returns those for it.
func (f *Families) choose(stated []Statement) []Statement {
	stated = slices.Clone(stated)
	slices.SortFunc(stated, func(x, y Statement) int {
		return cmp.Or(cmp.Compare(x.Child, y.Child), cmp.Compare(x.Parent, y.Parent), cmp.Compare(x.Record, y.Record))
	})
	var taken []Statement
	for from := 0; from < len(stated); {
		to := from
		for to < len(stated) && stated[to].Child == stated[from].Child {
			to++
		}
		best := bestParent(stated[from:to])
		f.Parent[stated[from].Child] = best
		for _, x := range stated[from:to] {
			switch {
			case x.Parent == x.Child:
				f.Issues = append(f.Issues, Issue{x, OwnParent, 0})
			case x.Parent != best:
				f.Issues = append(f.Issues, Issue{x, Contradiction, 0})
			default:
				taken = append(taken, x)
			}
		}
		from = to
	}
	return taken
}

// bestParent chooses among the statements about one company, which come by parent.
func bestParent(s []Statement) uint32 {
	best, most, newest := NoMaster, 0, int64(0)
	for from := 0; from < len(s); {
		to, updated := from, s[from].Updated
		for to < len(s) && s[to].Parent == s[from].Parent {
			updated = max(updated, s[to].Updated)
			to++
		}
		if n := to - from; s[from].Parent != s[from].Child && (n > most || n == most && updated > newest) {
			best, most, newest = s[from].Parent, n, updated
		}
		from = to
	}
	return best
}

// top returns the master at the top of a company; in and below a cycle some master of the cycle.
func (f *Families) top(m uint32) uint32 {
	for range f.Parent {
		if f.Parent[m] == NoMaster {
			break
		}
		m = f.Parent[m]
	}
	return m
}

// cycles numbers the cycles by their smallest master and notes the statements that make them.
func (f *Families) cycles(taken []Statement) {
	in := make([]int, len(f.Parent)) // cycle of a master; 0: none
	seen := make([]uint32, len(f.Parent))
	found := 0
	for m := range f.Parent {
		k := uint32(m)
		for k != NoMaster && seen[k] == 0 {
			seen[k] = uint32(m) + 1
			k = f.Parent[k]
		}
		if k == NoMaster || seen[k] != uint32(m)+1 || in[k] != 0 {
			continue // ends at a top, or at what was walked before
		}
		found++
		for in[k] == 0 {
			in[k] = found
			k = f.Parent[k]
		}
	}
	for _, x := range taken {
		if c := in[x.Child]; c != 0 {
			f.Issues = append(f.Issues, Issue{x, Cycle, c})
		}
	}
	for m, c := range in {
		f.Depth[m] = unknownDepth
		if c != 0 {
			f.Depth[m] = cyclic
		}
	}
}

// states of a depth while it is worked out
const (
	cyclic       = -1
	unknownDepth = -2
)

// climb works out the top of every company and how far below it is.
func (f *Families) climb() {
	var path []uint32
	for m := range f.Depth {
		path = path[:0]
		k := uint32(m)
		for f.Depth[k] == unknownDepth {
			path = append(path, k)
			if f.Parent[k] == NoMaster {
				break
			}
			k = f.Parent[k]
		}
		if f.Depth[k] == unknownDepth {
			f.Depth[k], f.Ultimate[k] = 0, k
			path = path[:len(path)-1]
		}
		if f.Depth[k] == cyclic {
			f.Ultimate[k] = NoMaster
		}
		for i := len(path) - 1; i >= 0; i-- {
			below := path[i]
			f.Depth[below], f.Ultimate[below] = cyclic, NoMaster
			if f.Depth[k] != cyclic {
				f.Depth[below], f.Ultimate[below] = f.Depth[k]+1, f.Ultimate[k]
			}
			k = below
		}
	}
}
