package synth

import "time"

// family makes up who lives together: name, sex and birth date of each.
func (w *population) family() []*person {
	c := w.lexicon.cultures.pick(w.dice)
	surname := c.surname(w.dice)
	switch x := w.Float64(); {
	case x < 0.30:
		return []*person{w.adult(c, surname, w.chance(0.5), 1938, 2004)}
	case x < 0.56:
		return w.couple(c, surname, 1938, 1998)
	case x < 0.83:
		parents := w.couple(c, surname, 1945, 1982)
		return append(parents, w.children(parents[0], surname, w.between(1, 3))...)
	case x < 0.90:
		parent := w.adult(c, surname, w.chance(0.8), 1950, 1982)
		return append([]*person{parent}, w.children(parent, surname, w.between(1, 2))...)
	case x < 0.95:
		return w.flatmates(w.between(2, 4))
	default:
		return w.threeGenerations(c, surname)
	}
}

// adult makes up a person born in one of the years.
func (w *population) adult(c *culture, surname string, female bool, from, to int) *person {
	if female {
		surname = feminine(surname)
	}
	born := time.Date(w.between(from, to), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, w.IntN(365))
	return &person{culture: c, female: female, given: c.given(w.dice, female), birth: born, family: always(surname)}
}

// couple makes up two adults; in most couples one has taken the other's name,
// joined it to their own, or kept their own.
func (w *population) couple(c *culture, surname string, from, to int) []*person {
	first := w.adult(c, surname, w.chance(0.2), from, to)
	female := !first.female
	if w.chance(0.03) {
		female = first.female
	}
	year := first.birth.Year()
	second := w.adult(c, w.lexicon.cultures.pick(w.dice).surname(w.dice), female, max(from, year-8), min(to, year+8))
	wedding := w.day(second.birth.AddDate(20, 0, 0), today())
	married := surname
	if female {
		married = feminine(surname)
	}
	switch x := w.Float64(); {
	case x < 0.72:
		second.family.then(wedding, married)
	case x < 0.78:
		second.family.then(wedding, second.family.now()+"-"+married)
	}
	return []*person{first, second}
}

// children makes up children who are customers themselves, sixteen at least;
// some are twins, and some bear a parent's given name.
func (w *population) children(parent *person, surname string, n int) []*person {
	var out []*person
	youngest := today().Year() - 17
	for i := range n {
		born := min(parent.birth.Year()+w.between(20, 38), youngest)
		c := w.adult(w.childCulture(parent.culture), surname, w.chance(0.5), born, born)
		switch {
		case i > 0 && w.chance(0.06):
			c.birth = out[i-1].birth
			if w.chance(0.3) { // twins with like names: Lara and Laura, Erik and Erich
				c.female = out[i-1].female
				c.given = w.alike(c.culture, out[i-1])
			}
		case c.female == parent.female && w.chance(0.06):
			c.given = parent.given
		}
		out = append(out, c)
	}
	return out
}

// childCulture returns where a child's given name is from; half of the immigrants' children get English ones.
func (w *population) childCulture(c *culture) *culture {
	if w.chance(0.5) {
		return w.lexicon.english
	}
	return c
}

// alike draws a given name with the same first letter as another's, if a few tries find one.
func (w *population) alike(c *culture, other *person) string {
	name := c.given(w.dice, other.female)
	for range 40 {
		if name[0] == other.given[0] && name != other.given {
			break
		}
		name = c.given(w.dice, other.female)
	}
	return name
}

// flatmates makes up people who share an address and nothing else.
func (w *population) flatmates(n int) []*person {
	var out []*person
	for range n {
		c := w.lexicon.cultures.pick(w.dice)
		out = append(out, w.adult(c, c.surname(w.dice), w.chance(0.5), 1985, 2006))
	}
	return out
}

// threeGenerations makes up a grandparent, a parent's couple and a child.
func (w *population) threeGenerations(c *culture, surname string) []*person {
	grandparent := w.adult(c, surname, w.chance(0.6), 1935, 1945)
	parents := w.couple(c, surname, 1958, 1972)
	if !parents[0].female && !grandparent.female && w.chance(0.25) {
		parents[0].given = grandparent.given
	}
	people := append([]*person{grandparent}, parents...)
	return append(people, w.children(parents[0], surname, 1)...)
}
