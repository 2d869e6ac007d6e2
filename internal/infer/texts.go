package infer

import "slices"

// readTexts finds the main name and the other texts of things that are not (only) people.
func (s *source) readTexts() {
	s.readOpenName()
	switch s.kind {
	case Organisation, Mixed, Place:
		s.readOrganisation()
	case Product:
		s.readTitle()
		s.readDescription()
		s.readBrand()
	case Record:
		s.readAuthors()
		s.readTitle()
		s.readVenue()
	}
	for _, c := range s.columns {
		s.settle(c)
	}
}

// readOpenName settles a column called "name".
func (s *source) readOpenName() {
	for _, c := range s.columns {
		if c.role != anyName || c.used {
			continue
		}
		c.role = "title"
		switch s.kind {
		case Person, Mixed:
			c.role = "full_name"
			if c.profile.share(organised) > .3 && s.has("family_name", "full_name") {
				c.role = "organisation"
			}
		case Organisation, Place:
			c.role = "organisation"
		}
	}
}

// readOrganisation takes the open text that is most like names of organisations, mostly different from row to row.
func (s *source) readOrganisation() {
	if s.has("organisation") {
		return
	}
	if c := s.with(employerOrg); c != nil && s.kind == Organisation {
		c.role = "organisation"
		return
	}
	if s.kind == Mixed {
		return
	}
	s.take("organisation", "names of organisations", func(p *profile) float64 {
		if p.share(letters|organised) < .2 || p.length < 3 || p.share(integer|codeLike) > .6 {
			return 0
		}
		return p.unique() + p.share(organised) + min(p.tokens, 5)/5
	})
}

// readTitle takes the text that differs most from row to row, and is not the longest.
func (s *source) readTitle() {
	if s.has("title") {
		return
	}
	s.take("title", "texts that differ from row to row", func(p *profile) float64 {
		if p.tokens < 1.5 || p.length < 6 || p.share(integer|decimal|money|calendar|list) > .6 {
			return 0
		}
		return 2*p.unique()*p.full() + min(p.tokens, 6)/6 - max(0, p.tokens-15)/15
	})
}

func (s *source) readDescription() {
	if s.has("description") {
		return
	}
	s.takeOpaque("description", "long texts", func(p *profile) float64 {
		if p.tokens < 5 {
			return 0
		}
		return p.tokens
	})
}

// readBrand takes short words, few for the rows, mostly repeated in the title.
func (s *source) readBrand() {
	title := s.with("title")
	if s.has("brand") || title == nil {
		return
	}
	rows := s.sampleRows()
	for _, c := range s.freeColumns() {
		p := &c.profile
		if !c.meaning.opaque || p.tokens > 2.5 || p.distinct < 5 || p.unique() > .5 || p.share(integer|decimal) > .3 {
			continue
		}
		if share, n := s.within(rows, c, title); n > 20 && share > .4 {
			c.set("brand", "short words, mostly in the title too")
			return
		}
	}
}

func (s *source) readAuthors() {
	if s.has("authors") {
		return
	}
	s.takeOpaque("authors", "lists of names of people", func(p *profile) float64 {
		if p.share(givenFirst) < .15 || p.tokens < 1.8 || p.share(list)+fullNameShare(p) < .3 {
			return 0
		}
		return p.share(list) + p.share(givenFirst)
	})
}

// readVenue takes words that repeat much, where there are authors.
func (s *source) readVenue() {
	if s.has("venue") || !s.has("authors") {
		return
	}
	s.takeOpaque("venue", "names that repeat, beside authors", func(p *profile) float64 {
		if p.unique() > .3 || p.distinct < 3 || p.share(integer|decimal) > .3 || p.length < 3 {
			return 0
		}
		return 1 - p.unique()
	})
}

// take gives the role to the open column with the highest score above 0.
func (s *source) take(r role, why string, score func(*profile) float64) {
	s.takeOf(s.freeColumns(), r, why, score)
}

// takeOpaque does the same among columns whose headers say nothing: a header that is
// merely unknown (album, language) says that it is something else.
func (s *source) takeOpaque(r role, why string, score func(*profile) float64) {
	s.takeOf(slices.DeleteFunc(s.freeColumns(), func(c *column) bool { return !c.meaning.opaque }), r, why, score)
}

func (s *source) takeOf(list []*column, r role, why string, score func(*profile) float64) {
	var best *column
	bestScore := 0.0
	for _, c := range list {
		if x := score(&c.profile); x > bestScore {
			best, bestScore = c, x
		}
	}
	if best != nil {
		best.set(r, why)
	}
}

// settle decides roles that depend on the kind of thing.
func (s *source) settle(c *column) {
	people := s.kind == Person || s.kind == Mixed
	switch c.role {
	case "organisation":
		if c.profile.tokens > 5 {
			c.typ = "text"
		}
	case moneyValue:
		c.role = amount
		if !people && !s.has("price") {
			c.role = "price"
		}
	case "brand":
		if people || s.kind == Organisation {
			c.role = other
		}
	case "title":
		if people && !c.used {
			c.role = "name_prefix"
			if c.profile.distinct > 60 {
				c.role = other
			}
		}
	case "authors", "venue", "description", "model":
		if people {
			c.role = other
		}
	case kindWord:
		c.role = ignored
		if !people && c.profile.distinct > 3 {
			c.role = "category"
		}
	case "category", "year", "description_":
		if people && c.role == "category" {
			c.role = ignored
		} else if people {
			c.role = other
		}
	case "full_name":
		if s.kind == Record || s.kind == Product {
			c.role = "authors"
		}
	case employerOrg:
		c.role = "organisation"
		c.meaning.context = "employer"
		if !people || !s.has("organisation") && s.kind == Organisation {
			c.meaning.context = ""
		}
	case "":
		if !people && isRecentYear(&c.profile) && !s.has("year") {
			c.set("year", "numbers that are years")
		}
	}
}
