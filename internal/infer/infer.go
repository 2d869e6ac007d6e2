package infer

import (
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// Options steer [Infer]. The zero value works.
type Options struct {
	Workers int // columns profiled at once; 0: all processors
}

// Kinds of thing a domain is about.
const (
	Person       = "person"
	Organisation = "organisation"
	Product      = "product"
	Place        = "place"
	Record       = "record" // bibliographic and other
	Mixed        = "mixed"  // persons and organisations in one file
)

// Result is what the sources were found to hold.
type Result struct {
	Kind    string
	Note    string         // why this kind
	Sources []SourceResult // one for each table, in the same order
}

// SourceResult is what the columns of one source mean. Every column is the ID, the
// update time, or part of exactly one mapping; columns without any value are in none.
// The update time may be in a mapping as well, when it is more than that.
//
// Two mappings of one source may yield the same attribute (given_name, and full_name
// with its parts): the one that comes first is to be preferred, the other fills gaps.
type SourceResult struct {
	ID        string // column that names records; empty: none found
	IDNote    string // why that column, or why none
	UpdatedAt string // column of the last change; empty: none found
	Mappings  []standard.Mapping
	Notes     []string // one sentence for each decision, for people
}

// Infer says what the columns of the tables mean. Tables are read, not changed.
func Infer(tables []*table.Table, opt Options) Result {
	sources := profileAll(tables, opt.Workers)
	for _, s := range sources {
		s.readHeaders()
		s.chooseID()
		s.readShapes()
		s.assembleBirthDate()
	}
	shareSchemas(sources)
	for _, s := range sources {
		s.readNames()
		s.readPlaces()
	}
	shareSchemas(sources)
	borrowRoles(sources)
	kind, why := decideKind(sources)
	for _, s := range sources {
		s.kind = kind
		s.readTexts()
	}
	shareSchemas(sources)
	for _, s := range sources {
		s.resolveDuplicates()
	}
	unifyIdentifiers(sources)
	readBirthDates(sources)
	for _, s := range sources {
		s.readDates()
		s.dropRedundant()
		s.describeFree()
	}
	align(sources)
	country := commonCountry(sources)
	res := Result{Kind: kind, Note: why, Sources: make([]SourceResult, len(sources))}
	for i, s := range sources {
		res.Sources[i] = s.result(country)
	}
	return res
}

// source is one table while its columns are being understood.
type source struct {
	name    string
	kind    string
	rows    int
	columns []*column
	id      *column
	idNote  string
	updated *column
	updNote string
}

// column is one column, what its header and values say, and what was decided.
type column struct {
	*table.Column
	place   int // position in the source, from 0
	meaning meaning
	profile profile

	role      role
	byHeader  bool
	why       string // what the values said, for the note
	attribute string // free or qualified attribute name; empty: the role's own
	typ       string // type, where it is not the attribute's own
	used      bool   // ID or update time only: in no mapping
}

func (c *column) set(r role, why string) {
	c.role, c.why = r, why
}

// free reports whether nothing is decided about a filled column yet.
func (c *column) free() bool {
	return c.role == "" && !c.used && c.profile.filled > 0
}

func (s *source) with(r role) *column {
	for _, c := range s.columns {
		if c.role == r && !c.used {
			return c
		}
	}
	return nil
}

func (s *source) has(roles ...role) bool {
	for _, r := range roles {
		if s.with(r) != nil {
			return true
		}
	}
	return false
}

// freeColumns are the columns that no decision was made about, in order.
func (s *source) freeColumns() []*column {
	var out []*column
	for _, c := range s.columns {
		if c.free() {
			out = append(out, c)
		}
	}
	return out
}

// profileAll reads the values of all columns, several at once.
func profileAll(tables []*table.Table, workers int) []*source {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var g errgroup.Group
	g.SetLimit(workers)
	sources := make([]*source, len(tables))
	for i, t := range tables {
		s := &source{name: t.Source, rows: t.Rows, columns: make([]*column, len(t.Columns))}
		sources[i] = s
		for j, tc := range t.Columns {
			c := &column{Column: tc, place: j, meaning: readHeader(tc.Name)}
			s.columns[j] = c
			g.Go(func() error {
				c.profile = profileColumn(tc)
				return nil
			})
		}
	}
	_ = g.Wait() // no profile fails
	return sources
}

// String names a column for notes.
func (c *column) String() string { return fmt.Sprintf("%q", c.Name) }
