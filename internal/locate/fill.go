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
	each(t, masters, func(m *Master, row int) {
		for _, name := range t.Names() {
			if name == "records" { // what follows is about the record, not from a silo
				break
			}
			if v := t.Text(row, name); v != "" && name != "master_id" {
				m.Golden = append(m.Golden, Value{name, readable(v)})
			}
		}
	})
	return nil
}

// each visits the rows of a table that belong to masters.
func each(t *store.Table, masters []Master, visit func(m *Master, row int)) {
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
	each(t, masters, func(m *Master, row int) { m.Consent = append(m.Consent, rowOf(t, row)) })
	return nil
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
