package run

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/match/cluster"
)

// What brings records together besides rules.
const (
	neighbours = "neighbours"      // the neighbour pass
	manyCopies = blocking.OfCopies // exact copies, more than a block may hold
)

// ruleName names what produced a pair.
func (d *domain) ruleName(rule int16) string {
	switch {
	case rule == -1:
		return "same"
	case int(rule) == len(d.found.rules):
		return neighbours
	case int(rule) > len(d.found.rules):
		return manyCopies
	}
	return d.found.rules[rule]
}

// strongest are the strongest links of all records within their masters.
type strongest struct {
	logOdds []float32 // infinite for a record alone, 0 for one that is in by the evidence of the whole, not by a link of its own
	by      []uint16  // rule + 2, 1: a rule that decides, 0: no link
}

// strongest finds the strongest link of every record. Of those that are equally certain it is the first.
func (r *resolution) strongest() *strongest {
	c := r.clusters
	s := &strongest{logOdds: make([]float32, len(c.Of)), by: make([]uint16, len(c.Of))}
	for _, l := range r.links {
		if c.Of[l.I] != c.Of[l.J] {
			continue
		}
		for _, i := range [...]uint32{l.I, l.J} {
			if s.by[i] == 0 || l.LogOdds > s.logOdds[i] && probability(l.LogOdds) > probability(s.logOdds[i]) {
				s.logOdds[i], s.by[i] = l.LogOdds, uint16(l.Rule+2)
			}
		}
	}
	for i, by := range s.by {
		if by == 0 && len(c.List(int(c.Of[i]))) == 1 {
			s.logOdds[i] = float32(math.Inf(1))
		}
	}
	return s
}

// weakest returns, by master, the least certain of its records' strongest links.
func (s *strongest) weakest(c *cluster.Clusters) []float32 {
	out := make([]float32, c.Len())
	for k := range out {
		out[k] = float32(math.Inf(1))
		for _, i := range c.List(k) {
			out[k] = min(out[k], s.logOdds[i])
		}
	}
	return out
}

func (d *domain) crosswalk() *publish.Crosswalk {
	c := &publish.Crosswalk{LogOdds: d.best.logOdds, LinkedBy: d.best.by, Rules: []string{""}, Since: d.ids.Since}
	for rule := -1; rule <= len(d.found.rules)+1; rule++ {
		c.Rules = append(c.Rules, d.ruleName(int16(rule)))
	}
	return c
}

// labels names the levels of every comparison.
func (d *domain) labels() []publish.Labels {
	var out []publish.Labels
	for _, f := range d.found.fields {
		l := publish.Labels{Field: strings.ReplaceAll(f.Name, " ", "_")}
		for level := range f.Kind.Levels() + 1 {
			l.Levels = append(l.Levels, f.Kind.Label(level))
		}
		out = append(out, l)
	}
	return out
}

// What a pair may come to, and why it is doubtful, by their places in what is published.
const (
	decisionLinked = iota
	decisionReview
)

const (
	reasonSpokenAgainst = iota
	reasonThroughOthers
)

// writeLinks writes links, and what value frequencies were counted by, if not by single records: explaining a score needs it.
func (d *domain) writeLinks(ctx context.Context, t *publish.Tables) error {
	if err := t.Links(ctx, d.labels(), d.accepted()); err != nil || d.found.copies == nil {
		return err
	}
	return t.Copies(ctx, d.found.copies)
}

// words names what is published of pairs.
func (d *domain) words() *publish.Pairs {
	return &publish.Pairs{
		Rules:     append(slices.Clone(d.found.rules), neighbours, manyCopies, d.ruleName(-1)),
		Decisions: []string{"linked", "review"},
		Reasons:   []string{"likely by itself, but the records around it speak against it", "linked through others, unlikely by itself"},
	}
}

// accepted gives the links that were accepted or deserve a look, as they are asked for.
func (d *domain) accepted() *publish.Pairs {
	pairs, left := d.words(), d.found.links
	pairs.Next = func(to []publish.Link) (n int) {
		for len(left) > 0 && n < len(to) {
			if link, ok := d.pair(left[0]); ok {
				to[n] = link
				n++
			}
			left = left[1:]
		}
		return n
	}
	return pairs
}

// doubtful gives the links that deserve a look, the most urgent first.
func (d *domain) doubtful() *publish.Pairs {
	var links []publish.Link
	for _, l := range d.found.links {
		if link, ok := d.pair(l); ok && link.Priority > 0 {
			links = append(links, link)
		}
	}
	slices.SortStableFunc(links, func(a, b publish.Link) int { return cmp.Compare(b.Priority, a.Priority) })
	pairs := d.words()
	pairs.Next = publish.Each(links)
	return pairs
}

// pair shows one link to package publish; false for one that was not accepted and deserves no look.
func (d *domain) pair(l Link) (publish.Link, bool) {
	p, least := probability(l.LogOdds), cmp.Or(d.spec.Match.Review, config.DefaultReview)
	same := d.found.clusters.Of[l.I] == d.found.clusters.Of[l.J]
	link := publish.Link{I: l.I, J: l.J, LogOdds: l.LogOdds, Rule: uint16(l.Rule), Decision: decisionLinked, Levels: uint64(l.Pattern)}
	if l.Rule == -1 {
		link.Rule = uint16(len(d.found.rules) + 2)
	}
	switch {
	case !same:
		link.Decision, link.Why, link.Priority = decisionReview, reasonSpokenAgainst, float32(p)
	case p < least:
		link.Why, link.Priority = reasonThroughOthers, float32(1-p)
	}
	return link, same || p >= least
}
