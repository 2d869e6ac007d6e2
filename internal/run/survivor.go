package run

import (
	"math"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// ruleText says which rule an attribute has, for the lineage.
func (s *survival) ruleText(i int) string {
	rule, group := s.attributes[i].Rule, ""
	for _, g := range s.groups {
		if slices.Contains(g.Attributes, i) {
			rule, group = g.Rule, ", together with "+g.Name
		}
	}
	text := rule.Name
	if text == "" {
		text = "default"
	}
	if rule.When != nil {
		text += " when " + s.attributes[rule.When.Attribute].Name + ", else default"
	}
	return text + group
}

// survivor shows one result, of the masters after from, to package publish.
func (c *choice) survivor(i int, r survivorship.Result, from int) (publish.Survivor, error) {
	a := c.attributes[i]
	step := make([]uint8, len(r.Step))
	for k, by := range r.Step {
		step[k] = uint8(by)
	}
	names := make([]string, survivorship.Steps)
	for k := range names {
		names[k] = survivorship.Step(k).String()
	}
	for k, certain := range r.Confidence {
		if certain == 0 { // only placeholders: they stand in the records, not in the golden record
			r.Code[k] = table.Missing
		}
	}
	var list *publish.List
	if r.Lists != nil {
		// A union leaves nobody out: there is no runner-up.
		list = &publish.List{Spellings: r.Spellings, Start: r.Lists.Start, Code: r.Lists.Code}
		r.Code = joined(r, c.texts[i])
		r.Spellings, r.RunnerUpCode = c.texts[i].View(), make([]uint32, len(r.Code))
	}
	out := publish.Survivor{
		List: list, Name: a.Name, Date: isDate(c.domain.attributes[i]), Spellings: r.Spellings, Code: r.Code, Record: r.Record,
		Confidence: r.Confidence, Rule: c.ruleText(i), Step: step, Steps: names, RunnerUp: r.RunnerUp, RunnerUpCode: r.RunnerUpCode,
	}
	if c.original[i] {
		if err := c.writeOriginals(i, &out); err != nil {
			return out, err
		}
	}
	if of := c.consents.of(a.Name); of != nil {
		of.survive(&out, &a, from)
	}
	return out, nil
}

// writeOriginals puts what the sources have in place of the spellings of an attribute. A value that a steward set, or that is a part of a
// column or one of several, stays as it is.
func (c *choice) writeOriginals(i int, out *publish.Survivor) error {
	a, texts := c.domain.attributes[i], c.texts[i]
	first := make([]uint32, len(c.sources)) // record of each source
	for k := 1; k < len(first); k++ {
		first[k] = first[k-1] + uint32(c.sources[k-1].table.Rows)
	}
	write := func(codes, records []uint32) ([]uint32, error) {
		written := make([]uint32, len(codes))
		for k, code := range codes {
			if code == table.Missing {
				continue
			}
			text := out.Spellings.Bytes(code)
			if record := records[k]; record != survivorship.None {
				source := c.survival.records.Source[record]
				spelling, by := a.spelling(int(source), record-first[source])
				if spelling == code && len(typeOf(by.mapping).Parts()) == 0 && len(by.mapping.Columns) == 1 {
					text = by.raw.Dict.Bytes(by.raw.Codes[record-first[source]])
				}
			}
			var err error
			if written[k], err = texts.Intern(text); err != nil {
				return nil, err
			}
		}
		return written, nil
	}
	var err error
	if out.Code, err = write(out.Code, out.Record); err != nil {
		return err
	}
	out.RunnerUpCode, err = write(out.RunnerUpCode, out.RunnerUp)
	out.Spellings, out.Date = texts.View(), false
	return err
}

// numbersOf reads spellings as numbers and their units.
func numbersOf(spellings *table.Dict) *publish.Numbers {
	n := &publish.Numbers{Amount: []float64{math.NaN()}, Unit: []uint32{table.Missing}, Units: table.NewDict()}
	for code := 1; code < spellings.Len(); code++ {
		amount, unit, ok := standard.Quantity(spellings.String(uint32(code)))
		if !ok {
			amount, unit = math.NaN(), ""
		}
		at, _ := n.Units.Intern([]byte(unit)) // a part of what fitted into a dictionary
		n.Amount, n.Unit = append(n.Amount, amount), append(n.Unit, at)
	}
	return n
}

// joined writes the lists of a union as one text each, values parted by "; ".
func joined(r survivorship.Result, texts *table.Dict) []uint32 {
	codes := make([]uint32, len(r.Code))
	for k := range codes {
		var parts []string
		for _, c := range r.Lists.Code[r.Lists.Start[k]:r.Lists.Start[k+1]] {
			parts = append(parts, r.Spellings.String(c))
		}
		codes[k], _ = texts.Intern([]byte(strings.Join(parts, "; "))) // no larger than what it came from
	}
	return codes
}

func isDate(a *attribute) bool { return a.kind.Comparison() == standard.CompareDate }
