package run

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// attribute is one attribute over all sources of a domain. Every distinct value
// of a source column was standardised once: to a spelling, which people read, and
// a canonical string, which matching compares. Several spellings share one canonical string.
type attribute struct {
	name      string
	kind      standard.Type
	spellings *table.Dict
	canonical *table.Dict
	canon     []uint32     // spelling → canonical string; 0: nothing to match on
	quality   []uint8      // by spelling: standard.Quality
	providers [][]provider // by source: columns that give it, the preferred first
	codes     []uint32     // by record: its spelling; nil until all columns are filled in
	judged    []uint32     // what stewards set: by code of their column, its spelling; nil: nothing
}

// provider is a source column, or several read as one, that gives an attribute.
type provider struct {
	raw      *table.Column
	mapping  standard.Mapping
	spelling []uint32 // raw code → spelling; nil: the codes are those of spellings, as raw columns are let go
}

// of returns the spelling of a row.
func (p *provider) of(row uint32) uint32 {
	if p.spelling == nil {
		return p.raw.Codes[row]
	}
	return p.spelling[p.raw.Codes[row]]
}

// spelling returns the spelling of a row of a source: that of the first provider that has one.
func (a *attribute) spelling(source int, row uint32) (code uint32, by *provider) {
	for k := range a.providers[source] {
		p := &a.providers[source][k]
		if code := p.of(row); code != table.Missing {
			return code, p
		}
	}
	return table.Missing, nil
}

// fill returns the spelling codes of all records, source after source. They are shared and must not be changed.
func (a *attribute) fill(sources []*sourceData) []uint32 {
	if a.codes != nil {
		return a.codes
	}
	n := 0
	for _, s := range sources {
		n += s.table.Rows
	}
	codes, from := make([]uint32, n), 0
	for s := range sources {
		own := codes[from : from+sources[s].table.Rows]
		from += len(own)
		for k := range a.providers[s] {
			p := &a.providers[s][k]
			for row, raw := range p.raw.Codes {
				if own[row] == table.Missing {
					own[row] = p.spelling[raw]
				}
			}
		}
	}
	return codes
}

// canonicals returns the canonical codes of all records.
func (a *attribute) canonicals(sources []*sourceData) []uint32 {
	spellings := a.fill(sources)
	codes := make([]uint32, len(spellings))
	for i, c := range spellings {
		codes[i] = a.canon[c]
	}
	return codes
}

// piece is what one mapping of one source yields for one attribute: the values of a
// column, standardised, in the order in which canonical rows show them first.
type piece struct {
	attribute string
	kind      standard.Type
	direct    bool // mapped itself, not a part of something larger
	source    int
	raw       *table.Column
	mapping   standard.Mapping
	codes     []uint32 // raw codes; the lists run beside them
	spellings table.List
	canonical table.List
	quality   []uint8
}

// standardise turns the mapped columns of all sources into attributes. Values
// are numbered in the order in which canonical rows show them, so that nothing
// depends on the order of rows in a file or on the number of workers. What stewards
// set comes after all that records say.
func standardise(ctx context.Context, sources []*sourceData, judged []*piece, workers int) ([]*attribute, error) {
	type job struct {
		source int
		spec   standard.Mapping
		pieces []*piece
	}
	var jobs []*job
	for s, src := range sources {
		for _, m := range src.spec.Attributes {
			jobs = append(jobs, &job{source: s, spec: m})
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, workers))
	for _, j := range jobs {
		g.Go(func() (err error) {
			if err = ctx.Err(); err != nil {
				return err
			}
			src := sources[j.source]
			if j.pieces, err = standardiseColumn(j.source, src.table, j.spec); err != nil {
				return fmt.Errorf("%s: %s: %w", src.spec.Name, j.spec.Attribute, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var pieces []*piece
	for _, j := range jobs {
		pieces = append(pieces, j.pieces...)
	}
	return unite(append(pieces, judged...), len(sources), workers)
}

// standardiseColumn standardises each distinct value of a mapped column once.
func standardiseColumn(source int, t *table.Table, m standard.Mapping) ([]*piece, error) {
	var columns []*table.Column
	for _, name := range m.Columns {
		c := t.Column(name)
		if c == nil {
			return nil, fmt.Errorf("no column %q", name)
		}
		columns = append(columns, c)
	}
	raw, err := table.Join(m.Attribute, columns...)
	if err != nil {
		return nil, err
	}
	opt, kind, err := standard.Prepare(m, raw)
	if err != nil {
		return nil, err
	}
	pieces := newPieces(source, m, kind, raw)
	var cell standard.Cell
	for _, code := range firstSeen(raw) {
		cell.Reset()
		kind.Standardise(raw.Dict.Bytes(code), opt, &cell)
		for part := range min(cell.Parts(), len(pieces)) {
			pieces[part].add(code, &cell, part)
		}
	}
	return pieces, nil
}

// newPieces makes a piece for every attribute that a type yields.
func newPieces(source int, m standard.Mapping, kind standard.Type, raw *table.Column) []*piece {
	names, direct := kind.Parts(), false
	if len(names) == 0 {
		names, direct = []string{m.Attribute}, true
	}
	var pieces []*piece
	for _, name := range names {
		p := &piece{attribute: name, kind: kind, direct: direct, source: source, raw: raw, mapping: m}
		if !direct {
			p.kind = standard.TypeOf(name)
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// add takes one part of a standardised value.
func (p *piece) add(code uint32, cell *standard.Cell, part int) {
	if len(cell.Spelling(part)) == 0 {
		return
	}
	p.codes = append(p.codes, code)
	p.spellings.Add(cell.Spelling(part))
	p.canonical.Add(cell.Canonical(part))
	p.quality = append(p.quality, uint8(cell.Quality(part)))
}

// unite joins the pieces of each attribute over the sources.
func unite(pieces []*piece, sources, workers int) ([]*attribute, error) {
	var names []string
	byName := map[string][]*piece{}
	for _, p := range pieces {
		if byName[p.attribute] == nil {
			names = append(names, p.attribute)
		}
		byName[p.attribute] = append(byName[p.attribute], p)
	}
	out := make([]*attribute, len(names))
	var g errgroup.Group
	g.SetLimit(max(1, workers))
	for k, name := range names {
		g.Go(func() (err error) {
			out[k], err = uniteOne(name, byName[name], sources)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(a *attribute) bool { return a.spellings.Len() == 1 }), nil
}

// uniteOne renumbers the values of one attribute's pieces into common dictionaries.
func uniteOne(name string, pieces []*piece, sources int) (*attribute, error) {
	a := &attribute{
		name: name, kind: pieces[0].kind, spellings: table.NewDict(), canonical: table.NewDict(),
		canon: []uint32{0}, quality: []uint8{0}, providers: make([][]provider, sources),
	}
	// What a source maps itself goes before what is a part of something larger, and stewards come last.
	rank := func(p *piece) int {
		switch {
		case p.source == stewards:
			return 2
		case !p.direct:
			return 1
		}
		return 0
	}
	slices.SortStableFunc(pieces, func(p, q *piece) int { return cmp.Compare(rank(p), rank(q)) })
	for _, p := range pieces {
		spelling, err := a.take(p)
		if err != nil {
			return nil, err
		}
		if p.source == stewards {
			a.judged = spelling
			continue
		}
		a.providers[p.source] = append(a.providers[p.source], provider{p.raw, p.mapping, spelling})
	}
	a.spellings.Seal()
	a.canonical.Seal()
	return a, nil
}

// take numbers the values of a piece and returns the spelling of each raw code. The piece is empty afterwards.
func (a *attribute) take(p *piece) ([]uint32, error) {
	spelling := make([]uint32, p.raw.Dict.Len())
	for k, raw := range p.codes {
		code, err := a.spellings.Intern(p.spellings.Bytes(k))
		if err != nil {
			return nil, err
		}
		spelling[raw] = code
		if int(code) < len(a.canon) {
			continue
		}
		canonical, err := a.canonical.Intern(p.canonical.Bytes(k))
		if err != nil {
			return nil, err
		}
		a.canon, a.quality = append(a.canon, canonical), append(a.quality, p.quality[k])
	}
	p.codes, p.spellings, p.canonical, p.quality = nil, table.List{}, table.List{}, nil
	return spelling, nil
}
