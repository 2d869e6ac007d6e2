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

// Unresolved is a stated relation one end of which no record bears.
type Unresolved struct {
	Link, File string
	Row        int64 // of the file, 1 is the first row of data
	End        string
	Source     string // where the key was looked for: domain/source
	Key        string
	Reason     string
}

// Unresolved writes unresolved.parquet, one row an end that could not be resolved.
func (t *Tables) Unresolved(ctx context.Context, ends []Unresolved) error {
	n := len(ends)
	link, file, end, source, key, reason := newWords("link", n), newWords("file", n), newWords("end", n), newWords("source", n), newWords("key", n), newWords("reason", n)
	row := make([]int64, n)
	for i, u := range ends {
		link.add(u.Link)
		file.add(u.File)
		end.add(u.End)
		source.add(u.Source)
		key.add(u.Key)
		reason.add(u.Reason)
		row[i] = u.Row
	}
	return t.once(ctx, "unresolved", n, []column{
		link.column(), file.column(), ints("row", row), end.column(), source.column(), key.column(), reason.column(),
	})
}
