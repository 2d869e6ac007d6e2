package run

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/relation"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// relates reports whether there are relations to write.
func (f *flow) relates() bool {
	return len(f.cfg.Links) > 0 || slices.ContainsFunc(f.done, func(d *domain) bool { return d.relations.households != nil || d.relations.families != nil })
}

// link resolves the relations that files state, between masters of all domains, and writes every domain's relations.
func (f *flow) link(ctx context.Context, _ *domain) (string, error) {
	stated := 0
	for i := range f.cfg.Links {
		n, err := f.readLink(ctx, &f.cfg.Links[i])
		if err != nil {
			return "", err
		}
		stated += n
	}
	relations := 0
	for i, d := range f.done {
		n, err := f.writeRelations(ctx, i, d)
		if err != nil {
			return "", err
		}
		relations += n
	}
	detail := plural(relations, "relation")
	if len(f.cfg.Links) > 0 {
		detail += ", " + plural(stated, "row") + " of links"
	}
	return detail, nil
}

// statements are the rows of a link.
type statements struct {
	spec     *config.Link
	result   *source.Result
	from, to end
	kind     *table.Column // nil: the link's name
	since    []int64       // by row; nil: unknown
}

// end is one end of a link.
type end struct {
	name   string // from, to
	domain int    // place in flow.done
	source *sourceData
	keys   *table.Column
	master []uint32 // by key; see relation.Keys
}

// readLink reads a link and gives its relations to the domain of its from end. It returns the rows read.
func (f *flow) readLink(ctx context.Context, spec *config.Link) (int, error) {
	r, err := source.Read(ctx, source.Spec{Name: spec.Name, Paths: spec.Paths}, f.sourceOptions())
	if err != nil {
		return 0, err
	}
	for _, n := range r.Notes {
		f.warn("%s", n)
	}
	if err := f.cfg.CheckLinkColumns(spec, r.Columns()); err != nil {
		return 0, err
	}
	for _, file := range r.Files {
		f.manifest.Inputs = append(f.manifest.Inputs, publish.Input{
			Source: spec.Name, Path: file.Path, Bytes: file.Bytes, SHA256: file.SHA256, Rows: file.Rows, Rejected: file.Rejected,
			Format: file.Format, Delimiter: file.Delimiter, Encoding: file.Encoding, Compression: file.Compression, Header: file.Header,
		})
	}
	s := &statements{spec: spec, result: r}
	s.from, s.to = f.end("from", spec.From, r.Table.Column(spec.Keys[0])), f.end("to", spec.To, r.Table.Column(spec.Keys[1]))
	if spec.Kind != "" {
		s.kind = r.Table.Column(spec.Kind)
	}
	if err := s.times(); err != nil {
		return 0, err
	}
	d := f.done[s.from.domain]
	before := len(d.relations.unresolved)
	if err := s.resolve(&d.relations); err != nil {
		return 0, err
	}
	if n := len(d.relations.unresolved) - before; n > 0 {
		f.warn("link %s: %s not resolved; see %s/unresolved.parquet", spec.Name, plural(n, "end"), d.spec.Name)
	}
	return r.Table.Rows, nil
}

// end finds the masters of all keys of one end.
func (f *flow) end(name string, at config.Endpoint, keys *table.Column) end {
	e := end{name: name, keys: keys}
	e.domain = slices.IndexFunc(f.done, func(d *domain) bool { return d.spec.Name == at.Domain })
	d := f.done[e.domain]
	k := slices.IndexFunc(d.sources, func(s *sourceData) bool { return s.spec.Name == at.Source })
	e.source, e.master = d.sources[k], d.mastersOf(k, keys.Dict)
	return e
}

// times reads since when each statement holds.
func (s *statements) times() error {
	if s.spec.Since == "" {
		return nil
	}
	col := s.result.Table.Column(s.spec.Since)
	times, err := standard.Times(col, "")
	if err != nil {
		return err
	}
	for _, c := range col.Codes {
		t := relation.NoTime
		if !times[c].IsZero() {
			t = times[c].UnixMicro()
		}
		s.since = append(s.since, t)
	}
	return nil
}

// resolve adds the relations that the statements come to, and the ends that are no masters.
func (s *statements) resolve(r *related) error {
	if r.words == nil {
		r.words = table.NewDict()
	}
	r.linked = true
	kinds, err := s.kinds(r.words)
	if err != nil {
		return err
	}
	where, err := r.words.Intern([]byte("link " + s.spec.Name))
	if err != nil {
		return err
	}
	stated := make([]relation.Stated, 0, s.result.Table.Rows)
	at := newPlaces(s.result)
	for row := range s.result.Table.Rows {
		from, to := s.from.of(row), s.to.of(row)
		if !known(from) || !known(to) {
			file, n := at.of(row)
			for _, e := range [...]*end{&s.from, &s.to} {
				if master := e.of(row); !known(master) {
					r.unresolved = append(r.unresolved, e.unresolved(s.spec, file, n, row, master))
				}
			}
			continue
		}
		x := relation.Stated{From: from - 1, To: to - 1, Kind: kinds[0], Since: relation.NoTime, Rows: 1}
		if s.kind != nil {
			x.Kind = kinds[s.kind.Codes[row]]
		}
		if s.since != nil {
			x.Since = s.since[row]
		}
		stated = append(stated, x)
	}
	for _, x := range relation.Compact(stated) {
		since := x.Since
		if since == relation.NoTime {
			since = parquet.Null
		}
		r.links = append(r.links, publish.Relation{
			From: x.From + 1, To: x.To + 1, Domain: uint16(s.to.domain), Kind: x.Kind, Evidence: 0, Source: where,
			Confidence: 1, Since: since, Statements: x.Rows,
		})
	}
	for _, reject := range s.result.Rejects {
		r.unresolved = append(r.unresolved, publish.Unresolved{Link: s.spec.Name, File: reject.File, Row: reject.Row, End: "row", Reason: reject.Reason})
	}
	return nil
}

// kinds returns the words of what the kind column says, by code; without one, or where it is empty, the link's name.
// Words are numbered in their own order, not in that of the file's rows.
func (s *statements) kinds(words *table.Dict) ([]uint32, error) {
	texts := []string{s.spec.Name}
	if s.kind != nil {
		for c := 1; c < s.kind.Dict.Len(); c++ {
			texts = append(texts, cmp.Or(strings.TrimSpace(s.kind.Dict.String(uint32(c))), s.spec.Name))
		}
	}
	for _, text := range slices.Sorted(slices.Values(texts)) {
		if _, err := words.Intern([]byte(text)); err != nil {
			return nil, err
		}
	}
	out := make([]uint32, len(texts))
	for c, text := range texts {
		out[c] = words.Lookup([]byte(text))
	}
	return out, nil
}

// of returns the master + 1 of a row's key; 0 and relation.Ambiguous for none.
func (e *end) of(row int) uint32 { return e.master[e.keys.Codes[row]] }

func known(master uint32) bool { return master != 0 && master != relation.Ambiguous }

// unresolved says why a row's key is no master.
func (e *end) unresolved(spec *config.Link, file string, n int64, row int, master uint32) publish.Unresolved {
	at := spec.From
	if e.name == "to" {
		at = spec.To
	}
	u := publish.Unresolved{Link: spec.Name, File: file, Row: n, End: e.name, Source: at.String(), Key: e.keys.Dict.String(e.keys.Codes[row])}
	u.Reason = whyUnresolved(e.source, master)
	if u.Key == "" {
		u.Reason = "the key is empty"
	}
	return u
}

// places finds the file and row of the rows of a table.
type places struct {
	files   []source.File
	rejects []source.Reject
	file    int
	row     int64 // of the file
	next    int   // row of the table
}

func newPlaces(r *source.Result) *places {
	p := &places{files: r.Files, rejects: slices.Clone(r.Rejects)}
	slices.SortFunc(p.rejects, func(x, y source.Reject) int {
		return cmp.Or(cmp.Compare(p.order(x.File), p.order(y.File)), cmp.Compare(x.Row, y.Row))
	})
	return p
}

func (p *places) order(file string) int {
	return slices.IndexFunc(p.files, func(f source.File) bool { return f.Path == file })
}

// of returns where a row of the table stands; rows are asked for in ascending order.
func (p *places) of(row int) (file string, n int64) {
	for p.next <= row {
		p.row++
		for p.row > p.files[p.file].Rows {
			p.file, p.row = p.file+1, 1
		}
		if len(p.rejects) > 0 && p.rejects[0].File == p.files[p.file].Path && p.rejects[0].Row == p.row {
			p.rejects = p.rejects[1:]
			continue
		}
		p.next++
	}
	return p.files[p.file].Path, p.row
}
