// Package enrich puts master IDs on rows that name a record of a source: orders,
// calls, tickets. It streams: memory depends on the number of records and
// masters, never on the rows of the file.
//
// The *key* is the column that holds record IDs of the source. A row whose key
// names a record gets that record's master; any other row keeps an empty
// master_id and is counted: its key is *absent*, *unknown*, or *ambiguous* (records of
// several masters share it). A *bad* row cannot be read at all; it is reported with
// its number and left out. A *summary* has one row a master: how many rows, the first and
// last time, and sums.
//
// Text is cut into blocks of whole records, several are worked on at a time, and
// results are written in order, so that the output does not depend on the number of workers.
package enrich

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/source"
)

// MasterColumn is the column that is added.
const MasterColumn = "master_id"

// Options say what to enrich and what to write.
type Options struct {
	Input      source.Spec // one file, or "-"
	Key        string      // column of record IDs
	Time       string      // column that says when; empty: none
	TimeLayout string      // of Time; empty: inferred from the beginning of the file
	Sum        []string    // columns of amounts
	Out        string      // .parquet, .csv, .csv.gz or .csv.zst; "-": CSV to Stdout; empty: no rows are written
	Summary    string      // the same endings; empty: no summary
	Rejects    string      // likewise, of bad rows and cells; empty: they are counted and the first ones shown
	MaxRejects float64     // share of rows that may be bad; 0: 5 %
	Workers    int         // 0: GOMAXPROCS
	Stdin      io.Reader
	Stdout     io.Writer
	Progress   func(bytes int64) // bytes read since the last call; nil: nobody is told
}

// Result counts what came of the rows.
type Result struct {
	Rows      int64 // all, bad ones included
	Known     int64 // with a master ID
	Unknown   int64 // key of no record
	Absent    int64 // no key
	Ambiguous int64 // key of records of several masters
	Bad       int64 // left out
	BadCells  int64 // times and amounts that could not be read; their rows are kept
	Masters   int64 // that have rows; counted with a summary only
	Faults    []Fault
	Notes     []string
}

// Fault is a row that cannot be read, or a cell of a row that is kept.
type Fault struct {
	Row    int64 // 1 is the first row of data
	Reason string
	Raw    []byte
	Cell   bool
}

// shownFaults is how many faults a result keeps.
const shownFaults = 10

// Error is a request that cannot be carried out as it stands; the user can mend it.
type Error struct{ Path, Want string }

func (e *Error) Error() string { return e.Path + ": " + e.Want }

// Run enriches one file.
func Run(ctx context.Context, index *Index, opt Options) (*Result, error) {
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	j := &job{index: index, opt: opt, result: &Result{}}
	defer j.abort()
	if err := j.open(); err != nil {
		return nil, err
	}
	flow := j.texts
	if path := opt.Input.Paths[0]; path != "-" && source.IsParquet(path) {
		flow = j.groups
	}
	if err := flow(ctx); err != nil {
		return nil, err
	}
	return j.result, j.finish(ctx)
}

// job is one enrichment at work. The methods that take a batch are called in the order of the rows.
type job struct {
	index   *Index
	opt     Options
	columns columns
	form    form // of the rows that are written
	out     sink
	summary *summary
	rejects *rejects
	files   []*file
	result  *Result
}

// columns are the places of the columns that are read.
type columns struct {
	names []string
	key   int
	time  int   // -1: none
	sums  []int // in the order asked for
}

// open makes the files that are known by name alone, so that a path that cannot be written costs nothing.
func (j *job) open() (err error) {
	if j.opt.Out != "" {
		if j.form, err = formOf(j.opt.Out); err != nil {
			return err
		}
	}
	if j.opt.Rejects != "" {
		f, err := j.create(j.opt.Rejects)
		if err != nil {
			return err
		}
		j.rejects = newRejects(f, j.opt.Workers)
	}
	if j.opt.Summary != "" {
		if _, err := formOf(j.opt.Summary); err != nil {
			return err
		}
		j.summary = newSummary(j.index.Masters(), len(j.opt.Sum))
	}
	return nil
}

// find looks up the columns that were asked for.
func (j *job) find(path string, names []string) error {
	at := func(name string) (int, error) {
		if k := slices.Index(names, name); k >= 0 {
			return k, nil
		}
		return 0, &Error{path, fmt.Sprintf("no column %q; there are %s", name, strings.Join(names, ", "))}
	}
	c := columns{names: names, time: -1}
	var err error
	if c.key, err = at(j.opt.Key); err != nil {
		return err
	}
	if j.opt.Time != "" {
		if c.time, err = at(j.opt.Time); err != nil {
			return err
		}
	}
	for _, name := range j.opt.Sum {
		k, err := at(name)
		if err != nil {
			return err
		}
		c.sums = append(c.sums, k)
	}
	if slices.Contains(names, MasterColumn) && j.opt.Out != "" {
		return &Error{path, "has a column master_id already; leave it out or rename it"}
	}
	j.columns = c
	return nil
}

// batch is some rows in a row, looked up. Slices by row leave bad rows out.
type batch struct {
	rows    int64    // bad ones included
	master  []uint32 // by row: a code of Index.Masters, or one of absent, unknown, ambiguous
	time    []int64  // by row: microseconds since 1970, or noTime; nil without a time column
	sums    []float64
	faults  []Fault // Row counts from the batch's first
	text    []byte  // for CSV
	columns []outColumn
}

// deliver takes the next batch.
func (j *job) deliver(ctx context.Context, b *batch) error {
	r := j.result
	for _, f := range b.faults {
		f.Row += r.Rows
		if f.Cell {
			r.BadCells++
		} else {
			r.Bad++
		}
		if len(r.Faults) < shownFaults {
			r.Faults = append(r.Faults, f)
		}
		if j.rejects != nil {
			if err := j.rejects.add(ctx, f); err != nil {
				return err
			}
		}
	}
	r.Rows += b.rows
	j.count(b.master)
	if j.summary != nil {
		j.summary.add(b)
	}
	if j.out == nil {
		return nil
	}
	return j.out.write(ctx, b)
}

// count counts rows by what became of their key.
func (j *job) count(masters []uint32) {
	var n [lowest + 1]int64
	for _, m := range masters {
		n[min(m, lowest)]++
	}
	r := j.result
	r.Absent, r.Unknown, r.Ambiguous, r.Known = r.Absent+n[absent], r.Unknown+n[unknown], r.Ambiguous+n[ambiguous], r.Known+n[lowest]
}

// finish judges the whole, writes the summary and puts all files in their places.
func (j *job) finish(ctx context.Context) error {
	if err := j.judge(); err != nil {
		return err
	}
	if j.out != nil {
		if err := j.out.close(); err != nil {
			return err
		}
	}
	if j.rejects != nil {
		if err := j.rejects.close(ctx); err != nil {
			return err
		}
	}
	if j.summary != nil {
		f, err := j.create(j.opt.Summary)
		if err != nil {
			return err
		}
		if j.result.Masters, err = j.summary.write(ctx, f, j.index, j.opt); err != nil {
			return err
		}
	}
	for _, f := range j.files {
		if err := f.commit(); err != nil {
			return err
		}
	}
	return nil
}

// judge refuses a file of which too much is bad.
func (j *job) judge() error {
	r, path := j.result, j.opt.Input.Paths[0]
	most := j.opt.MaxRejects
	if most == 0 {
		most = .05
	}
	switch {
	case r.Rows == 0:
		return &source.Error{File: path, What: "there are no rows below the header", Next: "export it again"}
	case r.Bad == r.Rows || r.Bad >= 10 && float64(r.Bad) > most*float64(r.Rows):
		k := slices.IndexFunc(r.Faults, func(f Fault) bool { return !f.Cell })
		first := Fault{Reason: "bad row"}
		if k >= 0 {
			first = r.Faults[k]
		}
		return &source.Error{
			File: path, Row: first.Row, What: fmt.Sprintf("%s, like %d of %d rows in all; at most %g %% may be rejected", first.Reason, r.Bad, r.Rows, most*100),
			Next: "check delimiter and encoding",
		}
	}
	return nil
}

// create starts an output file that gets its name in finish.
func (j *job) create(path string) (*file, error) {
	if path == j.opt.Input.Paths[0] && path != "-" {
		return nil, &Error{path, "is the file to read; write to another"}
	}
	f, err := createFile(path, j.opt.Stdout)
	if err != nil {
		return nil, err
	}
	j.files = append(j.files, f)
	return f, nil
}

// abort removes what was not committed.
func (j *job) abort() {
	var errs []error
	for _, f := range j.files {
		errs = append(errs, f.abort())
	}
	_ = errors.Join(errs...) // the first failure is the one to tell
}
