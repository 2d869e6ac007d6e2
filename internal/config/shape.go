package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/gildmdm/gild/match/kernel"
)

// shape says what a part of gild.yaml may look like.
type shape struct {
	doc    string
	fields []field  // a mapping with these keys
	each   *shape   // a mapping with any keys
	list   *shape   // a list
	oneOf  []*shape // any of these
	scalar string   // string, number, integer, boolean, percent
	values []string // a string, one of these
}

// field is one key of a mapping.
type field struct {
	key   string
	shape *shape
	must  bool
}

func text(doc string) *shape                { return &shape{doc: doc, scalar: "string"} }
func number(doc string) *shape              { return &shape{doc: doc, scalar: "number"} }
func whole(doc string) *shape               { return &shape{doc: doc, scalar: "integer"} }
func share(doc string) *shape               { return &shape{doc: doc, scalar: "percent"} }
func choice(doc string, v ...string) *shape { return &shape{doc: doc, values: v} }
func listOf(doc string, s *shape) *shape    { return &shape{doc: doc, list: s} }
func anyOf(doc string, s ...*shape) *shape  { return &shape{doc: doc, oneOf: s} }
func mapOf(doc string, s *shape) *shape     { return &shape{doc: doc, each: s} }
func object(doc string, f ...field) *shape  { return &shape{doc: doc, fields: f} }
func texts(doc string) *shape               { return anyOf(doc, text(""), listOf("", text(""))) }

// fileShape is the shape of the whole file.
func fileShape() *shape {
	mapping := anyOf("a column, several columns, or more detail", text(""), listOf("", text("")), object("",
		field{"column", text("name of the column"), false},
		field{"columns", listOf("several columns read as one attribute", text("")), false},
		field{"type", text("type of an attribute that gild does not know by name"), false},
		field{"layout", text("layout of dates, e.g. DD/MM/YYYY; empty: inferred from all values"), false},
		field{"country", text("ISO country that phones and postcodes without one belong to"), false},
	))
	source := object("one silo's export",
		field{"path", texts("file, glob, or a list of them; - is standard input"), true},
		field{"format", choice("empty: detected", "csv", "parquet"), false},
		field{"delimiter", text("one character, or tab; empty: detected"), false},
		field{"encoding", text("utf-8, utf-16le, utf-16be, windows-1252 …; empty: detected"), false},
		field{"header", &shape{doc: "whether the first row names the columns; empty: detected", scalar: "boolean"}, false},
		field{"id", text("column of record IDs; empty: row numbers"), false},
		field{"updated_at", text("column that says when the record changed last"), false},
		field{"updated_layout", text("layout of updated_at; empty: inferred"), false},
		field{"attributes", mapOf("attribute: column", mapping), true},
	)
	rule := anyOf("attributes, or parts of them: family_name:sound", text(""), listOf("", text("")))
	blocking := anyOf("auto, or rules", choice("", "auto"), object("",
		field{"rules", listOf("keys that must be equal, rule by rule", rule), false},
		field{"max_block", whole("records a block may have; larger ones are left out and reported"), false},
		field{"pairs_per_record", number("budget of automatic rules"), false},
	))
	match := object("what decides whether two records are the same",
		field{"model", text("file of a trained model; empty: trained on the data"), false},
		field{"same", listOf("equal in all attributes of a rule: the same, whatever the score", texts("")), false},
		field{"never", listOf("vetoes", object("", field{"differs", texts("different in all of these: never the same"), true})), false},
		field{"thresholds", object("",
			field{"link", anyOf("probability from which records are linked", choice("", "auto"), number("")), false},
			field{"review", number("probability from which a pair that is not linked is worth a look"), false}), false},
		field{"unique", listOf("sources without duplicates of their own", text("")), false},
	)
	survivorship := object("which values make the golden record",
		field{"trust", mapOf("source: 0..1", number("")), false},
		field{"groups", mapOf("attributes that survive together, from one record", listOf("", text(""))), false},
		field{"attributes", mapOf("attribute: rule", anyOf("", choice("", Preferences()...), object("",
			field{"prefer", choice("", Preferences()...), true},
			field{"by", text("with verified: the flag attribute that says so"), false},
			field{"order", listOf("with source_order: sources, the best first", text("")), false}))), false},
	)
	domain := object("one kind of thing to master",
		field{"kind", choice("", Kinds()...), true},
		field{"sources", mapOf("source name: export", source), true},
		field{"blocking", blocking, false},
		field{"match", match, false},
		field{"survivorship", survivorship, false},
	)
	return object("configuration of gild",
		field{"version", whole("version of this file: 1"), true},
		field{"domains", mapOf("domain name: domain", domain), true},
		field{"max_rejects", share("share of a source's rows that may be rejected"), false},
		field{"gates", object("refuse to publish what looks wrong",
			field{"max_cluster_size", whole("records of one master"), false},
			field{"max_lost_masters", share("share of the last run's masters that may be gone"), false},
			field{"min_rows", share("share of the last run's rows that each source must have"), false}), false},
		field{"output", object("where runs go",
			field{"dir", text("folder"), false},
			field{"keep", whole("runs kept"), false}), false},
	)
}

// check compares a node with its shape and reports every fault with its line.
func (s *shape) check(n *yaml.Node, path string, report func(line int, msg string)) {
	switch {
	case s.oneOf != nil:
		for _, o := range s.oneOf {
			if o.fits(n) {
				o.check(n, path, report)
				return
			}
		}
		report(n.Line, fmt.Sprintf("%s cannot be %s; wanted %s", path, nodeName(n), s.wanted()))
	case !s.fits(n):
		report(n.Line, fmt.Sprintf("%s cannot be %s; wanted %s", path, nodeName(n), s.wanted()))
	case s.fields != nil:
		s.checkFields(n, path, report)
	case s.each != nil:
		eachPair(n, report, func(key, value *yaml.Node) { s.each.check(value, join(path, key.Value), report) })
	case s.list != nil:
		for i, item := range n.Content {
			s.list.check(item, fmt.Sprintf("%s[%d]", path, i+1), report)
		}
	}
}

func (s *shape) checkFields(n *yaml.Node, path string, report func(int, string)) {
	var names []string
	for _, f := range s.fields {
		names = append(names, f.key)
	}
	found := map[string]bool{}
	eachPair(n, report, func(key, value *yaml.Node) {
		at := slices.Index(names, key.Value)
		if at < 0 {
			report(key.Line, fmt.Sprintf("unknown key %q%s%s", key.Value, in(path), nearest(key.Value, names)))
			return
		}
		found[key.Value] = true
		s.fields[at].shape.check(value, join(path, key.Value), report)
	})
	for _, f := range s.fields {
		if f.must && !found[f.key] {
			report(n.Line, fmt.Sprintf("key %q is missing%s", f.key, in(path)))
		}
	}
}

// eachPair visits the pairs of a mapping; a key given twice is a fault.
func eachPair(n *yaml.Node, report func(int, string), visit func(key, value *yaml.Node)) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if line, again := seen[key.Value]; again {
			report(key.Line, fmt.Sprintf("key %q is already given in line %d", key.Value, line))
			continue
		}
		seen[key.Value] = key.Line
		visit(key, n.Content[i+1])
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
	case n.Kind != yaml.ScalarNode:
		return false
	case s.values != nil:
		return slices.Contains(s.values, n.Value)
	}
	switch s.scalar {
	case "number":
		_, err := parseNumber(n.Value)
		return err == nil
	case "percent":
		_, err := parseShare(n.Value)
		return err == nil
	case "integer":
		_, err := parseWhole(n.Value)
		return err == nil
	case "boolean":
		return n.Value == "true" || n.Value == "false"
	}
	return n.Tag != "!!null"
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
	case s.scalar == "percent":
		return "a share such as 5% or 0.05"
	case s.scalar == "boolean":
		return "true or false"
	case s.scalar == "string":
		return "text"
	}
	return "a " + strings.Replace(s.scalar, "integer", "whole number", 1)
}

func nodeName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if n.Value == "" {
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

// nearest proposes the valid name that a wrong one probably means.
func nearest(name string, valid []string) string {
	best, distance := "", 1+len(name)/2
	for _, v := range valid {
		if d := kernel.OSA([]byte(strings.ToLower(name)), []byte(strings.ToLower(v))); d < distance {
			best, distance = v, d
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	if len(valid) > 0 && len(valid) <= 40 {
		return "; valid are " + strings.Join(valid, ", ")
	}
	return ""
}

// Schema returns the JSON schema of gild.yaml.
func Schema() ([]byte, error) {
	s := fileShape().schema()
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "gild.yaml"
	return json.MarshalIndent(s, "", "  ")
}

func (s *shape) schema() map[string]any {
	out := map[string]any{}
	if s.doc != "" {
		out["description"] = s.doc
	}
	switch {
	case s.oneOf != nil:
		var all []any
		for _, o := range s.oneOf {
			all = append(all, o.schema())
		}
		out["anyOf"] = all
	case s.fields != nil:
		properties := map[string]any{}
		var required []string
		for _, f := range s.fields {
			properties[f.key] = f.shape.schema()
			if f.must {
				required = append(required, f.key)
			}
		}
		out["type"], out["properties"], out["additionalProperties"] = "object", properties, false
		if required != nil {
			out["required"] = required
		}
	case s.each != nil:
		out["type"], out["additionalProperties"] = "object", s.each.schema()
	case s.list != nil:
		out["type"], out["items"] = "array", s.list.schema()
	case s.values != nil:
		out["type"], out["enum"] = "string", s.values
	case s.scalar == "percent":
		out["anyOf"] = []any{map[string]any{"type": "number", "minimum": 0, "maximum": 1}, map[string]any{"type": "string", "pattern": `^[0-9.]+ ?%$`}}
	default:
		out["type"] = s.scalar
	}
	return out
}
