package publish

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"
)

// ManifestVersion is the version of the format of manifest.json.
//
//	1: the first.
const ManifestVersion = 1

const (
	manifestFile  = "manifest.json"
	crosswalkFile = "crosswalk.parquet" // one row per record: what the ledger counts
)

// Manifest says what a run read, assumed, did and wrote. It is the only place
// where the run's own times stand; the tables see nothing but AsOf.
type Manifest struct {
	Version  int              `json:"version"` // ManifestVersion
	Gild     string           `json:"gild"`    // version of the program
	Run      string           `json:"run"`     // see Run.ID
	AsOf     time.Time        `json:"as_of"`
	Started  time.Time        `json:"started"`
	Finished time.Time        `json:"finished"`
	Settings Settings         `json:"settings"`
	Inputs   []Input          `json:"inputs"`
	Domains  []DomainManifest `json:"domains"`
	Stages   []Stage          `json:"stages"`
	Warnings []string         `json:"warnings"`
	Assumed  []string         `json:"assumed"` // what inference decided, one line each
}

// Settings are the run's own options.
type Settings struct {
	Workers    int     `json:"workers"`
	MaxRejects float64 `json:"max_rejects"`
	Config     string  `json:"config"` // the file the run was started with; empty: inferred
}

// Input is one file read.
type Input struct {
	Domain      string `json:"domain"`
	Source      string `json:"source"`
	Path        string `json:"path"`
	Bytes       int64  `json:"bytes"`
	SHA256      string `json:"sha256"`
	Rows        int64  `json:"rows"`
	Rejected    int64  `json:"rejected"`
	Format      string `json:"format"`
	Delimiter   string `json:"delimiter,omitempty"`
	Encoding    string `json:"encoding,omitempty"`
	Compression string `json:"compression,omitempty"`
	Header      bool   `json:"header"`
}

// DomainManifest is what one domain came to.
type DomainManifest struct {
	Name     string       `json:"name"`
	Kind     string       `json:"kind"`
	Ledger   []LedgerLine `json:"ledger"`
	Records  int          `json:"records"`
	Masters  int          `json:"masters"`
	Pairs    int64        `json:"candidate_pairs"`
	Links    int          `json:"links"`
	Blocking []RuleStats  `json:"blocking"`
	Unique   []string     `json:"unique_sources,omitempty"` // declared or found free of duplicates
	Expected *Expectation `json:"expected,omitempty"`
	Tables   []Table      `json:"tables"`
}

// LedgerLine accounts for every row of a source: Rows = Crosswalk + Rejects.
type LedgerLine struct {
	Source    string `json:"source"`
	Rows      int64  `json:"rows"`
	Crosswalk int64  `json:"crosswalk"`
	Rejects   int64  `json:"rejects"`

	Suppressed int64 `json:"suppressed,omitempty"` // of the rejects: rows of people who were erased
}

// RuleStats is what one blocking rule brought.
type RuleStats struct {
	Rule    string `json:"rule"`
	Pairs   int64  `json:"pairs"`
	Gross   int64  `json:"gross"`
	Left    int64  `json:"left_out"` // pairs in blocks too large
	Largest int    `json:"largest_block"`
}

// Expectation is what the model expects of itself, without labels.
type Expectation struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
}

// Table is one table written.
type Table struct {
	Name    string `json:"name"` // its file, within the domain's folder
	Version int    `json:"version"`
	Rows    int64  `json:"rows"`
}

// Stage is one step of the run.
type Stage struct {
	Name    string           `json:"name"`
	Domain  string           `json:"domain,omitempty"`
	Seconds float64          `json:"seconds"`
	Counts  map[string]int64 `json:"counts,omitempty"` // what it made, by name
	Detail  string           `json:"detail,omitempty"`
}

// CheckLedger fails when a row of a source is neither in the crosswalk nor in the
// rejects, or when the crosswalk written has other rows than the ledger says.
func (m *Manifest) CheckLedger() error {
	for _, d := range m.Domains {
		crosswalk := int64(0)
		for _, l := range d.Ledger {
			if l.Rows != l.Crosswalk+l.Rejects {
				return fmt.Errorf("ledger of %s/%s: %d rows read, want %d in the crosswalk and %d rejected", d.Name, l.Source, l.Rows, l.Crosswalk, l.Rejects)
			}
			crosswalk += l.Crosswalk
		}
		for _, t := range d.Tables {
			if t.Name == crosswalkFile && t.Rows != crosswalk {
				return fmt.Errorf("ledger of %s: %d rows in %s, want %d", d.Name, t.Rows, t.Name, crosswalk)
			}
		}
	}
	return nil
}

// WriteManifest checks the ledger and writes manifest.json, the last file before Commit.
func (r *Run) WriteManifest(m *Manifest) error {
	if err := m.CheckLedger(); err != nil {
		return r.fail(err)
	}
	w, err := r.Create("", manifestFile)
	if err != nil {
		return err
	}
	return errors.Join(m.Write(w), w.Close())
}

// Write writes the manifest as indented JSON, its keys in the order of the
// struct's fields. Lists that are nil are written as empty.
func (m *Manifest) Write(w io.Writer) error {
	out := *m
	out.Version = ManifestVersion
	out.Inputs, out.Domains, out.Stages = listed(m.Inputs), listed(m.Domains), listed(m.Stages)
	out.Warnings, out.Assumed = listed(m.Warnings), listed(m.Assumed)
	for i := range out.Domains {
		d := &out.Domains[i]
		d.Ledger, d.Blocking, d.Tables = listed(d.Ledger), listed(d.Blocking), listed(d.Tables)
	}
	for i, s := range out.Stages {
		out.Stages[i].Seconds = math.Round(s.Seconds*1000) / 1000
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(&out)
}

// ReadManifest reads the manifest of a published run.
func ReadManifest(dir string) (*Manifest, error) {
	path := filepath.Join(dir, manifestFile)
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m := &Manifest{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if m.Version > ManifestVersion {
		return nil, fmt.Errorf("%s: version %d, want at most %d: this run was made by a newer gild", path, m.Version, ManifestVersion)
	}
	return m, nil
}

// listed returns a copy of a list that is never nil.
func listed[T any](list []T) []T { return append([]T{}, list...) }
