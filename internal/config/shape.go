package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/gildmdm/gild/match/kernel"
)

// shape says what a part of gild.yaml may look like.
type shape struct {
	doc    string
	preset any      // what holds when the key is absent, for the JSON schema
	fields []field  // a mapping with these keys
	either []string // of a mapping with fields: keys of which there must be exactly one
	each   *shape   // a mapping with any names
	list   *shape   // a list
	least  int      // of a list or a mapping with any names: entries it must have
	oneOf  []*shape // any of these
	scalar string   // a single value of this sort; see scalars
	values []string // a text, one of these
}

// field is one key of a mapping.
type field struct {
	key   string
	shape *shape
	must  bool
}

func value(doc, scalar string) *shape       { return &shape{doc: doc, scalar: scalar} }
func text(doc string) *shape                { return value(doc, aText) }
func choice(doc string, v ...string) *shape { return &shape{doc: doc, values: v} }
func listOf(doc string, s *shape) *shape    { return &shape{doc: doc, list: s} }
func anyOf(doc string, s ...*shape) *shape  { return &shape{doc: doc, oneOf: s} }
func mapOf(doc string, s *shape) *shape     { return &shape{doc: doc, each: s} }
func object(doc string, f ...field) *shape  { return &shape{doc: doc, fields: f} }

// some is a text, or a list of at least one.
func some(doc string) *shape { return anyOf(doc, text(""), filled(listOf("", text("")), 1)) }

// filled sets how many entries a list or mapping must have.
func filled(s *shape, least int) *shape {
	s.least = least
	return s
}

// preset sets what holds when a key is absent.
func preset(s *shape, v any) *shape {
	s.preset = v
	return s
}

// check compares a node with its shape and reports every fault. path and line are those of its key.
func (s *shape) check(n *yaml.Node, path string, line int, report reporter) {
	if n.Line > 0 && !empty(n) && n.Kind == yaml.ScalarNode {
		line = n.Line
	}
	switch {
	case special(n):
		report(n.Line, fmt.Sprintf("%s uses an anchor, alias or tag of YAML", orFile(path)), "write the value out")
	case s.oneOf != nil:
		for _, o := range s.oneOf {
			if o.fits(n) {
				o.check(n, path, line, report)
				return
			}
		}
		s.misfit(n, path, line, report)
	case !s.fits(n):
		s.misfit(n, path, line, report)
	case s.fields != nil:
		s.checkFields(n, path, line, report)
	case s.each != nil:
		s.checkSize(len(n.Content)/2, path, line, report)
		eachPair(n, path, report, func(key, value *yaml.Node) { s.each.check(value, join(path, key.Value), key.Line, report) })
	case s.list != nil:
		s.checkSize(len(n.Content), path, line, report)
		for i, item := range n.Content {
			s.list.check(item, fmt.Sprintf("%s[%d]", path, i+1), item.Line, report)
		}
	}
}

func (s *shape) misfit(n *yaml.Node, path string, line int, report reporter) {
	next := ""
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value != "" && s.takes(aText):
		next = fmt.Sprintf("if it is a name, write it in quotes: %q", n.Value)
	case n.Kind == yaml.ScalarNode && !empty(n):
		if name, ok := closest(n.Value, s.choices()); ok {
			next = fmt.Sprintf("did you mean %q?", name)
		}
	}
	report(line, fmt.Sprintf("%s cannot be %s; wanted %s", orFile(path), nodeName(n), s.wanted()), next)
}

func (s *shape) checkSize(entries int, path string, line int, report reporter) {
	if entries < s.least {
		have := fmt.Sprintf("has only %d of at least %d entries", entries, s.least)
		if entries == 0 {
			have = "has no entry"
		}
		report(line, path+" "+have, "")
	}
}

func (s *shape) checkFields(n *yaml.Node, path string, line int, report reporter) {
	var names []string
	for _, f := range s.fields {
		names = append(names, f.key)
	}
	found := map[string]bool{}
	eachPair(n, path, report, func(key, value *yaml.Node) {
		at := slices.Index(names, key.Value)
		if at < 0 {
			report(key.Line, fmt.Sprintf("unknown key %q%s", key.Value, in(path)), nearest(key.Value, names))
			return
		}
		found[key.Value] = true
		s.fields[at].shape.check(value, join(path, key.Value), key.Line, report)
	})
	if n := len(slices.DeleteFunc(slices.Clone(s.either), func(key string) bool { return !found[key] })); s.either != nil && n != 1 {
		report(line, fmt.Sprintf("%s has %d of the keys %s; wanted exactly one", path, n, strings.Join(s.either, ", ")), "")
	}
	for _, f := range s.fields {
		if f.must && !found[f.key] {
			report(line, fmt.Sprintf("key %q is missing%s", f.key, in(path)), "")
		}
	}
}

// eachPair visits the pairs of a mapping; a key given twice, or that is no single name, is a fault.
func eachPair(n *yaml.Node, path string, report reporter, visit func(key, value *yaml.Node)) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		line, again := seen[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode || key.Value == "" || special(key):
			report(key.Line, fmt.Sprintf("a key%s is %s; wanted a plain name", in(path), nodeName(key)), "")
		case again:
			report(key.Line, fmt.Sprintf("key %q%s is already given in line %d", key.Value, in(path), line), "")
		default:
			seen[key.Value] = key.Line
			visit(key, n.Content[i+1])
		}
	}
}

// fits reports whether a node is of the right sort, without looking inside.
func (s *shape) fits(n *yaml.Node) bool {
	switch {
	case s.oneOf != nil:
		return slices.ContainsFunc(s.oneOf, func(o *shape) bool { return o.fits(n) })
	case s.fields != nil || s.each != nil:
		return n.Kind == yaml.MappingNode
	case s.list != nil:
		return n.Kind == yaml.SequenceNode
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null":
		return false
	case s.values != nil:
		return slices.Contains(s.values, n.Value)
	}
	return scalars()[s.scalar].valid(n.Value)
}

// takes reports whether a sort of single value is allowed.
func (s *shape) takes(scalar string) bool {
	return s.scalar == scalar || slices.ContainsFunc(s.oneOf, func(o *shape) bool { return o.takes(scalar) })
}

// choices returns the words that may stand here.
func (s *shape) choices() []string {
	out := slices.Clone(s.values)
	for _, o := range s.oneOf {
		out = append(out, o.choices()...)
	}
	return out
}

// wanted describes a shape in an error.
func (s *shape) wanted() string {
	switch {
	case s.oneOf != nil:
		var all []string
		for _, o := range s.oneOf {
			all = append(all, o.wanted())
		}
		return strings.Join(all, " or ")
	case s.fields != nil || s.each != nil:
		return "a mapping"
	case s.list != nil:
		return "a list"
	case s.values != nil:
		return strings.Join(s.values, ", ")
	}
	return scalars()[s.scalar].wanted
}

// special reports whether a node is more than what is written there.
func special(n *yaml.Node) bool {
	return n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0
}

// empty reports whether nothing is written where a value should be.
func empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Value == "" }

func nodeName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	if empty(n) {
		return "empty"
	}
	return fmt.Sprintf("%q", n.Value)
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func in(path string) string {
	if path == "" {
		return ""
	}
	return " in " + path
}

func orFile(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// closest returns the valid name that a wrong one probably means.
func closest(name string, valid []string) (string, bool) {
	best, distance := "", 1+len(name)/2
	if len(name) > longestName {
		return "", false
	}
	for _, v := range valid {
		if d := kernel.OSA([]byte(strings.ToLower(name)), []byte(strings.ToLower(v))); d < distance {
			best, distance = v, d
		}
	}
	return best, best != ""
}

// nearest proposes the valid name that a wrong one probably means, or, if none is near, lists them.
func nearest(name string, valid []string) string {
	if best, ok := closest(name, valid); ok {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(valid) > 0 && len(valid) <= 40 {
		return "valid are " + strings.Join(valid, ", ")
	}
	return ""
}
