// Package config is gild.yaml: what it may hold, reading it strictly, and writing it with comments.
//
// [shape] describes the file once; checking, defaults in the JSON schema and the
// nearest valid name in an error all follow from it. A configuration is found
// sound as a whole before any data is read.
package config

import (
	"fmt"
	"path/filepath"

	"github.com/gildmdm/gild/internal/standard"
)

// Version is the version of gild.yaml. 1: first.
const Version = 1

// Config is a whole configuration. Domains and sources keep the order of the file.
type Config struct {
	Path       string // the file, for errors; empty when inferred
	Domains    []*Domain
	MaxRejects float64 // share of a source's rows that may be rejected; 0: 5 %
	Gates      Gates
	Output     Output
}

// Domain is one kind of thing to master.
type Domain struct {
	Name         string
	Kind         string // person, organisation, product, place, record, mixed
	Sources      []*Source
	Blocking     Blocking
	Match        Match
	Survivorship Survivorship
	line         int
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
	lines         map[string]int // of attributes, id and updated_at
}

// Blocking says how candidate pairs are found.
type Blocking struct {
	Rules          [][]string // nil: chosen on the data
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
	Review float64    // probability from which a pair that is not linked goes to review; 0: 0.5
	Unique []string   // sources without duplicates of their own
	lines  map[string]int
}

// Survivorship says which values make the golden record.
type Survivorship struct {
	Trust      map[string]float64 // by source, 0..1; sources not named: 0.5
	Groups     []Group
	Attributes []Rule
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
}

// Preferences are the survivorship rules that an attribute may have.
func Preferences() []string {
	return []string{"most_recent", "most_frequent", "longest", "shortest", "min", "max", "source_order", "verified", "first"}
}

// Gates refuse to publish what looks wrong; 0 is no gate.
type Gates struct {
	MaxClusterSize int     // records of one master
	MaxLostMasters float64 // share of the last run's masters that may be gone
	MinRows        float64 // share of the last run's rows that each source must have
}

// Output says where runs go.
type Output struct {
	Dir  string
	Keep int // runs kept; 0: all
}

// Kinds are the kinds of things a domain may hold.
func Kinds() []string {
	return []string{"person", "organisation", "product", "place", "record", "mixed"}
}

// Error is a configuration that cannot be used: one line, with the file's line and what to do.
type Error struct {
	File string
	Line int
	Msg  string
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Msg)
	}
	return fmt.Sprintf("%s: %s", e.File, e.Msg)
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

// CheckColumns finds out whether the columns that a source names are in its files.
func (c *Config) CheckColumns(s *Source, columns []string) error {
	have := map[string]bool{}
	for _, name := range columns {
		have[name] = true
	}
	check := func(key, name string) error {
		if name == "" || have[name] {
			return nil
		}
		return c.errorf(s.lines[key], "source %s has no column %q%s", s.Name, name, nearest(name, columns))
	}
	if err := check("id", s.ID); err != nil {
		return err
	}
	if err := check("updated_at", s.UpdatedAt); err != nil {
		return err
	}
	for _, m := range s.Attributes {
		for _, name := range m.Columns {
			if err := check(m.Attribute, name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Config) errorf(line int, format string, args ...any) *Error {
	file := c.Path
	if file == "" {
		file = "inferred configuration"
	}
	return &Error{file, line, fmt.Sprintf(format, args...)}
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
		out.Domains = append(out.Domains, &copied)
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
