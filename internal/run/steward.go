package run

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// stewards is the place of stewards among the sources of pieces.
const stewards = -1

// steward is the file of values that stewards set. Its rows are in the order in which they were written.
type steward struct {
	path   string
	rows   int
	at     *places
	master *table.Column // either this, or source and id; nil: no such column
	source *table.Column
	id     *table.Column
	what   *table.Column // attribute
	value  *table.Column
	when   []time.Time // by row; nil: not said
	idle   []int       // rows about no master that is there
}

// readSteward reads the values that stewards set, and returns them standardised, attribute by attribute.
func (f *flow) readSteward(ctx context.Context, d *domain) ([]*piece, error) {
	path := d.spec.Survivorship.Steward
	if path == "" {
		return nil, nil
	}
	header := true
	r, err := source.Read(ctx, source.Spec{Name: "steward", Paths: []string{path}, Header: &header}, f.sourceOptions())
	if err != nil {
		return nil, err
	}
	for _, file := range r.Files {
		f.manifest.Inputs = append(f.manifest.Inputs, publish.Input{
			Source: "steward", Path: file.Path, Bytes: file.Bytes, SHA256: file.SHA256, Rows: file.Rows, Rejected: file.Rejected,
			Format: file.Format, Delimiter: file.Delimiter, Encoding: file.Encoding, Compression: file.Compression, Header: file.Header,
		})
	}
	if len(r.Rejects) > 0 {
		x := r.Rejects[0]
		return nil, &source.Error{File: x.File, Row: x.Row, What: x.Reason, Next: "a value that a steward sets is not left out in silence: mend the row"}
	}
	s := &steward{
		path: path, rows: r.Table.Rows, at: newPlaces(r), master: r.Table.Column("master_id"), source: r.Table.Column("source"),
		id: r.Table.Column("record_id"), what: r.Table.Column("attribute"), value: r.Table.Column("value"),
	}
	if s.what == nil || s.value == nil || s.master == nil && (s.source == nil || s.id == nil) {
		return nil, &source.Error{File: path, What: "has the columns " + strings.Join(r.Columns(), ", "), Next: "wanted are attribute and value, and master_id or source and record_id"}
	}
	if col := r.Table.Column("decided_at"); col != nil {
		if err := s.times(col); err != nil {
			return nil, err
		}
	}
	d.steward = s
	return s.pieces(d)
}

// times reads when each value was decided.
func (s *steward) times(col *table.Column) error {
	times, err := standard.Times(col, "")
	if err != nil {
		return err
	}
	for row, c := range col.Codes {
		if c != table.Missing && times[c].IsZero() {
			return s.fault(row, fmt.Sprintf("decided_at %q is no date or time", col.Dict.String(c)), "write it as 2026-05-31 or 2026-05-31T14:00:00Z")
		}
		s.when = append(s.when, times[c])
	}
	return nil
}

// fault says what is wrong with a row.
func (s *steward) fault(row int, what, next string) error {
	file, n := s.at.of(row)
	return &source.Error{File: file, Row: n, What: what, Next: next}
}

// pieces standardises the values, attribute by attribute in the order of their names. A value that is not well-formed is a fault.
func (s *steward) pieces(d *domain) ([]*piece, error) {
	mappings := mappingsOf(d.sources)
	byName := map[string]*judgedPiece{}
	for row := range s.rows {
		name := s.what.Dict.String(s.what.Codes[row])
		m, ok := mappings[name]
		if _, consent := standard.ParseConsent(name); !ok || consent {
			return nil, s.fault(row, fmt.Sprintf("%q is no attribute that can be set", name), "those are "+strings.Join(settable(mappings), ", "))
		}
		p := byName[name]
		if p == nil {
			opt, kind, err := standard.Prepare(m, s.value)
			if err != nil {
				return nil, err
			}
			p = &judgedPiece{piece{attribute: name, kind: kind, direct: true, source: stewards, raw: s.value, mapping: m}, opt, map[uint32]bool{}}
			byName[name] = p
		}
		if err := s.standardise(p, row); err != nil {
			return nil, err
		}
	}
	var out []*piece
	for _, name := range settable(mappings) {
		if p := byName[name]; p != nil {
			out = append(out, &p.piece)
		}
	}
	return out, nil
}

// judgedPiece is the values that stewards set of one attribute.
type judgedPiece struct {
	piece
	opt  *standard.Options
	seen map[uint32]bool // codes that have been standardised
}

// standardise adds the value of a row to the piece of its attribute. It is judged by itself: dates are as golden records have them.
func (s *steward) standardise(p *judgedPiece, row int) error {
	code := s.value.Codes[row]
	if code == table.Missing {
		return s.fault(row, "value is empty", "a steward sets values; to leave one to the rules, remove the row")
	}
	if p.seen[code] {
		return nil
	}
	p.seen[code] = true
	var cell standard.Cell
	p.kind.Standardise(s.value.Dict.String(code), p.opt, &cell)
	switch {
	case cell.Parts() == 0 || cell.Quality(0) != standard.OK || len(cell.Canonical(0)) == 0:
		return s.fault(row, fmt.Sprintf("the value is no well-formed %s", p.attribute), "write it as golden records have it: "+shownAs(p.kind))
	case bytes.IndexByte(cell.Spelling(0), table.Separator) >= 0:
		return s.fault(row, "the value is several", "a steward sets one")
	}
	return p.add(code, &cell, 0)
}

// shownAs says how golden records write values of a type.
func shownAs(t standard.Type) string {
	switch t.Comparison() {
	case standard.CompareDate:
		return "1980-05-31"
	case standard.ComparePhone:
		return "+12125550143"
	case standard.CompareEmail:
		return "name@company.example"
	}
	return "one value, no placeholder"
}

// mappingsOf lists the attributes that sources have, each with how a value of it by itself is read.
func mappingsOf(sources []*sourceData) map[string]standard.Mapping {
	out := map[string]standard.Mapping{}
	for _, s := range sources {
		for _, m := range s.spec.Attributes {
			parts := typeOf(m).Parts()
			for _, part := range parts {
				if _, ok := out[part]; !ok {
					out[part] = standard.Mapping{Attribute: part, Country: m.Country, Layout: dateLayout(standard.TypeOf(part))}
				}
			}
			if parts == nil {
				out[m.Attribute] = standard.Mapping{Attribute: m.Attribute, Type: m.Type, Country: m.Country, Layout: dateLayout(typeOf(m))}
			}
		}
	}
	return out
}

// dateLayout is how golden records write dates; empty for other types.
func dateLayout(t standard.Type) string {
	if t.Comparison() == standard.CompareDate {
		return "YYYY-MM-DD"
	}
	return ""
}

// settable lists the attributes that stewards may set.
func settable(mappings map[string]standard.Mapping) []string {
	var out []string
	for name := range mappings {
		if _, consent := standard.ParseConsent(name); !consent {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// judge gives every attribute what stewards set: of several rows about one value of a master
// that decided last, then the last row.
func (s *survival) judge() {
	if s.steward == nil {
		return
	}
	masters := s.steward.masters(s.domain)
	last := map[[2]int]int{} // attribute and master: row
	for row := range s.steward.rows {
		if masters[row] < 0 {
			s.steward.idle = append(s.steward.idle, row)
			continue
		}
		key := [2]int{s.at[s.steward.what.Dict.String(s.steward.what.Codes[row])], masters[row]}
		if before, ok := last[key]; !ok || s.steward.later(row, before) {
			last[key] = row
		}
	}
	clusters := s.found.clusters
	for key, row := range last {
		a := &s.attributes[key[0]]
		if a.Steward == nil {
			a.Steward = map[uint32]uint32{}
		}
		a.Steward[clusters.List(key[1])[0]] = s.domain.attributes[key[0]].judged[s.steward.value.Codes[row]]
	}
}

// warnIdleRows names the rows of a steward that set nothing, since no record or master is what they are about.
func (f *flow) warnIdleRows(s *steward) {
	if s == nil || s.idle == nil {
		return
	}
	file, row := s.at.of(s.idle[0])
	f.warn("%s: %s set nothing, since there is no such master or record; the first is row %d", file, plural(len(s.idle), "row"), row)
}

// later reports whether a row counts for more than one before it.
func (s *steward) later(row, before int) bool {
	if s.when == nil {
		return true
	}
	return s.when[row].Compare(s.when[before]) >= 0
}

// masters finds the master that each row is about; -1: none that is there.
func (s *steward) masters(d *domain) []int {
	bySource := map[string][]uint32{}
	if s.id != nil && s.source != nil {
		for k, src := range d.sources {
			bySource[src.spec.Name] = d.mastersOf(k, s.id.Dict)
		}
	}
	var now func(string) string
	if s.master != nil {
		now = d.ids.redirects()
		defer d.keys.Masters.Seal()
	}
	out := make([]int, s.rows)
	for row := range out {
		out[row] = -1
		if s.master != nil && s.master.Codes[row] != table.Missing {
			id := now(s.master.Dict.String(s.master.Codes[row]))
			if code := d.keys.Masters.Lookup([]byte(id)); code != table.Missing {
				out[row] = int(code) - 1
			}
			continue
		}
		if s.id == nil || s.source == nil {
			continue
		}
		if of := bySource[s.source.Dict.String(s.source.Codes[row])]; of != nil && known(of[s.id.Codes[row]]) {
			out[row] = int(of[s.id.Codes[row]]) - 1
		}
	}
	return out
}
