package config

import (
	"fmt"
	"slices"
	"strings"
)

// checkWriteBack finds sources that are told to change what they do not hold, or must not.
func (d *Domain) checkWriteBack(n names, report reporter) {
	for _, w := range d.WriteBack {
		line, source := d.lines[w.Source], d.Source(w.Source)
		n.known(line, "write_back", w.Source, n.sources, report)
		twice(line, "write_back of "+w.Source, w.Attributes, report)
		if source == nil {
			continue
		}
		own := attributesOf(source)
		for _, name := range w.Attributes {
			what := "write_back of " + w.Source
			switch {
			case !d.holds(own, name):
				report(line, fmt.Sprintf("%s names %q, which that source has not", what, name), nearest(name, append(own, n.groups...)))
			case strings.HasPrefix(name, "consent."):
				report(line, fmt.Sprintf("%s names %q; what was decided about consent is not written back", what, name), "take it from consent.parquet, where each decision has its evidence")
			case d.checkMember(line, what, name, report):
			default:
				d.checkWritable(line, what, name, source, report)
			}
		}
	}
}

// checkMember reports an attribute that survives in a group, and so cannot change alone.
func (d *Domain) checkMember(line int, what, name string, report reporter) bool {
	for _, g := range d.Groups() {
		if g.Name != name && slices.Contains(g.Attributes, name) {
			report(line, fmt.Sprintf("%s names %q, which survives in the group %s", what, name, g.Name), fmt.Sprintf("name %s: its parts change together", g.Name))
			return true
		}
	}
	return false
}

// checkWritable reports attributes that no source can be told to change.
func (d *Domain) checkWritable(line int, what, name string, s *Source, report reporter) {
	for _, r := range d.Survivorship.Attributes {
		if r.By == name || r.Attribute == name && r.Prefer == "union" {
			why := "which says what a source has verified itself"
			if r.By != name {
				why = "of which the golden record keeps all values, not one to write"
			}
			report(line, fmt.Sprintf("%s names %q, %s", what, name, why), "leave it out")
			return
		}
	}
	if strings.HasSuffix(name, "_verified") {
		report(line, fmt.Sprintf("%s names %q, which says what a source has verified itself", what, name), "leave it out")
		return
	}
	for _, part := range d.parts(name) {
		d.checkShared(line, what, part, s, report)
	}
}

// checkShared reports a column that is read as more than the attribute.
func (d *Domain) checkShared(line int, what, name string, s *Source, report reporter) {
	for _, m := range s.Attributes {
		if m.Attribute != name {
			continue
		}
		for _, c := range m.Columns {
			other := ""
			switch c {
			case s.ID:
				other = "id"
			case s.UpdatedAt:
				other = "updated_at"
			}
			for _, o := range s.Attributes {
				if o.Attribute != name && slices.Contains(o.Columns, c) {
					other = o.Attribute
				}
			}
			if other != "" {
				report(line, fmt.Sprintf("%s names %q, whose column %q is also read as %s", what, name, c, other), "leave it out: a change would change both")
			}
		}
	}
}

// holds reports whether attributes have that of a name, or any of the group of that name.
func (d *Domain) holds(attributes []string, name string) bool {
	return slices.ContainsFunc(d.parts(name), func(part string) bool { return slices.Contains(attributes, part) })
}

// parts returns the members of a group, or the name of an attribute itself.
func (d *Domain) parts(name string) []string {
	for _, g := range d.Groups() {
		if g.Name == name {
			return g.Attributes
		}
	}
	return []string{name}
}

// Groups returns the groups that values survive in: unless others are given, the address and, of an
// employee, the employment, so that nobody gets the last day of an earlier one.
func (d *Domain) Groups() []Group {
	if d.Survivorship.Groups != nil {
		return d.Survivorship.Groups
	}
	var groups []Group
	if d.Kind == "employee" {
		groups = append(groups, Group{Name: "employment", Attributes: []string{
			"worker_id", "worker_type", "employment_status", "department", "job_title", "site", "manager_id", "hire_date", "end_date", "effective_date",
		}})
	}
	if slices.Contains(attributesOf(d.Sources...), "street") {
		groups = append(groups, Group{Name: "address", Attributes: []string{"street", "city", "region", "postcode", "country"}})
	}
	return groups
}

// checkAuthority finds authorities for what they do not hold.
func (d *Domain) checkAuthority(n names, report reporter) {
	for _, a := range d.Authority {
		line, what := d.lines[authorityKey(a.Name)], "authority for "+a.Name
		valid := append(slices.Clone(n.attributes), n.groups...)
		n.known(line, "authority", a.Name, valid, report)
		if !slices.Contains(valid, a.Name) || d.checkMember(line, "authority", a.Name, report) {
			continue
		}
		twice(line, what, a.Sources, report)
		for _, name := range a.Sources {
			n.known(line, what, name, n.sources, report)
			s := d.Source(name)
			if s == nil {
				continue
			}
			own := attributesOf(s)
			if !d.holds(own, a.Name) {
				report(line, fmt.Sprintf("%s names %q, which has no %s", what, name, a.Name), "name the sources that have it, or leave it out")
			}
		}
	}
}
