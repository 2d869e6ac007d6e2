package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gildmdm/gild/internal/locate"
	"github.com/gildmdm/gild/internal/store"
)

// queryOptions are the flags that say whom to look for.
type queryOptions struct {
	domain string
	query  locate.Query
}

func (o *queryOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.domain, "domain", "", "domain to look in (default: the only one)")
	f.StringVar(&o.query.Email, "email", "", "an e-mail address")
	f.StringVar(&o.query.Phone, "phone", "", "a phone number, with country code or without")
	f.StringVar(&o.query.Name, "name", "", "a name, in any order; nicknames and initials count")
	f.StringVar(&o.query.Birth, "birth-date", "", "a birth date, YYYY-MM-DD")
}

// find opens the run and carries out the query.
func (o *queryOptions) find(ctx context.Context, args []string) (*store.Run, *store.Domain, *locate.Found, error) {
	o.query.Terms = args[1:]
	if o.query.Empty() {
		return nil, nil, nil, usageError{errors.New("say whom to look for: a master ID, source/record ID, or values such as --email")}
	}
	if o.query.Birth != "" {
		if _, err := time.Parse(time.DateOnly, o.query.Birth); err != nil {
			return nil, nil, nil, usageError{fmt.Errorf("--birth-date is %q; wanted YYYY-MM-DD", o.query.Birth)}
		}
	}
	r, err := store.Open(args[0])
	if err != nil {
		return nil, nil, nil, err
	}
	d, err := r.Domain(o.domain)
	if err != nil {
		return nil, nil, nil, err
	}
	found, err := locate.Find(ctx, d, o.query)
	return r, d, found, err
}

// needsRun wants at least the run among the arguments.
func needsRun(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{fmt.Errorf("name the output folder or a run; see %s --help", c.CommandPath())}
	}
	return nil
}

// locateOptions are the flags of gild locate.
type locateOptions struct {
	queryOptions
	erasure string
	json    bool
}

func newLocate() *cobra.Command {
	var o locateOptions
	c := &cobra.Command{
		Use:   "locate RUN QUERY…",
		Short: "Find every record of a person in every silo",
		Long: `locate answers where a person's data lies: every record of every silo, every
attribute held there as the silo has it, the golden record, consent, and related
masters. RUN is an output folder or one run in it.

A query is a master ID (also one that was merged into another), source/record
ID, a record ID, or values: an e-mail address, a phone number, a date
YYYY-MM-DD, and words, which make a name. Values are compared in standardised
form. Of several values a master must have all, though not in one record.

--erasure writes what each silo must erase: a folder with one CSV a source, or,
for a path that ends in .csv, one file.
` + exitHelp + ` 7 nothing found.`,
		Example: `  gild locate out jane.doe@mail.example
  gild locate out Liz Doe 1990-07-07
  gild locate out crm/C1000469 --erasure erase/
  gild locate out --phone '(212) 555-0143' --name Doe --json`,
		Args: needsRun,
		RunE: func(c *cobra.Command, args []string) error { return runLocate(c.Context(), &o, args, c.OutOrStdout()) },
	}
	o.addFlags(c.Flags())
	c.Flags().StringVar(&o.erasure, "erasure", "", "folder, or file ending in .csv, for the list of records to erase")
	c.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return c
}

// runLocate carries out gild locate.
func runLocate(ctx context.Context, o *locateOptions, args []string, out io.Writer) error {
	_, _, found, err := o.find(ctx, args)
	if err != nil {
		return err
	}
	if len(found.Masters) == 0 {
		return errNothingFound
	}
	var files []string
	if o.erasure != "" {
		if files, err = found.WriteErasure(o.erasure); err != nil {
			return err
		}
	}
	if o.json {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(found)
	}
	for i := range found.Masters {
		if err := printMaster(out, &found.Masters[i]); err != nil {
			return err
		}
	}
	if files != nil {
		fmt.Fprintln(out)
	}
	for _, f := range files {
		fmt.Fprintf(out, "  to erase: %s\n", f)
	}
	return nil
}

// printMaster prints all that is held of one master.
func printMaster(out io.Writer, m *locate.Master) error {
	fmt.Fprintf(out, "\nmaster %s: %s\n\n", m.ID, counted(len(m.Records), "record"))
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  held by\trecord\tattribute\tas the silo has it\tstandardised")
	for _, r := range m.Records {
		who, id := r.Source, r.ID
		if r.Row != "1" {
			id += " (row " + r.Row + ")"
		}
		for _, v := range r.Values {
			fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\n", who, id, v.Attribute, oneLine(v.Raw), oneLine(v.Value))
			who, id = "", ""
		}
	}
	who := "gild"
	for _, v := range m.Golden {
		fmt.Fprintf(t, "  %s\t\t%s\t\t%s\n", who, v.Attribute, oneLine(v.Value))
		who = ""
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, c := range m.Consent {
		fmt.Fprintf(out, "\n  consent to %s: %s by %s/%s (%s)%s\n", channelName(c), c["decision"], c["source"], c["record_id"], c["rule"], against(c))
	}
	for _, r := range m.Related {
		fmt.Fprintf(out, "\n  %s: %s (%s)\n", r.Table, strings.Join(r.Masters, ", "), rowText(r.Row))
	}
	return nil
}

func channelName(c locate.Row) string {
	if c["product"] == "" {
		return c["channel"]
	}
	return c["channel"] + " for " + c["product"]
}

func against(c locate.Row) string {
	if c["conflicting_records"] == "" {
		return ""
	}
	return ", against " + c["conflicting_records"]
}

// rowText writes a row as column=value, sorted by column.
func rowText(r locate.Row) string {
	var parts []string
	for name, v := range r {
		parts = append(parts, name+"="+oneLine(v))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// oneLine keeps a value from breaking a table.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// counted writes a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return number(int64(n)) + " " + thing + "s"
}
