package config

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/gildmdm/gild/internal/standard"
)

// Notes are remarks that go beside lines of a written configuration: by source, one line each.
type Notes map[string][]string

// Write writes a configuration with comments. Reading it again gives the same configuration.
func Write(w io.Writer, c *Config, notes Notes) error {
	b := bufio.NewWriter(w)
	p := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	p("# Configuration of gild. Everything has a default; gild schema prints all that may stand here.")
	p("version: %d", Version)
	p("domains:")
	for _, d := range c.Domains {
		p("  %s:", quote(d.Name))
		p("    kind: %s", d.Kind)
		p("    sources:")
		for _, s := range d.Sources {
			writeSource(p, s, notes[s.Name])
		}
		writeBlocking(p, &d.Blocking)
		writeMatch(p, &d.Match)
		writeSurvivorship(p, &d.Survivorship)
	}
	if c.MaxRejects > 0 {
		p("max_rejects: %s        # share of a source's rows that may be rejected", number1(c.MaxRejects))
	}
	if c.Gates != (Gates{}) {
		p("gates:")
		if c.Gates.MaxClusterSize > 0 {
			p("  max_cluster_size: %d", c.Gates.MaxClusterSize)
		}
		if c.Gates.MaxLostMasters > 0 {
			p("  max_lost_masters: %s", number1(c.Gates.MaxLostMasters))
		}
		if c.Gates.MinRows > 0 {
			p("  min_rows: %s", number1(c.Gates.MinRows))
		}
	}
	if c.Output != (Output{}) {
		p("output:")
		if c.Output.Dir != "" {
			p("  dir: %s", quote(c.Output.Dir))
		}
		if c.Output.Keep > 0 {
			p("  keep: %d", c.Output.Keep)
		}
	}
	return b.Flush()
}

type printer func(format string, args ...any)

func writeSource(p printer, s *Source, notes []string) {
	p("      %s:", quote(s.Name))
	for _, n := range notes {
		p("        # %s", strings.ReplaceAll(n, "\n", " "))
	}
	p("        path: %s", list(s.Paths))
	optional := func(key, value string) {
		if value != "" {
			p("        %s: %s", key, quote(value))
		}
	}
	optional("format", s.Format)
	optional("delimiter", s.Delimiter)
	optional("encoding", s.Encoding)
	if s.Header != nil {
		p("        header: %t", *s.Header)
	}
	optional("id", s.ID)
	optional("updated_at", s.UpdatedAt)
	optional("updated_layout", s.UpdatedLayout)
	if len(s.Attributes) == 0 {
		p("        attributes: {}")
		return
	}
	p("        attributes:")
	for _, m := range s.Attributes {
		p("          %s: %s", quote(m.Attribute), mappingText(m))
	}
}

func mappingText(m standard.Mapping) string {
	if m.Type == "" && m.Layout == "" && m.Country == "" {
		return list(m.Columns)
	}
	parts := []string{}
	if len(m.Columns) == 1 {
		parts = append(parts, "column: "+quote(m.Columns[0]))
	} else {
		parts = append(parts, "columns: "+list(m.Columns))
	}
	for _, kv := range [][2]string{{"type", m.Type}, {"layout", m.Layout}, {"country", m.Country}} {
		if kv[1] != "" {
			parts = append(parts, kv[0]+": "+quote(kv[1]))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func writeBlocking(p printer, b *Blocking) {
	if b.Rules == nil && b.MaxBlock == 0 && b.PairsPerRecord == 0 {
		p("    blocking: auto          # or rules: [email, [family_name, birth_date]]")
		return
	}
	p("    blocking:")
	if b.Rules != nil {
		p("      rules:")
		for _, r := range b.Rules {
			p("        - %s", list(r))
		}
	}
	if b.MaxBlock > 0 {
		p("      max_block: %d", b.MaxBlock)
	}
	if b.PairsPerRecord > 0 {
		p("      pairs_per_record: %s", number1(b.PairsPerRecord))
	}
}

func writeMatch(p printer, m *Match) {
	p("    match:")
	if m.Model != "" {
		p("      model: %s", quote(m.Model))
	}
	if m.Same != nil {
		p("      same:                 # equal: the same, whatever the score")
		for _, r := range m.Same {
			p("        - %s", list(r))
		}
	}
	if m.Never != nil {
		p("      never:                # vetoes")
		for _, r := range m.Never {
			p("        - differs: %s", list(r))
		}
	}
	if m.Unique != nil {
		p("      unique: %s", flow(m.Unique))
	}
	link := "auto"
	if m.Link > 0 {
		link = number1(m.Link)
	}
	review := m.Review
	if review == 0 {
		review = DefaultReview
	}
	p("      thresholds: {link: %s, review: %s}", link, number1(review))
}

// DefaultReview is the probability from which a pair that is not linked goes to review.
const DefaultReview = .5

func writeSurvivorship(p printer, s *Survivorship) {
	if s.Trust == nil && s.Groups == nil && s.Attributes == nil {
		return
	}
	p("    survivorship:")
	if s.Trust != nil {
		p("      trust:")
		var names []string
		for name := range s.Trust {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			p("        %s: %s", quote(name), number1(s.Trust[name]))
		}
	}
	if s.Groups != nil {
		p("      groups:")
		for _, g := range s.Groups {
			p("        %s: %s", quote(g.Name), flow(g.Attributes))
		}
	}
	if s.Attributes != nil {
		p("      attributes:")
		for _, r := range s.Attributes {
			if r.By == "" && r.Order == nil {
				p("        %s: %s", quote(r.Attribute), r.Prefer)
				continue
			}
			text := "prefer: " + r.Prefer
			if r.By != "" {
				text += ", by: " + quote(r.By)
			}
			if r.Order != nil {
				text += ", order: " + flow(r.Order)
			}
			p("        %s: {%s}", quote(r.Attribute), text)
		}
	}
}

// list writes one text as it is, several as a list.
func list(v []string) string {
	if len(v) == 1 {
		return quote(v[0])
	}
	return flow(v)
}

func flow(v []string) string {
	out := make([]string, len(v))
	for i, s := range v {
		out[i] = quote(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func number1(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// quote writes a text as a YAML scalar that stays a text.
func quote(s string) string {
	plain := s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '/' || r == '.' || r == '-' || r == ' ')
	}) && (s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z' || s[0] == '/') && s[len(s)-1] != ' '
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		plain = false
	}
	if plain {
		return s
	}
	return strconv.Quote(s)
}
