package main

import (
	"fmt"
	"io"

	"github.com/gildmdm/gild/internal/explain"
)

// printBlocking prints the tables of gild block.
func printBlocking(out io.Writer, list []*explain.Blocking) error {
	p := &explainPrinter{viewPrinter{w: out, width: 140}}
	for k, b := range list {
		if k > 0 {
			p.printf("\n")
		}
		p.rules(b)
	}
	return p.err
}

// rules prints what the rules of one domain bring.
func (p *explainPrinter) rules(b *explain.Blocking) {
	chosen := "rules of the configuration"
	if b.Chosen {
		chosen = "rules chosen on the data"
	}
	p.printf("%s: %s of %s, %s; %s candidate pairs, %.1f a record\n", b.Domain, counted(b.Records, "record"), counted(b.Sources, "source"), chosen, number(b.Pairs), b.PerRecord)
	if t := b.Truth; t != nil {
		p.printf("pair completeness %.4f: %s of the %s true pairs of %s are candidates\n", t.Completeness, number(t.Found), number(t.Pairs), t.Path)
		if t.Missing > 0 {
			p.printf("%s that the truth names %s not in the sources\n", counted(t.Missing, "record"), areNot(t.Missing))
		}
	}
	p.printf("\n")
	head := []string{"rule", "keys", "records", "pairs", "new"}
	widths := []int{60, -12, -12, -14, -14}
	if b.Truth != nil {
		head, widths = append(head, "complete", "gained"), append(widths, -9, -9)
	}
	lines := []line{{cells: append(head, "largest", "of key", "limited keys")}}
	for _, g := range b.Rules {
		lines = append(lines, line{cells: gainCells(&g, b.Truth != nil)})
	}
	total := []string{"together", "", "", "", number(b.Pairs)}
	if b.Truth != nil {
		total = append(total, "", fmt.Sprintf("%.4f", b.Truth.Completeness))
	}
	p.grid(append(lines, line{cells: total}), append(widths, -8, 28, 40)...)
	p.limits(b)
}

// gainCells writes the cells of a rule.
func gainCells(g *explain.RuleGain, truth bool) []string {
	cells := []string{g.Rule, number(g.Keys), number(g.Records), number(g.Pairs), number(g.New)}
	if g.Keys == 0 {
		cells[1], cells[2] = "", ""
	}
	if truth {
		alone := ""
		if g.True.Alone {
			alone = fmt.Sprintf("%.4f", g.True.Share)
		}
		cells = append(cells, alone, fmt.Sprintf("%.4f", g.True.NewShare))
	}
	if g.Largest < 2 {
		return append(cells, "", "", "")
	}
	limited := ""
	if g.Limited > 0 {
		limited = fmt.Sprintf("%s, %s pairs left out", number(g.Limited), number(g.Left))
	}
	return append(cells, number(int64(g.Largest)), g.Value, limited)
}

// limits explains the columns that need it.
func (p *explainPrinter) limits(b *explain.Blocking) {
	p.printf("\nnew: pairs that no rule above brings. A key is limited when more than %d records have it", b.Limit)
	if b.Truth != nil {
		p.printf(".\ncomplete: share of true pairs that the rule brings by itself; gained: that no rule above brings")
	}
	p.printf(".\n")
}

func areNot(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
