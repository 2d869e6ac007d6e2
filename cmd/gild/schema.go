package main

import (
	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/config"
)

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON schema of gild.yaml",
		Long:    "schema prints the JSON schema of the configuration, for editors that check and complete YAML.\n" + exitHelp,
		Example: "  gild schema > gild.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			b, err := config.Schema()
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(append(b, '\n'))
			return err
		},
	}
}
