package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/standard"
)

// checkNames finds names that name nothing, and numbers out of their range.
func (c *Config) checkNames(report func(line int, msg string)) {
	for _, d := range c.Domains {
		if len(d.Sources) == 0 {
			report(d.line, fmt.Sprintf("domain %s has no source", d.Name))
		}
		d.checkSources(report)
		d.checkRules(report)
	}
	if len(c.Domains) == 0 {
		report(0, "there is no domain")
	}
}

func (d *Domain) checkSources(report func(int, string)) {
	for _, s := range d.Sources {
		for _, m := range s.Attributes {
			line := s.lines[m.Attribute]
			if len(m.Columns) == 0 {
				report(line, fmt.Sprintf("attribute %s of source %s names no column", m.Attribute, s.Name))
			}
			if m.Type == "" {
				continue
			}
			if _, ok := standard.Lookup(m.Type); !ok {
				report(line, fmt.Sprintf("unknown type %q%s", m.Type, nearest(m.Type, standard.TypeNames())))
			}
		}
		if len(s.Delimiter) > 1 && s.Delimiter != "tab" && s.Delimiter != `\t` {
			report(s.lines["delimiter"], fmt.Sprintf("delimiter %q is not one character", s.Delimiter))
		}
	}
}

// attributes lists the names that rules may use: those mapped, and the parts that mapped ones yield.
func (d *Domain) attributes() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, s := range d.Sources {
		for _, m := range s.Attributes {
			t := standard.TypeOf(m.Attribute)
			if m.Type != "" {
				t, _ = standard.Lookup(m.Type)
			}
			add(m.Attribute)
			if t != nil {
				for _, p := range t.Parts() {
					add(p)
				}
			}
		}
	}
	return names
}

func (d *Domain) checkRules(report func(int, string)) {
	attributes := d.attributes()
	var sources []string
	for _, s := range d.Sources {
		sources = append(sources, s.Name)
	}
	known := func(line int, what, name string, valid []string) {
		if !slices.Contains(valid, name) {
			report(line, fmt.Sprintf("%s names %q, which domain %s has not%s", what, name, d.Name, nearest(name, valid)))
		}
	}
	within := func(line int, what string, x float64) {
		if x < 0 || x > 1 {
			report(line, fmt.Sprintf("%s is %g; wanted 0 to 1", what, x))
		}
	}
	for k, r := range d.Blocking.Rules {
		for _, key := range r {
			name, _, _ := strings.Cut(key, ":")
			known(d.Blocking.lines[k], "blocking rule", name, attributes)
		}
	}
	for _, r := range d.Match.Same {
		for _, name := range r {
			known(d.Match.lines["same"], "rule of same", name, attributes)
		}
	}
	for _, r := range d.Match.Never {
		for _, name := range r {
			known(d.Match.lines["never"], "veto", name, attributes)
		}
	}
	for _, name := range d.Match.Unique {
		known(d.Match.lines["unique"], "unique", name, sources)
	}
	within(d.Match.lines["thresholds"], "threshold link", d.Match.Link)
	within(d.Match.lines["thresholds"], "threshold review", d.Match.Review)
	d.Survivorship.check(known, within, attributes, sources)
}

func (s *Survivorship) check(known func(int, string, string, []string), within func(int, string, float64), attributes, sources []string) {
	var trusted []string
	for name := range s.Trust {
		trusted = append(trusted, name)
	}
	slices.Sort(trusted)
	for _, name := range trusted {
		line := s.lines["trust."+name]
		known(line, "trust", name, sources)
		within(line, "trust of "+name, s.Trust[name])
	}
	for _, g := range s.Groups {
		for _, name := range g.Attributes {
			known(s.lines["groups."+g.Name], "group "+g.Name, name, attributes)
		}
	}
	for _, r := range s.Attributes {
		line := s.lines["attributes."+r.Attribute]
		known(line, "survivorship", r.Attribute, attributes)
		if r.By != "" {
			known(line, "verified by", r.By, attributes)
		}
		for _, name := range r.Order {
			known(line, "source_order", name, sources)
		}
	}
}
