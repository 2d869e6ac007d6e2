package standard

import (
	"bytes"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/table"
)

type Comparison uint8

const (
	CompareNone Comparison = iota
	CompareName
	CompareDate
	CompareEmail
	ComparePhone
	CompareStreet
	CompareShort
	CompareCode
	CompareNumber
	CompareText
	CompareOrganisation
	CompareCategory
)

const (
	GroupNone = iota
	GroupFamily
	GroupHome
	GroupContact
)

type Quality uint8

type Options struct {
	Layout string
	commas bool
}

type Cell struct{ s, c [][]byte }

func (c *Cell) Reset()                 { c.s, c.c = c.s[:0], c.c[:0] }
func (c *Cell) Parts() int             { return len(c.s) }
func (c *Cell) Spelling(p int) []byte  { return c.s[p] }
func (c *Cell) Canonical(p int) []byte { return c.c[p] }
func (c *Cell) Quality(p int) Quality  { return 0 }
func (c *Cell) add(s, k string)        { c.s, c.c = append(c.s, []byte(s)), append(c.c, []byte(k)) }

type Type interface {
	Name() string
	Parts() []string
	Standardise(raw []byte, opt *Options, out *Cell)
	Comparison() Comparison
}

type simple struct {
	name string
	cmp  Comparison
}

func (s simple) Name() string { return s.name }
func (s simple) Parts() []string {
	if s.name == "full_name" {
		return []string{"given_name", "middle_name", "family_name"}
	}
	return nil
}
func (s simple) Comparison() Comparison { return s.cmp }

func fold(b string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(b), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }), " ")
}

func (s simple) Standardise(raw []byte, opt *Options, out *Cell) {
	v := strings.TrimSpace(string(raw))
	switch strings.ToLower(v) {
	case "n/a", "unknown", "test@test.example", "1900-01-01", "01/01/1900", "0000000000", "000-000-0000", "(000) 000-0000", "+10000000000", "000.000.0000":
		out.add(v, "")
		return
	}
	switch s.name {
	case "full_name":
		var g, m, f string
		if a, b, ok := strings.Cut(v, ","); ok {
			f = a
			t := strings.Fields(b)
			if len(t) > 0 {
				g = t[0]
				m = strings.Join(t[1:], " ")
			}
		} else if t := strings.Fields(v); len(t) > 0 {
			g, f = t[0], t[len(t)-1]
			if len(t) > 2 {
				m = strings.Join(t[1:len(t)-1], " ")
			}
		}
		out.add(g, fold(g))
		out.add(m, fold(m))
		out.add(f, fold(f))
	case "date":
		d := v
		if len(v) == 10 && v[2] == '/' {
			d = v[6:] + "-" + v[:2] + "-" + v[3:5]
		}
		if p := strings.Split(v, string(table.Separator)); len(p) == 3 {
			for i := range p {
				p[i] = strings.Repeat("0", max(0, 2-len(p[i]))) + p[i]
			}
			if len(p[0]) == 4 {
				d = p[0] + "-" + p[1] + "-" + p[2]
			} else {
				d = p[2] + "-" + p[1] + "-" + p[0]
			}
		}
		if len(v) == 8 && !strings.Contains(v, "\x1f") {
			d = v[:4] + "-" + v[4:6] + "-" + v[6:]
		}
		out.add(d, d)
	case "phone":
		d := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, v)
		if len(d) == 10 {
			d = "1" + d
		}
		out.add("+"+d, "+"+d)
	case "email":
		out.add(strings.ToLower(v), strings.ToLower(v))
	case "street":
		p := bytes.Split(raw, []byte{table.Separator})
		if len(p) > 1 {
			out.add(strings.TrimSpace(strings.ReplaceAll(v, "\x1f", " ")), string(p[0])+"|"+fold(string(bytes.Join(p[1:], []byte(" "))))+"|")
			return
		}
		n, rest, _ := strings.Cut(v, " ")
		rest = " " + strings.ToLower(rest)
		u := ""
		for _, k := range []string{" apt ", " #", ", unit "} {
			if a, b, ok := strings.Cut(rest, k); ok {
				rest, u = a, b
			}
		}
		for _, k := range [][2]string{{" st", " street"}, {" ave", " avenue"}, {" rd", " road"}, {" ln", " lane"}, {" dr", " drive"}, {" ct", " court"}, {" pl", " place"}} {
			if strings.HasSuffix(rest, k[0]) {
				rest = strings.TrimSuffix(rest, k[0]) + k[1]
			}
		}
		out.add(v, n+"|"+strings.TrimSpace(rest)+"|"+u)
	case "code", "identifier", "postcode":
		out.add(v, strings.ToUpper(v))
	default:
		out.add(v, fold(v))
	}
}

var types = map[string]simple{}

func Lookup(name string) (Type, bool) {
	for _, t := range []simple{{"name", CompareName}, {"full_name", CompareName}, {"date", CompareDate}, {"email", CompareEmail}, {"phone", ComparePhone}, {"street", CompareStreet}, {"city", CompareShort}, {"short", CompareShort}, {"code", CompareCode}, {"identifier", CompareCode}, {"postcode", CompareCode}, {"number", CompareNumber}, {"text", CompareText}, {"long_text", CompareText}, {"organisation", CompareOrganisation}, {"gender", CompareCategory}, {"flag", CompareNone}, {"timestamp", CompareNone}, {"ignore", CompareNone}, {"region", CompareCategory}} {
		if t.name == name {
			return t, true
		}
	}
	return nil, false
}

type AttributeInfo struct {
	Name     string
	Type     string
	Personal bool
	Group    int
}

func Info(name string) (AttributeInfo, bool) {
	for _, a := range []AttributeInfo{{"given_name", "name", true, 0}, {"middle_name", "name", true, 0}, {"family_name", "name", false, GroupFamily}, {"full_name", "full_name", false, 0}, {"birth_date", "date", true, 0}, {"email", "email", false, GroupContact}, {"phone", "phone", false, GroupContact}, {"street", "street", false, GroupHome}, {"city", "city", false, GroupHome}, {"postcode", "postcode", false, GroupHome}, {"region", "region", false, GroupHome}, {"national_id", "identifier", true, 0}, {"gender", "gender", false, 0}, {"organisation", "organisation", false, 0}} {
		if a.Name == name {
			return a, true
		}
	}
	return AttributeInfo{}, false
}

func TypeOf(name string) Type {
	if i, ok := Info(name); ok {
		t, _ := Lookup(i.Type)
		return t
	}
	t, _ := Lookup("text")
	return t
}

func Prepare(m Mapping, col *table.Column) (*Options, Type, error) {
	t := TypeOf(m.Attribute)
	if m.Type != "" {
		t, _ = Lookup(m.Type)
	}
	return &Options{}, t, nil
}

func NicknameGroups(string) []uint16 { return nil }

func TypeNames() []string { return nil }

func Times(col *table.Column, layout string) ([]time.Time, error) {
	out := make([]time.Time, col.Dict.Len())
	for c := range out {
		for _, l := range []string{time.DateOnly, time.RFC3339, "2006/01/02", "01/02/2006"} {
			if t, err := time.Parse(l, col.Dict.String(uint32(c))); err == nil {
				out[c] = t
				break
			}
		}
	}
	return out, nil
}
