package derive

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/vm"
	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
)

// Column is the values of one input, by row: values are made once, rows share them.
type Column struct {
	Values []any    // by code; of the type that the input's kind says, or nil
	Codes  []uint32 // by row
}

// Outcome is what a rule infers, by row.
type Outcome struct {
	Values *table.Dict
	Codes  []uint32 // 0: nothing
	Types  []Kind   // by code in Values: Text, Number, Date or Flag
	Faults int      // rows on which the expression failed; they have nothing
	Fault  string   // the first of them
}

// chunkRows is how many rows are evaluated at a time; chunks are joined in order, whoever made them.
const chunkRows = 1 << 14

// Evaluate applies a rule to all rows. Columns are those of r.Inputs; asOf is the day of the run, at midnight UTC.
func (r *Rule) Evaluate(ctx context.Context, rows int, columns []Column, asOf time.Time, workers int) (*Outcome, error) {
	parts := make([]part, (rows+chunkRows-1)/chunkRows)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, workers))
	for k := range parts {
		g.Go(func() error {
			parts[k] = r.part(columns, k*chunkRows, min(rows, (k+1)*chunkRows), asOf)
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := &Outcome{Values: table.NewDict(), Types: []Kind{Text}}
	for _, p := range parts {
		if out.Fault == "" {
			out.Fault = p.fault
		}
		out.Faults += p.faults
		if err := out.join(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// part is the outcome of some rows, with values of its own.
type part struct {
	values []string // by code; "" is nothing
	types  []Kind
	codes  []uint32
	faults int
	fault  string
}

// part evaluates the rows from to to-1.
func (r *Rule) part(columns []Column, from, to int, asOf time.Time) part {
	p := part{values: []string{""}, types: []Kind{Text}, codes: make([]uint32, 0, to-from)}
	seen := map[typedText]uint32{}
	env, set := r.environment(asOf)
	machine := vm.VM{}
	for row := from; row < to; row++ {
		value, kind, err := "", Text, error(nil)
		if r.fill(columns, row, set) {
			var x any
			if x, err = machine.Run(r.program, env); err == nil {
				value, kind, err = written(x)
			}
		}
		if err != nil {
			if p.faults++; p.faults == 1 {
				p.fault = oneLine(err.Error())
			}
		}
		code, ok := seen[typedText{value, kind}]
		if !ok && value != "" {
			code = uint32(len(p.values))
			seen[typedText{value, kind}] = code
			p.values, p.types = append(p.values, value), append(p.types, kind)
		}
		p.codes = append(p.codes, code)
	}
	return p
}

type typedText struct {
	text string
	kind Kind
}

// environment makes what an expression sees, and for every input how to set it.
func (r *Rule) environment(asOf time.Time) (env map[string]any, set []func(any)) {
	env = given(asOf)
	for _, in := range r.Inputs {
		within, name := env, in.Name
		if group, member, ok := strings.Cut(in.Name, "."); ok {
			if env[group] == nil {
				env[group] = map[string]any{}
			}
			within, name = env[group].(map[string]any), member
		}
		set = append(set, func(v any) { within[name] = v })
	}
	return env, set
}

// fill sets the inputs of a row; it reports false when one that the rule needs is missing.
func (r *Rule) fill(columns []Column, row int, set []func(any)) bool {
	for k := range set {
		v := columns[k].Values[columns[k].Codes[row]]
		if v == nil && r.needs[k] {
			return false
		}
		set[k](v)
	}
	return true
}

// written is an outcome as text; "" is nothing.
func written(x any) (string, Kind, error) {
	switch v := x.(type) {
	case nil:
		return "", Text, nil
	case string:
		return v, Text, nil
	case bool:
		return strconv.FormatBool(v), Flag, nil
	case int:
		return strconv.Itoa(v), Number, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "", Number, nil
		}
		return strconv.FormatFloat(v, 'f', -1, 64), Number, nil
	case time.Time:
		return v.UTC().Format(time.DateOnly), Date, nil
	}
	return "", Text, fmt.Errorf("the outcome is of type %T; wanted a text, a number, a date, or true or false", x)
}

// join appends the rows of a part.
func (o *Outcome) join(p part) error {
	codes := make([]uint32, len(p.values))
	for k := 1; k < len(codes); k++ {
		code, err := o.Values.Intern([]byte(p.values[k]))
		if err != nil {
			return err
		}
		if codes[k] = code; int(code) == len(o.Types) {
			o.Types = append(o.Types, p.types[k])
		}
	}
	for _, c := range p.codes {
		o.Codes = append(o.Codes, codes[c])
	}
	return nil
}
