package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/standard"
)

// checkNames finds what no single value shows: names that name nothing, settings that contradict each other.
func (c *Config) checkNames(report reporter) {
	if n, err := strconv.Atoi(c.version); err == nil && n != Version {
		report(c.versionLine, fmt.Sprintf("version %d is unknown; wanted %d", n, Version), "use the gild that wrote the file, or write it again with gild init")
	}
	stdin := 0
	for _, d := range c.Domains {
		checkName(d.line, "domain", d.Name, report)
		for _, s := range d.Sources {
			s.check(report)
			for _, p := range s.Paths {
				if p != "-" {
					continue
				}
				if stdin++; stdin > 1 {
					report(s.lines["path"], "standard input is already read by another source", "")
				}
			}
		}
		if d.unsound || len(d.Sources) == 0 {
			continue // names may be missing because of what has been reported
		}
		n := d.names()
		d.Blocking.check(n, report)
		d.Match.check(n, report)
		d.Survivorship.check(n, report)
		d.checkWhen(n, report)
		d.checkWriteBack(n, report)
		d.checkAuthority(n, report)
		d.checkDerive(n, report)
		d.checkEmployment(n, report)
		twice(d.Consent.line, "consent", d.Consent.Verified, report)
		for _, name := range d.Consent.Verified {
			n.known(d.Consent.line, "consent", name, n.sources, report)
		}
	}
	c.checkLinks(report)
	c.checkGates(report)
	if s := c.Suppression; s.List != "" && s.List == s.Key {
		report(s.line, "suppression has one file for list and key", "keep the key apart: whoever has both can find out who is on the list")
	}
}

// check finds mappings that cannot be.
func (s *Source) check(report reporter) {
	checkName(s.line, "source", s.Name, report)
	if len(s.Delimiter) > 1 && s.Delimiter != "tab" && s.Delimiter != `\t` {
		report(s.lines["delimiter"], fmt.Sprintf("delimiter %q is not one ASCII character", s.Delimiter), `write it in quotes, or tab`)
	}
	if s.UpdatedLayout != "" {
		if s.UpdatedAt == "" {
			report(s.lines["updated_layout"], "updated_layout without updated_at", "name the column with updated_at")
		}
		checkLayout(s.lines["updated_layout"], s.UpdatedLayout, report)
	}
	for _, m := range s.Attributes {
		checkMapping(s.lines[attributeKey(m.Attribute)], m, report)
	}
}

func checkMapping(line int, m standard.Mapping, report reporter) {
	if name := m.Attribute; len(name) > longestName || name != oneLine(name) || strings.ContainsAny(name, ":/ ") {
		report(line, fmt.Sprintf("%q can be no name of an attribute", name), "use letters, digits, _ and .")
	}
	if typeOf(m) == nil {
		report(line, fmt.Sprintf("attribute %s has the unknown type %q", m.Attribute, m.Type), nearest(m.Type, standard.TypeNames()))
	}
	twice(line, "attribute "+m.Attribute, m.Columns, report)
	if m.Layout != "" {
		checkLayout(line, m.Layout, report)
	}
	if c := m.Country; c != "" && (len(c) != 2 || c[0] < 'A' || c[0] > 'Z' || c[1] < 'A' || c[1] > 'Z' || c == "UK") {
		next := "wanted two letters of ISO 3166, such as US"
		if c == "UK" {
			next = `did you mean "GB"?`
		}
		report(line, fmt.Sprintf("attribute %s has the unknown country %q", m.Attribute, c), next)
	}
}

// checkLayout finds layouts that no date has: without year, month and day, or with a part given twice.
func checkLayout(line int, layout string, report reporter) {
	rest, date := layout, false
	for _, part := range []struct {
		name   string
		tokens []string
	}{
		{"year", []string{"YYYY", "YY"}}, {"month", []string{"MON", "MM", "M"}}, {"day", []string{"DD", "D"}},
		{"hour", []string{"hh"}}, {"minute", []string{"mm"}}, {"second", []string{"ss"}},
	} {
		found := 0
		for _, token := range part.tokens {
			found += strings.Count(rest, token)
			rest = strings.ReplaceAll(rest, token, "\x00")
		}
		if found > 1 {
			report(line, fmt.Sprintf("layout %q has the %s %d times", layout, part.name, found), "")
			return
		}
		date = date || found == 1 && part.name != "hour" && part.name != "minute" && part.name != "second"
	}
	if !date {
		next := "wanted YYYY, YY, MM, MON, DD, hh, mm, ss and what stands between them, such as DD/MM/YYYY"
		if strings.Contains(layout, "yy") || strings.Contains(layout, "dd") {
			next = "years, months and days are written in capitals: YYYY, MM, DD; hours, minutes and seconds hh, mm, ss"
		}
		report(line, fmt.Sprintf("layout %q has neither year, month nor day", layout), next)
	}
}

func (b *Blocking) check(n names, report reporter) {
	for k, r := range b.Rules {
		checkKeys(b.lines[k], "blocking rule", r, n, report)
	}
}

// checkKeys checks a rule of attributes or attribute:part.
func checkKeys(line int, what string, rule []string, n names, report reporter) {
	twice(line, what, rule, report)
	for _, key := range rule {
		name, part, cut := strings.Cut(key, ":")
		n.known(line, what, name, n.attributes, report)
		if _, ok := blocking.ParsePart(part); cut && !ok {
			report(line, fmt.Sprintf("%s names %q, which is no part of a value", what, part), nearest(part, parts()))
		}
	}
}

// parts lists what may stand after the colon of a blocking key.
func parts() []string {
	var out []string
	for p := blocking.Value; p <= blocking.RareWords; p++ {
		out = append(out, p.String())
	}
	return out
}

func (m *Match) check(n names, report reporter) {
	for k, r := range m.Same {
		checkKeys(m.sameLines[k], "rule of same", r, n, report)
	}
	for k, r := range m.Never {
		twice(m.neverLines[k], "veto", r, report)
		for _, name := range r {
			n.known(m.neverLines[k], "veto", name, n.attributes, report)
		}
	}
	twice(m.lines["unique"], "unique", m.Unique, report)
	for _, name := range m.Unique {
		n.known(m.lines["unique"], "unique", name, n.sources, report)
	}
	if m.Link > 0 && m.Review > m.Link {
		report(m.lines["thresholds"], fmt.Sprintf("threshold review is %s, above link, which is %s: nothing would go to review", decimal(m.Review), decimal(m.Link)), "lower review, or leave it out")
	}
}

func (s *Survivorship) check(n names, report reporter) {
	for _, name := range sortedKeys(s.Trust) {
		n.known(s.lines["trust."+name], "trust", name, n.sources, report)
	}
	in := map[string]string{}
	for _, g := range s.Groups {
		line := s.lines["groups."+g.Name]
		checkName(line, "group", g.Name, report)
		twice(line, "group "+g.Name, g.Attributes, report)
		for _, name := range g.Attributes {
			n.known(line, "group "+g.Name, name, n.attributes, report)
			if other, ok := in[name]; ok && other != g.Name {
				report(line, fmt.Sprintf("attribute %s is in group %s and in group %s; wanted one", name, other, g.Name), "")
			}
			in[name] = g.Name
		}
	}
	for _, r := range s.Attributes {
		s.checkRule(r, n, report)
	}
}

func (s *Survivorship) checkRule(r Rule, n names, report reporter) {
	line := s.lines["attributes."+r.Attribute]
	n.known(line, "survivorship", r.Attribute, n.attributes, report)
	if r.By != "" {
		n.known(line, "survivorship of "+r.Attribute+" by", r.By, n.attributes, report)
	}
	twice(line, "order of "+r.Attribute, r.Order, report)
	for _, name := range r.Order {
		n.known(line, "order of "+r.Attribute, name, n.sources, report)
	}
	if r.Original && r.Prefer == "union" {
		report(line, fmt.Sprintf("%s prefers union, whose values are not those of one record", r.Attribute), "remove spelling, or prefer another rule")
	}
	ordered := r.Prefer == "source_order" || r.Prefer == "first"
	switch flag := r.Attribute + "_verified"; {
	case r.Prefer == "source_order" && r.Order == nil:
		report(line, fmt.Sprintf("%s prefers source_order without an order", r.Attribute), "list the sources: {prefer: source_order, order: [the best first]}")
	case r.Order != nil && !ordered && slices.Contains(Preferences(), r.Prefer):
		report(line, fmt.Sprintf("%s has an order of sources, which %s does not use", r.Attribute, r.Prefer), "prefer source_order, or remove order")
	case r.Prefer == "verified" && r.By == "" && !slices.Contains(n.attributes, flag):
		report(line, fmt.Sprintf("%s prefers verified values, but there is no attribute %s", r.Attribute, flag), "map that flag, or name another with by")
	}
}

func (c *Config) checkLinks(report reporter) {
	for _, l := range c.Links {
		checkName(l.line, "link", l.Name, report)
		c.checkEnd(l, "from", l.From, report)
		c.checkEnd(l, "to", l.To, report)
		if len(l.Keys) > 2 {
			report(l.lines["keys"], fmt.Sprintf("link %s has %d keys; wanted 2", l.Name, len(l.Keys)), "one column for each end")
		}
	}
}

func (c *Config) checkEnd(l Link, key string, end Endpoint, report reporter) {
	if _, has := l.lines[key]; !has {
		return
	}
	if end == (Endpoint{}) {
		return // not a text, as has been reported
	}
	if end.Domain == "" || end.Source == "" {
		report(l.lines[key], fmt.Sprintf("%s of link %s is %q; wanted domain/source", key, l.Name, strings.Trim(end.String(), "/")), "")
		return
	}
	var domains, sources []string
	for _, d := range c.Domains {
		domains = append(domains, d.Name)
		if d.Name != end.Domain {
			continue
		}
		if d.Source(end.Source) != nil {
			return
		}
		for _, s := range d.Sources {
			sources = append(sources, s.Name)
		}
	}
	if !slices.Contains(domains, end.Domain) {
		report(l.lines[key], fmt.Sprintf("%s of link %s names domain %q, which is not there", key, l.Name, end.Domain), nearest(end.Domain, domains))
		return
	}
	report(l.lines[key], fmt.Sprintf("%s of link %s names source %q, which domain %s has not", key, l.Name, end.Source, end.Domain), nearest(end.Source, sources))
}

func (c *Config) checkGates(report reporter) {
	var sources []string
	for _, d := range c.Domains {
		for _, s := range d.Sources {
			sources = append(sources, s.Name)
		}
	}
	for _, s := range c.Gates.MinRowsOf {
		if len(sources) > 0 && !slices.Contains(sources, s.Source) {
			report(c.Gates.lines[s.Source], fmt.Sprintf("gate min_rows names source %q, which no domain has", s.Source), nearest(s.Source, sources))
		}
	}
}

func sortedKeys(m map[string]float64) []string {
	var out []string
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
