package config

import (
	"fmt"
	"slices"
	"strings"
)

// Tables lists the tables of a domain that a run may be asked for. Some bring what belongs to them: households their members and
// events, company_families relation_issues, employments account_findings, relationships those unresolved, links what copies were counted by.
func Tables() []string {
	return []string{
		"company_families", "consent", "consent_evidence", "contacts", "crosswalk", "employments", "events", "golden", "households",
		"life_events", "lineage", "links", "records", "relationships", "review",
	}
}

// ParseTables reads names of tables with commas between them.
func ParseTables(s string) ([]string, error) {
	names := strings.Split(s, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if !slices.Contains(Tables(), names[i]) {
			return nil, fmt.Errorf("there is no table %q; %s", names[i], nearest(names[i], Tables()))
		}
	}
	return names, nil
}

// Wants reports whether a table is written. Crosswalk and golden always are: the next run takes master IDs from them.
func (o *Output) Wants(table string) bool {
	return o.Tables == nil || table == "crosswalk" || table == "golden" || slices.Contains(o.Tables, table)
}
