package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/synth"
)

// synthOptions are the flags of gild synth.
type synthOptions struct {
	kind    string
	records int
	workers int
	months  int
	seed    uint64
	out     string
}

func newSynth() *cobra.Command {
	var o synthOptions
	c := &cobra.Command{
		Use:   "synth",
		Short: "Write a labelled sample: customers in four silos, or a year of staff",
		Long: `synth writes four silo exports of one invented population with the faults of real
ones, the configuration that reads them, and the truth. With --kind employee it
writes the staff of a company instead: the exports of an HR system and two
directories, a folder a month, with all who joined, moved, left, came back, took
another name or were taken on, and the truth of it. The same flags give the same bytes.
` + exitHelp,
		Example: "  gild synth --records 100000 --seed 3 -o sample\n  gild run sample/gild.yaml\n" +
			"  gild synth --kind employee --workers 60 -o staff\n" +
			"  for night in staff/20*; do gild run $night/gild.yaml --as-of $(basename $night)T00:00:00Z; done",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return runSynth(c.Context(), o, c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.StringVar(&o.kind, "kind", "person", "person: customers; employee: staff; company: both, with suppliers, products, sites and orders")
	f.IntVar(&o.workers, "workers", 60, "with --kind employee: workers at the start")
	f.IntVar(&o.months, "months", 12, "with --kind employee: exports after the first")
	f.IntVarP(&o.records, "records", "n", 3000, "records over all four silos, about")
	f.Uint64Var(&o.seed, "seed", 1, "another seed, another population")
	f.StringVarP(&o.out, "out", "o", "sample", "folder to write to")
	return c
}

// runSynth carries out gild synth.
func runSynth(ctx context.Context, o synthOptions, out io.Writer) error {
	switch o.kind {
	case "person":
	case "employee":
		return runSynthStaff(ctx, o, out)
	case "company":
		return runSynthCompany(ctx, o, out)
	default:
		return usageError{fmt.Errorf("--kind is %q; wanted person, employee or company", o.kind)}
	}
	if o.records <= 0 {
		return usageError{fmt.Errorf("--records is %d; wanted 1 or more", o.records)}
	}
	s, err := synth.Write(ctx, o.out, synth.Options{Records: o.records, Seed: o.seed})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d records of %d people in %d households\n", s.Records, s.People, s.Households)
	for _, f := range s.Files {
		fmt.Fprintf(out, "  %-16s %d rows and %d that cannot be read\n", f.Name, f.Rows, f.Torn)
	}
	return nil
}

// runSynthCompany writes a whole company.
func runSynthCompany(ctx context.Context, o synthOptions, out io.Writer) error {
	if o.records <= 0 || o.workers < 20 {
		return usageError{fmt.Errorf("--records is %d and --workers %d; wanted 1 or more and 20 or more", o.records, o.workers)}
	}
	s, err := synth.WriteCompany(ctx, o.out, synth.CompanyOptions{Records: o.records, Workers: o.workers, Seed: o.seed})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d records of customers, %d workers, %d suppliers, %d products, %d sites, %d orders\n", s.Customers, s.Workers, s.Suppliers, s.Products, s.Sites, s.Orders)
	return nil
}

// runSynthStaff writes a year of staff.
func runSynthStaff(ctx context.Context, o synthOptions, out io.Writer) error {
	switch {
	case o.workers < 20:
		return usageError{fmt.Errorf("--workers is %d; wanted 20 or more", o.workers)}
	case o.months < 0:
		return usageError{fmt.Errorf("--months is %d; wanted 0 or more", o.months)}
	}
	if o.months == 0 {
		o.months = -1 // none
	}
	s, err := synth.WriteStaff(ctx, o.out, synth.StaffOptions{Workers: o.workers, Months: o.months, Seed: o.seed})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d people, %d of them at work on %s; %d exports\n", s.People, s.Workers, s.Nights[len(s.Nights)-1], len(s.Nights))
	for _, event := range slices.Sorted(maps.Keys(s.Events)) {
		fmt.Fprintf(out, "  %-10s %d\n", event, s.Events[event])
	}
	return nil
}
