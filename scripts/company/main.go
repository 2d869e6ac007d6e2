// Command company says in some lines what a run made of a whole company: what each
// domain came to, what follows from it, and what was left over.
//
//	go run ./scripts/company OUT
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

func main() {
	if err := show(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "company:", err)
		os.Exit(1) //nolint:forbidigo // this is a main
	}
}

// manifest is what is shown of manifest.json.
type manifest struct {
	Domains []struct {
		Name    string
		Records int
		Masters int
		Ledger  []struct{ Source string }
		Tables  []struct {
			Name string
			Rows int
		}
	}
	Warnings []string
}

// said are the tables that are worth a word, and the word.
var said = [][2]string{
	{"households", "households"}, {"changes/", "cells to correct in silos"}, {"life_events", "life events"}, {"account_findings", "accounts to look at"},
	{"company_families", "in company families"}, {"relationships", "relations"}, {"derived", "values inferred"}, {"unresolved", "ends of relations that are nobody"},
	{"relation_issues", "contradictions"}, {"review", "pairs for a person to look at"},
}

// show prints a line for each domain.
func show(w io.Writer, args []string) error {
	if len(args) != 1 {
		return errors.New("usage: company OUT")
	}
	text, err := os.ReadFile(filepath.Join(args[0], "current", "manifest.json"))
	if err != nil {
		return err
	}
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	fmt.Fprintf(w, "\na whole company, by one gild.yaml:\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, d := range m.Domains {
		var parts []string
		for _, s := range said {
			rows := 0
			for _, table := range d.Tables {
				name := strings.TrimSuffix(table.Name, ".parquet")
				if name == s[0] || strings.HasSuffix(s[0], "/") && strings.HasPrefix(name, s[0]) {
					rows += table.Rows
				}
			}
			if rows > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", rows, s[1]))
			}
		}
		fmt.Fprintf(t, "  %s\t%d records of %d sources\t%d masters\t%s\n", d.Name, d.Records, len(d.Ledger), d.Masters, strings.Join(parts, ", "))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nlook at one of them with\n\n  bin/gild view %s shop/7000012 --summary %s\n", args[0], filepath.Join(args[0], "orders.parquet"))
	return nil
}
