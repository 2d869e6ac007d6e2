// Command example shows how one master of a published run came to be: the records
// as the silos have them, the golden record, which silo each value is from, and
// what each silo is told to change, and who may write to them.
// It prints personal values, so it is for the sample, whose people are invented.
//
//	go run ./scripts/example OUT SOURCE RECORD_ID
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

func main() {
	if err := show(context.Background(), os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1) //nolint:forbidigo // this is a main
	}
}

// shown are the columns, each of one or more attributes.
var shown = [][]string{{"given_name", "family_name"}, {"birth_date"}, {"phone"}, {"email"}, {"street"}}

// show prints the records, then the golden record.
func show(ctx context.Context, w io.Writer, args []string) error {
	if len(args) != 3 {
		return errors.New("usage: example OUT SOURCE RECORD_ID")
	}
	dir := filepath.Join(args[0], "current", "customer")
	records, err := read(ctx, filepath.Join(dir, "records.parquet"))
	if err != nil {
		return err
	}
	at := records.find(map[string]string{"source": args[1], "record_id": args[2]})
	if len(at) == 0 {
		return fmt.Errorf("no record %s of %s in %s", args[2], args[1], dir)
	}
	master := map[string]string{"master_id": records.value("master_id", at[0])}
	lineage, err := read(ctx, filepath.Join(dir, "lineage.parquet"))
	if err != nil {
		return err
	}
	members := records.find(master)
	fmt.Fprintf(w, "\nfor example, these %d records became master %s:\n\n", len(members), master["master_id"])
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  source\tname\tbirth date\tphone\te-mail\tstreet")
	for _, i := range members {
		line(t, records.value("source", i), func(attribute string) string { return records.value("raw_"+attribute, i) })
	}
	values, from := lineage.golden(master)
	line(t, "golden", func(attribute string) string { return values[attribute] })
	line(t, "from", func(attribute string) string { return from[attribute] })
	if err := t.Flush(); err != nil {
		return err
	}
	if err := showChanges(ctx, w, dir, master); err != nil {
		return err
	}
	return showContacts(ctx, w, dir, master)
}

// showContacts prints by which channels a master may be written to.
func showContacts(ctx context.Context, w io.Writer, dir string, master map[string]string) error {
	contacts, err := read(ctx, filepath.Join(dir, "contacts.parquet"))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nwho may write to them, and where:\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, i := range contacts.find(master) {
		may := "no"
		if contacts.value("allowed", i) == "true" {
			may = "yes"
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", contacts.value("channel", i), contacts.value("address", i), may, contacts.value("decision", i))
	}
	return t.Flush()
}

// showChanges prints what every source is told to change for a master.
func showChanges(ctx context.Context, w io.Writer, dir string, master map[string]string) error {
	files, err := filepath.Glob(filepath.Join(dir, "changes", "*.parquet"))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nand this is what the silos are told:\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  source\trecord\tcolumn\told\tnew\tfrom\tconfidence")
	for _, file := range files {
		changes, err := read(ctx, file)
		if err != nil {
			return err
		}
		for _, i := range changes.find(master) {
			old := changes.value("old", i)
			if old == "" {
				old = "-"
			}
			confidence, err := strconv.ParseFloat(changes.value("confidence", i), 64)
			if err != nil {
				return err
			}
			fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\t%.2f\n", strings.TrimSuffix(filepath.Base(file), ".parquet"), changes.value("record_id", i), changes.value("column", i),
				old, changes.value("new", i), changes.value("origin_source", i), confidence)
		}
	}
	return t.Flush()
}

// line writes one line of the table; values that repeat within a cell stand once.
func line(w io.Writer, head string, value func(attribute string) string) {
	fmt.Fprint(w, "  "+head)
	for _, attributes := range shown {
		var parts []string
		for _, a := range attributes {
			if v := strings.ReplaceAll(value(a), "\n", ", "); v != "" && (parts == nil || parts[len(parts)-1] != v) {
				parts = append(parts, v)
			}
		}
		if parts == nil {
			parts = []string{"-"}
		}
		fmt.Fprint(w, "\t"+strings.Join(parts, " "))
	}
	fmt.Fprintln(w)
}

// columns are the columns of a published table, by name.
type columns map[string]*table.Column

func read(ctx context.Context, path string) (columns, error) {
	f, err := parquet.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.Read(ctx, 1, nil, nil)
	if err != nil {
		return nil, err
	}
	out := columns{}
	for _, c := range list {
		out[c.Name] = c
	}
	return out, nil
}

// value returns the value of a row; empty without value or column.
func (c columns) value(name string, row int) string {
	column := c[name]
	if column == nil {
		return ""
	}
	return column.Dict.String(column.Codes[row])
}

// find returns the rows that have all the values.
func (c columns) find(want map[string]string) []int {
	var rows []int
	for i := range c["master_id"].Codes {
		all := true
		for name, v := range want {
			all = all && c.value(name, i) == v
		}
		if all {
			rows = append(rows, i)
		}
	}
	return rows
}

// golden returns the golden values of a master and the sources that they are from, by attribute.
func (c columns) golden(master map[string]string) (values, from map[string]string) {
	values, from = map[string]string{}, map[string]string{}
	for _, i := range c.find(master) {
		a := c.value("attribute", i)
		values[a], from[a] = c.value("value", i), c.value("source", i)
	}
	return values, from
}
