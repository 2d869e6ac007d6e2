package locate

import (
	"context"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/table"
)

// fillRelated reads the tables that say who is related to masters, as far as the run has them.
func (f *finder) fillRelated(ctx context.Context, masters []Master) error {
	for _, name := range [...]string{"household_members", "relationships", "company_families"} {
		if !f.domain.Has(name) {
			continue
		}
		t, err := f.domain.Table(ctx, name)
		if err != nil {
			return err
		}
		for i := range masters {
			masters[i].Related = append(masters[i].Related, relationsIn(t, name, masters[i].ID)...)
		}
	}
	return nil
}

// relationsIn lists the rows of a table that name a master beside others, or that others have with the same household.
func relationsIn(t *store.Table, name, id string) []Relation {
	var columns []*table.Column
	for _, column := range t.Names() {
		if strings.HasSuffix(column, "master_id") {
			columns = append(columns, t.Column(column))
		}
	}
	rows := make([]bool, t.Rows)
	for _, c := range columns {
		mark(rows, c, func(code uint32) bool { return string(c.Dict.Bytes(code)) == id })
	}
	if home := t.Column("household_id"); home != nil {
		homes := make([]bool, home.Dict.Len())
		for row, own := range rows {
			homes[home.Codes[row]] = homes[home.Codes[row]] || own
		}
		mark(rows, home, func(code uint32) bool { return code != table.Missing && homes[code] })
	}
	var out []Relation
	for row, yes := range rows {
		if !yes {
			continue
		}
		var others []string
		for _, c := range columns {
			if other := c.Dict.String(c.Codes[row]); other != "" && other != id {
				others = append(others, other)
			}
		}
		if others != nil {
			slices.Sort(others)
			out = append(out, Relation{name, slices.Compact(others), rowOf(t, row)})
		}
	}
	return out
}

// mark marks the rows of a column whose value passes a test; each value is asked once.
func mark(rows []bool, c *table.Column, has func(code uint32) bool) {
	yes := make([]bool, c.Dict.Len())
	for code := range yes {
		yes[code] = has(uint32(code))
	}
	for row, code := range c.Codes {
		rows[row] = rows[row] || yes[code]
	}
}
