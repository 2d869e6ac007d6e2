package explain

import (
	"cmp"
	"slices"
)

// sortLinks orders links, the strongest first.
func sortLinks(links []Link) {
	slices.SortStableFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.Left.Key(), b.Left.Key()), cmp.Compare(a.Right.Key(), b.Right.Key()))
	})
}

// parts is a union-find structure over the names of records.
type parts map[string]string

func (p parts) root(k string) string {
	for p[k] != "" {
		k = p[k]
	}
	return k
}

// join unites two parts, and reports whether they were two.
func (p parts) join(a, b string) bool {
	a, b = p.root(a), p.root(b)
	if a != b {
		p[a] = b
	}
	return a != b
}

// hold sorts links and marks those that hold the records together: the strongest
// first, every link that joins two parts. It returns the place of the weakest of them, or -1.
func hold(links []Link) int {
	sortLinks(links)
	p, last := parts{}, -1
	for k := range links {
		if links[k].Holds = p.join(links[k].Left.Key(), links[k].Right.Key()); links[k].Holds {
			last = k
		}
	}
	if last >= 0 {
		links[last].Weakest = true
	}
	return last
}

// apart lists the two parts that holding links leave without the weakest one.
func apart(links []Link, weakest int) [][]string {
	p := parts{}
	for k := range links {
		if links[k].Holds && k != weakest {
			p.join(links[k].Left.Key(), links[k].Right.Key())
		}
	}
	sides := make([][]string, 2)
	seen := map[string]bool{}
	for k := range links {
		for _, r := range []Record{links[k].Left, links[k].Right} {
			key := r.Key()
			if seen[key] {
				continue
			}
			seen[key] = true
			switch p.root(key) {
			case p.root(links[weakest].Left.Key()):
				sides[0] = append(sides[0], key)
			case p.root(links[weakest].Right.Key()):
				sides[1] = append(sides[1], key)
			}
		}
	}
	slices.Sort(sides[0])
	slices.Sort(sides[1])
	return sides
}

// chain finds the way between two records of which the weakest link is as strong
// as can be: the way in the tree of the holding links, which hold has marked.
func chain(links []Link, from, to string) []Link {
	next := map[string][]int{}
	for k := range links {
		if links[k].Holds {
			next[links[k].Left.Key()] = append(next[links[k].Left.Key()], k)
			next[links[k].Right.Key()] = append(next[links[k].Right.Key()], k)
		}
	}
	var way []Link
	var walk func(at string, by int) bool
	walk = func(at string, by int) bool {
		if at == to {
			return true
		}
		for _, k := range next[at] {
			if k == by {
				continue
			}
			l, other := links[k], links[k].Right.Key()
			if other == at {
				other, l.Left, l.Right = l.Left.Key(), l.Right, l.Left
			}
			way = append(way, l)
			if walk(other, k) {
				return true
			}
			way = way[:len(way)-1]
		}
		return false
	}
	walk(from, -1)
	return way
}
