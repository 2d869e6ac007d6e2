package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/explain"
)

// explainPrinter lays explanations out for a terminal.
type explainPrinter struct{ viewPrinter }

func (p *explainPrinter) pair(e *explain.Pair) {
	p.printf("%s%s %s · %s%s\n", p.bold, e.Domain, e.Left.Key(), e.Right.Key(), p.plain)
	p.printf("%s\n", e.Why)
	if e.Same {
		p.printf("master %s\n", e.Left.Master)
	} else {
		p.printf("masters %s and %s\n", e.Left.Master, e.Right.Master)
	}
	if e.Note != "" {
		p.printf("%snote: %s%s\n", p.dim, e.Note, p.plain)
	}
	p.comparisons(e)
	p.uncompared(e)
	p.classes(e.Score)
	p.blocking(e)
	p.decisions(e)
}

// classes prints what the pair may be.
func (p *explainPrinter) classes(s *explain.Score) {
	if s == nil || s.Classes == nil {
		return
	}
	p.heading("what the two may be")
	list := slices.Clone(s.Classes)
	slices.SortStableFunc(list, func(a, b explain.Class) int { return cmp.Compare(b.Probability, a.Probability) })
	var lines []line
	for k, c := range list {
		if k > 0 && c.Probability < .0001 && c.Name == "related" {
			continue // there is one for every set of groups
		}
		name := map[string]string{"match": "the same", "related": "related", "namesakes": "namesakes", "alike": "merely alike", "unrelated": "unrelated"}[c.Name]
		if c.Shares != "" {
			name += ", sharing " + c.Shares
		}
		lines = append(lines, line{cells: []string{name, explain.Percent(c.Probability)}})
	}
	p.grid(lines, 60, -14)
}

// decisions prints what decided besides the score.
func (p *explainPrinter) decisions(e *explain.Pair) {
	if e.Guards != nil || e.SameBy != nil {
		p.heading("rules that decide")
		for _, g := range e.Guards {
			p.printf("  %s\n", g)
		}
		for _, s := range e.SameBy {
			p.printf("  match.same: equal in %s\n", s)
		}
	}
	if directly := e.Link != nil && e.Link.Bits > 0; !directly && e.Chain != nil {
		p.heading("the chain that joins them")
		p.linkLines(e.Chain)
	}
	if e.Between != nil {
		p.heading("links between the two masters")
		p.linkLines(e.Between[:min(len(e.Between), 10)])
		if n := len(e.Between) - 10; n > 0 {
			p.printf("  and %s more\n", number(int64(n)))
		}
	}
	p.wholes(e.Clusters)
}

// wholes prints what joining the two masters comes to.
func (p *explainPrinter) wholes(c *explain.Clusters) {
	if c == nil || c.Left*c.Right == 1 {
		return // the pair itself
	}
	p.heading("the two masters as wholes")
	p.printf("  %s and %s: %s bits on average over the %s between them; more than %s needed\n", counted(c.Left, "record"), counted(c.Right, "record"), signed(c.Mean), counted(c.Left*c.Right, "pair"), signed(c.Need))
	if c.Guard != "" {
		p.printf("  %s\n", c.Guard)
	}
}

// linkLines prints links, one a line.
func (p *explainPrinter) linkLines(links []explain.Link) {
	var lines []line
	for _, l := range links {
		mark := ""
		if l.Weakest {
			mark = "← the weakest that holds it together"
		}
		lines = append(lines, line{cells: []string{l.Left.Key(), l.Right.Key(), signed(l.Bits), explain.Percent(l.Probability), "met by " + l.Rule, mark}})
	}
	p.grid(lines, 44, 44, -18, -13, 44, 40)
}

func (p *explainPrinter) master(m *explain.Master) {
	p.printf("%s%s %s%s  %s\n", p.bold, m.Domain, m.Master, p.plain, counted(len(m.Records), "record"))
	p.heading("records")
	for _, r := range m.Records {
		var values []string
		for _, a := range r.Attributes {
			if a.Left != "" && !strings.HasPrefix(a.Name, "consent.") && a.Name != "created_at" {
				values = append(values, strings.ReplaceAll(a.Left, "\x1f", "; "))
			}
		}
		p.printf("  %s\n      %s%s%s\n", r.Key(), p.dim, cut(strings.Join(values, " · "), p.width-8), p.plain)
	}
	if len(m.Records) < 2 {
		p.printf("\nits only record: nothing was found to be the same\n")
		return
	}
	holding := slices.DeleteFunc(slices.Clone(m.Links), func(l explain.Link) bool { return !l.Holds })
	others := slices.DeleteFunc(slices.Clone(m.Links), func(l explain.Link) bool { return l.Holds })
	if holding != nil {
		p.heading("links that hold it together")
		p.linkLines(holding)
	}
	if missing := len(m.Records) - 1 - len(holding); missing > 0 {
		p.printf("  %s joined as wholes: no link leads there\n", counted(missing, "part"))
	}
	if len(others) > 0 {
		p.heading("further links")
		p.linkLines(others[:min(len(others), 20)])
		if n := len(others) - 20; n > 0 {
			p.printf("  and %s more\n", number(int64(n)))
		}
	}
	if m.Unlinked > 0 {
		p.printf("\n%s of its records without a link, as they were not compared or are too unlike\n", counted(m.Unlinked, "pair"))
	}
	if m.Apart != nil && len(m.Records) > 2 {
		p.heading("without the weakest link it would fall apart into")
		for _, side := range m.Apart {
			p.printf("  %s\n", cut(strings.Join(side, ", "), p.width-2))
		}
	}
}

// signed writes bits.
func signed(bits float64) string {
	if bits == math.MaxFloat64 {
		return "a rule decides"
	}
	if math.Abs(bits) < .05 {
		return "0.0"
	}
	return strings.Replace(fmt.Sprintf("%+.1f", bits), "-", "−", 1)
}
