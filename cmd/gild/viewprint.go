package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gildmdm/gild/internal/store"
)

// viewPrinter lays a master out for a terminal. bold, dim and plain are escape codes, or empty.
type viewPrinter struct {
	w                io.Writer
	width            int
	bold, dim, plain string
	err              error // the first
}

func (p *viewPrinter) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// heading begins a part.
func (p *viewPrinter) heading(text string) {
	p.printf("\n%s%s%s\n", p.bold, strings.ToUpper(text), p.plain)
}

func (p *viewPrinter) print(v *store.View) {
	p.printf("%s%s %s%s  %s\n", p.bold, v.Domain, v.Master, p.plain, nameOf(v))
	for _, r := range v.Was {
		p.printf("%s was merged into %s on %s\n", r.From, r.To, day(r.At))
	}
	if v.Retired != "" {
		p.printf("retired on %s: none of its records is left\n", day(v.Retired))
	} else {
		p.about(v.About)
	}
	p.golden(v.Golden)
	p.derived(v.Derived)
	p.records(v.Records)
	p.links(v)
	p.homes(v)
	p.rows("relationships", slices.DeleteFunc(slices.Clone(v.Relations), func(r store.Row) bool { return r.Get("kind") == "household" }), v.Master) // those are above
	p.rows("consent", v.Consent, v.Master)
	p.life(v.Life)
	p.rows("employments", v.Employments, v.Master)
	p.rows("account findings", v.Accounts, v.Master)
	p.events(v)
	for _, s := range v.Summaries {
		p.heading(s.File)
		if s.Row == nil {
			p.printf("  no rows\n")
		} else {
			p.printf("  %s\n", sentence(s.Row, ""))
		}
	}
}

// nameOf finds what people call the master.
func nameOf(v *store.View) string {
	value := map[string]string{}
	for _, g := range v.Golden {
		value[g.Attribute] = g.Value
	}
	for _, names := range [][]string{{"given_name", "middle_name", "family_name"}, {"full_name"}, {"organisation"}, {"title"}} {
		var parts []string
		for _, n := range names {
			if value[n] != "" {
				parts = append(parts, value[n])
			}
		}
		if parts != nil {
			return strings.Join(parts, " ")
		}
	}
	return ""
}

func (p *viewPrinter) about(r store.Row) {
	p.printf("%s of %s · confidence %s · %s complete · since %s · changed %s\n", some(r.Get("records"), "record"), some(r.Get("sources"), "source"),
		probability(r.Get("confidence")), percent(r.Get("completeness")), day(r.Get("created_at")), day(r.Get("changed_at")))
}

func (p *viewPrinter) golden(values []store.Value) {
	if values == nil {
		return
	}
	p.heading("golden record")
	var rows [][]string
	for _, g := range values {
		why := g.Rule
		if g.RunnerUp != "" {
			why = fmt.Sprintf("%s; not %s of %s, by %s", g.Rule, g.RunnerUp, g.Of, g.LostBy)
		}
		rows = append(rows, []string{g.Attribute, g.Value, g.From, why})
	}
	p.table(rows, []int{24, 40, 30, p.width})
}

// derived prints what rules infer, apart from what sources say.
func (p *viewPrinter) derived(values []store.Row) {
	if values == nil {
		return
	}
	p.heading("inferred, not stated by any source")
	var rows [][]string
	for _, r := range values {
		rows = append(rows, []string{r.Get("attribute"), r.Get("value"), "by " + r.Get("rule"), r.Get("inputs")})
	}
	p.table(rows, []int{24, 24, 60, p.width})
}

// records prints the source records side by side, as many as fit, an attribute a line.
func (p *viewPrinter) records(records []store.Record) {
	if records == nil {
		return
	}
	p.heading("source records")
	const label, cell = 20, 26
	across := max(1, (p.width-label)/cell)
	for part := range slices.Chunk(records, across) {
		rows := [][]string{{""}}
		var names []string
		for i := range part {
			rows[0] = append(rows[0], part[i].Key())
			for _, c := range part[i].Values {
				if !slices.Contains(names, c.Name) {
					names = append(names, c.Name)
				}
			}
		}
		for _, name := range append(names, "since") {
			row := []string{name}
			for i := range part {
				v := part[i].Values.Get(name)
				if name == "since" {
					v = day(part[i].Since)
				}
				row = append(row, v)
			}
			rows = append(rows, row)
		}
		widths := []int{label}
		for range part {
			widths = append(widths, cell-2)
		}
		p.table(rows, widths)
	}
}

func (p *viewPrinter) links(v *store.View) {
	if v.Links == nil {
		return
	}
	p.heading("links")
	var rows [][]string
	for _, l := range v.Links {
		weight := fmt.Sprintf("weight %.1f", l.Weight)
		if l.Weight == math.MaxFloat64 {
			weight = "a rule that decides"
		}
		mark := ""
		if l.Weakest {
			mark = "← the weakest that holds it together"
		}
		rows = append(rows, []string{l.Left, l.Right, fmt.Sprintf("%.4f", l.Probability), weight, "met by " + l.Rule, mark})
	}
	p.table(rows, []int{30, 30, 8, 20, 30, 40})
}

// rows prints a table that not every run has, one sentence a row.
func (p *viewPrinter) rows(title string, rows []store.Row, master string) {
	if len(rows) == 0 {
		return
	}
	p.heading(title)
	for _, r := range rows {
		p.printf("  %s\n", sentence(r, master))
	}
}

// homes prints households, and the other members of each.
func (p *viewPrinter) homes(v *store.View) {
	for i, h := range v.Homes {
		if i == 0 {
			p.heading("household")
		}
		p.printf("  %s\n", sentence(h.Household, ""))
		for _, m := range h.Members {
			if m.Get("master_id") != v.Master {
				p.printf("    with %s\n", strings.TrimPrefix(sentence(m, ""), "master id "))
			}
		}
	}
}

func (p *viewPrinter) life(events []store.Row) {
	if events == nil {
		return
	}
	p.heading("life events")
	for _, e := range events {
		p.printf("  %-10s  %s", day(e.Get("since")), strings.ReplaceAll(e.Get("event"), "_", " "))
		before, after := e.Get("before"), e.Get("after")
		switch {
		case before != "" && after != "":
			p.printf(" from %s to %s", before, after)
		default:
			p.printf(" %s", before+after)
		}
		evidence := "households"
		if e.Get("record_id") != "" {
			evidence = e.Get("source") + "/" + e.Get("record_id")
		}
		if old := e.Get("before_source") + "/" + e.Get("before_record_id"); old != "/" && old != evidence {
			evidence = old + " → " + evidence
		}
		p.printf("  %s(%s: %s)%s\n", p.dim, e.Get("detected"), evidence, p.plain)
	}
}

func (p *viewPrinter) events(v *store.View) {
	if v.Events == nil {
		return
	}
	p.heading("history of the master")
	for _, e := range v.Events {
		p.printf("  %-10s  %s", day(e.Get("at")), e.Get("event"))
		if r := e.Get("record_id"); r != "" {
			p.printf(" %s/%s", e.Get("source"), r)
		}
		old, id := e.Get("old_master_id"), e.Get("master_id")
		switch {
		case old == "":
		case old == v.Master:
			p.printf(" → %s", id)
		default:
			p.printf(" ← %s", old)
		}
		p.printf("\n")
	}
}

// table prints columns of at most the given widths, cutting longer values; the last one is not padded.
func (p *viewPrinter) table(rows [][]string, most []int) {
	widths := make([]int, len(most))
	for _, r := range rows {
		for k, v := range r {
			widths[k] = min(most[k], max(widths[k], utf8.RuneCountInString(v)))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for k, v := range r {
			v = cut(v, widths[k])
			line.WriteString("  " + v + strings.Repeat(" ", widths[k]-utf8.RuneCountInString(v)))
		}
		p.printf("%s\n", strings.TrimRight(line.String(), " "))
	}
}

// cut shortens a text to n runes.
func cut(s string, n int) string {
	s = strings.ReplaceAll(s, "\x1f", "; ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// sentence writes a row as name value, parted by dots, without the master itself.
func sentence(r store.Row, master string) string {
	var parts []string
	for _, c := range r {
		if c.Value != master {
			parts = append(parts, strings.ReplaceAll(c.Name, "_", " ")+" "+strings.ReplaceAll(c.Value, "\x1f", "; "))
		}
	}
	return strings.Join(parts, " · ")
}

// day cuts a time to its day.
func day(t string) string {
	if t == "" {
		return "unknown"
	}
	return t[:min(len(t), len("2006-01-02"))]
}

func some(n, thing string) string {
	if n == "1" {
		return "1 " + thing
	}
	return n + " " + thing + "s"
}

func probability(s string) string {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(x, 'f', 3, 64)
}

func percent(s string) string {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return fmt.Sprintf("%.0f %%", 100*x)
}
