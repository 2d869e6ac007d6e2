package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gildmdm/gild/internal/standard"
)

// Notes are remarks that go into a written configuration: under the name of a source, lines above
// its settings; under source.attribute, words beside that attribute.
type Notes map[string][]string

// Write writes a configuration with comments. Reading the text again gives the same configuration,
// but for paths: they are written as they stand, so relative ones count from the folder in which
// the text will lie; see [Config.Absolute]. It fails for names and paths that are not UTF-8.
func Write(w io.Writer, c *Config, notes Notes) error {
	p := &printer{}
	p.line(0, "# Configuration of gild. Everything has a default; gild schema prints all that may stand here.")
	p.line(0, "version: %d", Version)
	p.line(0, "domains:")
	for _, d := range c.Domains {
		p.domain(d, notes)
	}
	p.links(c.Links)
	p.whole(c)
	p.gates(&c.Gates)
	if s := c.Suppression; s.List != "" {
		p.line(0, "suppression:             # who was erased stays out")
		p.when(1, "list", s.List)
		p.when(1, "key", s.Key)
	}
	p.output(&c.Output)
	if !utf8.Valid(p.text.Bytes()) {
		return errors.New("configuration holds a name or path that is not UTF-8, which gild.yaml cannot say; rename it")
	}
	_, err := w.Write(p.text.Bytes())
	return err
}

// printer writes lines of YAML.
type printer struct{ text bytes.Buffer }

// line writes one line, indented by steps of two spaces.
func (p *printer) line(depth int, format string, args ...any) {
	p.text.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&p.text, format, args...)
	p.text.WriteByte('\n')
}

// when writes key: value unless the value is empty.
func (p *printer) when(depth int, key, value string) {
	if value != "" {
		p.line(depth, "%s: %s", key, quote(value))
	}
}

func (p *printer) domain(d *Domain, notes Notes) {
	p.line(1, "%s:", quote(d.Name))
	p.line(2, "kind: %s", quote(d.Kind))
	p.line(2, "sources:")
	for _, s := range d.Sources {
		p.source(s, notes)
	}
	p.blocking(&d.Blocking)
	p.match(&d.Match)
	p.survivorship(&d.Survivorship)
	if d.Household.Policy != "" {
		p.line(2, "household: {policy: %s}", quote(d.Household.Policy))
	}
	p.employment(&d.Employment)
	if d.Consent.Verified != nil {
		p.line(2, "consent: {verified: %s}", flow(d.Consent.Verified))
	}
	if d.Summaries != nil {
		p.line(2, "summaries:             # what gild enrich summed up")
		for _, s := range d.Summaries {
			p.line(3, "%s: %s", quote(s.Name), quote(s.Path))
		}
	}
	if d.Derive != nil {
		p.line(2, "derive:                # inferred, never mixed with what sources say")
		for _, x := range d.Derive {
			p.line(3, "%s: %s", quote(x.Name), quote(x.Rule))
		}
	}
	if d.WriteBack != nil {
		p.line(2, "write_back:            # what each source may be told to change")
		for _, w := range d.WriteBack {
			p.line(3, "%s: %s", quote(w.Source), flow(w.Attributes))
		}
	}
	if d.Authority != nil {
		p.line(2, "authority:             # whose value wins, and is never told to change")
		for _, a := range d.Authority {
			p.line(3, "%s: %s", quote(a.Name), flow(a.Sources))
		}
	}
	if d.KeepEmpty {
		p.line(2, "fill: false            # cells that are empty stay so")
	}
}

func (p *printer) source(s *Source, notes Notes) {
	p.line(3, "%s:", quote(s.Name))
	for _, n := range notes[s.Name] {
		p.line(4, "# %s", oneLine(n))
	}
	p.line(4, "path: %s", list(s.Paths))
	p.when(4, "format", s.Format)
	p.when(4, "delimiter", s.Delimiter)
	p.when(4, "encoding", s.Encoding)
	if s.Header != nil {
		p.line(4, "header: %t", *s.Header)
	}
	p.when(4, "id", s.ID)
	p.when(4, "updated_at", s.UpdatedAt)
	p.when(4, "updated_layout", s.UpdatedLayout)
	if len(s.Attributes) == 0 {
		p.line(4, "attributes: {}")
		return
	}
	p.line(4, "attributes:")
	for _, m := range s.Attributes {
		beside := ""
		if n := notes[s.Name+"."+m.Attribute]; len(n) > 0 {
			beside = "  # " + oneLine(strings.Join(n, "; "))
		}
		p.line(5, "%s: %s%s", quote(m.Attribute), mappingText(m), beside)
	}
}

func mappingText(m standard.Mapping) string {
	if m.Type == "" && m.Layout == "" && m.Country == "" {
		return list(m.Columns)
	}
	parts := []string{}
	if len(m.Columns) == 1 {
		parts = append(parts, "column: "+quote(m.Columns[0]))
	} else {
		parts = append(parts, "columns: "+flow(m.Columns))
	}
	for _, kv := range [][2]string{{"type", m.Type}, {"layout", m.Layout}, {"country", m.Country}} {
		if kv[1] != "" {
			parts = append(parts, kv[0]+": "+quote(kv[1]))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (p *printer) blocking(b *Blocking) {
	if b.Rules == nil && b.MaxBlock == 0 && b.PairsPerRecord == 0 {
		p.line(2, "blocking: auto          # or rules: [email, [family_name, birth_date]]")
		return
	}
	p.line(2, "blocking:")
	if b.Rules != nil {
		p.line(3, "rules:")
		for _, r := range b.Rules {
			p.line(4, "- %s", flow(r))
		}
	}
	if b.MaxBlock > 0 {
		p.line(3, "max_block: %d", b.MaxBlock)
	}
	if b.PairsPerRecord > 0 {
		p.line(3, "pairs_per_record: %s", decimal(b.PairsPerRecord))
	}
}

func (p *printer) match(m *Match) {
	p.line(2, "match:")
	p.when(3, "model", m.Model)
	if m.Same != nil {
		p.line(3, "same:                 # equal: the same, whatever the score")
		for _, r := range m.Same {
			p.line(4, "- %s", flow(r))
		}
	}
	if m.Never != nil {
		p.line(3, "never:                # vetoes")
		for _, r := range m.Never {
			p.line(4, "- differs: %s", flow(r))
		}
	}
	if m.Unique != nil {
		p.line(3, "unique: %s", flow(m.Unique))
	}
	p.line(3, "thresholds: {link: %s, review: %s}", orAuto(m.Link), orAuto(m.Review))
}

// orAuto writes a threshold; 0 is left to gild.
func orAuto(x float64) string {
	if x == 0 {
		return "auto"
	}
	return decimal(x)
}

func (p *printer) survivorship(s *Survivorship) {
	if s.Trust == nil && s.HalfLife == 0 && s.Groups == nil && s.Attributes == nil && s.Steward == "" {
		return
	}
	p.line(2, "survivorship:")
	if s.Steward != "" {
		p.line(3, "steward: %s", quote(s.Steward))
	}
	if s.Trust != nil {
		p.line(3, "trust:")
		for _, name := range sortedKeys(s.Trust) {
			p.line(4, "%s: %s", quote(name), decimal(s.Trust[name]))
		}
	}
	if s.HalfLife > 0 {
		p.line(3, "decay: {half_life: %s}", lengthText(s.HalfLife))
	}
	switch {
	case s.Groups == nil:
	case len(s.Groups) == 0:
		p.line(3, "groups: {}")
	default:
		p.line(3, "groups:               # survive together, from one record")
		for _, g := range s.Groups {
			p.line(4, "%s: %s", quote(g.Name), flow(g.Attributes))
		}
	}
	if s.Attributes != nil {
		p.line(3, "attributes:")
		for _, r := range s.Attributes {
			p.line(4, "%s: %s", quote(r.Attribute), ruleText(r))
		}
	}
}

func ruleText(r Rule) string {
	if r.By == "" && r.Order == nil && r.When.Attribute == "" && !r.Original {
		return r.Prefer
	}
	text := "{prefer: " + r.Prefer
	if r.By != "" {
		text += ", by: " + quote(r.By)
	}
	if r.Order != nil {
		text += ", order: " + flow(r.Order)
	}
	if r.When.Attribute != "" {
		text += ", when: " + r.When.text()
	}
	if r.Original {
		text += ", spelling: original"
	}
	return text + "}"
}

func (p *printer) links(links []Link) {
	if links == nil {
		return
	}
	p.line(0, "links:")
	for _, l := range links {
		p.line(1, "%s:", quote(l.Name))
		p.line(2, "from: %s", quote(l.From.String()))
		p.line(2, "to: %s", quote(l.To.String()))
		p.line(2, "file: %s", list(l.Paths))
		p.line(2, "keys: %s", flow(l.Keys))
		if l.Kind != "" {
			p.line(2, "kind: %s", quote(l.Kind))
		}
		if l.Since != "" {
			p.line(2, "since: %s", quote(l.Since))
		}
	}
}

// whole writes what holds for the whole run.
func (p *printer) whole(c *Config) {
	if c.MaxRejects > 0 {
		p.line(0, "max_rejects: %s       # share of a source's rows that may be rejected", shareText(c.MaxRejects))
	}
	if c.Memory != (Memory{}) {
		p.line(0, "memory: %s", c.Memory)
	}
	if c.Workers > 0 {
		p.line(0, "workers: %d", c.Workers)
	}
}

// shareText writes a share; None is 0 in the file.
func shareText(x float64) string {
	if x == None {
		return "0"
	}
	return percent(x)
}

func (p *printer) gates(g *Gates) {
	if g.MaxClusterSize == 0 && g.MaxLostMasters == 0 && g.MinRows == 0 && g.MinRowsOf == nil {
		return
	}
	p.line(0, "gates:                   # refuse to publish what looks wrong")
	if g.MaxClusterSize > 0 {
		p.line(1, "max_cluster_size: %d", g.MaxClusterSize)
	}
	if g.MaxLostMasters > 0 {
		p.line(1, "max_lost_masters: %s", shareText(g.MaxLostMasters))
	}
	switch {
	case g.MinRowsOf != nil:
		p.line(1, "min_rows:")
		for _, s := range g.MinRowsOf {
			p.line(2, "%s: %s", quote(s.Source), percent(s.Share))
		}
	case g.MinRows > 0:
		p.line(1, "min_rows: %s", percent(g.MinRows))
	}
}

func (p *printer) output(o *Output) {
	if o.Dir == "" && o.Keep == 0 && o.Format == "" && o.Tables == nil {
		p.line(0, "# output: {tables: [crosswalk, golden]}   # only these tables; absent: all")
		return
	}
	p.line(0, "output:")
	p.when(1, "dir", o.Dir)
	if o.Keep > 0 {
		p.line(1, "keep: %d", o.Keep)
	}
	p.when(1, "format", o.Format)
	if o.Tables != nil {
		p.line(1, "tables: %s", flow(o.Tables))
	}
}

// list writes one text as it is, several as a list.
func list(v []string) string {
	if len(v) == 1 {
		return quote(v[0])
	}
	return flow(v)
}

func flow(v []string) string {
	out := make([]string, len(v))
	for i, s := range v {
		out[i] = quote(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// quote writes a text as a YAML scalar that stays a text, in every reader of YAML.
func quote(s string) string {
	if isPlain(s) {
		return s
	}
	if !utf8.ValidString(s) {
		return s // Write fails
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case string(r) != oneLine(string(r)) && r != ' ' || r == 0xa0:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// isPlain reports whether a text needs no quotes anywhere.
func isPlain(s string) bool {
	switch strings.ToLower(s) {
	case "", "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		return false
	}
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
	for i := range len(s) {
		if c := s[i]; !letter(c) && !(c >= '0' && c <= '9') && !strings.ContainsRune("_/.- ", rune(c)) {
			return false
		}
	}
	return (letter(s[0]) || s[0] == '/') && s[len(s)-1] != ' '
}
