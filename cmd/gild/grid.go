package main

import (
	"strings"
	"unicode/utf8"
)

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
