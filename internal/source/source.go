// Package source reads a silo's export: one or more files of one shape, CSV in
// any dialect or Parquet, compressed or not, into one dictionary-coded table.
// Rows that cannot be read go to the rejects with their number, the reason and
// their text; nothing is dropped in silence.
package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Spec says what to read and how; empty fields are detected.
type Spec struct {
	Name      string
	Paths     []string // files, globs, or "-" for standard input
	Format    string   // csv or parquet
	Delimiter string   // one character, or "tab"
	Encoding  string   // utf-8, utf-16le, utf-16be, windows-1252
	Header    *bool
}

// Options are what reading needs besides.
type Options struct {
	Workers    int
	MaxRejects float64 // share of rows that may be rejected; 0: 5 %
	Stdin      io.Reader
	Progress   func(bytes int64) // bytes read since the last call
}

// Result is a source in memory.
type Result struct {
	Table   *table.Table
	Files   []File
	Rejects []Reject
	Notes   []string // what was made unique, left out, guessed
}

// File is what is known of one file.
type File struct {
	Path        string
	Bytes       int64
	Rows        int64 // rejected ones included
	Rejected    int64
	SHA256      string
	Format      string
	Delimiter   string
	Encoding    string
	Compression string
	Header      bool
}

// Reject is a row that could not be read.
type Reject struct {
	File   string
	Row    int64 // 1 is the first row of data
	Reason string
	Raw    []byte
}

// Error is a file that cannot be used as it is. Its text is one line: file, row, what is wrong, what to do.
type Error struct {
	File string
	Row  int64 // 0: the file as a whole
	What string
	Next string
	Err  error
}

func (e *Error) Error() string {
	s := e.File
	if e.Row > 0 {
		s += fmt.Sprintf(", row %d", e.Row)
	}
	s += ": " + e.What
	if e.Next != "" {
		s += "; " + e.Next
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Read reads all files of a source.
func Read(ctx context.Context, spec Spec, opt Options) (*Result, error) {
	paths, err := expand(spec.Paths)
	if err != nil {
		return nil, err
	}
	r := &reader{ctx: ctx, spec: spec, opt: opt, result: &Result{Table: &table.Table{Source: spec.Name}}}
	for _, path := range paths {
		if err := r.file(path); err != nil {
			return nil, err
		}
	}
	return r.finish()
}

// expand resolves globs; every pattern must name a file.
func expand(patterns []string) ([]string, error) {
	var paths []string
	for _, p := range patterns {
		if p == "-" || !strings.ContainsAny(p, "*?[") {
			paths = append(paths, p)
			continue
		}
		found, err := filepath.Glob(p)
		if err != nil {
			return nil, &Error{File: p, What: "not a valid pattern", Next: "use *, ? and [a-z] only", Err: err}
		}
		if len(found) == 0 {
			return nil, &Error{File: p, What: "no file fits this pattern", Next: "check the path"}
		}
		slices.Sort(found)
		paths = append(paths, found...)
	}
	return paths, nil
}

// interruptible reads in until the run is cancelled, also while in keeps it waiting.
func interruptible(ctx context.Context, in io.Reader) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, in)
		w.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { r.CloseWithError(ctx.Err()) })
	return r
}

// reader reads the files of one source into one table.
type reader struct {
	ctx    context.Context
	spec   Spec
	opt    Options
	result *Result
}

// file reads one file, whatever it is.
func (r *reader) file(path string) error {
	if path == "-" {
		return r.text("standard input", interruptible(r.ctx, r.opt.Stdin), 0)
	}
	info, err := os.Stat(path)
	if err != nil {
		return openError(path, err)
	}
	if info.IsDir() {
		return &Error{File: path, What: "is a folder", Next: "name the files in it, or a pattern such as " + filepath.Join(path, "*.csv")}
	}
	if info.Mode().IsRegular() && info.Size() == 0 {
		return &Error{File: path, What: "the file is empty", Next: "export it again, or leave it out"}
	}
	f, err := os.Open(path)
	if err != nil {
		return openError(path, err)
	}
	defer f.Close()
	magic := make([]byte, 4)
	n, _ := io.ReadFull(f, magic)
	if r.spec.Format == "parquet" || r.spec.Format == "" && string(magic[:n]) == "PAR1" {
		return r.parquet(path, f, info.Size())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		// A pipe cannot go back: what was read goes in front again.
		return r.text(path, io.MultiReader(strings.NewReader(string(magic[:n])), f), 0)
	}
	return r.text(path, f, info.Size())
}

func openError(path string, err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return &Error{File: path, What: "there is no such file", Next: "check the path", Err: err}
	case errors.Is(err, os.ErrPermission):
		return &Error{File: path, What: "the file may not be read", Next: "ask for permission to read it", Err: err}
	}
	return &Error{File: path, What: err.Error(), Err: err}
}

// parquet reads one Parquet file.
func (r *reader) parquet(path string, f *os.File, size int64) error {
	broken := func(err error) error {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		return &Error{File: path, What: err.Error(), Next: "export it again", Err: err}
	}
	p, err := parquet.Open(path)
	if err != nil {
		return broken(err)
	}
	defer p.Close()
	for _, s := range p.Skipped {
		r.note("%s: column %s: left out", path, s)
	}
	if p.Rows == 0 {
		return &Error{File: path, What: "the file has no rows", Next: "export it again, or leave it out"}
	}
	cells := int64(p.Rows) * int64(max(1, len(p.Columns())))
	columns, err := p.Read(r.ctx, r.opt.Workers, nil, func(n int64) { r.progress(int64(float64(n) / float64(cells) * float64(size))) })
	if err != nil {
		return broken(err)
	}
	sum, err := hashFile(r.ctx, f)
	if err != nil {
		return broken(err)
	}
	if err := r.append(path, columns, p.Rows); err != nil {
		return err
	}
	r.result.Files = append(r.result.Files, File{Path: path, Bytes: size, Rows: int64(p.Rows), SHA256: sum, Format: "parquet", Header: true})
	return nil
}

func hashFile(ctx context.Context, f *os.File) (string, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}

func (r *reader) progress(n int64) {
	if r.opt.Progress != nil {
		r.opt.Progress(n)
	}
}

func (r *reader) note(format string, args ...any) {
	r.result.Notes = append(r.result.Notes, fmt.Sprintf(format, args...))
}

// append adds the rows of one more file: the same columns in any order.
func (r *reader) append(path string, columns []*table.Column, rows int) error {
	t := r.result.Table
	if t.Columns == nil {
		t.Columns, t.Rows = columns, rows
		return nil
	}
	for _, c := range t.Columns {
		at := slices.IndexFunc(columns, func(d *table.Column) bool { return d.Name == c.Name })
		if at < 0 {
			return &Error{File: path, What: fmt.Sprintf("has no column %q, which %s has", c.Name, r.result.Files[0].Path), Next: "files of one source need the same columns; give it a source of its own"}
		}
		if err := c.Append(columns[at]); err != nil {
			return &Error{File: path, What: fmt.Sprintf("column %q: %v", c.Name, err), Err: err}
		}
	}
	if len(columns) > len(t.Columns) {
		return &Error{File: path, What: fmt.Sprintf("has %d columns, %s has %d", len(columns), r.result.Files[0].Path, len(t.Columns)), Next: "files of one source need the same columns; give it a source of its own"}
	}
	t.Rows += rows
	return nil
}

// finish checks the whole and seals the dictionaries.
func (r *reader) finish() (*Result, error) {
	t := r.result.Table
	used := slices.ContainsFunc(t.Columns, func(c *table.Column) bool { return c.Dict.Len() > 1 })
	if t.Rows > 0 && !used {
		return nil, &Error{File: r.result.Files[0].Path, What: "no column holds any value", Next: "check delimiter and encoding"}
	}
	for _, c := range t.Columns {
		c.Dict.Seal()
	}
	return r.result, nil
}

// counter counts what is read through it, and hashes it if it has a hash.
type counter struct {
	r        io.Reader
	n        int64
	hash     hash.Hash
	progress func(int64)
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	if c.hash != nil {
		c.hash.Write(b[:n])
	}
	c.progress(int64(n))
	return n, err
}

func (c *counter) sum() string { return hex.EncodeToString(c.hash.Sum(nil)) }
