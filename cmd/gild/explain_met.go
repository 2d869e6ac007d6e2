package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gildmdm/gild/internal/explain"
)

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
		mark, says := ruleText(&r, max(100, p.width-48))
		lines = append(lines, line{cells: []string{mark, r.Name, says}, dim: !r.Made})
	}
	if n := e.Near; n != nil {
		mark, says := nearText(n)
		lines = append(lines, line{cells: []string{mark, "neighbours", says}, dim: !n.Made})
	}
	p.grid(lines, 1, 40, max(140, p.width-48))
}

// ruleText says what a rule makes of the pair.
func ruleText(r *explain.Rule, width int) (mark, says string) {
	keys := keysText(r, width)
	switch {
	case r.Made:
		return "✓", fmt.Sprintf("%s: %s", keys, counted(r.Block, "record"))
	case r.Dropped != "":
		return "×", keys + ", but " + r.Dropped
	case r.Shared():
		return "×", fmt.Sprintf("%s: too common, %s have it, %d may", keys, counted(r.Block, "record"), r.Limit)
	}
	return "–", keys
}

// keysText writes the keys of both records, those that are equal once; cut to fit only if together they do not.
func keysText(r *explain.Rule, width int) string {
	if text := keysCut(r, width); utf8.RuneCountInString(text) <= width {
		return text
	}
	values := 0
	for _, k := range r.Keys {
		values++
		if !k.Equal && k.Left+k.Right != "" {
			values++
		}
	}
	return keysCut(r, max(12, width/values-3))
}

// keysCut writes the keys, each of at most so many letters.
func keysCut(r *explain.Rule, most int) string {
	var parts []string
	for _, k := range r.Keys {
		text := cut(keyText(k.Left), most)
		if !k.Equal && k.Left+k.Right != "" {
			text += " ≠ " + cut(keyText(k.Right), most)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " + ")
}

// keyText writes a key; the parts of a street are parted by bars.
func keyText(s string) string { return orNone(strings.TrimSpace(strings.ReplaceAll(s, "|", " "))) }

// nearText says what the neighbour pass makes of the pair.
func nearText(n *explain.Near) (mark, says string) {
	if n.Left == 0 && n.Right == 0 {
		return "–", "no rare word in common"
	}
	says = fmt.Sprintf("similarity %.2f, %s and %s nearest of each other; %d count", n.Similarity, ordinal(n.Right), ordinal(n.Left), n.Top)
	switch {
	case n.Made:
		return "✓", says
	case n.Dropped != "":
		return "×", says + ", but " + n.Dropped
	}
	return "–", says
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
