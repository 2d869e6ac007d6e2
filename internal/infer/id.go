package infer

import "fmt"

// chooseID finds the column that names the records: unique, filled, and said so by its
// header, or like a code and first. Natural keys (numbers of people, e-mails) are none.
func (s *source) chooseID() {
	best, bestScore := (*column)(nil), 0.0
	for _, c := range s.columns {
		if score := s.scoreID(c); score > bestScore {
			best, bestScore = c, score
		}
	}
	if best == nil {
		s.idNote = "no column names the records: row numbers will"
		return
	}
	s.id, best.used = best, true
	why := "by its values"
	if isKeyHeader(best) {
		why = "by header and values"
	}
	unique := "unique"
	if d := best.profile.filled - best.profile.distinct; d > 0 {
		unique = fmt.Sprintf("%d repeated", d)
	}
	s.idNote = fmt.Sprintf("%s.%s → record ID (%s), %s", s.name, best.Name, unique, why)
}

func isKeyHeader(c *column) bool {
	switch c.meaning.role {
	case keyWord, "worker_id", "customer_id", "sku":
		return c.meaning.context != "relation"
	}
	return false
}

// scoreID is 0 for a column that cannot be the ID; higher is better.
func (s *source) scoreID(c *column) float64 {
	p := &c.profile
	if p.full() < .98 || p.unique() < .9 || p.tokens > 3.5 && p.share(uuid) < .9 || p.share(email|socialNo|decimal|money|clock) > .5 {
		return 0
	}
	score := p.unique()
	if c.place == 0 {
		score += 2
	}
	if isKeyHeader(c) {
		last := c.meaning.words[len(c.meaning.words)-1]
		if last == "id" || len(c.meaning.words) == 1 {
			score++
		}
		return score + 4
	}
	if c.role != "" && c.role != keyWord {
		return 0
	}
	coded := p.share(codeLike|integer|uuid) > .9 && p.share(phone) < .5
	switch {
	case !coded || p.unique() < .95:
		return 0
	case c.place == 0:
		return score
	case p.unique() < 1 || p.full() < 1:
		return 0 // a natural key: repeats are how it is useful
	case p.share(uuid) > .9 || p.share(integer) < .1 || s.numbered(c):
		return score
	}
	return 0
}

// numbered reports whether integers count the records, with few gaps.
func (s *source) numbered(c *column) bool {
	n := c.profile.numbers
	return n.whole && n.most-n.least < 1.5*float64(s.rows)
}
