package match

// Rarity returns how much rarer the equal values of a pair are than is typical of
// their levels (natural log): of personal fields, and of fields that related
// records share. It completes the term frequencies that the levels hold coarsely.
func (c *Comparer) Rarity(i, j uint32, p Pattern) (personal, shared float64) {
	x, y := c.row(i), c.row(j)
	for f := range c.plans {
		at := c.plans[f].at
		if !c.plans[f].rare(p.Level(f)) || x[at] != y[at] {
			continue
		}
		if c.Fields[f].Group == Personal {
			personal += float64(c.feature[at].excess[x[at]])
		} else {
			shared += float64(c.feature[at].excess[x[at]])
		}
	}
	return personal, shared
}

// rare reports whether the rarity of values equal to a level is known.
func (p *plan) rare(level int) bool {
	v := p.feature
	return level != levelMissing && level <= equalLevels && v.kind != ModelNumber && v.start == nil && (v.kind != Text || v.kind.Equal(level))
}

// mostRarity returns the most that Rarity can be for any pair of a pattern.
func (c *Comparer) mostRarity(p Pattern) (personal, shared float64) {
	for f := range c.plans {
		if l := p.Level(f); !c.plans[f].rare(l) {
			continue
		} else if most := float64(c.plans[f].mostExcess[l]); c.Fields[f].Group == Personal {
			personal += most
		} else {
			shared += most
		}
	}
	return personal, shared
}

// noteMostExcess finds the most excess of the values of each level; 0 if all are commoner than is typical, since values
// that are not quite equal may share a level of equality.
func (p *plan) noteMostExcess() {
	v := p.feature
	for a := 1; a < len(v.excess); a++ {
		l := int(v.rarity[a])
		if v.kind == Text {
			l = v.exact(uint32(a))
		}
		p.mostExcess[l] = max(p.mostExcess[l], v.excess[a])
	}
}
