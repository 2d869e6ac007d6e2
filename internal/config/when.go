package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// When is the condition of a survivorship rule: the golden value of another attribute is one of these.
type When struct {
	Attribute string // empty: no condition
	Values    []string
	more      bool // attributes than one
}

func whenShape() *shape {
	return filled(mapOf("the rule holds where the golden value of this other attribute is one of these; elsewhere the default does", some("")), 1)
}

// fill reads a condition: a mapping of one entry, as [Domain.checkWhen] makes sure of.
func (w *When) fill(n *yaml.Node) {
	each(n, func(name string, v *yaml.Node) {
		if w.Attribute != "" {
			w.more = true
		}
		w.Attribute, w.Values = name, strings1(v)
	})
}

// text writes a condition as in the file.
func (w When) text() string { return "{" + quote(w.Attribute) + ": " + flow(w.Values) + "}" }

// checkWhen finds conditions that cannot be: on nothing, of a part of a group, of a union, and in a circle.
func (d *Domain) checkWhen(n names, report reporter) {
	asks := map[string]string{} // by group, or attribute in none
	for _, r := range d.Survivorship.Attributes {
		if r.When.Attribute == "" {
			continue
		}
		line := d.Survivorship.lines["attributes."+r.Attribute]
		n.known(line, "when of "+r.Attribute, r.When.Attribute, n.attributes, report)
		group, first := d.survivesIn(r.Attribute, n)
		switch {
		case r.When.more:
			report(line, fmt.Sprintf("when of %s has several attributes; wanted one", r.Attribute), "")
		case r.Prefer == "union":
			report(line, fmt.Sprintf("%s prefers union, which cannot depend on when", r.Attribute), "remove when, or prefer another rule")
		case first != r.Attribute:
			report(line, fmt.Sprintf("%s survives with group %s, whose rule is that of %s", r.Attribute, group, first), "move when there")
		}
		if first == r.Attribute {
			asks[group], _ = d.survivesIn(r.When.Attribute, n)
		}
	}
	d.checkCircles(asks, n, report)
}

// survivesIn returns the group of an attribute, or itself, and the attribute whose rule decides.
func (d *Domain) survivesIn(name string, n names) (unit, first string) {
	for _, g := range d.Groups() {
		there := slices.DeleteFunc(slices.Clone(g.Attributes), func(a string) bool { return !slices.Contains(n.attributes, a) })
		if len(there) > 1 && slices.Contains(there, name) {
			return g.Name, there[0]
		}
	}
	return name, name
}

// checkCircles reports each circle once, with the rule that is first in the file.
func (d *Domain) checkCircles(asks map[string]string, n names, report reporter) {
	seen := map[string]bool{}
	for _, r := range d.Survivorship.Attributes {
		start, _ := d.survivesIn(r.Attribute, n)
		path := []string{start}
		for at, ok := asks[start]; ok && len(path) <= len(asks); at, ok = asks[at] {
			path = append(path, at)
			if at == start {
				break
			}
		}
		if len(path) > 1 && path[len(path)-1] == start && !seen[start] {
			report(d.Survivorship.lines["attributes."+r.Attribute], "when goes round in a circle: "+strings.Join(path, " → "), "let one of them have no when")
			for _, name := range path {
				seen[name] = true
			}
		}
	}
}
