package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/store"
)

// goldenRecords is the size of the sample that golden values are measured on: some 100,000 people.
const goldenRecords = "250000"

// goldenValues has gild synth write a sample, runs its configuration and compares golden values with the true ones.
func goldenValues(ctx context.Context, gild string) (*labelled.Golden, error) {
	dir, err := os.MkdirTemp("", "gild-golden")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "out")
	for _, args := range [][]string{
		{"synth", "--records", goldenRecords, "--seed", "7", "--out", dir},
		{"run", "-q", filepath.Join(dir, "gild.yaml"), "-o", out},
	} {
		if talk, err := exec.CommandContext(ctx, gild, args...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w: %s", err, talk)
		}
	}
	run, err := store.Open(out)
	if err != nil {
		return nil, err
	}
	d, err := run.Domain("")
	if err != nil {
		return nil, err
	}
	return labelled.EvaluateGolden(ctx, d, filepath.Join(dir, "current.csv"), nil)
}

// goldenGoal is the share of golden values that should be the true ones, for each attribute.
const goldenGoal = .97

// goldenSection writes what came of the golden values.
func goldenSection(g *labelled.Golden) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, `
## Golden values

The share of golden values that are the true ones today, on a sample of %s records by `+"`gild synth`"+` (seed 7, some 100,000 people) with its own gild.yaml. The goal is %.2f for each attribute, and more than every single source
has. *Reachable* is the share of golden records of which any record has the true value: no rule of survivorship could do better; *of these* is the share of their golden values that are true: how well survivorship chooses. *Whole people* is the share of golden values of masters that are exactly the records of one person: without the mistakes of matching. For each source: the share of its own values that are true of its records' masters, and of golden values where
it has a value.

`, goldenRecords, goldenGoal)
	sources := g.SourceNames()
	head := append([]string{"attribute", "golden values", "true", "initials only", "reachable", "of these", "whole people"}, sources...)
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat(" --- |", len(head)))
	var below []string
	for _, a := range g.Attributes {
		fmt.Fprintf(&b, "| %s | %d | %.4f | %.4f | %.4f | %.4f | %.4f |", a.Attribute, a.Golden.Given, a.Golden.Share, a.Golden.InitialsShare(), a.Reachable.Share, a.Reached.Share, a.Whole.Share)
		for _, name := range sources {
			cell := "–"
			if s, ok := a.Source(name); ok {
				cell = fmt.Sprintf("%.4f, %.4f", s.Alone.Share, s.There.Share)
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteByte('\n')
		if a.Golden.Share < goldenGoal {
			below = append(below, a.Attribute)
		}
	}
	fmt.Fprintf(&b, "\nBelow the goal: %s.\n", list(below))
	return b.String()
}
