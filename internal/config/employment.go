package config

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// fill reads who works here.
func (e *Employment) fill(line int, n *yaml.Node) {
	e.line = line
	eachAt(n, func(key string, at int, v *yaml.Node) {
		e.line = at
		switch key {
		case "hr":
			e.HR = strings1(v)
		case "accounts":
			e.Accounts = strings1(v)
		}
	})
}

// employment writes who works here.
func (p *printer) employment(e *Employment) {
	switch {
	case e.HR == nil:
	case e.Accounts == nil:
		p.line(2, "employment: {hr: %s}", flow(e.HR))
	default:
		p.line(2, "employment: {hr: %s, accounts: %s}", flow(e.HR), flow(e.Accounts))
	}
}

// checkEmployment finds out whether HR says who works here, and since when.
func (d *Domain) checkEmployment(n names, report reporter) {
	e := &d.Employment
	switch {
	case d.Kind != "employee" && e.HR != nil:
		report(e.line, fmt.Sprintf("domain %s has employment, but is of kind %s", d.Name, d.Kind), "write kind: employee")
	case d.Kind == "employee" && e.HR == nil:
		report(d.line, fmt.Sprintf("domain %s is of kind employee, but no source is the HR system", d.Name), "add employment: {hr: SOURCE}")
	}
	for _, l := range []struct {
		what string
		list []string
	}{{"employment.hr", e.HR}, {"employment.accounts", e.Accounts}} {
		twice(e.line, l.what, l.list, report)
		for _, name := range l.list {
			n.known(e.line, l.what, name, n.sources, report)
		}
	}
	for _, name := range e.HR {
		if s := d.Source(name); s != nil {
			e.checkHR(s, report)
		}
	}
}

// checkHR finds an HR system that names no workers, or is a directory, too.
func (e *Employment) checkHR(s *Source, report reporter) {
	if slices.Contains(e.Accounts, s.Name) {
		report(e.line, fmt.Sprintf("source %s is the HR system and a directory of accounts", s.Name), "")
	}
	for _, must := range []string{"worker_id", "hire_date"} {
		if !slices.Contains(attributesOf(s), must) {
			report(s.line, fmt.Sprintf("source %s is the HR system, but has no %s", s.Name, must), "map the column that holds it")
		}
	}
}
