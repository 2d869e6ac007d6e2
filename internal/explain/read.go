package explain

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/match"
)

// named is what a name on the command line stands for: a record, or else a master.
type named struct {
	domain *store.Domain
	record *Record
	master string
}

// find looks up a name: source:id, source/id, source/id/row, a record ID that only one
// record has, or a master ID, also one that was merged.
func find(ctx context.Context, r *store.Run, domain, name string) (*named, error) {
	var found []named
	for i := range r.Manifest.Domains {
		if domain != "" && r.Manifest.Domains[i].Name != domain {
			continue
		}
		d, err := r.Domain(r.Manifest.Domains[i].Name)
		if err != nil {
			return nil, err
		}
		records, err := recordsNamed(ctx, d, name)
		if err != nil {
			return nil, err
		}
		for k := range records {
			found = append(found, named{d, &records[k], records[k].Master})
		}
	}
	switch len(found) {
	case 0:
		id, err := r.Find(ctx, domain, name)
		if err != nil {
			return nil, err
		}
		if id.Retired != "" {
			return nil, &store.Error{Path: r.Dir, Want: fmt.Sprintf("master %s was retired on %s: none of its records is left to explain", id.Master, id.Retired)}
		}
		return &named{domain: id.Domain, master: id.Master}, nil
	case 1:
		return &found[0], nil
	}
	var names []string
	for _, n := range found {
		names = append(names, n.domain.Manifest.Name+" "+n.record.Source+"/"+n.record.ID+"/"+n.record.Row)
	}
	return nil, &store.Error{Path: r.Dir, Want: fmt.Sprintf("%q names several records, choose one: %s", name, strings.Join(names, ", "))}
}

// recordsNamed finds the records of a domain that a name may mean; with a row only that one.
func recordsNamed(ctx context.Context, d *store.Domain, name string) ([]Record, error) {
	type reading struct{ source, id, row string }
	readings := []reading{{"", name, ""}}
	for _, l := range d.Manifest.Ledger {
		rest, ok := strings.CutPrefix(name, l.Source)
		if !ok || len(rest) < 2 || rest[0] != '/' && rest[0] != ':' {
			continue
		}
		id := rest[1:]
		readings = append(readings, reading{l.Source, id, ""})
		if at := strings.LastIndexByte(id, '/'); at > 0 {
			readings = append(readings, reading{l.Source, id[:at], id[at+1:]})
		}
	}
	var ids []string
	for _, r := range readings {
		ids = append(ids, r.id)
	}
	t, err := d.Where(ctx, "crosswalk", "record_id", ids, "source", "record_id", "row", "master_id")
	if err != nil {
		return nil, err
	}
	// The fullest reading that fits counts: an ID may hold a slash.
	for _, r := range []int{1, 2, 0} {
		var out []Record
		for k := range readings {
			if rank(readings[k].source, readings[k].row) != r {
				continue
			}
			for i := range t.Rows {
				record := Record{t.Text(i, "source"), t.Text(i, "record_id"), t.Text(i, "row"), t.Text(i, "master_id")}
				want := readings[k]
				if record.ID == want.id && (want.source == "" || want.source == record.Source) && (want.row == "" || want.row == record.Row) {
					out = append(out, record)
				}
			}
		}
		if out != nil {
			return out, nil
		}
	}
	return nil, nil
}

// rank says how a name was read: 0 a bare ID, 1 with its source, 2 with its row, too.
func rank(source, row string) int {
	switch {
	case source == "":
		return 0
	case row == "":
		return 1
	}
	return 2
}

// records lists the records of masters, in the order of the crosswalk.
func records(ctx context.Context, d *store.Domain, masters ...string) ([]Record, error) {
	t, err := d.Where(ctx, "crosswalk", "master_id", masters, "source", "record_id", "row", "master_id")
	if err != nil {
		return nil, err
	}
	var out []Record
	for i := range t.Rows {
		out = append(out, Record{t.Text(i, "source"), t.Text(i, "record_id"), t.Text(i, "row"), t.Text(i, "master_id")})
	}
	return out, nil
}

// values reads all attributes of records: the standardised value and, where it differs, the raw one.
func values(ctx context.Context, d *store.Domain, of []Record) ([][]Attribute, error) {
	var ids []string
	for _, r := range of {
		ids = append(ids, r.ID)
	}
	t, err := d.Where(ctx, "records", "record_id", ids)
	if err != nil {
		return nil, err
	}
	out := make([][]Attribute, len(of))
	for i := range t.Rows {
		for k, r := range of {
			if t.Text(i, "record_id") == r.ID && t.Text(i, "source") == r.Source && t.Text(i, "row") == r.Row {
				out[k] = attributes(t, i)
			}
		}
	}
	return out, nil
}

// attributes takes the attributes of a row: a column raw_… and the next one, the standardised value.
func attributes(t *store.Table, row int) []Attribute {
	var out []Attribute
	names := t.Names()
	for k, raw := range names {
		name, ok := strings.CutPrefix(raw, "raw_")
		if !ok || k+1 >= len(names) {
			continue
		}
		a := Attribute{Name: name, Left: t.Text(row, names[k+1])}
		if text := t.Text(row, raw); text != a.Left {
			a.LeftRaw = text
		}
		out = append(out, a)
	}
	return out
}

// sideBySide joins the attributes of two records; those that both lack are left out.
func sideBySide(left, right []Attribute) []Attribute {
	var out []Attribute
	for k, a := range left {
		if k < len(right) {
			a.Right, a.RightRaw = right[k].Left, right[k].LeftRaw
		}
		if a.Left != "" || a.Right != "" {
			out = append(out, a)
		}
	}
	return out
}

// links reads the links between records, in the order of the table.
func links(ctx context.Context, d *store.Domain, among []Record) ([]Link, error) {
	inside, ids := map[string]Record{}, []string(nil)
	for _, r := range among {
		inside[r.Key()] = r
		ids = append(ids, r.ID)
	}
	if len(among) < 2 {
		return nil, nil
	}
	t, err := d.Where(ctx, "links", "left_record_id", ids)
	if err != nil {
		return nil, err
	}
	var out []Link
	for i := range t.Rows {
		left, lok := inside[Record{Source: t.Text(i, "left_source"), ID: t.Text(i, "left_record_id"), Row: t.Text(i, "left_row")}.Key()]
		right, rok := inside[Record{Source: t.Text(i, "right_source"), ID: t.Text(i, "right_record_id"), Row: t.Text(i, "right_row")}.Key()]
		if !lok || !rok {
			continue
		}
		l := Link{Left: left, Right: right, Rule: t.Text(i, "blocking_rule"), Decision: t.Text(i, "decision")}
		l.Probability, _ = strconv.ParseFloat(t.Text(i, "probability"), 64)
		if l.Bits, err = strconv.ParseFloat(t.Text(i, "weight"), 64); err != nil || math.IsInf(l.Bits, 0) {
			l.Bits = math.MaxFloat64
		}
		for _, name := range t.Names() {
			if field, ok := strings.CutPrefix(name, "level_"); ok {
				l.Levels = append(l.Levels, Cell{field, t.Text(i, name)})
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// Model reads the model that scored a domain.
func Model(d *store.Domain) (*match.Model, error) {
	path := filepath.Join(d.Dir, "model.json")
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, &store.Error{Path: path, Want: "the run has no model; was it written by an older gild?"}
	}
	m := &match.Model{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, &store.Error{Path: path, Want: fmt.Sprintf("is no model: %v", err)}
	}
	return m, nil
}
