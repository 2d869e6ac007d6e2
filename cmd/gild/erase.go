package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/locate"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/suppress"
)

// eraseOptions are the flags of gild erase.
type eraseOptions struct {
	queryOptions
	list, key string
	erasure   string
	json      bool
}

func newErase() *cobra.Command {
	var o eraseOptions
	c := &cobra.Command{
		Use:   "erase RUN QUERY…",
		Short: "Keep a person out of all later runs",
		Long: `erase puts one person on the suppression list, which holds keyed hashes only.
Later runs whose gild.yaml names the list leave out that person's records, even
while silos still send them, and publish nothing of them. The query is that of
gild locate and must find one master.

gild reads silos and never changes them: hand them the list of --erasure. Runs
published before still hold the person until they are removed.

The key lies in a file of its own, for its owner only. Keep it apart from the
list, and do not lose it: without it, the list means nothing and whoever is on it returns.
` + exitHelp + ` 7 nothing found.`,
		Example: `  gild erase out crm/C1000469 --list erased.txt --erasure erase/
  gild erase out jane.doe@mail.example --list erased.txt --key /secure/erased.key

  # gild.yaml
  suppression: {list: erased.txt, key: /secure/erased.key}`,
		Args: needsRun,
		RunE: func(c *cobra.Command, args []string) error { return runErase(c.Context(), &o, args, c.OutOrStdout()) },
	}
	o.addFlags(c.Flags())
	c.Flags().StringVar(&o.list, "list", "", "suppression list (default: that of the run's configuration)")
	c.Flags().StringVar(&o.key, "key", "", "its key (default: that of the run's configuration, or the list's name with .key)")
	c.Flags().StringVar(&o.erasure, "erasure", "", "folder, or file ending in .csv, for the list of records to erase")
	c.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return c
}

// erased is what gild erase did.
type erased struct {
	Master  string   `json:"master_id"`
	Records int      `json:"records"`
	Sources []string `json:"sources"`
	List    string   `json:"list"`
	Key     string   `json:"key"`
	Hashes  int      `json:"new_hashes"`
	Files   []string `json:"erasure"`
	Runs    []string `json:"runs_that_may_hold_the_person"`
	unnamed bool     // the configuration of the run names no list
}

// runErase carries out gild erase.
func runErase(ctx context.Context, o *eraseOptions, args []string, out io.Writer) error {
	run, domain, found, err := o.find(ctx, args)
	if err != nil {
		return err
	}
	switch len(found.Masters) {
	case 0:
		return errNothingFound
	case 1:
	default:
		return usageError{fmt.Errorf("%d masters fit; look at them with gild locate and name one by its ID, such as %s", len(found.Masters), found.Masters[0].ID)}
	}
	cfg, err := config.Load(filepath.Join(run.Dir, "gild.yaml"))
	if err != nil {
		return err
	}
	e, err := o.suppress(ctx, cfg, domain, found)
	if err != nil {
		return err
	}
	if e.Runs, err = runsBeside(run); err != nil {
		return err
	}
	if o.erasure != "" {
		if e.Files, err = found.WriteErasure(o.erasure); err != nil {
			return err
		}
	}
	if o.json {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(e)
	}
	return e.print(out)
}

// suppress puts the person on the list.
func (o *eraseOptions) suppress(ctx context.Context, cfg *config.Config, d *store.Domain, found *locate.Found) (*erased, error) {
	m := &found.Masters[0]
	s := cfg.Suppression
	e := &erased{Master: m.ID, Records: len(m.Records), Sources: found.Sources(), Files: []string{}, unnamed: s.List == ""}
	if o.list != "" {
		s = config.Suppression{List: o.list}
	}
	if o.key != "" {
		s.Key = o.key
	}
	if s.List == "" {
		return nil, usageError{fmt.Errorf("name the suppression list with --list; the run's configuration has none")}
	}
	e.List, e.Key = s.List, s.KeyFile()
	lasts := func(source string) bool {
		for _, domain := range cfg.Domains {
			if domain.Name == found.Domain {
				src := domain.Source(source)
				return src != nil && src.ID != ""
			}
		}
		return false
	}
	own, others, err := locate.Facts(ctx, d, m.ID, lasts)
	if err != nil {
		return nil, err
	}
	list, err := suppress.Open(e.List, e.Key)
	if err != nil {
		return nil, err
	}
	e.Hashes = list.Add(found.Domain, own, others)
	return e, list.Write(e.List)
}

// runsBeside lists the runs in the folder of a run.
func runsBeside(r *store.Run) ([]string, error) {
	dir, err := filepath.EvalSymlinks(r.Dir)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, e := range entries {
		path := filepath.Join(filepath.Dir(dir), e.Name())
		if _, err := os.Stat(filepath.Join(path, "manifest.json")); err == nil {
			out = append(out, path)
		}
	}
	return out, nil
}

func (e *erased) print(out io.Writer) error {
	fmt.Fprintf(out, "master %s, with %s of %s, stays out of later runs: %d hashes added to %s\n",
		e.Master, counted(e.Records, "record"), strings.Join(e.Sources, ", "), e.Hashes, e.List)
	fmt.Fprintf(out, "key: %s; keep it apart from the list, and do not lose it\n", e.Key)
	if e.unnamed {
		fmt.Fprintf(out, "\nnot in force yet: write  suppression: {list: %s, key: %s}  into gild.yaml\n", e.List, e.Key)
	}
	for _, f := range e.Files {
		fmt.Fprintf(out, "to erase in the silo: %s\n", f)
	}
	_, err := fmt.Fprintf(out, "\npublished before, and to be removed once a new run is current:\n  %s\n", strings.Join(e.Runs, "\n  "))
	return err
}
