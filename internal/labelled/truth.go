package labelled

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/table"
)

// Truth is what a file says: the entity of records, or pairs of records.
type Truth struct {
	Path        string
	left, right keyed         // right: of pairs
	entity      *table.Column // nil for pairs
	says        []verdict     // of pairs, by line
}

// keyed names records, by line of a file.
type keyed struct{ source, id *table.Column }

// Read reads the truth from a file or a folder.
func Read(ctx context.Context, path string) (*Truth, error) {
	path, err := find(path)
	if err != nil {
		return nil, err
	}
	t, err := readTable(ctx, path)
	if err != nil {
		return nil, err
	}
	if t.Column("entity") != nil {
		return entities(path, t)
	}
	return pairs(path, t)
}

// find returns the file of a folder, or the file itself.
func find(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", &source.Error{File: path, What: "cannot be read", Next: "give a truth file or the folder it is in", Err: err}
	}
	if !info.IsDir() {
		return path, nil
	}
	for _, name := range []string{"truth.csv", "pairs.csv"} {
		file := filepath.Join(path, name)
		if _, err := os.Stat(file); err == nil {
			return file, nil
		}
	}
	return "", &source.Error{File: path, What: "has neither truth.csv nor pairs.csv", Next: "name the file itself"}
}

// readTable reads a file of labels, of which every line must be readable.
func readTable(ctx context.Context, path string) (*table.Table, error) {
	header := true
	r, err := source.Read(ctx, source.Spec{Name: filepath.Base(path), Paths: []string{path}, Header: &header}, source.Options{})
	if err != nil {
		return nil, err
	}
	if len(r.Rejects) > 0 {
		bad := r.Rejects[0]
		return nil, &source.Error{File: path, Row: bad.Row, What: bad.Reason, Next: "mend the line; labels are all read or none"}
	}
	return r.Table, nil
}

// column returns the first of the columns that is there.
func column(path string, t *table.Table, names ...string) (*table.Column, error) {
	var have []string
	for _, n := range names {
		if c := t.Column(n); c != nil {
			return c, nil
		}
	}
	for _, c := range t.Columns {
		have = append(have, c.Name)
	}
	return nil, &source.Error{
		File: path, What: fmt.Sprintf("no column %s among %s", strings.Join(names, " or "), strings.Join(have, ", ")),
		Next: "give source, id, entity for each record, or left_source, left_id, right_source, right_id for each pair",
	}
}

// entities reads the layout of one line a record.
func entities(path string, t *table.Table) (*Truth, error) {
	left, err := keys(path, t, "")
	return &Truth{Path: path, left: left, entity: t.Column("entity")}, err
}

// keys finds the columns that name records.
func keys(path string, t *table.Table, prefix string) (k keyed, err error) {
	if k.source, err = column(path, t, prefix+"source"); err != nil {
		return k, err
	}
	k.id, err = column(path, t, prefix+"id", prefix+"record_id")
	return k, err
}

// pairs reads the layout of one line a pair.
func pairs(path string, t *table.Table) (*Truth, error) {
	left, err := keys(path, t, "left_")
	if err != nil {
		return nil, err
	}
	right, err := keys(path, t, "right_")
	if err != nil {
		return nil, err
	}
	out := &Truth{Path: path, left: left, right: right, says: make([]verdict, t.Rows)}
	match := t.Column("match")
	if match == nil {
		return out, nil // all of them match
	}
	for line, code := range match.Codes {
		v := match.Dict.String(code)
		says, ok := parseVerdict(v)
		if !ok {
			return nil, &source.Error{File: path, Row: int64(line + 1), What: fmt.Sprintf("match is %q", v), Next: "wanted is yes, no, or nothing where it is not decided"}
		}
		out.says[line] = says
	}
	return out, nil
}

// verdict is what a line says of a pair.
type verdict uint8

const (
	matches verdict = iota
	differs
	undecided
)

func parseVerdict(v string) (verdict, bool) {
	switch strings.ToLower(v) {
	case "":
		return undecided, true
	case "1", "true", "yes", "y":
		return matches, true
	case "0", "false", "no", "n":
		return differs, true
	}
	return undecided, false
}
