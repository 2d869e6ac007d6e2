package run

import (
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
)

// shrink leaves records out of attributes and forgets the values that only they had: the
// attributes are then what standardising the other records alone would have given. Out says, by source and record, who goes.
func shrink(attributes []*attribute, out [][]bool, workers int) ([]*attribute, error) {
	left := map[*table.Column]bool{} // attributes that are parts of one value share its column
	for _, a := range attributes {
		for s, providers := range a.providers {
			for _, p := range providers {
				if !left[p.raw] {
					left[p.raw] = true
					p.raw.Codes = remaining(p.raw.Codes, out[s])
				}
			}
		}
	}
	var g errgroup.Group
	g.SetLimit(max(1, workers))
	for _, a := range attributes {
		g.Go(a.renumber)
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(attributes, func(a *attribute) bool { return a.spellings.Len() == 1 }), nil
}

// remaining returns the values of those who stay.
func remaining[T any](values []T, out []bool) []T {
	kept := make([]T, 0, len(values))
	for i, v := range values {
		if !out[i] {
			kept = append(kept, v)
		}
	}
	return kept
}

// renumber gives the values that records still have, and after them those that stewards set, new codes, in the order in which
// uniteOne numbers them.
func (a *attribute) renumber() error {
	old := *a
	a.spellings, a.canonical, a.canon, a.quality = table.NewDict(), table.NewDict(), []uint32{0}, []uint8{0}
	to := make([]uint32, old.spellings.Len())
	take := func(code uint32) (err error) {
		if to[code], err = a.spellings.Intern(old.spellings.Bytes(code)); err != nil {
			return err
		}
		canonical, err := a.canonical.Intern(old.canonical.Bytes(old.canon[code]))
		a.canon, a.quality = append(a.canon, canonical), append(a.quality, old.quality[code])
		return err
	}
	for _, direct := range [...]bool{true, false} {
		for _, providers := range a.providers {
			for _, p := range providers {
				if (p.mapping.Attribute == a.name) != direct {
					continue
				}
				for _, raw := range firstSeen(p.raw) {
					if code := p.spelling[raw]; code != table.Missing && to[code] == table.Missing {
						if err := take(code); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	for raw, code := range a.judged {
		if code != table.Missing && to[code] == table.Missing {
			if err := take(code); err != nil {
				return err
			}
		}
		a.judged[raw] = to[code]
	}
	for _, providers := range a.providers {
		for _, p := range providers {
			for raw, code := range p.spelling {
				p.spelling[raw] = to[code]
			}
		}
	}
	a.spellings.Seal()
	a.canonical.Seal()
	return nil
}
