package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/standard"
)

// names are the names of a domain that other parts of the file may use.
type names struct {
	domain     string
	sources    []string
	attributes []string // those mapped, and the parts that mapped ones yield
	groups     []string
}

func (d *Domain) names() names {
	n := names{domain: d.Name, attributes: attributesOf(d.Sources...), groups: []string{"address"}}
	for _, s := range d.Sources {
		n.sources = append(n.sources, s.Name)
	}
	if d.Kind == "employee" {
		n.groups = append(n.groups, "employment")
	}
	if d.Survivorship.Groups != nil {
		n.groups = nil
		for _, g := range d.Survivorship.Groups {
			n.groups = append(n.groups, g.Name)
		}
	}
	return n
}

// attributesOf lists the attributes that sources have, in order.
func attributesOf(sources ...*Source) []string {
	var out []string
	add := func(name string) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, s := range sources {
		for _, m := range s.Attributes {
			add(m.Attribute)
			if t := typeOf(m); t != nil {
				for _, part := range t.Parts() {
					add(part)
				}
			}
		}
	}
	return out
}

// typeOf returns the type of a mapping; nil when it names an unknown one.
func typeOf(m standard.Mapping) standard.Type {
	if m.Type == "" {
		return standard.TypeOf(m.Attribute)
	}
	if t, ok := standard.Lookup(m.Type); ok {
		return t
	}
	return nil
}

// known reports a name that is none of the valid ones; an empty one has been reported.
func (n names) known(line int, what, name string, valid []string, report reporter) {
	if name != "" && !slices.Contains(valid, name) {
		report(line, fmt.Sprintf("%s names %q, which domain %s has not", what, name, n.domain), nearest(name, valid))
	}
}

// twice reports what a list holds more than once.
func twice(line int, what string, list []string, report reporter) {
	seen := map[string]bool{}
	for _, name := range list {
		if seen[name] {
			report(line, fmt.Sprintf("%s names %q twice", what, name), "")
		}
		seen[name] = name != "" // an empty one has been reported
	}
}

// longestName is how many bytes a name may have: with its ending it still fits the file systems in use.
const longestName = 200

// checkName reports names that cannot be a folder or file name, or part of one.
func checkName(line int, what, name string, report reporter) {
	switch {
	case len(name) > longestName:
		report(line, fmt.Sprintf("%s has a name of %d bytes; wanted at most %d", what, len(name), longestName), "")
	case name != oneLine(name) || strings.HasPrefix(name, ".") || strings.HasPrefix(name, " ") || strings.ContainsAny(name, "/\\"):
		report(line, fmt.Sprintf("%s is called %q, which can be no file name", what, name), "use letters, digits, - and _")
	}
}
