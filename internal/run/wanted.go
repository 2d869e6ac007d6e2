package run

import (
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/identity"
)

// wants reports whether any of some tables is written, by their names in the configuration.
func (f *flow) wants(tables ...string) bool { return slices.ContainsFunc(tables, f.cfg.Output.Wants) }

// events returns what events.parquet tells: all or, where it is not asked for, what the next run has to know, which is
// where merged IDs lead and which are retired.
func (f *flow) events(d *domain) *identity.Result {
	if f.wants("events") {
		return d.ids.Result
	}
	least := &identity.Result{IDs: d.ids.IDs}
	for _, e := range d.ids.Events {
		if e.Kind == identity.Merged || e.Kind == identity.Retired {
			least.Events = append(least.Events, e)
		}
	}
	return least
}

// livesOf lists the tables that what happens to a domain's people goes into; nil: to none.
func livesOf(kind string) []string {
	switch kind {
	case "person":
		return []string{"life_events"}
	case "employee":
		return []string{"life_events", "employments"}
	}
	return nil
}

// warnForgotten says what the next run will not know because tables are left out that remember it.
func (f *flow) warnForgotten(d *domain) {
	remember := livesOf(d.spec.Kind)
	if d.spec.Household.Policy != "" {
		remember = append(remember, "households")
	}
	if left := slices.DeleteFunc(remember, func(name string) bool { return f.wants(name) }); len(left) > 0 {
		f.warn("%s: %s left out (output.tables): the next run will not know what they held", d.spec.Name, strings.Join(left, " and "))
	}
}
