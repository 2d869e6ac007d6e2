package enrich

import (
	"context"
	"strings"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// rejects writes bad rows and cells, some thousand at a time.
type rejects struct {
	f       *file
	workers int
	w       *parquet.Writer // nil for CSV
	faults  []Fault
	begun   bool
}

// heldFaults is how many faults are held before they are written.
const heldFaults = 1 << 14

func newRejects(f *file, workers int) *rejects { return &rejects{f: f, workers: workers} }

// schema of the rejects. kept: the row was enriched, but a cell of it could not be read.
func (*rejects) schema() []parquet.Column {
	return []parquet.Column{{Name: "row", Type: parquet.Int64}, {Name: "reason", Dictionary: true}, {Name: "kept", Dictionary: true}, {Name: "raw"}}
}

func (r *rejects) add(ctx context.Context, f Fault) error {
	if r.faults = append(r.faults, f); len(r.faults) < heldFaults {
		return nil
	}
	return r.flush(ctx)
}

// flush writes what is held.
func (r *rejects) flush(ctx context.Context) error {
	values, rows := r.values(), len(r.faults)
	r.faults = r.faults[:0]
	if r.f.form.parquet {
		if r.w == nil {
			var err error
			if r.w, err = parquet.Create(r.f, r.schema(), r.workers, "gild.enriched", "1"); err != nil {
				return err
			}
		}
		return r.w.Write(ctx, rows, values)
	}
	var text []byte
	if !r.begun {
		text = header(r.schema())
	}
	r.begun = true
	for i := range rows {
		text = appendRow(text, r.schema(), values, i)
	}
	text, err := r.f.form.compress(text)
	if err == nil {
		_, err = r.f.Write(text)
	}
	return err
}

// values gives the held faults as columns.
func (r *rejects) values() []parquet.Values {
	reason, kept, raw := &parquet.Values{Dict: table.NewDict()}, &parquet.Values{Dict: table.NewDict()}, &parquet.Values{Dict: table.NewDict()}
	put := func(v *parquet.Values, s string) {
		code, _ := v.Dict.Intern([]byte(s)) // some thousand rows: far below 4 GiB
		v.Codes = append(v.Codes, code)
	}
	var rows []int64
	for _, f := range r.faults {
		rows = append(rows, f.Row)
		put(reason, f.Reason)
		put(raw, strings.ToValidUTF8(string(f.Raw), "\uFFFD"))
		if f.Cell {
			put(kept, "true")
		} else {
			put(kept, "false")
		}
	}
	return []parquet.Values{{Ints: rows}, *reason, *kept, *raw}
}

// close writes the rest.
func (r *rejects) close(ctx context.Context) error {
	if err := r.flush(ctx); err != nil || r.w == nil {
		return err
	}
	return r.w.Close()
}
