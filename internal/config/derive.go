package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/derive"
	"github.com/gildmdm/gild/internal/standard"
)

// Derive is a value to infer for every master.
type Derive struct{ Name, Rule string }

// Summary is a file that gild enrich wrote: what a master's transactions add up to.
type Summary struct{ Name, Path string }

// Groups of inputs that expressions may name besides attributes and summaries.
const (
	HouseholdMembers = "household.members"
	HouseholdAges    = "household.ages"
	RelatedTo        = "related"    // relations that go out from a master, counted by kind
	RelatedBy        = "related_by" // those that come in
)

// deriveKey and summaryKey are what lines are kept under, apart from those of write_back.
func deriveKey(name string) string  { return "derive." + name }
func summaryKey(name string) string { return "summaries." + name }

// Rules returns the domain's rules, checked. The configuration has been found sound, so none fails.
func (d *Domain) Rules() []*derive.Rule {
	var out []*derive.Rule
	for _, x := range d.Derive {
		if r, err := derive.Compile(x.Name, x.Rule, d.scope()); err == nil {
			out = append(out, r)
		}
	}
	return out
}

// scope lists what the expressions of a domain may name.
func (d *Domain) scope() []derive.Input {
	var out []derive.Input
	for _, s := range d.Sources {
		for _, m := range s.Attributes {
			for _, name := range attributesOf(&Source{Attributes: []standard.Mapping{m}}) {
				if !slices.ContainsFunc(out, func(in derive.Input) bool { return in.Name == name }) {
					out = append(out, derive.Input{Name: name, Kind: kindOf(name, m)})
				}
			}
		}
	}
	out = append(out, derive.Input{Name: RelatedTo, Kind: derive.Counts}, derive.Input{Name: RelatedBy, Kind: derive.Counts})
	if d.Household.Policy != "" {
		out = append(out, derive.Input{Name: HouseholdMembers, Kind: derive.Count}, derive.Input{Name: HouseholdAges, Kind: derive.Numbers})
	}
	for _, s := range d.Summaries {
		for column, kind := range map[string]derive.Kind{"count": derive.Count, "first": derive.Date, "last": derive.Date} {
			out = append(out, derive.Input{Name: s.Name + "." + column, Kind: kind})
		}
		for _, sum := range d.sums(s.Name) {
			out = append(out, derive.Input{Name: sum, Kind: derive.Number})
		}
	}
	slices.SortStableFunc(out, func(a, b derive.Input) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// sums lists the sums of a summary that expressions name: its file tells whether they are there.
func (d *Domain) sums(summary string) []string {
	var out []string
	for _, x := range d.Derive {
		for _, name := range derive.Names(x.Rule) {
			if strings.HasPrefix(name, summary+".sum_") && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// kindOf is how expressions see an attribute, which may be a part of the mapped one.
func kindOf(name string, m standard.Mapping) derive.Kind {
	t := standard.TypeOf(name)
	if name == m.Attribute {
		t = typeOf(m)
	}
	if t == nil {
		return derive.Text // an unknown type, which has been reported
	}
	switch {
	case t.Comparison() == standard.CompareDate:
		return derive.Date
	case t.Comparison() == standard.CompareNumber:
		return derive.Number
	case t.Name() == "flag":
		return derive.Flag
	}
	return derive.Text
}

// checkDerive finds rules that cannot be followed, and names that would be mixed up with what sources say.
func (d *Domain) checkDerive(n names, report reporter) {
	scope := d.scope()
	for _, s := range d.Summaries {
		line := d.lines[summaryKey(s.Name)]
		checkName(line, "summary", s.Name, report)
		if slices.Contains(n.attributes, s.Name) || slices.Contains([]string{"household", RelatedTo, RelatedBy}, s.Name) {
			report(line, fmt.Sprintf("summary %s has the name of something else that expressions know", s.Name), "choose another")
		}
	}
	for _, x := range d.Derive {
		line := d.lines[deriveKey(x.Name)]
		checkName(line, "derived value", x.Name, report)
		if slices.Contains(n.attributes, x.Name) {
			report(line, fmt.Sprintf("%s is both an attribute that sources state and a derived value", x.Name), "give the derived one another name")
		}
		var fault *derive.Error
		if _, err := derive.Compile(x.Name, x.Rule, scope); errors.As(err, &fault) {
			var known []string
			for _, in := range scope {
				known = append(known, in.Name)
			}
			next := ""
			if _, name, ok := strings.Cut(fault.Msg, "unknown name "); ok {
				next = nearest(name, known)
			}
			report(line, "derive: "+fault.Error(), next)
		}
	}
}

// CheckSummary finds out whether the columns of a summary that expressions name are in its file.
func (c *Config) CheckSummary(d *Domain, s Summary, columns []string) error {
	var missing []error
	for _, name := range append([]string{s.Name + ".master_id"}, d.sums(s.Name)...) {
		if column := strings.TrimPrefix(name, s.Name+"."); !slices.Contains(columns, column) {
			missing = append(missing, c.fault(d.lines[summaryKey(s.Name)], fmt.Sprintf("the file of summary %s has no column %q", s.Name, column), nearest(column, columns)))
		}
	}
	return errors.Join(missing...)
}
