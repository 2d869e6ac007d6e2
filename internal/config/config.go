// Package config is gild.yaml: what it may hold, reading it strictly, and writing it with comments.
//
// [fileShape] describes the file once; checking, the JSON schema with its defaults
// and the nearest valid name in an error all follow from it. A configuration is
// found sound as a whole before any data is read.
//
// A zero value stands for the default: [Default] lists them all. Order is that of
// the file for domains, sources, attributes, rules, groups, write-back and links;
// trust is written in the order of source names.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/match/kernel"
)

// Version is the version of gild.yaml. 1: first.
const Version = 1

// Config is a whole configuration. Once read it is not written to and may be used by any number of goroutines.
type Config struct {
	Path       string // the file, for errors; empty when inferred
	Domains    []*Domain
	Links      []Link
	MaxRejects float64 // share of a source's rows that may be rejected; 0: DefaultMaxRejects; None: not one
	Memory     Memory  // 0: DefaultMemory
	Workers    int     // 0: one a processor
	Gates      Gates
	Output     Output

	Suppression Suppression

	version     string
	versionLine int
}

// Memory is a number of bytes or, if that is 0, a share of what the machine allows.
type Memory struct {
	Bytes int64
	Share float64
}

// Domain is one kind of thing to master.
type Domain struct {
	Name         string
	Kind         string // one of Kinds
	Sources      []*Source
	Blocking     Blocking
	Match        Match
	Survivorship Survivorship
	Household    Household
	WriteBack    []WriteBack
	Authority    []Authority
	KeepEmpty    bool // write-back does not fill empty cells
	Consent      Consent
	Summaries    []Summary
	Derive       []Derive
	Employment   Employment
	line         int
	lines        map[string]int // of the keys of write_back, and of others under authorityKey, deriveKey and summaryKey
	unsound      bool           // its sources have faults, so names may be missing that are there
}

// Source is one silo's export.
type Source struct {
	Name          string
	Paths         []string
	Format        string // csv, parquet; empty: detected
	Delimiter     string
	Encoding      string
	Header        *bool
	ID            string // column; empty: row numbers are the IDs
	UpdatedAt     string // column; empty: none
	UpdatedLayout string
	Attributes    []standard.Mapping
	line          int
	lines         map[string]int // of keys, and of attributes under attributeKey
}

// Blocking says how candidate pairs are found.
type Blocking struct {
	Rules          [][]string // attribute or attribute:part; nil: chosen on the data
	MaxBlock       int        // records a block may have; 0: 60
	PairsPerRecord float64    // budget of automatic rules; 0: 40
	lines          []int
}

// Match says what decides whether two records are the same.
type Match struct {
	Model  string     // file of a trained model; empty: trained on the data
	Same   [][]string // equal in all attributes of a rule: the same
	Never  [][]string // different in all attributes of a rule: never the same
	Link   float64    // probability from which records are linked; 0: automatic
	Review float64    // probability from which a pair that is not linked goes to review; 0: DefaultReview
	Unique []string   // sources without duplicates of their own; nil: found on the data

	lines                 map[string]int
	sameLines, neverLines []int
}

// Survivorship says which values make the golden record.
type Survivorship struct {
	Trust      map[string]float64 // by source, 0..1; sources not named: DefaultTrust
	HalfLife   time.Duration      // age of a record at which trust has halved, in whole hours; 0: trust does not fade
	Groups     []Group            // nil: the address; empty: none
	Attributes []Rule
	Steward    string // file of values that stewards set; empty: none
	lines      map[string]int
}

// Group is attributes that survive together, from one record.
type Group struct {
	Name       string
	Attributes []string
}

// Rule is the survivorship rule of one attribute.
type Rule struct {
	Attribute string
	Prefer    string   // one of Preferences
	By        string   // with verified: the flag attribute that says so
	Order     []string // with source_order: sources, the best first
	When      When
	Original  bool // golden values are written as the source has them, not as standardised
}

// Preferences are the survivorship rules that an attribute may have.
func Preferences() []string {
	return []string{"most_recent", "most_frequent", "longest", "shortest", "min", "max", "source_order", "verified", "trust", "union", "first"}
}

// Household says who belongs together; the zero value finds no households.
type Household struct {
	Policy string // address, family, both
}

// Consent says whose word on consent is the strongest.
type Consent struct {
	Verified []string // sources whose decisions are all verified
	line     int
}

// Employment says where a domain of kind employee has its workers and their accounts from.
type Employment struct {
	HR       []string // sources: the system of record
	Accounts []string // directories in which every worker should have an account; nil: all other sources
	line     int
}

// Directories returns the sources that hold accounts.
func (d *Domain) Directories() []string {
	if d.Kind != "employee" || d.Employment.Accounts != nil {
		return d.Employment.Accounts
	}
	var out []string
	for _, s := range d.Sources {
		if !slices.Contains(d.Employment.HR, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}

// Suppression names the list of those who were erased; the zero value is none.
type Suppression struct {
	List string // file of keyed hashes
	Key  string // file of their key; empty: List + ".key"
	line int
}

// KeyFile returns the file of the key.
func (s Suppression) KeyFile() string {
	if s.Key == "" && s.List != "" {
		return s.List + ".key"
	}
	return s.Key
}

// WriteBack lists what a source may be told to change.
type WriteBack struct {
	Source     string
	Attributes []string // attributes and names of groups
}

// Authority lists the sources whose word on an attribute or a group goes before all else.
type Authority struct {
	Name    string // of an attribute or a group
	Sources []string
}

// Link is a relation between masters of two domains, stated by a file of record IDs.
type Link struct {
	Name     string
	From, To Endpoint
	Paths    []string
	Keys     []string // two columns: record ID in From, record ID in To
	Kind     string   // column that says what relation it is; empty: Name
	Since    string   // column that says since when; empty: none
	line     int
	lines    map[string]int
}

// Endpoint is where one end of a link has its record IDs from.
type Endpoint struct{ Domain, Source string }

// String returns domain/source.
func (e Endpoint) String() string { return e.Domain + "/" + e.Source }

// Gates refuse to publish what looks wrong; 0 is no gate.
type Gates struct {
	MaxClusterSize int           // records of one master
	MaxLostMasters float64       // share of the last run's masters that may be gone; None: not one
	MinRows        float64       // share of the last run's rows that each source must have
	MinRowsOf      []SourceShare // the same source by source, instead of MinRows
	lines          map[string]int
}

// SourceShare is a share for one source.
type SourceShare struct {
	Source string
	Share  float64
}

// LeastRows returns the share of the last run's rows that a source must have; 0: no gate.
func (g *Gates) LeastRows(source string) float64 {
	for _, s := range g.MinRowsOf {
		if s.Source == source {
			return s.Share
		}
	}
	return g.MinRows
}

// Output says where runs go.
type Output struct {
	Dir    string   // empty: DefaultDir
	Keep   int      // runs kept; 0: all
	Format string   // parquet, csv: CSV files too; empty: parquet
	Tables []string // to write, of [Tables]; nil: all
}

// Kinds are the kinds of things a domain may hold.
func Kinds() []string {
	return []string{"person", "organisation", "product", "place", "employee", "record", "mixed"}
}

// Source returns the source of that name, or nil.
func (d *Domain) Source(name string) *Source {
	for _, s := range d.Sources {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// CheckColumns finds out whether the columns that a source names are in its files. It reports all that are not.
func (c *Config) CheckColumns(s *Source, columns []string) error {
	have := map[string]bool{}
	for _, name := range columns {
		have[name] = true
	}
	var missing []error
	check := func(line int, name string) {
		if name != "" && !have[name] {
			missing = append(missing, c.fault(line, fmt.Sprintf("source %s has no column %q", s.Name, name), nearest(name, columns)))
		}
	}
	check(s.lines[keyID], s.ID)
	check(s.lines[keyUpdated], s.UpdatedAt)
	for _, m := range s.Attributes {
		for _, name := range m.Columns {
			check(s.lines[attributeKey(m.Attribute)], name)
		}
	}
	return errors.Join(missing...)
}

// Doubts lists attributes whose names look like slips: gild does not know them, but one
// that is nearly spelt so. They are kept as text all the same.
func (c *Config) Doubts() []string {
	var known []string
	for _, a := range standard.Attributes() {
		known = append(known, a.Name)
	}
	var out []string
	for _, d := range c.Domains {
		for _, s := range d.Sources {
			for _, m := range s.Attributes {
				if _, ok := standard.Info(m.Attribute); ok || m.Type != "" {
					continue
				}
				if near, ok := closest(m.Attribute, known); ok && kernel.OSA([]byte(m.Attribute), []byte(near)) <= 2 {
					out = append(out, fmt.Sprintf("source %s: %q is no attribute that gild knows, so its values are taken as plain text; did you mean %q?", s.Name, m.Attribute, near))
				}
			}
		}
	}
	return out
}

// CheckLinkColumns finds out whether the columns that a link names are in its file. It reports all that are not.
func (c *Config) CheckLinkColumns(l *Link, columns []string) error {
	var missing []error
	check := func(key, name string) {
		if name != "" && !slices.Contains(columns, name) {
			missing = append(missing, c.fault(l.lines[key], fmt.Sprintf("the file of link %s has no column %q", l.Name, name), nearest(name, columns)))
		}
	}
	for _, name := range l.Keys {
		check("keys", name)
	}
	check("kind", l.Kind)
	check("since", l.Since)
	return errors.Join(missing...)
}

// Absolute returns a copy whose paths do not depend on where it is read from.
func (c *Config) Absolute() *Config {
	out := *c
	out.Domains = nil
	for _, d := range c.Domains {
		copied := *d
		copied.Sources = nil
		for _, s := range d.Sources {
			source := *s
			source.Paths = nil
			for _, p := range s.Paths {
				source.Paths = append(source.Paths, absolute(p))
			}
			copied.Sources = append(copied.Sources, &source)
		}
		if d.Match.Model != "" {
			copied.Match.Model = absolute(d.Match.Model)
		}
		if d.Survivorship.Steward != "" {
			copied.Survivorship.Steward = absolute(d.Survivorship.Steward)
		}
		copied.Summaries = nil
		for _, s := range d.Summaries {
			copied.Summaries = append(copied.Summaries, Summary{s.Name, absolute(s.Path)})
		}
		out.Domains = append(out.Domains, &copied)
	}
	out.Links = nil
	for _, l := range c.Links {
		paths := l.Paths
		l.Paths = nil
		for _, p := range paths {
			l.Paths = append(l.Paths, absolute(p))
		}
		out.Links = append(out.Links, l)
	}
	if c.Suppression.List != "" {
		out.Suppression = Suppression{List: absolute(c.Suppression.List), Key: absolute(c.Suppression.KeyFile())}
	}
	if c.Output.Dir != "" {
		out.Output.Dir = absolute(c.Output.Dir)
	}
	return &out
}

func absolute(path string) string {
	if path == "-" {
		return path
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// Only returns the domain of that name or, without one, the only domain.
func (c *Config) Only(name string) (*Domain, error) {
	var names []string
	for _, d := range c.Domains {
		if d.Name == name || name == "" && len(c.Domains) == 1 {
			return d, nil
		}
		names = append(names, d.Name)
	}
	file := cmp.Or(c.Path, "inferred configuration")
	if name == "" {
		return nil, &Error{File: file, Msg: fmt.Sprintf("has several domains; name one of %s with --domain", strings.Join(names, ", "))}
	}
	return nil, &Error{File: file, Msg: fmt.Sprintf("no domain %q; it has %s", name, strings.Join(names, ", "))}
}
