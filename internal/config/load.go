package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/gildmdm/gild/internal/standard"
)

// Load reads and checks a configuration; paths in it count from its folder.
// Every fault is reported, one line each.
func Load(path string) (*Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, &Error{File: path, Msg: "there is no such file; write one with gild init"}
		}
		return nil, &Error{File: path, Msg: err.Error()}
	}
	return Parse(path, text)
}

// Parse reads a configuration from text; path is for messages and relative paths.
func Parse(path string, text []byte) (*Config, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, &Error{File: path, Msg: strings.TrimPrefix(err.Error(), "yaml: ")}
	}
	c := &Config{Path: path}
	if len(doc.Content) == 0 {
		return nil, c.errorf(0, "the file is empty; write one with gild init")
	}
	var faults []error
	report := func(line int, msg string) { faults = append(faults, c.errorf(line, "%s", msg)) }
	fileShape().check(doc.Content[0], "", report)
	if faults == nil {
		c.fill(doc.Content[0])
		c.checkNames(report)
	}
	slices.SortStableFunc(faults, func(a, b error) int { return a.(*Error).Line - b.(*Error).Line })
	return c, errors.Join(faults...)
}

// fill takes the values out of a document that has the right shape.
func (c *Config) fill(n *yaml.Node) {
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "domains":
			each(v, func(name string, d *yaml.Node) { c.Domains = append(c.Domains, c.domain(name, d)) })
		case "max_rejects":
			c.MaxRejects, _ = parseShare(v.Value)
		case "gates":
			each(v, func(key string, v *yaml.Node) {
				switch key {
				case "max_cluster_size":
					c.Gates.MaxClusterSize, _ = parseWhole(v.Value)
				case "max_lost_masters":
					c.Gates.MaxLostMasters, _ = parseShare(v.Value)
				case "min_rows":
					c.Gates.MinRows, _ = parseShare(v.Value)
				}
			})
		case "output":
			each(v, func(key string, v *yaml.Node) {
				if key == "dir" {
					c.Output.Dir = c.relative(v.Value)
				} else {
					c.Output.Keep, _ = parseWhole(v.Value)
				}
			})
		}
	})
}

// relative resolves a path against the configuration's folder.
func (c *Config) relative(path string) string {
	if path == "-" || filepath.IsAbs(path) || c.Path == "" {
		return path
	}
	return filepath.Join(filepath.Dir(c.Path), path)
}

func (c *Config) domain(name string, n *yaml.Node) *Domain {
	d := &Domain{Name: name, line: n.Line}
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "kind":
			d.Kind = v.Value
		case "sources":
			each(v, func(name string, s *yaml.Node) { d.Sources = append(d.Sources, c.source(name, s)) })
		case "blocking":
			d.Blocking.fill(v)
		case "match":
			d.Match.fill(v)
			if d.Match.Model != "" {
				d.Match.Model = c.relative(d.Match.Model)
			}
		case "survivorship":
			d.Survivorship.fill(v)
		}
	})
	return d
}

func (c *Config) source(name string, n *yaml.Node) *Source {
	s := &Source{Name: name, line: n.Line, lines: map[string]int{}}
	each(n, func(key string, v *yaml.Node) {
		s.lines[key] = v.Line
		switch key {
		case "path":
			for _, p := range strings1(v) {
				s.Paths = append(s.Paths, c.relative(p))
			}
		case "format":
			s.Format = v.Value
		case "delimiter":
			s.Delimiter = v.Value
		case "encoding":
			s.Encoding = v.Value
		case "header":
			header := v.Value == "true"
			s.Header = &header
		case "id":
			s.ID = v.Value
		case "updated_at":
			s.UpdatedAt = v.Value
		case "updated_layout":
			s.UpdatedLayout = v.Value
		case "attributes":
			each(v, func(name string, m *yaml.Node) {
				s.lines[name] = m.Line
				s.Attributes = append(s.Attributes, mapping(name, m))
			})
		}
	})
	return s
}

// mapping reads a column, a list of columns, or the long form.
func mapping(name string, n *yaml.Node) standard.Mapping {
	m := standard.Mapping{Attribute: name}
	if n.Kind != yaml.MappingNode {
		m.Columns = strings1(n)
		return m
	}
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "column":
			m.Columns = []string{v.Value}
		case "columns":
			m.Columns = strings1(v)
		case "type":
			m.Type = v.Value
		case "layout":
			m.Layout = v.Value
		case "country":
			m.Country = strings.ToUpper(v.Value)
		}
	})
	return m
}

func (b *Blocking) fill(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		return
	}
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "rules":
			for _, r := range v.Content {
				b.Rules, b.lines = append(b.Rules, strings1(r)), append(b.lines, r.Line)
			}
		case "max_block":
			b.MaxBlock, _ = parseWhole(v.Value)
		case "pairs_per_record":
			b.PairsPerRecord, _ = parseNumber(v.Value)
		}
	})
}

func (m *Match) fill(n *yaml.Node) {
	m.lines = map[string]int{}
	each(n, func(key string, v *yaml.Node) {
		m.lines[key] = v.Line
		switch key {
		case "model":
			m.Model = v.Value
		case "same":
			for _, r := range v.Content {
				m.Same = append(m.Same, strings1(r))
			}
		case "never":
			for _, r := range v.Content {
				each(r, func(_ string, v *yaml.Node) { m.Never = append(m.Never, strings1(v)) })
			}
		case "thresholds":
			each(v, func(key string, v *yaml.Node) {
				x, _ := parseNumber(v.Value) // auto stays 0
				if key == "link" {
					m.Link = x
				} else {
					m.Review = x
				}
			})
		case "unique":
			m.Unique = strings1(v)
		}
	})
}

func (s *Survivorship) fill(n *yaml.Node) {
	s.lines = map[string]int{}
	each(n, func(key string, v *yaml.Node) {
		s.lines[key] = v.Line
		each(v, func(name string, v *yaml.Node) {
			s.lines[key+"."+name] = v.Line
			switch key {
			case "trust":
				if s.Trust == nil {
					s.Trust = map[string]float64{}
				}
				s.Trust[name], _ = parseNumber(v.Value)
			case "groups":
				s.Groups = append(s.Groups, Group{name, strings1(v)})
			case "attributes":
				s.Attributes = append(s.Attributes, survivorshipRule(name, v))
			}
		})
	})
}

func survivorshipRule(name string, n *yaml.Node) Rule {
	r := Rule{Attribute: name, Prefer: n.Value}
	if n.Kind == yaml.MappingNode {
		each(n, func(key string, v *yaml.Node) {
			switch key {
			case "prefer":
				r.Prefer = v.Value
			case "by":
				r.By = v.Value
			case "order":
				r.Order = strings1(v)
			}
		})
	}
	return r
}

// each visits the pairs of a mapping node.
func each(n *yaml.Node, visit func(key string, value *yaml.Node)) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		visit(n.Content[i].Value, n.Content[i+1])
	}
}

// strings1 reads one text or a list of texts.
func strings1(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	var out []string
	for _, item := range n.Content {
		out = append(out, item.Value)
	}
	return out
}

func parseNumber(s string) (float64, error) { return strconv.ParseFloat(s, 64) }

func parseWhole(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err == nil && n < 0 {
		return 0, fmt.Errorf("negative")
	}
	return n, err
}

// parseShare reads 5% or 0.05.
func parseShare(s string) (float64, error) {
	k := 1.0
	if t, ok := strings.CutSuffix(strings.TrimSpace(s), "%"); ok {
		s, k = strings.TrimSpace(t), .01
	}
	x, err := strconv.ParseFloat(s, 64)
	if err == nil && (x*k < 0 || x*k > 1) {
		return 0, fmt.Errorf("not between 0 and 1")
	}
	return x * k, err
}
