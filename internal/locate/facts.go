package locate

import (
	"context"
	"slices"

	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/suppress"
)

// Facts returns what tells that a record is about a master: own those of its records, others
// those of all other records with an e-mail address, a phone number or a birth date that it has, too.
// Record IDs of sources for which lasts says no are left out.
func Facts(ctx context.Context, d *store.Domain, master string, lasts func(source string) bool) (own, others []suppress.Facts, err error) {
	f, err := newFinder(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	var columns []string
	for _, name := range [...]string{"given_name", "family_name", "birth_date", "email", "phone"} {
		if slices.Contains(f.columns, name) {
			columns = append(columns, name)
		}
	}
	t, err := d.Table(ctx, "records", append([]string{"master_id", "source", "record_id"}, columns...)...)
	if err != nil {
		return nil, nil, err
	}
	facts := func(row int) suppress.Facts {
		out := suppress.Facts{
			Source: t.Text(row, "source"), ID: t.Text(row, "record_id"), Given: t.Text(row, "given_name"), Family: t.Text(row, "family_name"),
			Birth: t.Text(row, "birth_date"), Email: t.Text(row, "email"), Phone: t.Text(row, "phone"),
		}
		if !lasts(out.Source) || out.ID == suppress.Nameless {
			out.ID = ""
		}
		return out
	}
	id := t.Column("master_id")
	for row, code := range id.Codes {
		if string(id.Dict.Bytes(code)) == master {
			own = append(own, facts(row))
		}
	}
	near := sharing(t, own)
	for row, code := range id.Codes {
		if near[row] && string(id.Dict.Bytes(code)) != master {
			others = append(others, facts(row))
		}
	}
	return own, others, nil
}

// sharing marks the records that have a record ID, e-mail address, phone number or birth date of one of own.
func sharing(t *store.Table, own []suppress.Facts) []bool {
	rows := make([]bool, t.Rows)
	mark := func(column string, has func(cell string) bool) {
		if c := t.Column(column); c != nil {
			yes := holding(c, has)
			for row, code := range c.Codes {
				rows[row] = rows[row] || yes[code]
			}
		}
	}
	var contacts suppress.Contacts
	ids, births := map[string]bool{}, map[string]bool{}
	for i := range own {
		contacts.Add(&own[i])
		ids[own[i].ID], births[own[i].Birth] = true, true
	}
	mark("record_id", func(cell string) bool { return ids[cell] })
	mark("birth_date", func(cell string) bool { return births[cell] })
	mark("email", contacts.HasEmail)
	mark("phone", contacts.HasPhone)
	return rows
}
