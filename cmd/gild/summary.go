package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/gildmdm/gild/internal/publish"
)

// summarise prints what came of a run: per domain and source, and where to look next.
func summarise(w io.Writer, m *publish.Manifest, dir string) error {
	for _, d := range m.Domains {
		fmt.Fprintf(w, "\n%s: %d records became %d masters (%.1f %% were duplicates)\n\n",
			d.Name, d.Records, d.Masters, 100*float64(d.Records-d.Masters)/float64(max(1, d.Records)))
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(t, "source\trows\tin crosswalk\trejected\t")
		for _, l := range d.Ledger {
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t\n", l.Source, l.Rows, l.Crosswalk, l.Rejects)
		}
		if err := t.Flush(); err != nil {
			return err
		}
		if e := d.Expected; e != nil {
			fmt.Fprintf(w, "\nexpected without labels: precision %.3f, recall %.3f of the pairs that were compared\n", e.Precision, e.Recall)
		}
	}
	fmt.Fprintf(w, "\npublished in %s\n", dir)
	if len(m.Domains) > 0 {
		d := m.Domains[0].Name
		fmt.Fprintf(w, "  %s/golden.parquet     one row a master, every attribute\n", d)
		fmt.Fprintf(w, "  %s/crosswalk.parquet  master ID of every source record\n", d)
		fmt.Fprintf(w, "  %s/lineage.parquet    where every golden value comes from\n", d)
		fmt.Fprintf(w, "  %s/review.parquet     pairs a person should look at\n", d)
		fmt.Fprintf(w, "  gild.yaml, manifest.json     what was assumed, and the ledger\n")
	}
	return nil
}
