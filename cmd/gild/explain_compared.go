package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gildmdm/gild/internal/explain"
)

// comparisons prints the attributes that are compared, by comparison, and what they come to.
func (p *explainPrinter) comparisons(e *explain.Pair) {
	if e.Score == nil {
		return
	}
	p.heading("compared")
	value := p.valueWidth()
	lines := []line{{cells: []string{"", e.Left.Key(), e.Right.Key(), "comparison", "bits", ""}, dim: true}}
	var lacking []string
	shown := map[string]bool{}
	for _, c := range e.Score.Comparisons {
		own := comparisonLines(&c, e.Attributes, shown, value)
		if own == nil {
			lacking = append(lacking, c.Field)
		}
		lines = append(lines, own...)
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
	p.grid(lines, 20, value, value, 30, -8, 60)
	if lacking != nil {
		p.printf("%s  missing in both: %s%s\n", p.dim, strings.Join(lacking, ", "), p.plain)
	}
}

// comparisonLines writes the attributes of a comparison side by side, and what it comes to
// beside the first; none where both records lack all of them. A comparison of attributes
// that are shown already has only its name.
func comparisonLines(c *explain.Comparison, list []explain.Attribute, shown map[string]bool, width int) []line {
	label := c.Label
	if strings.HasPrefix(label, "≥") {
		label = "similarity " + label
	}
	result := []string{label, weightText(c), rarityText(c)}
	var lines []line
	again := false
	for _, name := range c.Attributes {
		a := attributeNamed(list, name)
		if a.Left+a.Right == "" {
			continue
		}
		if again = shown[name]; !again {
			lines = append(lines, sideBySide(&a, width)...)
		}
		shown[name] = true
	}
	switch {
	case again:
		return []line{{cells: append([]string{c.Field, "", ""}, result...)}}
	case lines != nil:
		lines[0].cells = append(lines[0].cells, result...)
	}
	return lines
}

// sideBySide writes both values of an attribute, long ones on several lines, and what the silos have where it differs.
func sideBySide(a *explain.Attribute, width int) []line {
	lines := wrapped(a.Name, orNone(a.Left), orNone(a.Right), width, false)
	if oneLine(a.LeftRaw)+oneLine(a.RightRaw) != "" {
		lines = append(lines, wrapped("  as read", oneLine(a.LeftRaw), oneLine(a.RightRaw), width, true)...)
	}
	return lines
}

// mostLines is how many lines a value may take.
const mostLines = 4

func wrapped(name, left, right string, width int, dim bool) []line {
	x, y := wrap(left, width), wrap(right, width)
	var lines []line
	for k := range max(len(x), len(y)) {
		cells := []string{name, "", ""}
		if k < len(x) {
			cells[1] = x[k]
		}
		if k < len(y) {
			cells[2] = y[k]
		}
		lines, name = append(lines, line{cells: cells, dim: dim}), ""
	}
	return lines
}

// wrap breaks a text between words into lines of at most width letters, and cuts it after mostLines.
func wrap(s string, width int) []string {
	var lines []string
	rest := s
	for utf8.RuneCountInString(rest) > width && len(lines) < mostLines-1 {
		head := string([]rune(rest)[:width+1])
		at := strings.LastIndexByte(head, ' ')
		if at <= 0 {
			break // one word, which the grid cuts
		}
		lines, rest = append(lines, rest[:at]), rest[at+1:]
	}
	return append(lines, rest)
}

// valueWidth is the room that a value has where two stand side by side.
func (p *explainPrinter) valueWidth() int { return max(16, min(40, (p.width-60)/2)) }

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
			lines = append(lines, sideBySide(&a, p.valueWidth())...)
		}
	}
	if lines == nil {
		return
	}
	p.heading(title)
	if e.Score == nil {
		lines = slices.Insert(lines, 0, line{cells: []string{"", e.Left.Key(), e.Right.Key()}, dim: true})
	}
	p.grid(lines, 20, p.valueWidth(), p.valueWidth())
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

// weightText writes what a comparison weighs, rarity included.
func weightText(c *explain.Comparison) string {
	if c.Level == 0 {
		return ""
	}
	return signed(c.Bits + c.Rarity)
}

// rarityText says how rare the value is that both have.
func rarityText(c *explain.Comparison) string {
	if c.Held == 0 {
		return ""
	}
	says := fmt.Sprintf("1 in %s has it", number(int64(max(1, math.Round(float64(c.Of)/float64(c.Held))))))
	if math.Abs(c.Rarity) >= .05 {
		says += ", rarity " + signed(c.Rarity)
	}
	return says
}
