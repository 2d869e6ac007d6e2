package config

import (
	"errors"
	"os"
	"path/filepath"
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
			return nil, &Error{File: path, Msg: "there is no such file", Next: "write one with gild init"}
		}
		var fault *os.PathError
		if errors.As(err, &fault) {
			err = fault.Err
		}
		return nil, &Error{File: path, Msg: "the file cannot be read: " + err.Error()}
	}
	return Parse(path, text)
}

// Parse reads a configuration from text; path is for messages and relative paths.
func Parse(path string, text []byte) (*Config, error) {
	c := &Config{Path: path}
	f := newFaults(c, text)
	root, ok := document(text, f.add)
	if !ok {
		return nil, f.err()
	}
	fileShape().check(root, "", root.Line, f.add)
	c.fill(root)
	c.checkNames(f.add)
	if err := f.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// document returns the one mapping that a YAML text should hold.
func document(text []byte, report reporter) (*yaml.Node, bool) {
	var docs []yaml.Node
	if err := yaml.Load(text, &docs, yaml.WithAllDocuments()); err != nil {
		var fault *yaml.LoadError
		if errors.As(err, &fault) {
			report(lastWritten(text, fault.Mark.Line), "not YAML: "+strings.TrimPrefix(fault.Message, "yaml: "), "look at indentation, brackets and quotes here and in the line above")
			return nil, false
		}
		report(0, "not YAML: "+strings.TrimPrefix(err.Error(), "yaml: "), "")
		return nil, false
	}
	for i := range docs {
		if docs[i].Kind == yaml.DocumentNode && len(docs[i].Content) > 0 {
			docs[i] = *docs[i].Content[0]
		}
	}
	switch {
	case len(docs) == 0 || len(docs) == 1 && empty(&docs[0]):
		report(0, "the file is empty", "write one with gild init")
	case len(docs) > 1:
		report(docs[1].Line, "a second YAML document begins here; wanted one", "remove the line --- or put the rest in a file of its own")
	default:
		return &docs[0], true
	}
	return nil, false
}

// lastWritten returns the line, or the last one before it that is not blank: a file
// that ends too early is at fault where its text ends.
func lastWritten(text []byte, line int) int {
	lines := strings.Split(string(text), "\n")
	line = min(line, len(lines))
	for line > 1 && strings.TrimSpace(lines[line-1]) == "" {
		line--
	}
	return line
}

// fill takes the values out of a document. Where it has not the right shape, which
// is reported apart, values stay empty.
func (c *Config) fill(n *yaml.Node) {
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "version":
			c.version, c.versionLine = v.Value, v.Line
		case "domains":
			eachAt(v, func(name string, line int, d *yaml.Node) { c.Domains = append(c.Domains, c.domain(name, line, d)) })
		case "links":
			eachAt(v, func(name string, line int, l *yaml.Node) { c.Links = append(c.Links, c.link(name, line, l)) })
		case "max_rejects":
			c.MaxRejects = shareOrNone(v)
		case "memory":
			c.Memory, _ = ParseMemory(v.Value)
		case "workers":
			c.Workers, _ = parseWhole(v.Value)
		case "gates":
			c.Gates.fill(v)
		case "suppression":
			c.suppression(v)
		case "output":
			c.output(v)
		}
	})
}

func (c *Config) suppression(n *yaml.Node) {
	eachAt(n, func(key string, line int, v *yaml.Node) {
		switch key {
		case "list":
			c.Suppression.List, c.Suppression.line = c.relative(v.Value), line
		case "key":
			c.Suppression.Key = c.relative(v.Value)
		}
	})
}

// shareOrNone reads a share of which 0 does not stand for the default.
func shareOrNone(n *yaml.Node) float64 {
	x, err := parseShare(n.Value)
	if err == nil && x == 0 {
		return None
	}
	return x
}

func (g *Gates) fill(n *yaml.Node) {
	g.lines = map[string]int{}
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "max_cluster_size":
			g.MaxClusterSize, _ = parseWhole(v.Value)
		case "max_lost_masters":
			g.MaxLostMasters = shareOrNone(v)
		case "min_rows":
			g.MinRows, _ = parseLeast(v.Value)
			eachAt(v, func(source string, line int, v *yaml.Node) {
				share, _ := parseLeast(v.Value)
				g.MinRowsOf, g.lines[source] = append(g.MinRowsOf, SourceShare{source, share}), line
			})
		}
	})
}

func (c *Config) output(n *yaml.Node) {
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "dir":
			c.Output.Dir = c.relative(v.Value)
		case "keep":
			c.Output.Keep, _ = parseWhole(v.Value)
		case "format":
			c.Output.Format = v.Value
		case "tables":
			c.Output.Tables = strings1(v)
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

// relatives resolves one path or several.
func (c *Config) relatives(n *yaml.Node) []string {
	var out []string
	for _, p := range strings1(n) {
		out = append(out, c.relative(p))
	}
	return out
}

func (c *Config) domain(name string, line int, n *yaml.Node) *Domain {
	d := &Domain{Name: name, line: line, lines: map[string]int{}}
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "kind":
			d.Kind = v.Value
		case "sources":
			mapOf("", sourceShape()).check(v, "", line, func(int, string, string) { d.unsound = true })
			eachAt(v, func(name string, line int, s *yaml.Node) { d.Sources = append(d.Sources, c.source(name, line, s)) })
		case "blocking":
			d.Blocking.fill(v)
		case "match":
			d.Match.fill(v)
			if d.Match.Model != "" {
				d.Match.Model = c.relative(d.Match.Model)
			}
		case "survivorship":
			d.Survivorship.fill(v)
			if d.Survivorship.Steward != "" {
				d.Survivorship.Steward = c.relative(d.Survivorship.Steward)
			}
		case "household":
			each(v, func(_ string, v *yaml.Node) { d.Household.Policy = v.Value })
		case "employment":
			d.Employment.fill(line, v)
		case "consent":
			eachAt(v, func(_ string, line int, v *yaml.Node) { d.Consent = Consent{strings1(v), line} })
		case "summaries":
			eachAt(v, func(name string, line int, v *yaml.Node) {
				d.Summaries, d.lines[summaryKey(name)] = append(d.Summaries, Summary{name, c.relative(v.Value)}), line
			})
		case "derive":
			eachAt(v, func(name string, line int, v *yaml.Node) {
				d.Derive, d.lines[deriveKey(name)] = append(d.Derive, Derive{name, v.Value}), line
			})
		case "write_back":
			eachAt(v, func(source string, line int, v *yaml.Node) {
				d.WriteBack, d.lines[source] = append(d.WriteBack, WriteBack{source, strings1(v)}), line
			})
		case "authority":
			eachAt(v, func(name string, line int, v *yaml.Node) {
				d.Authority, d.lines[authorityKey(name)] = append(d.Authority, Authority{name, strings1(v)}), line
			})
		case "fill":
			d.KeepEmpty = v.Value == "false"
		}
	})
	return d
}

// link reads a stated relation; an end without a slash stays empty, and is reported as such.
func (c *Config) link(name string, line int, n *yaml.Node) Link {
	l := Link{Name: name, line: line, lines: map[string]int{}}
	eachAt(n, func(key string, line int, v *yaml.Node) {
		l.lines[key] = line
		switch key {
		case "from":
			l.From.Domain, l.From.Source, _ = strings.Cut(v.Value, "/")
		case "to":
			l.To.Domain, l.To.Source, _ = strings.Cut(v.Value, "/")
		case "file":
			l.Paths = c.relatives(v)
		case "keys":
			l.Keys = strings1(v)
		case "kind":
			l.Kind = v.Value
		case "since":
			l.Since = v.Value
		}
	})
	return l
}

// authorityKey is what the line of an authority is kept under, apart from those of write_back.
func authorityKey(name string) string { return "authority." + name }

// Keys of a source under which its lines are kept.
const (
	keyID      = "id"
	keyUpdated = "updated_at"
)

// attributeKey is what the line of an attribute is kept under, apart from the source's own keys.
func attributeKey(name string) string { return "attributes." + name }

func (c *Config) source(name string, line int, n *yaml.Node) *Source {
	s := &Source{Name: name, line: line, lines: map[string]int{}}
	eachAt(n, func(key string, line int, v *yaml.Node) {
		s.lines[key] = line
		switch key {
		case "path":
			s.Paths = c.relatives(v)
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
			eachAt(v, func(name string, line int, m *yaml.Node) {
				s.lines[attributeKey(name)] = line
				s.Attributes = append(s.Attributes, mapping(name, m))
			})
		}
	})
	if s.Format == "tsv" {
		s.Format = "csv"
		if s.Delimiter == "" {
			s.Delimiter = "tab"
		}
	}
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
	eachAt(n, func(key string, line int, v *yaml.Node) {
		m.lines[key] = line
		switch key {
		case "model":
			m.Model = v.Value
		case "same":
			for _, r := range v.Content {
				m.Same, m.sameLines = append(m.Same, strings1(r)), append(m.sameLines, r.Line)
			}
		case "never":
			for _, r := range v.Content {
				each(r, func(_ string, v *yaml.Node) {
					m.Never, m.neverLines = append(m.Never, strings1(v)), append(m.neverLines, r.Line)
				})
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
		switch key {
		case "groups":
			s.Groups = []Group{} // said to be none; nil is the default
		case "steward":
			s.Steward = v.Value
		}
		eachAt(v, func(name string, line int, v *yaml.Node) {
			s.lines[key+"."+name] = line
			switch key {
			case "trust":
				if s.Trust == nil {
					s.Trust = map[string]float64{}
				}
				s.Trust[name], _ = parseNumber(v.Value)
			case "decay":
				s.HalfLife, _ = parseLength(v.Value)
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
			case "spelling":
				r.Original = v.Value == "original"
			case "order":
				r.Order = strings1(v)
			case "when":
				r.When.fill(v)
			}
		})
	}
	return r
}

// each visits the pairs of a mapping node.
func each(n *yaml.Node, visit func(key string, value *yaml.Node)) {
	eachAt(n, func(key string, _ int, value *yaml.Node) { visit(key, value) })
}

// eachAt visits the pairs of a mapping node with the lines of their keys, without those that [eachPair] reports.
func eachAt(n *yaml.Node, visit func(key string, line int, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		return
	}
	eachPair(n, "", func(int, string, string) {}, func(key, value *yaml.Node) { visit(key.Value, key.Line, value) })
}

// strings1 reads one text or a list of texts.
func strings1(n *yaml.Node) []string {
	switch n.Kind {
	case yaml.ScalarNode:
		return []string{n.Value}
	case yaml.SequenceNode:
		out := []string{}
		for _, item := range n.Content {
			out = append(out, item.Value)
		}
		return out
	}
	return nil
}
