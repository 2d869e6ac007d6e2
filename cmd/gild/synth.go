package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/synth"
)

// synthOptions are the flags of gild synth.
type synthOptions struct {
	records int
	seed    uint64
	out     string
}

func newSynth() *cobra.Command {
	var o synthOptions
	c := &cobra.Command{
		Use:   "synth",
		Short: "Write a labelled sample: four silos of invented customers",
		Long: `synth writes four silo exports of one invented population with the faults of real
ones, the configuration that reads them, and the truth. The same records and
seed give the same bytes.
` + exitHelp,
		Example: "  gild synth --records 100000 --seed 3 -o sample\n  gild run sample/gild.yaml",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return runSynth(c.Context(), o, c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.IntVarP(&o.records, "records", "n", 3000, "records over all four silos, about")
	f.Uint64Var(&o.seed, "seed", 1, "another seed, another population")
	f.StringVarP(&o.out, "out", "o", "sample", "folder to write to")
	return c
}

// runSynth carries out gild synth.
func runSynth(ctx context.Context, o synthOptions, out io.Writer) error {
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
