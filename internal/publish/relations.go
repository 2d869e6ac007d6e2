package publish

import (
	"cmp"
	"context"
	"slices"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Relation is a relation from a master of the table's domain to a master of any domain.
type Relation struct {
	From, To   uint32 // codes in the Masters of their domains
	Domain     uint16 // of To, place in Relations.Domains
	Kind       uint32 // codes in Relations.Words
	Evidence   uint32
	Source     uint32 // what states it; 0: derived
	Confidence float64
	Since      int64 // microseconds since 1970; parquet.Null: unknown
	Statements int64 // rows that state it; parquet.Null: derived
}

// Relations are the relations that go out from one domain.
type Relations struct {
	Domains []string // all of the run
	Masters []*table.Dict
	Own     uint16      // the table's domain, place in Domains
	Words   *table.Dict // kinds, evidence, sources
	Rows    []Relation
}

// Relations writes relationships.parquet, one row a relation, sorted by its masters and kind.
func (t *Tables) Relations(ctx context.Context, r *Relations) error {
	slices.SortFunc(r.Rows, func(x, y Relation) int {
		if c := cmp.Compare(x.From, y.From); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(x.Domain, y.Domain), cmp.Compare(x.To, y.To), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Source, y.Source))
	})
	const size = 1 << 17
	return t.write(ctx, "relationships", func(k int) (int, []column, bool) {
		part := r.Rows[min(len(r.Rows), k*size):min(len(r.Rows), (k+1)*size)]
		return len(part), r.columns(part), (k+1)*size < len(r.Rows)
	})
}

func (r *Relations) columns(rows []Relation) []column {
	n := len(rows)
	from, to, kind, evidence, source := make([]uint32, n), make([]uint32, n), make([]uint32, n), make([]uint32, n), make([]uint32, n)
	domain, confidence, since, statements := make([]uint16, n), make([]float64, n), make([]int64, n), make([]int64, n)
	for i, x := range rows {
		from[i], to[i], domain[i], kind[i], evidence[i], source[i] = x.From, x.To, x.Domain, x.Kind, x.Evidence, x.Source
		confidence[i], since[i], statements[i] = x.Confidence, x.Since, x.Statements
	}
	fromDomain, toDomain := newWords("from_domain", n), newWords("to_domain", n)
	for i := range rows {
		fromDomain.add(r.Domains[r.Own])
		toDomain.add(r.Domains[domain[i]])
	}
	return []column{
		coded("from_master_id", r.Masters[r.Own], from),
		{parquet.Column{Name: "to_master_id"}, parquet.Values{Dicts: r.Masters, Which: domain, Codes: to}},
		fromDomain.column(), toDomain.column(), coded("kind", r.Words, kind), doubles("confidence", confidence),
		coded("evidence", r.Words, evidence), coded("source", r.Words, source), times("since", since), ints("statements", statements),
	}
}

// Unresolved is a stated relation one end of which is no master.
type Unresolved struct {
	Link         string // its name, or the attribute that states it
	File         string // of a link; empty: a record states it
	Row          int64  // of the file, 1 is the first row of data
	RecordSource string // of the record that states it
	RecordID     string
	End          string // from, to, parent
	Source       string // where the key was looked for: domain/source
	Key          string
	Reason       string
}

// Unresolved writes unresolved.parquet, one row an end that could not be resolved.
func (t *Tables) Unresolved(ctx context.Context, ends []Unresolved) error {
	texts := []struct {
		name string
		of   func(*Unresolved) string
	}{
		{"link", func(u *Unresolved) string { return u.Link }}, {"file", func(u *Unresolved) string { return u.File }},
		{"record_source", func(u *Unresolved) string { return u.RecordSource }}, {"record_id", func(u *Unresolved) string { return u.RecordID }},
		{"end", func(u *Unresolved) string { return u.End }}, {"source", func(u *Unresolved) string { return u.Source }},
		{"key", func(u *Unresolved) string { return u.Key }}, {"reason", func(u *Unresolved) string { return u.Reason }},
	}
	var columns []column
	for _, c := range texts {
		w := newWords(c.name, len(ends))
		for i := range ends {
			w.add(c.of(&ends[i]))
		}
		columns = append(columns, text(w.name, w.dict, w.codes))
	}
	row := make([]int64, len(ends))
	for i, u := range ends {
		row[i] = u.Row
		if u.File == "" {
			row[i] = parquet.Null
		}
	}
	return t.once(ctx, "unresolved", len(ends), slices.Insert(columns, 2, ints("row", row)))
}
