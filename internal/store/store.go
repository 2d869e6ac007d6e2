// Package store reads published runs: what every command that looks at a run,
// rather than makes one, begins with.
package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/table"
)

// Error says that a run, a domain, a table or a column is not there; the user can mend it.
type Error struct {
	Path string
	Want string // what was looked for, and what to do
}

func (e *Error) Error() string { return e.Path + ": " + e.Want }

// Run is a published run, read-only.
type Run struct {
	Dir      string
	Manifest *publish.Manifest
}

// Open opens a run: a run's own folder, or an output folder, whose current run it takes.
func Open(path string) (*Run, error) {
	dir := path
	if _, err := os.Stat(filepath.Join(path, "manifest.json")); errors.Is(err, fs.ErrNotExist) {
		current, ok, err := publish.Current(path)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, &Error{path, "no published run here; give the folder that gild run wrote to (-o, default out)"}
		}
		dir = current
	}
	m, err := publish.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	return &Run{Dir: dir, Manifest: m}, nil
}

// Domain is one domain of a run.
type Domain struct {
	Dir      string
	Manifest *publish.DomainManifest
}

// Domain returns the domain of that name; for an empty name the only one, and an error when there are several.
func (r *Run) Domain(name string) (*Domain, error) {
	var names []string
	for i := range r.Manifest.Domains {
		d := &r.Manifest.Domains[i]
		if d.Name == name || name == "" && len(r.Manifest.Domains) == 1 {
			return &Domain{filepath.Join(r.Dir, d.Name), d}, nil
		}
		names = append(names, d.Name)
	}
	if name == "" {
		return nil, &Error{r.Dir, "the run has several domains, choose one with --domain: " + strings.Join(names, ", ")}
	}
	return nil, &Error{r.Dir, fmt.Sprintf("no domain %q; there are %s", name, strings.Join(names, ", "))}
}

// DomainOf returns the domain that has a source of that name. Where several have
// one, or to have the source checked, name the domain; otherwise it may be empty.
func (r *Run) DomainOf(source, domain string) (*Domain, error) {
	var found, names []string
	for _, d := range r.Manifest.Domains {
		for _, l := range d.Ledger {
			if domain == "" || d.Name == domain {
				names = append(names, l.Source)
				if l.Source == source {
					found = append(found, d.Name)
				}
			}
		}
	}
	switch len(found) {
	case 1:
		return r.Domain(found[0])
	case 0:
		if domain != "" {
			if _, err := r.Domain(domain); err != nil {
				return nil, err
			}
		}
		return nil, &Error{r.Dir, fmt.Sprintf("no source %q; there are %s", source, strings.Join(names, ", "))}
	}
	return nil, &Error{r.Dir, fmt.Sprintf("source %s is in several domains, choose one with --domain: %s", source, strings.Join(found, ", "))}
}

// Table is a published table, or some of its columns, as dictionary-coded text.
type Table struct {
	Path    string
	Rows    int
	columns map[string]*table.Column
	names   []string // in the order of the file
}

// Names returns the names of the columns that were read, in the order of the table.
func (t *Table) Names() []string { return t.names }

// Has reports whether a domain has a table.
func (d *Domain) Has(name string) bool {
	_, err := os.Stat(d.path(name))
	return err == nil
}

func (d *Domain) path(name string) string { return filepath.Join(d.Dir, name+".parquet") }

// Columns returns the names of a table's columns.
func (d *Domain) Columns(name string) ([]string, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Columns(), nil
}

// Table reads columns of a table, all of them when none is named. Its name is that of its file, without the ending.
func (d *Domain) Table(ctx context.Context, name string, columns ...string) (*Table, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	known := f.Columns()
	for _, c := range columns {
		if !slices.Contains(known, c) {
			return nil, &Error{d.path(name), fmt.Sprintf("no column %q; there are %s", c, strings.Join(known, ", "))}
		}
	}
	found, err := f.Read(ctx, runtime.GOMAXPROCS(0), columns, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.path(name), err)
	}
	t := &Table{Path: d.path(name), Rows: f.Rows, columns: map[string]*table.Column{}}
	for _, c := range found {
		t.columns[c.Name] = c
		t.names = append(t.names, c.Name)
	}
	return t, nil
}

// Where reads columns, all of them when none is named, of the rows whose value in one column is one of values.
func (d *Domain) Where(ctx context.Context, name, column string, values []string, columns ...string) (*Table, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return where(ctx, f, d.path(name), column, values, columns)
}

func where(ctx context.Context, f *parquet.File, path, column string, values, columns []string) (*Table, error) {
	if known := f.Columns(); !slices.Contains(known, column) {
		return nil, &Error{path, fmt.Sprintf("no column %q; there are %s", column, strings.Join(known, ", "))}
	}
	found, rows, err := f.Where(ctx, runtime.GOMAXPROCS(0), column, func(v []byte) bool { return slices.Contains(values, string(v)) }, columns)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	t := &Table{Path: path, Rows: rows, columns: map[string]*table.Column{}}
	for _, c := range found {
		t.columns[c.Name] = c
		t.names = append(t.names, c.Name)
	}
	return t, nil
}

func (d *Domain) open(name string) (*parquet.File, error) {
	f, err := parquet.Open(d.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{d.path(name), "the run has no such table: output.tables leaves it out, or an older gild wrote the run"}
	}
	return f, err
}

// Column returns a column that was read, or nil.
func (t *Table) Column(name string) *table.Column { return t.columns[name] }

// Text returns a cell as text; empty for null, and for a column that was not read.
func (t *Table) Text(row int, column string) string {
	c := t.columns[column]
	if c == nil {
		return ""
	}
	return c.Dict.String(c.Codes[row])
}
