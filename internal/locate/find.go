package locate

import (
	"context"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/table"
)

// Found is what a query found in one domain.
type Found struct {
	Domain  string   `json:"domain"`
	Masters []Master `json:"masters"` // by ID
}

// Master is one person, or other thing, and all that is held of it.
type Master struct {
	ID      string     `json:"master_id"`
	Golden  []Value    `json:"golden"`
	Records []Record   `json:"records"`
	Consent []Row      `json:"consent"`
	Related []Relation `json:"related"`
	rows    []int      // of its records in records.parquet
}

// Record is one record of a silo.
type Record struct {
	Source string    `json:"source"`
	ID     string    `json:"record_id"`
	Row    string    `json:"row"` // 1..n among records of that ID
	Values []Holding `json:"attributes"`
}

// Holding is one attribute that a silo holds.
type Holding struct {
	Attribute string `json:"attribute"`
	Raw       string `json:"raw"`   // as the silo has it
	Value     string `json:"value"` // as standardised
}

// Value is one attribute of a golden record.
type Value struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// Row is a row of a published table, by column; what is empty is left out.
type Row map[string]string

// Relation is a row of another table that names a master, and which others it names.
type Relation struct {
	Table   string   `json:"table"`
	Masters []string `json:"masters"`
	Row     Row      `json:"row"`
}

// finder holds the columns of records.parquet that a query needs.
type finder struct {
	domain  *store.Domain
	keys    *store.Table // master_id, source, record_id, row
	master  *table.Column
	columns []string // all columns of records.parquet
}

// Find looks for masters; none is no error.
func Find(ctx context.Context, d *store.Domain, q Query) (*Found, error) {
	f, err := newFinder(ctx, d)
	if err != nil {
		return nil, err
	}
	hits, err := f.search(ctx, q)
	if err != nil {
		return nil, err
	}
	found := &Found{Domain: d.Manifest.Name, Masters: f.masters(hits)}
	if len(found.Masters) == 0 {
		return found, nil
	}
	for _, fill := range []func(context.Context, []Master) error{f.fillRecords, f.fillGolden, f.fillConsent, f.fillRelated} {
		if err := fill(ctx, found.Masters); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func newFinder(ctx context.Context, d *store.Domain) (*finder, error) {
	f := &finder{domain: d}
	var err error
	if f.columns, err = d.Columns("records"); err != nil {
		return nil, err
	}
	if f.keys, err = d.Table(ctx, "records", "master_id", "source", "record_id", "row"); err != nil {
		return nil, err
	}
	f.master = f.keys.Column("master_id")
	return f, nil
}

// search returns, by code of master_id, which masters fulfil a query.
func (f *finder) search(ctx context.Context, q Query) ([]bool, error) {
	known, err := f.ids(ctx, q.Terms)
	if err != nil {
		return nil, err
	}
	ids, values := q.sort(func(t string) bool { return known[t] != nil })
	var hits []bool
	if len(ids) > 0 {
		hits = make([]bool, f.master.Dict.Len())
		for _, t := range ids {
			for _, code := range known[t] {
				hits[code] = true
			}
		}
	}
	narrow := func(attribute string, has func(string) bool) error {
		rows, err := f.rowsWith(ctx, attribute, has)
		hits = f.both(hits, rows)
		return err
	}
	if values.Email != "" {
		err = narrow("email", hasEmail(values.Email))
	}
	if values.Phone != "" && err == nil {
		err = narrow("phone", hasPhone(values.Phone))
	}
	if values.Birth != "" && err == nil {
		err = narrow("birth_date", func(cell string) bool { return cell == values.Birth })
	}
	if values.Name != "" && err == nil {
		var rows []bool
		if rows, err = f.rowsNamed(ctx, values.Name); err == nil {
			hits = f.both(hits, rows)
		}
	}
	return hits, err
}

// both keeps of the masters that were hit those with a record among rows; nil are all masters.
func (f *finder) both(hits, rows []bool) []bool {
	own := make([]bool, f.master.Dict.Len())
	for row, yes := range rows {
		if code := f.master.Codes[row]; yes && (hits == nil || hits[code]) {
			own[code] = true
		}
	}
	return own
}

// rowsWith finds the records whose attribute passes a test.
func (f *finder) rowsWith(ctx context.Context, attribute string, has func(string) bool) ([]bool, error) {
	rows := make([]bool, f.keys.Rows)
	if !slices.Contains(f.columns, attribute) {
		return rows, nil
	}
	t, err := f.domain.Table(ctx, "records", attribute)
	if err != nil {
		return nil, err
	}
	c := t.Column(attribute)
	yes := holding(c, has)
	for row, code := range c.Codes {
		rows[row] = yes[code]
	}
	return rows, nil
}

// rowsNamed finds the records that have all words of a name.
func (f *finder) rowsNamed(ctx context.Context, name string) ([]bool, error) {
	w := newWanted(name)
	found, exact := make([]uint64, f.keys.Rows), make([]uint64, f.keys.Rows)
	for _, attribute := range nameColumns() {
		if !slices.Contains(f.columns, attribute) {
			continue
		}
		t, err := f.domain.Table(ctx, "records", attribute)
		if err != nil {
			return nil, err
		}
		c := t.Column(attribute)
		words := make([][2]uint64, c.Dict.Len())
		for code := 1; code < len(words); code++ {
			words[code][0], words[code][1] = w.in(attribute, c.Dict.String(uint32(code)))
		}
		for row, code := range c.Codes {
			found[row] |= words[code][0]
			exact[row] |= words[code][1]
		}
	}
	rows := make([]bool, len(found))
	for row := range rows {
		rows[row] = w.all(found[row], exact[row])
	}
	return rows, nil
}

// ids returns, for each term that is an ID, the codes of the masters it stands for.
func (f *finder) ids(ctx context.Context, terms []string) (map[string][]uint32, error) {
	out := map[string][]uint32{}
	if len(terms) == 0 {
		return out, nil
	}
	now, err := f.redirects(ctx)
	if err != nil {
		return nil, err
	}
	want := map[string][]string{} // by what a table may say: the terms that mean it
	for _, t := range terms {
		id := t
		for range len(now) { // a chain ends; a circle would not
			next, moved := now[id]
			if !moved {
				break
			}
			id = next
		}
		want[id] = append(want[id], t)
	}
	for code := uint32(1); code < uint32(f.master.Dict.Len()); code++ {
		for _, t := range want[f.master.Dict.String(code)] {
			out[t] = append(out[t], code)
		}
	}
	f.recordIDs(terms, out)
	return out, nil
}

// recordIDs adds the masters of records that terms name, with their source or without.
func (f *finder) recordIDs(terms []string, out map[string][]uint32) {
	source, id := f.keys.Column("source"), f.keys.Column("record_id")
	for _, t := range terms {
		if out[t] != nil {
			continue
		}
		name, rest, _ := strings.Cut(t, "/")
		for row, code := range id.Codes {
			have := id.Dict.Bytes(code)
			if string(have) == t || string(have) == rest && string(source.Dict.Bytes(source.Codes[row])) == name {
				out[t] = append(out[t], f.master.Codes[row])
			}
		}
	}
}

// redirects returns which master took the place of which merged one.
func (f *finder) redirects(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	if !f.domain.Has("events") {
		return out, nil
	}
	t, err := f.domain.Table(ctx, "events", "event", "master_id", "old_master_id")
	if err != nil {
		return nil, err
	}
	for row := range t.Rows {
		if t.Text(row, "event") == "merged" {
			out[t.Text(row, "old_master_id")] = t.Text(row, "master_id")
		}
	}
	return out, nil
}

// masters lists what was hit, by ID, with the rows of its records.
func (f *finder) masters(hits []bool) []Master {
	rows := map[uint32][]int{}
	for row, code := range f.master.Codes {
		if hits != nil && hits[code] {
			rows[code] = append(rows[code], row)
		}
	}
	var out []Master
	for code, own := range rows {
		out = append(out, Master{ID: f.master.Dict.String(code), rows: own})
	}
	slices.SortFunc(out, func(a, b Master) int { return strings.Compare(a.ID, b.ID) })
	return out
}
