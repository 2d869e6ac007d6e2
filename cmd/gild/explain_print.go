package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gildmdm/gild/internal/explain"
)

// explainPrinter lays explanations out for a terminal.
type explainPrinter struct{ viewPrinter }

// line is a row of a grid; a dim one says something beside.
type line struct {
	cells []string
	dim   bool
}

// grid prints columns of at most the given widths, cutting longer values. Numbers
// (columns whose width is negative) stand right.
func (p *explainPrinter) grid(lines []line, most ...int) {
	widths := make([]int, len(most))
	for _, l := range lines {
		for k, v := range l.cells {
			widths[k] = min(max(most[k], -most[k]), max(widths[k], utf8.RuneCountInString(v)))
		}
	}
	for _, l := range lines {
		var text strings.Builder
		for k, v := range l.cells {
			v = cut(v, widths[k])
			pad := strings.Repeat(" ", widths[k]-utf8.RuneCountInString(v))
			if most[k] < 0 {
				text.WriteString("  " + pad + v)
			} else {
				text.WriteString("  " + v + pad)
			}
		}
		before, after := "", ""
		if l.dim {
			before, after = p.dim, p.plain
		}
		p.printf("%s%s%s\n", before, strings.TrimRight(text.String(), " "), after)
	}
}

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

// comparisons prints the attributes that are compared, by comparison, and what they come to.
func (p *explainPrinter) comparisons(e *explain.Pair) {
	if e.Score == nil {
		return
	}
	p.heading("compared")
	value := p.valueWidth()
	lines := []line{{cells: []string{"", e.Left.Key(), e.Right.Key(), "comparison", "bits", ""}, dim: true}}
	for _, c := range e.Score.Comparisons {
		for k, name := range c.Attributes {
			a := attributeNamed(e.Attributes, name)
			row := []string{name, orNone(a.Left), orNone(a.Right)}
			if k == 0 {
				row = append(row, c.Label, weightText(c), rarityText(c))
			}
			if a.Left+a.Right != "" || k == 0 && len(c.Attributes) == 1 {
				lines = append(lines, line{cells: row})
			} else if k == 0 {
				lines = append(lines, line{cells: append([]string{c.Field, "–", "–"}, row[3:]...)})
			}
			lines = append(lines, rawLines(a)...)
		}
	}
	s := e.Score
	if s.Partly {
		lines = append(lines, line{cells: []string{"the rest", "", "", "rarity, related things, prior", signed(s.Prior), ""}})
	} else {
		lines = append(lines, line{cells: []string{"prior", "", "", "before any value is seen", signed(s.Prior), ""}})
		if s.Related > .005 {
			lines = append(lines, line{cells: []string{"related", "", "", "related things look so, too", signed(-s.Related), ""}})
		}
	}
	lines = append(lines, line{cells: []string{"together", "", "", "probability " + explain.Percent(s.Probability), signed(s.Bits), ""}})
	p.grid(lines, 16, value, value, 30, -8, 60)
}

// valueWidth is the room that a value has where two stand side by side.
func (p *explainPrinter) valueWidth() int { return max(16, min(40, (p.width-64)/2)) }

// rawLines says what the silos have, where it differs.
func rawLines(a explain.Attribute) []line {
	if a.LeftRaw+a.RightRaw == "" {
		return nil
	}
	return []line{{cells: []string{"  as read", oneLine(a.LeftRaw), oneLine(a.RightRaw)}, dim: true}}
}

// uncompared prints the attributes that no comparison looks at.
func (p *explainPrinter) uncompared(e *explain.Pair) {
	compared := map[string]bool{}
	title := "values"
	if e.Score != nil {
		title = "not compared"
		for _, c := range e.Score.Comparisons {
			for _, name := range c.Attributes {
				compared[name] = true
			}
		}
	}
	var lines []line
	for _, a := range e.Attributes {
		if !compared[a.Name] {
			lines = append(append(lines, line{cells: []string{a.Name, orNone(a.Left), orNone(a.Right)}}), rawLines(a)...)
		}
	}
	if lines == nil {
		return
	}
	p.heading(title)
	if e.Score == nil {
		lines = slices.Insert(lines, 0, line{cells: []string{"", e.Left.Key(), e.Right.Key()}, dim: true})
	}
	p.grid(lines, 16, p.valueWidth(), p.valueWidth())
}

// classes prints what the pair may be.
func (p *explainPrinter) classes(s *explain.Score) {
	if s == nil || s.Classes == nil {
		return
	}
	p.heading("what the two may be")
	list := slices.Clone(s.Classes)
	slices.SortStableFunc(list, func(a, b explain.Class) int { return int(math.Copysign(1, b.Probability-a.Probability)) })
	var lines []line
	for k, c := range list {
		if k > 0 && c.Probability < .0001 && c.Name == "related" {
			continue // there is one for every set of groups
		}
		name := map[string]string{"match": "the same", "related": "related", "alike": "merely alike", "unrelated": "unrelated"}[c.Name]
		if c.Shares != "" {
			name += ", sharing " + c.Shares
		}
		lines = append(lines, line{cells: []string{name, explain.Percent(c.Probability)}})
	}
	p.grid(lines, 60, -14)
}

// blocking prints which rules had the pair compared.
func (p *explainPrinter) blocking(e *explain.Pair) {
	if e.Rules == nil && e.Near == nil {
		if e.Link != nil {
			p.heading("blocking")
			p.printf("  met by %s\n", e.Link.Rule)
		}
		return
	}
	p.heading("blocking")
	var lines []line
	for _, r := range e.Rules {
		mark, says := ruleText(&r)
		lines = append(lines, line{cells: []string{mark, r.Name, says}, dim: !r.Made})
	}
	if n := e.Near; n != nil {
		mark, says := nearText(n)
		lines = append(lines, line{cells: []string{mark, "neighbours", says}, dim: !n.Made})
	}
	p.grid(lines, 1, 40, max(40, p.width-48))
}

// ruleText says what a rule makes of the pair.
func ruleText(r *explain.Rule) (mark, says string) {
	switch {
	case r.Made:
		return "✓", fmt.Sprintf("%s: %s", keysText(r, true), counted(r.Block, "record"))
	case r.Dropped != "":
		return "×", keysText(r, true) + ", but " + r.Dropped
	case r.Shared():
		return "×", fmt.Sprintf("%s: too common, %s have it, %d may", keysText(r, true), counted(r.Block, "record"), r.Limit)
	}
	return "–", keysText(r, false)
}

// keysText writes the keys of both records: those that are equal once, of others what either has.
func keysText(r *explain.Rule, all bool) string {
	var parts []string
	for _, k := range r.Keys {
		switch {
		case k.Equal || all:
			parts = append(parts, orNone(k.Left))
		default:
			parts = append(parts, orNone(k.Left)+" ≠ "+orNone(k.Right))
		}
	}
	return strings.Join(parts, " + ")
}

// nearText says what the neighbour pass makes of the pair.
func nearText(n *explain.Near) (mark, says string) {
	if n.Left == 0 && n.Right == 0 {
		return "–", "no rare word in common"
	}
	says = fmt.Sprintf("similarity %.2f, %s and %s nearest of each other; %d count", n.Similarity, ordinal(n.Right), ordinal(n.Left), n.Top)
	if n.Made {
		return "✓", says
	}
	return "–", says
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
	if len(e.Chain) > 1 || len(e.Chain) == 1 && e.Link == nil {
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

// attributeNamed finds an attribute; an empty one where both records lack it.
func attributeNamed(list []explain.Attribute, name string) explain.Attribute {
	for _, a := range list {
		if a.Name == name {
			return a
		}
	}
	return explain.Attribute{Name: name}
}

func orNone(s string) string {
	if s == "" {
		return "–"
	}
	return oneLine(strings.ReplaceAll(s, "\x1f", "; "))
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

// weightText writes what a comparison weighs, rarity included.
func weightText(c explain.Comparison) string {
	if c.Level == 0 {
		return ""
	}
	return signed(c.Bits + c.Rarity)
}

// rarityText says how rare the value is that both have.
func rarityText(c explain.Comparison) string {
	if c.Held == 0 {
		return ""
	}
	says := fmt.Sprintf("1 in %s has it", number(int64(max(1, math.Round(float64(c.Of)/float64(c.Held))))))
	if math.Abs(c.Rarity) >= .05 {
		says += ", rarity " + signed(c.Rarity)
	}
	return says
}

// ordinal writes a place.
func ordinal(n int) string {
	if n == 0 {
		return "no"
	}
	suffix := "th"
	switch {
	case n%100/10 == 1:
	case n%10 == 1:
		suffix = "st"
	case n%10 == 2:
		suffix = "nd"
	case n%10 == 3:
		suffix = "rd"
	}
	return number(int64(n)) + suffix
}
