package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/gildmdm/gild/internal/publish"
)

// summarise prints what came of a run: per domain and source, and where to look
// next. It prints numbers and names of files only, never a value of a record.
func summarise(w io.Writer, m *publish.Manifest, dir string) error {
	for i := range m.Domains {
		if err := summariseDomain(w, &m.Domains[i]); err != nil {
			return err
		}
	}
	if n := len(m.Warnings); n > 0 {
		fmt.Fprintf(w, "\nwarnings: %s, printed above and kept in manifest.json\n", number(int64(n)))
	}
	return whereToLook(w, m, dir)
}

// summariseDomain prints what came in, and what it became.
func summariseDomain(w io.Writer, d *publish.DomainManifest) error {
	fmt.Fprintf(w, "\n%s: %s records became %s masters (%.1f %% were duplicates)\n\n",
		d.Name, number(int64(d.Records)), number(int64(d.Masters)), 100*float64(d.Records-d.Masters)/float64(max(1, d.Records)))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "source\trows read\tin crosswalk\trejected\t")
	var all publish.LedgerLine
	for _, l := range d.Ledger {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t\n", l.Source, number(l.Rows), number(l.Crosswalk), number(l.Rejects))
		all.Rows, all.Crosswalk, all.Rejects = all.Rows+l.Rows, all.Crosswalk+l.Crosswalk, all.Rejects+l.Rejects
	}
	if len(d.Ledger) > 1 {
		fmt.Fprintf(t, "together\t%s\t%s\t%s\t\n", number(all.Rows), number(all.Crosswalk), number(all.Rejects))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s pairs of records were compared", number(d.Pairs))
	tables, and := rowsOf(d), "; "
	for _, of := range [...]struct{ name, what string }{{"links.parquet", "%s of them are linked or nearly so (%s)"}, {"review.parquet", "%s doubtful (%s)"}} {
		if n, ok := tables[of.name]; ok {
			fmt.Fprintf(w, and+of.what, number(n), of.name)
			and = ", "
		}
	}
	fmt.Fprintln(w)
	if e := d.Expected; e != nil {
		fmt.Fprintf(w, "expected without labels: precision %.3f, recall %.3f of the pairs that were compared\n", e.Precision, e.Recall)
	}
	return nil
}

// whereToLook names the files that people open first, with their rows.
func whereToLook(w io.Writer, m *publish.Manifest, dir string) error {
	fmt.Fprintf(w, "\npublished in %s\n", dir)
	current := filepath.Join(filepath.Dir(filepath.Dir(dir)), "current")
	fmt.Fprintf(w, "where to look next, in %s:\n\n", current)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range m.Domains {
		d := &m.Domains[i]
		rows := rowsOf(d)
		for _, f := range [...]struct{ name, what string }{
			{"golden.parquet", "one a master: its best values"},
			{"crosswalk.parquet", "one a source record: the master it belongs to"},
			{"lineage.parquet", "one a golden value: the record it is from, and why"},
			{"households.parquet", "one a household: its members are in household_members.parquet"},
			{"company_families.parquet", "one a company with a parent or a child: its place in the tree"},
			{"relation_issues.parquet", "one a record whose statement contradicts others or closes a cycle"},
			{"relationships.parquet", "one a relation between two masters, and its evidence"},
			{"unresolved.parquet", "one a stated relation without a master at one end, and why"},
			{"account_findings.parquet", "one an account without its worker, of a leaver, too many, or none at all"},
			{"employments.parquet", "one a spell of work, as HR has it or had it"},
			{"contacts.parquet", "one a channel that reaches a master: whether it may be used"},
			{"review.parquet", "one a pair that a person should look at"},
			{"rejects.parquet", "one a row that could not be read, and why"},
		} {
			if n := rows[f.name]; n > 0 {
				fmt.Fprintf(t, "  %s/%s\t%s rows\t%s\n", d.Name, f.name, number(n), f.what)
			}
		}
		for _, table := range d.Tables {
			if source, ok := strings.CutPrefix(table.Name, "changes/"); ok {
				fmt.Fprintf(t, "  %s/%s\t%s rows\tone a cell that %s should change\n", d.Name, table.Name, number(table.Rows), strings.TrimSuffix(source, ".parquet"))
			}
		}
	}
	fmt.Fprintf(t, "  gild.yaml\t\tthe configuration of this run, to edit and run again\n")
	fmt.Fprintf(t, "  manifest.json\t\tinputs with their hashes, warnings, stages, the ledger\n")
	return t.Flush()
}

// rowsOf returns the rows of a domain's tables by file name.
func rowsOf(d *publish.DomainManifest) map[string]int64 {
	rows := map[string]int64{}
	for _, t := range d.Tables {
		rows[t.Name] = t.Rows
	}
	return rows
}

// number writes a number with its thousands apart.
func number(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
