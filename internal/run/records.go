package run

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/spill"
	"github.com/gildmdm/gild/internal/table"
)

// writeRecords writes the tables of records and pairs as soon as masters have their IDs, and lets go of what only
// they need: raw columns and links are half of what a run holds by then.
func (f *flow) writeRecords(ctx context.Context, d *domain) (string, error) {
	d.tables = &publish.Tables{Run: f.out, Domain: d.spec.Name, Keys: d.keys, Workers: f.opt.Workers}
	d.best = d.found.strongest()
	t := d.tables
	for _, table := range []struct {
		name  string // in the configuration; empty: always written
		write func() error
	}{
		{"", func() error { return t.Events(ctx, f.events(d)) }},
		{"", func() error { return t.Crosswalk(ctx, d.crosswalk()) }},
		{"links", func() error { return d.writeLinks(ctx, t) }},
		{"review", func() error { return t.Review(ctx, d.labels(), d.doubtful()) }},
		{"", func() error { d.ids.Since, d.found.links = nil, nil; return nil }},
		{"", func() error { return t.Rejects(ctx, d.rejects()) }},
		{"records", func() error { return d.writeValues(ctx, t) }},
		{"", func() error { return f.writeModel(d) }},
	} {
		if table.name != "" && !f.wants(table.name) {
			continue
		}
		if err := table.write(); err != nil {
			return "", err
		}
	}
	if err := d.keepCodes(f.opt.Workers, f.opt.budget.space); err != nil {
		return "", err
	}
	return plural(len(t.Written), "table"), nil
}

// keepCodes fills in the spelling codes of all attributes, on disk if the run needs it. All that is read from now on are
// they, so that raw columns are let go, unless what the files say is asked for once more: changes are then tried
// out on the codes, too, which stay in memory.
func (d *domain) keepCodes(workers int, space *spill.Space) error {
	raw := d.readsRaw()
	if !raw {
		d.dropTexts()
	}
	if raw || d.plan.Disk == 0 {
		space = nil
	}
	var g errgroup.Group
	g.SetLimit(workers)
	for _, a := range d.attributes {
		g.Go(func() (err error) {
			if a.codes, err = spill.Park(space, a.fill(d.sources)); err == nil && !raw {
				a.dropRaw(d.sources)
			}
			return err
		})
	}
	return g.Wait()
}

// readsRaw reports whether golden records or changes are made from what the files say.
func (d *domain) readsRaw() bool {
	return len(d.spec.WriteBack) > 0 || slices.ContainsFunc(d.spec.Survivorship.Attributes, func(r config.Rule) bool { return r.Original })
}

// dropTexts lets go of what the files say.
func (d *domain) dropTexts() {
	for _, a := range d.attributes {
		for _, providers := range a.providers {
			for k := range providers {
				providers[k].raw.Dict = nil
			}
		}
	}
}

// dropRaw lets go of the columns that an attribute was made from. What a lone column was is still known: surnames are read by it.
func (a *attribute) dropRaw(sources []*sourceData) {
	from := 0
	for s := range sources {
		to := from + sources[s].table.Rows
		if n := len(a.providers[s]); n > 0 {
			kept := provider{raw: &table.Column{Codes: a.codes[from:to:to]}}
			if n == 1 {
				kept.mapping = a.providers[s][0].mapping
			}
			a.providers[s] = []provider{kept}
		}
		from = to
	}
}

// rejects lists the rejected rows of all sources, in an order that does not depend on their place in the file.
func (d *domain) rejects() []publish.Reject {
	var out []publish.Reject
	for _, s := range d.sources {
		for _, r := range s.rejects {
			out = append(out, publish.Reject{Source: s.spec.Name, File: r.File, Row: r.Row, Reason: r.Reason, Raw: strings.ToValidUTF8(string(r.Raw), "\uFFFD")})
		}
	}
	slices.SortFunc(out, func(a, b publish.Reject) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.File, b.File), cmp.Compare(a.Raw, b.Raw), cmp.Compare(a.Row, b.Row))
	})
	return out
}

// writeValues writes every attribute of every record, as read and as standardised, source by source.
func (d *domain) writeValues(ctx context.Context, t *publish.Tables) error {
	parts := d.parts()
	var fault error
	err := t.Records(ctx, len(parts), func(k int) (int, int, []publish.Attribute) {
		p := parts[k]
		out := make([]publish.Attribute, 0, len(d.attributes))
		for _, a := range d.attributes {
			own := publish.Attribute{
				Name: a.name, Repeats: 2*a.spellings.Len() < min(d.problem.records.Rows, 1<<17), Spellings: a.spellings, Codes: make([]uint32, p.to-p.from),
			}
			a.fillRows(p.source, p.row, own.Codes)
			var err error
			if own.Raw, own.RawCodes, err = a.raw(p.source, p.row, own.Codes); err != nil {
				fault = err
			}
			out = append(out, own)
		}
		return p.from, p.to, out
	})
	return cmp.Or(fault, err)
}

// part is some records of one source.
type part struct{ source, row, from, to int } // from-th record to the one before to; row is the first one's in the source

// parts cuts the records into parts of one row group at most.
func (d *domain) parts() []part {
	var out []part
	at := 0
	for s, src := range d.sources {
		for row := 0; row < src.table.Rows || row == 0; row += publish.GroupRows {
			n := min(publish.GroupRows, src.table.Rows-row)
			out = append(out, part{s, row, at, at + n})
			at += n
		}
	}
	return out
}

// raw returns what a source's file says of an attribute from a row on, several columns parted by a space. Spellings are those of the same rows.
func (a *attribute) raw(source, from int, spellings []uint32) (*table.Dict, []uint32, error) {
	codes := make([]uint32, len(spellings))
	// Fast path: one column, whose dictionary serves as it is.
	if providers := a.providers[source]; len(providers) == 1 && len(providers[0].mapping.Columns) == 1 && !providers[0].raw.List {
		p := &providers[0]
		for i, code := range p.raw.Codes[from : from+len(codes)] {
			if spellings[i] != table.Missing {
				codes[i] = code
			}
		}
		return p.raw.Dict, codes, nil
	}
	d := table.NewDict()
	for i := range codes {
		row := uint32(from + i)
		_, p := a.spelling(source, row)
		if p == nil {
			continue
		}
		text := bytes.ReplaceAll(p.raw.Dict.Bytes(p.raw.Codes[row]), []byte{table.Separator}, []byte(" "))
		var err error
		if codes[i], err = d.Intern(bytes.TrimSpace(text)); err != nil {
			return nil, nil, err
		}
	}
	return d, codes, nil
}
