package infer

import (
	"cmp"
	"slices"
	"strings"
)

// shareSchemas lets sources with the same headers, whose decided columns agree, decide
// together: a column gets the role that most of their records speak for.
func shareSchemas(sources []*source) {
	groups := map[string][]*source{}
	var order []string
	for _, s := range sources {
		key := s.headerKey()
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], s)
	}
	for _, key := range order {
		if g := agreeing(groups[key]); len(g) > 1 {
			for place := range g[0].columns {
				voteRole(g, place)
			}
			voteID(g)
		}
	}
}

func (s *source) headerKey() string {
	var names []string
	for _, c := range s.columns {
		names = append(names, c.Name)
	}
	return strings.Join(names, "\x00")
}

// agreeing returns the sources whose columns agree with those of the largest one.
func agreeing(group []*source) []*source {
	sorted := slices.Clone(group)
	slices.SortStableFunc(sorted, func(a, b *source) int {
		return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.name, b.name))
	})
	var out []*source
	for _, s := range sorted {
		if sameSchema(sorted[0], s) {
			out = append(out, s)
		}
	}
	return out
}

// sameSchema reports whether two sources have the same headers and columns that agree.
func sameSchema(a, b *source) bool {
	if a == b {
		return true
	}
	if a.headerKey() != b.headerKey() {
		return false
	}
	same, differ := 0, 0
	for i, c := range a.columns {
		d := b.columns[i]
		switch {
		case c.profile.filled == 0 || d.profile.filled == 0:
		case c.used || d.used:
			if c.used && d.used {
				same++
			}
		case c.role == "" || d.role == "" || c.role == other || d.role == other:
			if !similarForm(&c.profile, &d.profile) {
				differ++
			}
		case c.role == d.role:
			same++
		default:
			differ++
		}
	}
	return same > 0 && differ*4 <= same
}

// similarForm reports whether two columns may hold the same kind of value.
func similarForm(a, b *profile) bool {
	near := func(x, y float64) bool { return x-y < .5 && y-x < .5 }
	return near(a.share(integer|decimal|money), b.share(integer|decimal|money)) &&
		near(a.share(letters), b.share(letters)) && near(a.share(calendar), b.share(calendar)) &&
		max(a.tokens, b.tokens) < 3*min(a.tokens, b.tokens)+1
}

// voteRole gives the columns at one place the role that most records speak for.
func voteRole(group []*source, place int) {
	votes := map[role]int{}
	var best role
	for _, s := range group {
		c := s.columns[place]
		if c.used || c.role == "" {
			continue
		}
		votes[c.role] += c.profile.filled
		if best == "" || votes[c.role] > votes[best] || votes[c.role] == votes[best] && c.role < best {
			best = c.role
		}
	}
	for _, s := range group {
		c := s.columns[place]
		if best != "" && c.role != best && !c.used && c.profile.filled > 0 {
			c.set(best, "as in the other sources with these headers")
			c.byHeader = false
		}
	}
}

// voteID lets a source without an ID take the column that the others have.
func voteID(group []*source) {
	for _, s := range group {
		if s.id == nil {
			continue
		}
		for _, o := range group {
			if c := o.columns[s.id.place]; o.id == nil && c.profile.unique() > .9 && c.profile.full() > .9 {
				o.id, c.used = c, true
				o.idNote = o.name + "." + c.Name + " → record ID, as in the other sources with these headers"
			}
		}
		return
	}
}
