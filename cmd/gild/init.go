package main

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/run"
)

func newInit() *cobra.Command {
	return &cobra.Command{
		Use:   "init FILES…",
		Short: "Write a commented configuration for files",
		Long: `init reads the files, one source each, and prints the configuration that gild run
would use for them, with the reasons as comments. Edit what it got wrong.
` + exitHelp,
		Example: "  gild init exports/*.csv > gild.yaml",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("name the files to read; see gild init --help")}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return runInit(c.Context(), args, c.InOrStdin(), c.OutOrStdout())
		},
	}
}

// runInit carries out gild init.
func runInit(ctx context.Context, files []string, in io.Reader, out io.Writer) error {
	found, err := run.Infer(ctx, files, run.Options{Stdin: in})
	if err != nil {
		return err
	}
	return config.Write(out, found.Config, found.Notes)
}
