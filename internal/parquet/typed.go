package parquet

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/parquet/file"
)

// Ints reads a whole column of integers, dates or timestamps as they are stored; nulls are Null.
func (f *File) Ints(ctx context.Context, name string) (out []int64, err error) {
	defer caught(&err)
	for _, l := range f.leaves {
		if l.name != name {
			continue
		}
		for rg := range f.r.NumRowGroups() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			col, err := f.r.RowGroup(rg).Column(l.index)
			if err != nil {
				return nil, err
			}
			r, ok := col.(*file.Int64ColumnChunkReader)
			if !ok {
				return nil, fmt.Errorf("column %s holds no 64-bit integers", name)
			}
			if out, err = appendInts(out, r); err != nil {
				return nil, fmt.Errorf("row group %d, column %s: %w", rg, name, err)
			}
		}
		return out, nil
	}
	return nil, fmt.Errorf("no column %s", name)
}

func appendInts(out []int64, r *file.Int64ColumnChunkReader) ([]int64, error) {
	values, def := make([]int64, batch), make([]int16, batch)
	most := r.Descriptor().MaxDefinitionLevel()
	for r.HasNext() {
		total, read, err := r.ReadBatch(batch, values, def, nil)
		if err != nil {
			return nil, err
		}
		if total == 0 && read == 0 {
			break
		}
		if most == 0 {
			out = append(out, values[:read]...)
			continue
		}
		next := 0
		for _, d := range def[:total] {
			if d == most {
				out = append(out, values[next])
				next++
			} else {
				out = append(out, Null)
			}
		}
	}
	return out, nil
}
