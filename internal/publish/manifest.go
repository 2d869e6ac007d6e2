package publish

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// ManifestVersion is the version of manifest.json. 1: first.
const ManifestVersion = 1

// Manifest says what a run read, assumed, did and wrote. It is the only place
// where the run's own times stand; the tables see nothing but AsOf.
type Manifest struct {
	Version  int              `json:"version"`
	Gild     string           `json:"gild"`
	Run      string           `json:"run"`
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
	Expected *Expectation `json:"expected,omitempty"`
	Tables   []Table      `json:"tables"`
}

// LedgerLine accounts for every row of a source: Rows = Crosswalk + Rejects.
type LedgerLine struct {
	Source    string `json:"source"`
	Rows      int64  `json:"rows"`
	Crosswalk int64  `json:"crosswalk"`
	Rejects   int64  `json:"rejects"`
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
	Name    string `json:"name"`
	Version int    `json:"version"`
	Rows    int64  `json:"rows"`
}

// Stage is one step of the run.
type Stage struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Detail  string  `json:"detail,omitempty"`
}

// CheckLedger fails when a row of a source is neither in the crosswalk nor in the rejects.
func (m *Manifest) CheckLedger() error {
	for _, d := range m.Domains {
		for _, l := range d.Ledger {
			if l.Rows != l.Crosswalk+l.Rejects {
				return fmt.Errorf("ledger of %s/%s: %d rows read, %d in the crosswalk and %d rejected", d.Name, l.Source, l.Rows, l.Crosswalk, l.Rejects)
			}
		}
	}
	return nil
}

// Write writes the manifest as indented JSON.
func (m *Manifest) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(m)
}
