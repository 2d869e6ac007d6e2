package run

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/match"
)

// Candidate pairs kept in memory, 12 bytes each; more are made twice.
const (
	maxStoredPairs  = 12_000_000
	storedPerRecord = 5 // a tenth of what a record takes anyway
)

// problem states what to resolve, by the configuration and the attributes at hand.
func (f *flow) problem(d *domain) (*problem, error) {
	kind := d.spec.Kind
	if d.people() {
		kind = "person"
	}
	p, err := newProblem(d.attributes, d.sources, kind, namedIn(d.spec))
	if err != nil {
		return nil, err
	}
	if p.left > 0 {
		var names []string
		for _, field := range p.fields {
			names = append(names, field.Name)
		}
		f.warn("records are compared by what says most: %s; %s carried along into golden records, but not compared", strings.Join(names, ", "), areMore(p.left, "attribute"))
	}
	p.workers, p.maxPairs = f.opt.Workers, max(maxStoredPairs, storedPerRecord*p.records.Rows)
	p.maxBlock = d.spec.Blocking.MaxBlock
	p.limitCost()
	if n := d.spec.Blocking.PairsPerRecord; n > 0 {
		p.budget = blocking.Budget{PerRule: n / 4, Total: n}
	}
	if len(p.fields) == 0 {
		return nil, f.nothingToCompare(d)
	}
	column := map[string]int{}
	for i, c := range p.blocking {
		column[c.Name] = i
	}
	for k, r := range d.spec.Blocking.Rules {
		rule, err := f.rule(r, column)
		if err != nil {
			return nil, fmt.Errorf("blocking rule %d: %w", k+1, err)
		}
		p.rules = append(p.rules, rule)
	}
	for _, r := range d.spec.Match.Same {
		rule, err := f.rule(r, column)
		if err != nil {
			return nil, fmt.Errorf("rule of same: %w", err)
		}
		p.same = append(p.same, rule)
	}
	p.never = either(vetoes(d.spec.Match.Never, column, p.blocking), generationConflicts(d.attributes, d.sources))
	p.cut = cutOf(d.spec.Match.Link)
	if d.spec.Kind == "employee" {
		p.byRules(&d.spec.Match, column)
	}
	if names := d.spec.Match.Unique; names != nil {
		p.unique = make([]bool, len(d.sources))
		for s, src := range d.sources {
			p.unique[s] = slices.Contains(names, src.spec.Name)
		}
	}
	if path := d.spec.Match.Model; path != "" {
		p.model, err = f.loadModel(path, p.fields, len(d.sources)+1)
	}
	return p, err
}

// areMore says that there are n more of something.
func areMore(n int, thing string) string {
	if n == 1 {
		return "1 more " + thing + " is"
	}
	return count(n) + " more " + thing + "s are"
}

// never is a cut that no score reaches.
const never = 1e9

// byRules lets rules alone decide who is one worker: what is merely alike is for a person to look at, since access
// to systems hangs on it. Without rules, the worker ID decides. HR may hold several employments of one
// worker, so that no source is taken for free of duplicates unless it is declared so.
func (p *problem) byRules(m *config.Match, column map[string]int) {
	if at, ok := column["worker_id"]; ok && m.Same == nil {
		p.same = append(p.same, blocking.Rule{{Column: at, Part: blocking.Value}})
	}
	if m.Link == 0 {
		p.cut = never
	}
	p.unique = make([]bool, p.records.Sources)
}

// nothingToCompare says that no attribute can tell records apart: a fault of the configuration, or, without one, of the files.
func (f *flow) nothingToCompare(d *domain) error {
	if f.cfg.Path != "" {
		return &config.Error{File: f.configName(), Msg: fmt.Sprintf("domain %s has no attribute that could tell its records apart; map at least one, such as a name, an e-mail address or a title", d.spec.Name)}
	}
	return &source.Error{
		File: d.sources[0].files[0].Path, What: "no column was found that could tell records apart, such as a name, an e-mail address or a title",
		Next: "give its columns headers that say what they hold, or write a configuration with gild init",
	}
}

// From so many records on, rules must do without text neighbours, which cost
// thousands of steps and hundreds of bytes a record, and with fewer pairs: values
// are then so well told apart by two keys that more pairs find hardly more
// matches (100,000 customers: pair F1 .9575 without neighbours, .9580 with).
const manyRecords = 250_000

// limitCost keeps blocking of many records within bounds that grow no faster than they.
func (p *problem) limitCost() {
	if p.records.Rows <= manyRecords {
		return
	}
	p.neighbour.Work = 1e9 / float64(p.records.Rows)
	p.once = !p.textual
	if !p.textual {
		p.neighbour.Top = -1
		p.budget = blocking.Budget{PerRule: 1.5, Total: 8}
	}
}

func (f *flow) configName() string {
	if f.cfg.Path == "" {
		return "inferred configuration"
	}
	return f.cfg.Path
}

// rule turns attribute:part names into keys.
func (f *flow) rule(names []string, column map[string]int) (blocking.Rule, error) {
	var r blocking.Rule
	for _, name := range names {
		attribute, part, found := strings.Cut(name, ":")
		at, ok := column[attribute]
		if !ok {
			return nil, &config.Error{File: f.configName(), Msg: fmt.Sprintf("attribute %s is not compared, or no record has it", attribute)}
		}
		p := blocking.Value
		if found {
			if p, ok = blocking.ParsePart(part); !ok {
				return nil, &config.Error{File: f.configName(), Msg: fmt.Sprintf("%q is no part of an attribute; known are sound, start, year, month-day, year-month, local, last7, house, rare", part)}
			}
		}
		r = append(r, blocking.Key{Column: at, Part: p})
	}
	return r, nil
}

// vetoes says which pairs can never be the same: those that differ in all attributes of a veto.
func vetoes(rules [][]string, column map[string]int, columns []blocking.Column) func(i, j uint32) bool {
	var sets [][][]uint32
	for _, r := range rules {
		var set [][]uint32
		for _, name := range r {
			if at, ok := column[name]; ok {
				set = append(set, columns[at].Codes)
			}
		}
		if len(set) == len(r) {
			sets = append(sets, set)
		}
	}
	if sets == nil {
		return nil
	}
	return func(i, j uint32) bool {
		for _, set := range sets {
			differs := true
			for _, codes := range set {
				a, b := codes[i], codes[j]
				differs = differs && a != 0 && b != 0 && a != b
			}
			if differs {
				return true
			}
		}
		return false
	}
}

// cutOf turns a probability into log-odds; 0 stands for even odds.
func cutOf(probability float64) float64 {
	if probability <= 0 {
		return 0
	}
	p := min(probability, 1-1e-9)
	return math.Log(p / (1 - p))
}

// loadModel reads a trained model, puts the fields compared in its order, which comes from how much each said of the records then, and checks
// that it fits them.
func (f *flow) loadModel(path string, fields []match.Field, strata int) (*match.Model, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, &config.Error{File: f.configName(), Msg: fmt.Sprintf("model %s cannot be read: %v", path, errors.Unwrap(err))}
	}
	m := &match.Model{}
	if err := json.Unmarshal(b, m); err != nil {
		return nil, &config.Error{File: path, Msg: fmt.Sprintf("no model: %v", err)}
	}
	place := map[string]int{}
	for k, f := range m.Fields {
		place[f.Name] = k - len(m.Fields) // before all that it lacks
	}
	slices.SortStableFunc(fields, func(a, b match.Field) int { return cmp.Compare(place[a.Name], place[b.Name]) })
	if err := m.Fits(fields, strata); err != nil {
		return nil, &config.Error{File: path, Msg: err.Error() + "; train it again on this configuration"}
	}
	return m, nil
}

// release lets go of what only resolving needs.
func (p *problem) release() {
	p.records.Columns, p.blocking, p.never = nil, nil, nil
}
