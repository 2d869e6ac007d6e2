package infer

import "fmt"

// borrowed are the roles that a column can take over from another source by sharing its values.
var borrowed = []role{"given_name", "family_name", "full_name", "city", "organisation", "title", "brand", "authors", "venue"}

// borrowRoles gives an open column the role of a column in another source whose values it shares.
func borrowRoles(sources []*source) {
	type offer struct {
		c     *column
		r     role
		from  string
		share float64
	}
	for _, s := range sources {
		best := map[role]offer{}
		for _, o := range sources {
			for _, r := range borrowed {
				giver := o.with(r)
				if o == s || giver == nil || s.has(r) {
					continue
				}
				values := giver.values()
				for _, c := range s.freeColumns() {
					if c.profile.distinct < 5 || c.profile.share(letters) < .3 {
						continue
					}
					if share := c.shared(values); share > .4 && share > best[r].share {
						best[r] = offer{c, r, o.name + "." + giver.Name, share}
					}
				}
			}
		}
		for _, r := range borrowed {
			if b, ok := best[r]; ok && b.c.free() {
				b.c.set(r, fmt.Sprintf("shares %.0f %% of its values with %s", 100*b.share, b.from))
			}
		}
	}
}

// values are the folded distinct values of the column, up to a limit that keeps them small.
func (c *column) values() map[string]bool {
	r := newReader()
	out := map[string]bool{}
	for _, code := range c.profile.sample {
		r.fold(c.Dict.Bytes(code))
		out[string(r.folded)] = true
	}
	return out
}

// shared is the share of the column's rows, among the values looked at, that are in the set.
func (c *column) shared(set map[string]bool) float64 {
	r := newReader()
	in, all := 0.0, 0.0
	for _, code := range c.profile.sample {
		r.fold(c.Dict.Bytes(code))
		n := float64(c.profile.counts[code])
		all += n
		if set[string(r.folded)] {
			in += n
		}
	}
	return in / max(all, 1)
}
