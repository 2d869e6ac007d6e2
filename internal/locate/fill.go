package locate

import (
	"context"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/table"
)

// fillRecords reads the records of masters, one column at a time: a run may have far more than fits at once.
func (f *finder) fillRecords(ctx context.Context, masters []Master) error {
	for i := range masters {
		m := &masters[i]
		for _, row := range m.rows {
			m.Records = append(m.Records, Record{Source: f.keys.Text(row, "source"), ID: f.keys.Text(row, "record_id"), Row: f.keys.Text(row, "row"), Values: []Holding{}})
		}
	}
	for _, name := range f.columns {
		attribute, ok := strings.CutPrefix(name, "raw_")
		if !ok {
			continue
		}
		standardised := f.columns[slices.Index(f.columns, name)+1]
		t, err := f.domain.Table(ctx, "records", name, standardised)
		if err != nil {
			return err
		}
		for i := range masters {
			for k, row := range masters[i].rows {
				if h := (Holding{attribute, readable(t.Text(row, name)), readable(t.Text(row, standardised))}); h.Raw != "" || h.Value != "" {
					r := &masters[i].Records[k]
					r.Values = append(r.Values, h)
				}
			}
		}
	}
	return nil
}

// readable writes a list the way people do.
func readable(cell string) string {
	return strings.ReplaceAll(cell, string(rune(table.Separator)), "; ")
}

// fillGolden reads the golden records of masters.
func (f *finder) fillGolden(ctx context.Context, masters []Master) error {
	t, err := f.domain.Table(ctx, "golden")
	if err != nil {
		return err
	}
	return f.each(t, masters, func(m *Master, row int) {
		for _, name := range t.Names() {
			if name == "records" { // what follows is about the record, not from a silo
				break
			}
			if v := t.Text(row, name); v != "" && name != "master_id" {
				m.Golden = append(m.Golden, Value{name, readable(v)})
			}
		}
	})
}

// each visits the rows of a table that belong to masters.
func (f *finder) each(t *store.Table, masters []Master, visit func(m *Master, row int)) error {
	id := t.Column("master_id")
	place := map[string]int{}
	for i, m := range masters {
		place[m.ID] = i
	}
	of := make([]int, id.Dict.Len())
	for code := range of {
		of[code] = -1
		if i, ok := place[id.Dict.String(uint32(code))]; ok {
			of[code] = i
		}
	}
	for row, code := range id.Codes {
		if i := of[code]; i >= 0 {
			visit(&masters[i], row)
		}
	}
	return nil
}

// fillConsent reads what masters agreed to.
func (f *finder) fillConsent(ctx context.Context, masters []Master) error {
	if !f.domain.Has("consent") {
		return nil
	}
	t, err := f.domain.Table(ctx, "consent")
	if err != nil {
		return err
	}
	return f.each(t, masters, func(m *Master, row int) { m.Consent = append(m.Consent, rowOf(t, row)) })
}

// rowOf reads a row without what is empty.
func rowOf(t *store.Table, row int) Row {
	out := Row{}
	for _, name := range t.Names() {
		if v := t.Text(row, name); v != "" && name != "master_id" {
			out[name] = readable(v)
		}
	}
	return out
}

// fillRelated reads the tables that name several masters in a row, or in the rows of one household.
func (f *finder) fillRelated(ctx context.Context, masters []Master) error {
	for _, name := range [...]string{"households", "relationships"} {
		if !f.domain.Has(name) {
			continue
		}
		t, err := f.domain.Table(ctx, name)
		if err != nil {
			return err
		}
		related := relationsIn(t)
		for i := range masters {
			for _, r := range related(masters[i].ID) {
				masters[i].Related = append(masters[i].Related, Relation{name, r.masters, rowOf(t, r.row)})
			}
		}
	}
	return nil
}

// named is a row of a table and the other masters that it names.
type named struct {
	row     int
	masters []string
}

// relationsIn returns a function that finds the rows that name a master in a column of master IDs or
// members, or that share its household.
func relationsIn(t *store.Table) func(id string) []named {
	var columns []string
	for _, name := range t.Names() {
		if strings.Contains(name, "master") || strings.Contains(name, "member") {
			columns = append(columns, name)
		}
	}
	in := func(row int) []string {
		var ids []string
		for _, name := range columns {
			ids = append(ids, strings.FieldsFunc(t.Text(row, name), func(r rune) bool { return strings.ContainsRune(" ;,\x1f", r) })...)
		}
		return ids
	}
	return func(id string) []named {
		homes := map[string]bool{}
		for row := range t.Rows {
			if home := t.Text(row, "household_id"); home != "" && slices.Contains(in(row), id) {
				homes[home] = true
			}
		}
		var out []named
		for row := range t.Rows {
			ids := in(row)
			if !slices.Contains(ids, id) && !homes[t.Text(row, "household_id")] {
				continue
			}
			others := slices.DeleteFunc(ids, func(other string) bool { return other == id })
			if len(others) > 0 {
				out = append(out, named{row, others})
			}
		}
		return out
	}
}
