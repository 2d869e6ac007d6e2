package run

import (
	"cmp"
	"context"
	"fmt"
	"math"
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
		to := from + sources[s].table.Rows
		a.fillRows(s, 0, codes[from:to])
		from = to
	}
	return codes
}

// fillRows fills in the spelling codes, zero before, of a source's rows from one on.
func (a *attribute) fillRows(source, from int, codes []uint32) {
	for k := range a.providers[source] {
		p := &a.providers[source][k]
		for i, raw := range p.raw.Codes[from : from+len(codes)] {
			if codes[i] == table.Missing {
				codes[i] = p.spelling[raw]
			}
		}
	}
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
	codes     []uint32    // raw codes; the others run beside them
	spellings *table.Dict // of place k under code k+1; equal ones are not merged yet
	canonical *table.Dict // strings other than their spelling; not merged, either
	canon     []uint32    // codes in canonical; asSpelt
	quality   []uint8
}

// asSpelt stands for a canonical string that is its spelling, which need not be kept twice.
const asSpelt = math.MaxUint32

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
	codes := firstSeen(raw)
	for _, p := range pieces {
		p.expect(len(codes), raw.Dict.Size()/len(pieces))
	}
	var cell standard.Cell
	var batch texts
	for from := 0; from < len(codes); from += batchTexts {
		some := codes[from:min(from+batchTexts, len(codes))]
		batch.fill(raw.Dict, some)
		for k, code := range some {
			cell.Reset()
			kind.Standardise(batch.text(k), opt, &cell)
			for part := range min(cell.Parts(), len(pieces)) {
				if err := pieces[part].add(code, &cell, part); err != nil {
					return nil, err
				}
			}
		}
	}
	return pieces, nil
}

// batchTexts is how many values of a dictionary become one string.
const batchTexts = 512

// texts are values as strings. All are cut from one, which costs a fifth of making each.
type texts struct {
	buf  []byte
	all  string
	ends [batchTexts]int
}

// fill takes the values of up to batchTexts codes.
func (t *texts) fill(d *table.Dict, codes []uint32) {
	t.buf = t.buf[:0]
	for k, code := range codes {
		t.buf = append(t.buf, d.Bytes(code)...)
		t.ends[k] = len(t.buf)
	}
	t.all = string(t.buf)
}

func (t *texts) text(k int) string {
	if k == 0 {
		return t.all[:t.ends[0]]
	}
	return t.all[t.ends[k-1]:t.ends[k]]
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
func (p *piece) add(code uint32, cell *standard.Cell, part int) error {
	return p.set(code, cell.Spelling(part), cell.Canonical(part), cell.Quality(part))
}

// set takes what a raw value is in this attribute.
func (p *piece) set(code uint32, spelling, canonical []byte, q standard.Quality) error {
	if len(spelling) == 0 {
		return nil
	}
	if p.spellings == nil {
		p.expect(1, len(spelling))
	}
	if _, err := p.spellings.Append(spelling); err != nil {
		return err
	}
	canon := uint32(asSpelt)
	if string(canonical) != string(spelling) {
		var err error
		if canon, err = p.canonical.Append(canonical); err != nil {
			return err
		}
	}
	p.codes = append(p.codes, code)
	p.canon = append(p.canon, canon)
	p.quality = append(p.quality, uint8(q))
	return nil
}

// expect makes room for values of so many bytes together.
func (p *piece) expect(values, bytes int) {
	p.spellings, p.canonical = table.NewDict(), table.NewDict()
	p.spellings.Grow(values, bytes)
	p.codes, p.canon, p.quality = make([]uint32, 0, values), make([]uint32, 0, values), make([]uint8, 0, values)
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
		providers: make([][]provider, sources),
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
	to, err := a.spell(pieces)
	if err != nil {
		return nil, err
	}
	a.canon, a.quality = make([]uint32, 1, a.spellings.Len()), make([]uint8, 1, a.spellings.Len())
	for k, p := range pieces {
		spelling, err := a.take(p, to[k])
		if err != nil {
			return nil, err
		}
		if p.source == stewards {
			a.judged = spelling
			continue
		}
		a.providers[p.source] = append(a.providers[p.source], provider{p.raw, p.mapping, spelling})
	}
	if to := a.canonical.Merge(); to != nil {
		for code, canon := range a.canon {
			a.canon[code] = to[canon]
		}
	}
	a.canonical.Seal()
	return a, nil
}

// spell numbers the spellings of all pieces, and returns for each piece the code of each of its spellings.
func (a *attribute) spell(pieces []*piece) ([][]uint32, error) {
	codes := make([][]uint32, len(pieces))
	for k, p := range pieces {
		if p.spellings == nil {
			continue
		}
		first := uint32(a.spellings.Len())
		if err := a.spellings.AppendAll(p.spellings); err != nil {
			return nil, err
		}
		p.spellings, codes[k] = nil, make([]uint32, len(p.codes))
		for i := range codes[k] {
			codes[k][i] = first + uint32(i)
		}
	}
	if to := a.spellings.Merge(); to != nil {
		for _, list := range codes {
			for i, code := range list {
				list[i] = to[code]
			}
		}
	}
	a.spellings.Seal()
	return codes, nil
}

// take takes over canonical strings and quality of a piece's spellings, whose codes are given, and returns the spelling of
// each raw code. Of a spelling that another piece had before, that one's count. Canonical strings are not merged yet.
func (a *attribute) take(p *piece, codes []uint32) ([]uint32, error) {
	spelling := make([]uint32, p.raw.Dict.Len())
	for k, code := range codes {
		spelling[p.codes[k]] = code
		if int(code) < len(a.canon) {
			continue
		}
		v := a.spellings.Bytes(code)
		if p.canon[k] != asSpelt {
			v = p.canonical.Bytes(p.canon[k])
		}
		canonical, err := a.canonical.Append(v)
		if err != nil {
			return nil, err
		}
		a.canon, a.quality = append(a.canon, canonical), append(a.quality, p.quality[k])
	}
	p.codes, p.canonical, p.canon, p.quality = nil, nil, nil, nil
	return spelling, nil
}
