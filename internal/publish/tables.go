package publish

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// TableVersion is the version of all table formats; columns are only ever added. 1: first.
const TableVersion = 1

// Keys name the records of a domain, in canonical order: by source, record ID and row.
type Keys struct {
	Sources *table.Dict // source names; code = source + 1
	Source  []uint32    // by record, in Sources
	IDs     *table.Dict
	ID      []uint32 // by record, in IDs
	Row     []int32  // 1..n among records that share an ID
	Masters *table.Dict
	Master  []uint32 // by record, in Masters; code = cluster + 1
}

// Tables writes the tables of one domain of a run.
type Tables struct {
	Run     *Run
	Domain  string
	Keys    *Keys
	Workers int
	Written []Table
}

// column is a column to write and its values.
type column struct {
	parquet.Column
	parquet.Values
}

// write writes one table at a time; chunks returns the values of chunk k, and false with the last.
func (t *Tables) write(ctx context.Context, name string, chunks func(k int) (rows int, columns []column, more bool)) error {
	name += ".parquet"
	f, err := t.Run.Create(t.Domain, name)
	if err != nil {
		return err
	}
	n, err := t.fill(ctx, f, chunks)
	if err != nil {
		f.Close()
		return fmt.Errorf("table %s: %w", name, err)
	}
	t.Run.closeLater(f)
	t.Written = append(t.Written, Table{Name: name, Version: TableVersion, Rows: n})
	return nil
}

// fill writes chunk after chunk; the next one is made while one is written.
func (t *Tables) fill(ctx context.Context, f io.Writer, chunks func(int) (int, []column, bool)) (int64, error) {
	var w *parquet.Writer
	for c := chunk(chunks, 0); ; {
		if w == nil {
			var err error
			if w, err = parquet.Create(f, c.schema, t.Workers, "gild.version", fmt.Sprint(TableVersion)); err != nil {
				return 0, err
			}
		}
		var next *made
		var g errgroup.Group
		if c.more {
			g.Go(func() error { next = chunk(chunks, c.k+1); return nil })
		}
		err := w.Write(ctx, c.rows, c.values)
		if fault := g.Wait(); err == nil {
			err = fault
		}
		if err != nil {
			return 0, err
		}
		if next == nil {
			return w.Rows(), w.Close()
		}
		c = next
	}
}

// made is a chunk that is ready to be written.
type made struct {
	k, rows int
	schema  []parquet.Column
	values  []parquet.Values
	more    bool
}

func chunk(chunks func(int) (int, []column, bool), k int) *made {
	rows, columns, more := chunks(k)
	c := &made{k: k, rows: rows, more: more}
	for _, col := range columns {
		c.schema, c.values = append(c.schema, col.Column), append(c.values, col.Values)
	}
	return c
}

// once writes a table that is one chunk.
func (t *Tables) once(ctx context.Context, name string, rows int, columns []column) error {
	return t.write(ctx, name, func(k int) (int, []column, bool) { return rows, columns, false })
}

// GroupRows is how many rows a row group has.
const GroupRows = 1 << 17

// rows writes a table of n rows, a row group at a time, so that columns that are made for it are never there as a whole.
func (t *Tables) rows(ctx context.Context, name string, n int, part func(from, to int) []column) error {
	return t.write(ctx, name, func(k int) (int, []column, bool) {
		from, to := min(n, k*GroupRows), min(n, (k+1)*GroupRows)
		return to - from, part(from, to), to < n
	})
}

// Columns by type. coded values repeat, plain ones mostly do not.

func coded(name string, d *table.Dict, codes []uint32) column {
	return column{parquet.Column{Name: name, Dictionary: true}, parquet.Values{Dict: d, Codes: codes}}
}

func plain(name string, d *table.Dict, codes []uint32) column {
	return column{parquet.Column{Name: name}, parquet.Values{Dict: d, Codes: codes}}
}

// text lets the data decide between coded and plain.
func text(name string, d *table.Dict, codes []uint32) column {
	if repeats(d, len(codes)) {
		return coded(name, d, codes)
	}
	return plain(name, d, codes)
}

// repeats reports whether the values of n rows are few enough for a dictionary to pay: within a row group they must repeat.
func repeats(d *table.Dict, n int) bool { return 2*d.Len() < min(n, GroupRows) }

func ints(name string, v []int64) column {
	return column{parquet.Column{Name: name, Type: parquet.Int64}, parquet.Values{Ints: v}}
}

func doubles(name string, v []float64) column {
	return column{parquet.Column{Name: name, Type: parquet.Double}, parquet.Values{Floats: v}}
}

func times(name string, v []int64) column {
	return column{parquet.Column{Name: name, Type: parquet.Timestamp}, parquet.Values{Ints: v}}
}

// words builds a coded column of a few different texts.
type words struct {
	name  string
	dict  *table.Dict
	codes []uint32
}

func newWords(name string, n int) *words {
	return &words{name, table.NewDict(), make([]uint32, 0, n)}
}

func (w *words) add(s string) {
	code, _ := w.dict.Intern([]byte(s)) // a few texts: far below 4 GiB
	w.codes = append(w.codes, code)
}

func (w *words) column() column { return coded(w.name, w.dict, w.codes) }

// pick returns v[i] for every i.
func pick[T any, I uint16 | uint32](v []T, at []I) []T {
	out := make([]T, len(at))
	for k, i := range at {
		out[k] = v[i]
	}
	return out
}

// NoRecord stands where a value is from no record: a steward's word, or none at all.
const NoRecord = math.MaxUint32

// StewardRule is the rule of values that stewards set.
const StewardRule = "steward"

// record names the records at the given places, under prefixed column names.
func (k *Keys) record(prefix string, at []uint32) []column {
	source, id, row := make([]uint32, len(at)), make([]uint32, len(at)), make([]int64, len(at))
	for i, r := range at {
		if r == NoRecord {
			row[i] = parquet.Null
			continue
		}
		source[i], id[i], row[i] = k.Source[r], k.ID[r], int64(k.Row[r])
	}
	return []column{coded(prefix+"source", k.Sources, source), coded(prefix+"record_id", k.IDs, id), ints(prefix+"row", row)}
}

// rows returns the column row of the records from to to-1.
func (k *Keys) rows(from, to int) []int64 { return numbers(k.Row[from:to]) }

// numbers makes integers of a column.
func numbers[T int32 | uint32](v []T) []int64 {
	out := make([]int64, len(v))
	for i, x := range v {
		out[i] = int64(x)
	}
	return out
}

// Crosswalk says which master every record belongs to.
type Crosswalk struct {
	LogOdds  []float32 // by record, natural: of its best link; infinite for a record alone
	LinkedBy []uint16  // by record, place in Rules: the blocking rule of that link
	Rules    []string  // the first is empty: no link
	Since    []int64   // by record, microseconds since 1970, UTC
}

// Crosswalk writes crosswalk.parquet, one row a record.
func (t *Tables) Crosswalk(ctx context.Context, c *Crosswalk) error {
	k := t.Keys
	rules := newWords("linked_by", len(c.Rules))
	for _, name := range c.Rules {
		rules.add(name)
	}
	return t.rows(ctx, "crosswalk", len(k.Source), func(from, to int) []column {
		return []column{
			plain("master_id", k.Masters, k.Master[from:to]), coded("source", k.Sources, k.Source[from:to]), plain("record_id", k.IDs, k.ID[from:to]), ints("row", k.rows(from, to)),
			doubles("confidence", probabilities(c.LogOdds[from:to])), coded(rules.name, rules.dict, pick(rules.codes, c.LinkedBy[from:to])), times("since", c.Since[from:to]),
		}
	})
}

// probabilities turns natural log-odds into probabilities.
func probabilities(logOdds []float32) []float64 {
	out := make([]float64, len(logOdds))
	for i, x := range logOdds {
		out[i] = 1 / (1 + math.Exp(-float64(x)))
	}
	return out
}

// Pairs are links and the names they use.
type Pairs struct {
	Rules     []string // blocking rules
	Decisions []string
	Reasons   []string            // why a pair is doubtful
	Next      func(to []Link) int // fills in the next links and returns how many; fewer than asked for: the last
}

// Each gives links one after the other; see Pairs.
func Each(links []Link) func(to []Link) int {
	return func(to []Link) int {
		n := copy(to, links)
		links = links[n:]
		return n
	}
}

// Link is a pair of records and what was found of it.
type Link struct {
	I, J          uint32
	LogOdds       float32 // natural; infinite for a rule that decides
	Priority      float32 // review: the larger, the sooner
	Rule          uint16  // place in Rules
	Decision, Why uint8   // places in Decisions and, for review, Reasons
	Levels        uint64  // of every comparison, four bits a field, the first field lowest
}

// Labels are the names of the levels of one comparison.
type Labels struct {
	Field  string
	Levels []string
}

// Links writes links.parquet: accepted and reviewable pairs with the level of every comparison.
func (t *Tables) Links(ctx context.Context, fields []Labels, p *Pairs) error {
	return t.pairs(ctx, "links", fields, p, false)
}

// Review writes review.parquet: doubtful pairs, why, and how urgent.
func (t *Tables) Review(ctx context.Context, fields []Labels, p *Pairs) error {
	return t.pairs(ctx, "review", fields, p, true)
}

func (t *Tables) pairs(ctx context.Context, name string, fields []Labels, p *Pairs, review bool) error {
	links := make([]Link, GroupRows)
	return t.write(ctx, name, func(int) (int, []column, bool) {
		n := p.Next(links)
		return n, t.pairColumns(fields, p, links[:n], review), n == len(links)
	})
}

func (t *Tables) pairColumns(fields []Labels, p *Pairs, links []Link, review bool) []column {
	n := len(links)
	left, right := make([]uint32, n), make([]uint32, n)
	weight, probability := make([]float64, n), make([]float64, n)
	for i, l := range links {
		left[i], right[i] = l.I, l.J
		weight[i] = float64(l.LogOdds) / math.Ln2
		probability[i] = 1 / (1 + math.Exp(-float64(l.LogOdds)))
	}
	columns := append(t.Keys.record("left_", left), t.Keys.record("right_", right)...)
	columns = append(columns, doubles("weight", weight), doubles("probability", probability),
		named("blocking_rule", p.Rules, links, func(l *Link) int { return int(l.Rule) }),
		named("decision", p.Decisions, links, func(l *Link) int { return int(l.Decision) }))
	if review {
		priority := make([]float64, n)
		for i, l := range links {
			priority[i] = float64(l.Priority)
		}
		columns = append(columns, named("why", p.Reasons, links, func(l *Link) int { return int(l.Why) }), doubles("priority", priority))
	}
	for f := range fields {
		columns = append(columns, named("level_"+fields[f].Field, fields[f].Levels, links, func(l *Link) int { return int(l.Levels >> (4 * f) & 15) }))
	}
	return columns
}

// named is a column of a few names: every link has one of them, by its place.
func named(title string, names []string, links []Link, place func(*Link) int) column {
	w := newWords(title, len(links))
	for _, name := range names {
		w.add(name)
	}
	codes := w.codes
	w.codes = make([]uint32, len(links))
	for i := range links {
		w.codes[i] = codes[place(&links[i])]
	}
	return w.column()
}

// Copies writes copies.parquet: records that were taken for copies of one thing when
// value frequencies were counted, and how many such copies there are. Each of them counts
// as one divided by that; records that are not listed count as one.
func (t *Tables) Copies(ctx context.Context, copies []uint32) error {
	var rows []uint32
	var n []int64
	for i, c := range copies {
		if c > 1 {
			rows, n = append(rows, uint32(i)), append(n, int64(c))
		}
	}
	return t.once(ctx, "copies", len(rows), append(t.Keys.record("", rows), ints("copies", n)))
}

// Events writes events.parquet: changes of identity, those of this run and the redirects of all runs before.
func (t *Tables) Events(ctx context.Context, r *identity.Result) error {
	return t.rows(ctx, "events", len(r.New)+len(r.Events), func(from, to int) []column { return eventColumns(r, from, to) })
}

// eventColumns makes the rows from to to-1 of the events: new masters first, which no event stands for.
func eventColumns(e *identity.Result, from, to int) []column {
	n := to - from
	ids := []*table.Dict{e.IDs, table.NewDict()} // of masters of this run, and of others
	kind, old, source, id := newWords("event", n), newWords("old_master_id", n), newWords("source", n), newWords("record_id", n)
	master, which := make([]uint32, n), make([]uint16, n)
	row, at := slices.Repeat([]int64{parquet.Null}, n), make([]int64, n)
	for i := range n {
		var event identity.Event
		if k := from + i; k < len(e.New) {
			event, master[i] = identity.Event{Kind: identity.Created, At: e.Created[e.New[k]]}, e.New[k]+1
		} else {
			event, which[i] = e.Events[k-len(e.New)], 1
			master[i], _ = ids[1].Intern([]byte(event.Master)) // no more than there are events
		}
		kind.add(string(event.Kind))
		old.add(event.Old)
		source.add(event.Source)
		id.add(event.ID)
		if at[i] = event.At; event.Row > 0 {
			row[i] = int64(event.Row)
		}
	}
	return []column{
		kind.column(), {parquet.Column{Name: "master_id"}, parquet.Values{Dicts: ids, Which: which, Codes: master}},
		plain("old_master_id", old.dict, old.codes), source.column(), plain("record_id", id.dict, id.codes), ints("row", row), times("at", at),
	}
}

// Reject is a row that could not be read, or of which nothing but the reason may be said: then Row is 0.
type Reject struct {
	Source, File string
	Row          int64
	Reason       string
	Raw          string
}

// Rejects writes rejects.parquet.
func (t *Tables) Rejects(ctx context.Context, rejects []Reject) error {
	n := len(rejects)
	source, file, reason, raw := newWords("source", n), newWords("file", n), newWords("reason", n), newWords("raw", n)
	row := make([]int64, n)
	for i, r := range rejects {
		source.add(r.Source)
		file.add(r.File)
		reason.add(r.Reason)
		raw.add(r.Raw)
		if row[i] = r.Row; r.Row == 0 {
			row[i] = parquet.Null
		}
	}
	return t.once(ctx, "rejects", n, []column{
		source.column(), file.column(), ints("row", row), reason.column(), plain("raw", raw.dict, raw.codes),
	})
}
