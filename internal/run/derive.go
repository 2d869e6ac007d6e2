package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/derive"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/relation"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// inference is the rules of a domain and what they need of it.
type inference struct {
	rules  []*derive.Rule
	inputs map[string]derive.Column // by name, by master
}

// infers reports whether a domain has rules.
func (f *flow) infers() bool {
	return slices.ContainsFunc(f.done, func(d *domain) bool { return d.inference != nil })
}

// keepInputs keeps what the rules of a domain need of its golden records, which are let go once they are written.
func (d *domain) keepInputs() {
	rules := d.spec.Rules()
	if rules == nil {
		return
	}
	d.inference = &inference{rules: rules, inputs: map[string]derive.Column{}}
	for _, in := range d.inference.kept() {
		for k := range d.golden.survivors {
			if s := &d.golden.survivors[k]; s.Name == in.Name {
				d.inference.inputs[in.Name] = derive.Column{Values: typedValues(s.Spellings, in.Kind, d.attribute(in.Name).kind), Codes: s.Code}
			}
		}
	}
}

// needed lists the inputs of all rules.
func (i *inference) needed() []derive.Input {
	var out []derive.Input
	for _, r := range i.rules {
		for _, in := range r.Inputs {
			if !slices.Contains(out, in) {
				out = append(out, in)
			}
		}
	}
	return out
}

// kept lists the inputs to keep of golden records: those of the rules, and what else their inputs are made of.
func (i *inference) kept() []derive.Input {
	out := i.needed()
	born := derive.Input{Name: birthDate, Kind: derive.Date}
	if slices.ContainsFunc(out, func(in derive.Input) bool { return in.Name == config.HouseholdAges }) && !slices.Contains(out, born) {
		out = append(out, born)
	}
	return out
}

const birthDate = "birth_date"

// typedValues turns spellings into what expressions see; those that are no such value are missing.
func typedValues(spellings *table.Dict, kind derive.Kind, t standard.Type) []any {
	out := make([]any, spellings.Len())
	var cell standard.Cell
	for code := 1; code < len(out); code++ {
		v := spellings.String(uint32(code))
		switch kind {
		case derive.Date:
			if day, err := time.Parse(time.DateOnly, v); err == nil {
				out[code] = day
			}
		case derive.Number, derive.Flag:
			cell.Reset()
			if t.Standardise(v, &standard.Options{}, &cell); cell.Parts() > 0 && cell.Quality(0) == standard.OK {
				out[code] = numberOrFlag(kind, string(cell.Canonical(0)))
			}
		default:
			out[code] = v
		}
	}
	return out
}

func numberOrFlag(kind derive.Kind, canonical string) any {
	if kind == derive.Flag {
		return canonical == "y"
	}
	if x, err := strconv.ParseFloat(canonical, 64); err == nil {
		return x
	}
	return nil
}

// derive applies the rules of all domains, when everything else about their masters is known.
func (f *flow) derive(ctx context.Context, _ *domain) (string, error) {
	values, rules := 0, 0
	for i, d := range f.done {
		if d.inference == nil {
			continue
		}
		n, err := f.deriveDomain(ctx, i, d)
		if err != nil {
			return "", err
		}
		values, rules = values+n, rules+len(d.inference.rules)
	}
	return fmt.Sprintf("%s inferred by %s", plural(values, "value"), plural(rules, "rule")), nil
}

// deriveDomain applies the rules of one domain and writes what they infer.
func (f *flow) deriveDomain(ctx context.Context, i int, d *domain) (int, error) {
	if err := f.gatherInputs(ctx, i, d); err != nil {
		return 0, err
	}
	asOf := f.opt.AsOf.UTC().Truncate(24 * time.Hour)
	masters := d.found.clusters.Len()
	inferred := 0
	var out []publish.Derived
	for _, r := range d.inference.rules {
		columns := make([]derive.Column, len(r.Inputs))
		for k, in := range r.Inputs {
			columns[k] = d.inference.column(in.Name, masters)
		}
		o, err := r.Evaluate(ctx, masters, columns, asOf, f.opt.Workers)
		if err != nil {
			return 0, err
		}
		if o.Faults > 0 {
			f.warn("derive %s: nothing inferred for %s, on which the expression fails: %s", r.Name, plural(o.Faults, "master"), o.Fault)
		}
		for _, code := range o.Codes {
			if code != 0 {
				inferred++
			}
		}
		out = append(out, publish.Derived{
			Name: r.Name, Rule: r.Text, Values: o.Values, Codes: o.Codes, Types: typeNames(o.Types),
			Inputs: func(master int) string { return shown(r.Inputs, columns, master) },
		})
	}
	t := &publish.Tables{Run: f.out, Domain: d.spec.Name, Keys: d.keys, Workers: f.opt.Workers}
	if err := t.Derived(ctx, out); err != nil {
		return 0, err
	}
	f.manifest.Domains[i].Tables = append(f.manifest.Domains[i].Tables, t.Written...)
	return inferred, nil
}

func typeNames(kinds []derive.Kind) []string {
	names := map[derive.Kind]string{derive.Text: "text", derive.Number: "number", derive.Date: "date", derive.Flag: "flag"}
	out := make([]string, len(kinds))
	for k, kind := range kinds {
		out[k] = names[kind]
	}
	return out
}

// shown writes what an expression saw of a master.
func shown(inputs []derive.Input, columns []derive.Column, master int) string {
	var b strings.Builder
	for k, in := range inputs {
		if k > 0 {
			b.WriteString("; ")
		}
		b.WriteString(in.Name)
		b.WriteString(" = ")
		switch v := columns[k].Values[columns[k].Codes[master]].(type) {
		case nil:
			b.WriteString("nil")
		case time.Time:
			b.WriteString(v.Format(time.DateOnly))
		case float64:
			b.WriteString(strconv.FormatFloat(v, 'f', -1, 64))
		default:
			fmt.Fprint(&b, v)
		}
	}
	return b.String()
}

// column returns an input by master; one that the run has not is missing everywhere.
func (i *inference) column(name string, masters int) derive.Column {
	if c, ok := i.inputs[name]; ok {
		return c
	}
	return derive.Column{Values: []any{nil}, Codes: make([]uint32, masters)}
}

// gatherInputs finds what rules need besides golden values.
func (f *flow) gatherInputs(ctx context.Context, i int, d *domain) error {
	needs := func(names ...string) bool {
		return slices.ContainsFunc(d.inference.needed(), func(in derive.Input) bool { return slices.Contains(names, in.Name) })
	}
	if needs(config.HouseholdMembers, config.HouseholdAges) {
		d.householdInputs(f.opt.AsOf)
	}
	if needs(config.RelatedTo) {
		d.inference.inputs[config.RelatedTo] = f.countRelations(i, d, false)
	}
	if needs(config.RelatedBy) {
		d.inference.inputs[config.RelatedBy] = f.countRelations(i, d, true)
	}
	var faults []error
	for _, s := range d.spec.Summaries {
		if err := f.summaryInputs(ctx, d, s); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// countRelations counts the masters that a master is related to, by kind: out of it, or into it.
func (f *flow) countRelations(i int, d *domain, incoming bool) derive.Column {
	counts := make([]map[string]int, d.found.clusters.Len())
	count := func(master uint32, kind string) {
		if counts[master] == nil {
			counts[master] = map[string]int{}
		}
		counts[master][kind]++
	}
	for k, other := range f.done {
		for _, x := range other.relations.links {
			kind := ""
			if !incoming && k == i || incoming && int(x.Domain) == i {
				kind = other.relations.words.String(x.Kind)
			}
			switch {
			case kind == "":
			case incoming:
				count(x.To-1, kind)
			default:
				count(x.From-1, kind)
			}
		}
	}
	if r := d.relations; r.families != nil {
		for child, parent := range r.families.Parent {
			switch {
			case parent == relation.NoMaster:
			case incoming:
				count(uint32(child), "parent_of")
			default:
				count(parent, "parent_of")
			}
		}
	}
	c := derive.Column{Values: []any{map[string]int{}}, Codes: make([]uint32, len(counts))}
	for m, n := range counts {
		if n != nil {
			c.Values = append(c.Values, n)
			c.Codes[m] = uint32(len(c.Values) - 1)
		}
	}
	return c
}

// householdInputs gives every master of a household its size and the ages of its members.
func (d *domain) householdInputs(asOf time.Time) {
	masters := d.found.clusters.Len()
	members := derive.Column{Values: []any{nil}, Codes: make([]uint32, masters)}
	ages := derive.Column{Values: []any{nil}, Codes: make([]uint32, masters)}
	if h := d.relations.households; h != nil {
		born := d.birthDates()
		for k := range h.IDs {
			list := h.Member[h.Start[k]:h.Start[k+1]]
			years := []int{}
			for _, m := range list {
				if day := born[m-1]; !day.IsZero() {
					years = append(years, derive.Years(day, asOf))
				}
			}
			slices.Sort(years)
			members.Values, ages.Values = append(members.Values, len(list)), append(ages.Values, years)
			for _, m := range list {
				members.Codes[m-1], ages.Codes[m-1] = uint32(len(members.Values)-1), uint32(len(ages.Values)-1)
			}
		}
	}
	d.inference.inputs[config.HouseholdMembers], d.inference.inputs[config.HouseholdAges] = members, ages
}

// birthDates returns the golden birth dates by master; the zero time where none is known.
func (d *domain) birthDates() []time.Time {
	out := make([]time.Time, d.found.clusters.Len())
	c := d.inference.column(birthDate, len(out))
	for m, code := range c.Codes {
		out[m], _ = c.Values[code].(time.Time)
	}
	return out
}

// summaryInputs reads what gild enrich summed up, as far as rules name it. In the first night there is no such file yet.
func (f *flow) summaryInputs(ctx context.Context, d *domain, spec config.Summary) error {
	if _, err := os.Stat(spec.Path); errors.Is(err, fs.ErrNotExist) {
		f.warn("summary %s: %s is not there yet, so nothing is inferred from it; write it with gild enrich --summary", spec.Name, spec.Path)
		return nil
	}
	r, err := source.Read(ctx, source.Spec{Name: spec.Name, Paths: []string{spec.Path}}, f.sourceOptions())
	if err != nil {
		return err
	}
	if err := f.cfg.CheckSummary(d.spec, spec, r.Columns()); err != nil {
		return err
	}
	master := f.summaryMasters(d, spec, r.Table.Column("master_id"))
	for _, in := range d.inference.needed() {
		column, own := strings.CutPrefix(in.Name, spec.Name+".")
		if !own {
			continue
		}
		c := derive.Column{Values: []any{nil}, Codes: make([]uint32, d.found.clusters.Len())}
		if col := r.Table.Column(column); col != nil {
			values, err := summaryValues(col, in.Kind)
			if err != nil {
				return err
			}
			c.Values = values
			for row, m := range master {
				if m != 0 {
					c.Codes[m-1] = col.Codes[row]
				}
			}
		}
		d.inference.inputs[in.Name] = c
	}
	return nil
}

// summaryMasters finds the masters of a summary's rows, by master + 1. One that was merged since the summary was
// made has none: it is reported, since sums of two masters cannot be told from one.
func (f *flow) summaryMasters(d *domain, spec config.Summary, ids *table.Column) []uint32 {
	byCode := relation.Keys(ids.Dict, d.found.clusters.Len(), func(i int) ([]byte, uint32) { return d.keys.Masters.Bytes(uint32(i + 1)), uint32(i) })
	out := make([]uint32, len(ids.Codes))
	gone := 0
	for row, code := range ids.Codes {
		if out[row] = byCode[code]; out[row] == 0 {
			gone++
		}
	}
	if gone > 0 {
		f.warn("summary %s: %s of masters that are not there any more; run gild enrich again on this run", spec.Name, plural(gone, "row"))
	}
	return out
}

// summaryValues turns the values of a column into what expressions see.
func summaryValues(col *table.Column, kind derive.Kind) ([]any, error) {
	out := make([]any, col.Dict.Len())
	if kind == derive.Date {
		times, err := standard.Times(col, "")
		if err != nil {
			return nil, err
		}
		for code, t := range times {
			if !t.IsZero() {
				out[code] = t.UTC().Truncate(24 * time.Hour)
			}
		}
		return out, nil
	}
	for code := 1; code < len(out); code++ {
		x, err := strconv.ParseFloat(col.Dict.String(uint32(code)), 64)
		switch {
		case err != nil || math.IsNaN(x):
		case kind == derive.Count:
			out[code] = int(x)
		default:
			out[code] = x
		}
	}
	return out, nil
}
