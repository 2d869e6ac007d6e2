package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/gildmdm/gild/internal/labelled"
)

// head stands above the table; the figures of a line are found again by it.
const head = "| set | records | pairs | precision | recall | F1 | before | goal | B³ F1 | whole clusters F1 | others, F1 |"

// document writes docs/quality.md.
func document(o *options, results []result, golden *labelled.Golden) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Quality\n\nWritten by `make quality`, %s, commit %s. Do not edit by hand.\n\n", known(o.date), known(o.commit))
	b.WriteString(`gild ran on the files of each set with no configuration at all, one binary and the same settings everywhere. Figures are of pairs of
records, against the truth that comes with the set: all pairs, or, for sets made to be linked, pairs of two sources. [evaluate.md](evaluate.md)
says how they are counted. The populations are made by a generator with seed 7: four silos in their own formats, of families that share what families
share. *Before* is the figure of the document that this one replaced, in bold where it was higher. *Others* are published figures, or measured on the same files.

`)
	b.WriteString(head + "\n|" + strings.Repeat(" --- |", strings.Count(head, "|")-1) + "\n")
	for i := range results {
		b.WriteString(results[i].row() + "\n")
	}
	b.WriteString("\n" + judgement(results) + unnamedSection(results) + goldenSection(golden))
	return b.Bytes()
}

func known(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// row is a result as a line of the table.
func (r *result) row() string {
	f := r.figures()
	pairs, before, cubed, exact := "all", "–", "–", "–"
	if r.link {
		pairs = "cross-source"
	}
	if r.before > 0 {
		before = fmt.Sprintf("%.4f", r.before)
	}
	if r.lower() {
		before = "**" + before + "**"
	}
	if r.score.BCubed != nil {
		cubed, exact = fmt.Sprintf("%.4f", r.score.BCubed.F1), fmt.Sprintf("%.4f", r.score.Exact.F1)
	}
	return fmt.Sprintf("| %s | %d | %s | %.4f | %.4f | %.4f | %s | %.3f | %s | %s | %s |",
		r.name, r.score.Records, pairs, f.Precision, f.Recall, f.F1, before, r.goal, cubed, exact, r.others)
}

// judgement names the sets below their goal, and those that fell.
func judgement(results []result) string {
	var below, lower []string
	for i := range results {
		if round(results[i].figures().F1) < results[i].goal {
			below = append(below, results[i].name)
		}
		if results[i].lower() {
			lower = append(lower, results[i].name)
		}
	}
	return fmt.Sprintf("Below the goal: %s. Lower than before: %s.\n", list(below), list(lower))
}

func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// figuresBefore reads the F1 of every set from the document that will be replaced; none when there is no such document.
func figuresBefore(path string) map[string]float64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	out := map[string]float64{}
	_, table, _ := strings.Cut(string(text), head)
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 7 {
			continue // not of this table
		}
		if f, err := strconv.ParseFloat(strings.TrimSpace(cells[6]), 64); err == nil {
			out[strings.TrimSpace(cells[1])] = f
		}
	}
	return out
}
