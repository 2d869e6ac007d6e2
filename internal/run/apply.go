package run

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/table"
)

// Application is a change file to apply to an export.
type Application struct {
	Changes string // changes/<source>.parquet or .csv of a published run
	Export  string // delimited text; it is only read
	Out     string // new file
}

// Applied is what became of a change file.
type Applied struct {
	Records int       `json:"records"` // changed
	Cells   int       `json:"cells"`   // changed
	Already int       `json:"already"` // cells that held the new value before
	Skipped []Skipped `json:"skipped"` // changes that did not fit
}

// Skipped is a change that does not fit the export. Those of its record that stand or fall with it are left out, too.
type Skipped struct {
	RecordID string `json:"record_id"`
	Row      int    `json:"row"`
	Column   string `json:"column"`
	Why      string `json:"why"`
}

// Apply writes an export anew with the changes in it.
func Apply(ctx context.Context, a Application) (*Applied, error) {
	changes, err := readChanges(ctx, a.Changes)
	if err != nil {
		return nil, err
	}
	e := &export{path: a.Export, cells: map[int64][]source.Cell{}, done: &Applied{Skipped: []Skipped{}}}
	if e.rewriter, err = source.NewRewriter(a.Export, source.Spec{}); err != nil {
		return nil, err
	}
	if len(changes) > 0 {
		if err := e.read(ctx, changes); err != nil {
			return nil, err
		}
	}
	for len(changes) > 0 {
		n := slices.IndexFunc(changes, func(c change) bool { return c.stands() != changes[0].stands() })
		if n < 0 {
			n = len(changes)
		}
		e.apply(changes[:n])
		changes = changes[n:]
	}
	e.done.Records = len(e.cells)
	return e.done, e.write(a.Out)
}

// change is one row of a change file.
type change struct {
	id, row, together string
	column, old, new  string
	idColumn          string
}

// stands names the changes that stand or fall as one.
func (c change) stands() [3]string { return [3]string{c.id, c.row, c.together} }

// readChanges reads a change file, in either form.
func readChanges(ctx context.Context, path string) ([]change, error) {
	rows, cell, err := readRows(ctx, path)
	if err != nil {
		return nil, err
	}
	out := make([]change, rows)
	for i := range out {
		out[i] = change{
			id: cell("record_id", i), row: cell("row", i), together: cell("together", i),
			column: cell("column", i), old: cell("old", i), new: cell("new", i), idColumn: cell("id_column", i),
		}
		if _, err := strconv.Atoi(out[i].row); err != nil || out[i].column == "" {
			return nil, &source.Error{File: path, Row: int64(i + 1), What: "this is no change of a record", Next: "give changes/<source>.parquet or .csv of a published run", Err: err}
		}
	}
	return out, nil
}

// readRows reads a table of texts: Parquet, or CSV with a header.
func readRows(ctx context.Context, path string) (rows int, cell func(column string, row int) string, err error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil, &source.Error{File: path, What: "there is no such file", Next: "a run writes changes/<source>.parquet for every source of write_back", Err: err}
	case err != nil:
		return 0, nil, &source.Error{File: path, What: err.Error(), Err: err}
	}
	defer f.Close()
	magic := make([]byte, 4)
	if n, _ := f.ReadAt(magic, 0); string(magic[:n]) == "PAR1" {
		return readParquet(ctx, path)
	}
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return 0, nil, &source.Error{File: path, What: err.Error(), Err: err}
	}
	if len(records) == 0 {
		return 0, nil, &source.Error{File: path, What: "the file is empty", Next: "give changes/<source>.csv of a published run"}
	}
	return len(records) - 1, func(column string, row int) string {
		if k := slices.Index(records[0], column); k >= 0 {
			return records[row+1][k]
		}
		return ""
	}, nil
}

func readParquet(ctx context.Context, path string) (int, func(string, int) string, error) {
	f, err := parquet.Open(path)
	if err != nil {
		return 0, nil, &source.Error{File: path, What: err.Error(), Err: err}
	}
	defer f.Close()
	list, err := f.Read(ctx, runtime.GOMAXPROCS(0), nil, nil)
	if err != nil {
		return 0, nil, &source.Error{File: path, What: err.Error(), Err: err}
	}
	columns := map[string]*table.Column{}
	for _, c := range list {
		columns[c.Name] = c
	}
	return f.Rows, func(column string, row int) string {
		if c := columns[column]; c != nil {
			return c.Dict.String(c.Codes[row])
		}
		return ""
	}, nil
}

// export is an export that changes are applied to.
type export struct {
	path     string
	rewriter *source.Rewriter
	table    *table.Table
	number   []int64             // by row of the table: its row in the file
	at       map[string][]uint32 // rows of the table with a record ID, in the order in which a run counts them
	cells    map[int64][]source.Cell
	done     *Applied
}

// read reads the export and finds the records that change.
func (e *export) read(ctx context.Context, changes []change) error {
	r, err := source.Read(ctx, source.Spec{Name: "export", Paths: []string{e.path}}, source.Options{Workers: runtime.GOMAXPROCS(0), MaxRejects: 1})
	if err != nil {
		return err
	}
	e.table = r.Table
	for _, c := range changes {
		for _, name := range []string{c.idColumn, c.column} {
			if name != "" && r.Table.Column(name) == nil {
				return &source.Error{File: e.path, What: fmt.Sprintf("has no column %q, which the changes name", name), Next: "give the export that the run read, or a newer one of the same shape"}
			}
		}
	}
	rejected := map[int64]bool{}
	for _, j := range r.Rejects {
		rejected[j.Row] = true
	}
	for n := int64(1); len(e.number) < r.Table.Rows; n++ {
		if !rejected[n] {
			e.number = append(e.number, n)
		}
	}
	return e.find(changes)
}

// find lists the rows of the records that change.
func (e *export) find(changes []change) error {
	s := &sourceData{spec: config.Source{ID: changes[0].idColumn}, table: e.table}
	if err := s.findIDs(); err != nil {
		return err
	}
	e.at = map[string][]uint32{}
	for _, c := range changes {
		e.at[c.id] = nil
	}
	wanted := make([]bool, s.id.Dict.Len())
	for code := range wanted {
		_, wanted[code] = e.at[s.id.Dict.String(uint32(code))]
	}
	for _, row := range canonicalOrder(e.table, s.id) {
		if code := s.id.Codes[row]; wanted[code] {
			id := s.id.Dict.String(code)
			e.at[id] = append(e.at[id], row)
		}
	}
	return nil
}

// apply applies changes that stand or fall as one.
func (e *export) apply(changes []change) {
	var cells []source.Cell
	already := 0
	n, _ := strconv.Atoi(changes[0].row)
	rows := e.at[changes[0].id]
	for _, c := range changes {
		if n < 1 || n > len(rows) {
			e.skip(c, n, "the export has no such record")
			return
		}
		column := e.table.Column(c.column)
		switch now := column.Dict.String(column.Codes[rows[n-1]]); {
		case now == c.new:
			already++
		case now != c.old:
			e.skip(c, n, "the cell no longer holds the old value")
			return
		case !e.rewriter.Writable(c.new):
			e.skip(c, n, "the encoding of the export lacks a character of the new value")
			return
		default:
			cells = append(cells, source.Cell{Column: c.column, Text: c.new})
		}
	}
	e.done.Already += already
	e.done.Cells += len(cells)
	if len(cells) > 0 {
		row := e.number[rows[n-1]]
		e.cells[row] = append(e.cells[row], cells...)
	}
}

func (e *export) skip(c change, row int, why string) {
	e.done.Skipped = append(e.done.Skipped, Skipped{c.id, row, c.column, why})
}

// write writes the new file whole or not at all, and never over another.
func (e *export) write(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return &config.Error{File: path, Msg: "is there already; name a new file with -o"}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".gild-*")
	if err != nil {
		return &config.Error{File: path, Msg: err.Error()}
	}
	defer os.Remove(f.Name())
	err = e.rewriter.Write(f, func(row int64) []source.Cell { return e.cells[row] })
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path) // fails where a file has appeared in between
}
