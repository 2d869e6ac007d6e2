package labelled

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/table"
)

// current is what is true of each entity today.
type current struct {
	path    string
	row     []int32 // by entity: its row; -1 for one that the file lacks
	columns map[string][]*table.Column
}

// alias says which attribute a column of the file is.
func alias(column string) string {
	switch {
	case column == "mobile" || column == "landline":
		return "phone"
	case strings.HasPrefix(column, "consent_"):
		return "consent." + strings.TrimPrefix(column, "consent_")
	}
	return column
}

// readCurrent reads the file and finds the entities that the truth of records names.
func readCurrent(ctx context.Context, path string, j *joined, truth *Truth) (*current, error) {
	t, err := readTable(ctx, path)
	if err != nil {
		return nil, err
	}
	entity := t.Column("entity")
	if entity == nil {
		return nil, &source.Error{File: path, What: "no column entity", Next: "give what is true of each entity, with the entity as in the truth of records"}
	}
	c := &current{path: path, columns: map[string][]*table.Column{}}
	for range len(j.entities) + 1 {
		c.row = append(c.row, -1)
	}
	of := translate(entity.Dict, truth.entity.Dict)
	for row, code := range entity.Codes {
		if e := j.entities[of[code]]; e != 0 {
			if c.row[e] >= 0 {
				return nil, &source.Error{File: path, Row: int64(row + 1), What: fmt.Sprintf("names entity %s a second time", entity.Dict.String(code)), Next: "give one line an entity"}
			}
			c.row[e] = int32(row)
		}
	}
	for _, col := range t.Columns {
		c.columns[alias(col.Name)] = append(c.columns[alias(col.Name)], col)
	}
	if unit := t.Column("unit"); unit != nil && len(c.columns["street"]) == 1 {
		c.columns["street"][0], err = beside(c.columns["street"][0], unit)
	}
	return c, err
}

// beside joins two columns, a space between.
func beside(a, b *table.Column) (*table.Column, error) {
	out := &table.Column{Name: a.Name, Dict: table.NewDict(), Codes: make([]uint32, len(a.Codes))}
	var text []byte
	for i := range out.Codes {
		text = append(append(append(text[:0], a.Dict.Bytes(a.Codes[i])...), ' '), b.Dict.Bytes(b.Codes[i])...)
		var err error
		if out.Codes[i], err = out.Dict.Intern(bytes.TrimSpace(text)); err != nil {
			return nil, err
		}
	}
	return out, nil
}
