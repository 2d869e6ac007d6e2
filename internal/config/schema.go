package config

import "encoding/json"

// Schema returns the JSON schema (draft 2020-12) of gild.yaml, for editors that
// check and complete YAML. It says what [Load] checks of one value; names that
// must exist elsewhere in the file only Load can check.
func Schema() ([]byte, error) {
	s := fileShape().schema()
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "gild.yaml"
	return json.MarshalIndent(s, "", "  ")
}

func (s *shape) schema() map[string]any {
	out := s.bare()
	if s.doc != "" {
		out["description"] = s.doc
	}
	if s.preset != nil {
		out["default"] = s.preset
	}
	return out
}

// bare is the schema without description and default.
func (s *shape) bare() map[string]any {
	switch {
	case s.oneOf != nil:
		var all []any
		for _, o := range s.oneOf {
			all = append(all, o.schema())
		}
		return either(all...)
	case s.fields != nil:
		return s.objectSchema()
	case s.each != nil:
		out := map[string]any{"type": "object", "additionalProperties": s.each.schema()}
		if s.least > 0 {
			out["minProperties"] = s.least
		}
		return out
	case s.list != nil:
		out := map[string]any{"type": "array", "items": s.list.schema()}
		if s.least > 0 {
			out["minItems"] = s.least
		}
		return out
	case s.values != nil:
		return map[string]any{"type": "string", "enum": s.values}
	}
	return scalars()[s.scalar].schema
}

func (s *shape) objectSchema() map[string]any {
	properties := map[string]any{}
	var required []string
	for _, f := range s.fields {
		properties[f.key] = f.shape.schema()
		if f.must {
			required = append(required, f.key)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		out["required"] = required
	}
	if s.either != nil {
		var one []any
		for _, key := range s.either {
			one = append(one, map[string]any{"required": []string{key}})
		}
		out["oneOf"] = one
	}
	return out
}
