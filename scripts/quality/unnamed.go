package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// unnamed copies the files of a set into a temporary folder, with headers c1, c2 and so
// on, so that only the values say what columns mean. Whoever calls it removes the folder.
func (s *set) unnamed() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "gild-unnamed"); err != nil {
		return "", err
	}
	for _, f := range s.files {
		if err := withoutNames(filepath.Join(s.dir, f+".csv"), filepath.Join(dir, f+".csv")); err != nil {
			return dir, err
		}
	}
	return dir, nil
}

// withoutNames copies a CSV file and numbers its columns in place of their headers.
func withoutNames(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	for i := range rows[0] {
		rows[0][i] = fmt.Sprintf("c%d", i+1)
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// unnamedSection sets the figures without headers beside those with them.
func unnamedSection(results []result) string {
	var b strings.Builder
	b.WriteString("\n## Without headers\n\nThe same files with headers c1, c2, …: only values say what a column means. Pair F1.\n\n| set | with headers | without |\n| --- | --- | --- |\n")
	for i := range results {
		if r := &results[i]; r.nameless != nil {
			fmt.Fprintf(&b, "| %s | %.4f | %.4f |\n", r.name, r.figures().F1, r.of(r.nameless).F1)
		}
	}
	return b.String()
}
