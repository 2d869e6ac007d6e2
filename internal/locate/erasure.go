package locate

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// WriteErasure writes what each silo must erase, for its owner only. A path that ends in .csv becomes one
// file (source, record_id, row, master_id); any other a folder with one file a source (record_id, row, master_id).
// It returns the files written.
func (f *Found) WriteErasure(path string) ([]string, error) {
	if strings.HasSuffix(path, ".csv") {
		return []string{path}, writeCSV(path, f.erasure(""))
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	var files []string
	for _, source := range f.Sources() {
		file := filepath.Join(path, source+".csv")
		if err := writeCSV(file, f.erasure(source)); err != nil {
			return files, err
		}
		files = append(files, file)
	}
	return files, nil
}

// Sources lists the silos that hold records of what was found.
func (f *Found) Sources() []string {
	var out []string
	for _, m := range f.Masters {
		for _, r := range m.Records {
			out = append(out, r.Source)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// erasure lists the records of one source, or of all, with a header.
func (f *Found) erasure(source string) [][]string {
	rows := [][]string{{"record_id", "row", "master_id"}}
	if source == "" {
		rows = [][]string{{"source", "record_id", "row", "master_id"}}
	}
	for _, m := range f.Masters {
		for _, r := range m.Records {
			switch source {
			case "":
				rows = append(rows, []string{r.Source, r.ID, r.Row, m.ID})
			case r.Source:
				rows = append(rows, []string{r.ID, r.Row, m.ID})
			}
		}
	}
	return rows
}

func writeCSV(path string, rows [][]string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(writeRows(f, rows), f.Close())
}

func writeRows(w io.Writer, rows [][]string) error {
	c := csv.NewWriter(w)
	return c.WriteAll(rows)
}
