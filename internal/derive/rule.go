package derive

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
)

// Kind is the type of an input.
type Kind uint8

const (
	Text    Kind = iota // string
	Number              // float64
	Count               // int
	Date                // time.Time, at midnight UTC
	Flag                // bool
	Numbers             // []int
	Counts              // map[string]int; what is not in it counts 0
)

// Input is a value that expressions may name. A name with a dot is one of a group: household.members.
type Input struct {
	Name string
	Kind Kind
}

// Rule is an expression that has been checked. It is safe for concurrent use.
type Rule struct {
	Name   string
	Text   string
	Inputs []Input // those it names, in the order of the scope

	program *vm.Program
	needs   []bool // by input: without it nothing is inferred
}

// Error is an expression that cannot be used.
type Error struct {
	Rule   string
	Column int // of the expression, from 1; 0: all of it
	Msg    string
}

// Error says what is wrong, and where in the expression.
func (e *Error) Error() string {
	if e.Column > 0 {
		return fmt.Sprintf("rule %s, column %d: %s", e.Rule, e.Column, e.Msg)
	}
	return fmt.Sprintf("rule %s: %s", e.Rule, e.Msg)
}

// unsteady are functions of the language whose outcome may differ from run to run: a map has no order.
var unsteady = []string{"now", "timezone", "keys", "values", "toPairs"}

// Compile checks an expression against the inputs there are. Its errors are of type *Error.
func Compile(name, text string, scope []Input) (*Rule, error) {
	options := []expr.Option{expr.Env(environment(scope)), expr.Timezone("UTC")}
	for _, name := range unsteady {
		options = append(options, expr.DisableBuiltin(name))
	}
	program, err := expr.Compile(text, options...)
	if err != nil {
		var at *file.Error
		if errors.As(err, &at) {
			return nil, &Error{name, at.Column + 1, oneLine(at.Message)}
		}
		return nil, &Error{name, 0, oneLine(err.Error())}
	}
	if !simple(program.Node().Type()) {
		return nil, &Error{name, 0, fmt.Sprintf("the outcome is %s; wanted a text, a number, a date, or true or false", program.Node().Type())}
	}
	r := &Rule{Name: name, Text: text, program: program}
	used, provided := usesOf(text)
	for _, in := range scope {
		if used[in.Name] {
			r.Inputs, r.needs = append(r.Inputs, in), append(r.needs, !provided[in.Name])
		}
	}
	return r, nil
}

// simple reports whether a type can be an outcome; that of any is known once the rule runs.
func simple(t reflect.Type) bool {
	if t == nil || t == reflect.TypeFor[time.Time]() {
		return true
	}
	return slices.Contains([]reflect.Kind{reflect.String, reflect.Bool, reflect.Int, reflect.Float64, reflect.Interface}, t.Kind())
}

// environment is the type of what expressions see.
func environment(scope []Input) types.Map {
	env := types.Map{}
	for name, v := range given(time.Time{}) {
		env[name] = types.TypeOf(v)
	}
	for _, in := range scope {
		within, name := env, in.Name
		if group, member, ok := strings.Cut(in.Name, "."); ok {
			if _, ok := env[group].(types.Map); !ok {
				env[group] = types.Map{}
			}
			within, name = env[group].(types.Map), member
		}
		within[name] = in.Kind.typed()
	}
	return env
}

func (k Kind) typed() types.Type {
	switch k {
	case Number:
		return types.Float64
	case Count:
		return types.Int
	case Date:
		return types.TypeOf(time.Time{})
	case Flag:
		return types.Bool
	case Numbers:
		return types.TypeOf([]int(nil))
	case Counts:
		return types.TypeOf(map[string]int(nil))
	}
	return types.String
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
