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

// survivor shows one result to package publish.
func (s *survival) survivor(i int, r survivorship.Result) (publish.Survivor, error) {
	a := s.attributes[i]
	step := make([]uint8, len(r.Step))
	for k, by := range r.Step {
		step[k] = uint8(by)
	}
	names := make([]string, survivorship.Steps)
	for k := range names {
		names[k] = survivorship.Step(k).String()
	}
	for k, c := range r.Confidence {
		if c == 0 { // only placeholders: they stand in the records, not in the golden record
			r.Code[k] = table.Missing
		}
	}
	var list *publish.List
	if r.Lists != nil {
		// A union leaves nobody out: there is no runner-up.
		list = &publish.List{Spellings: r.Spellings, Start: r.Lists.Start, Code: r.Lists.Code}
		r.Code, r.Spellings = joined(r)
		r.RunnerUpCode = make([]uint32, len(r.Code))
	}
	out := publish.Survivor{
		List: list, Name: a.Name, Date: isDate(s.domain.attributes[i]), Spellings: r.Spellings, Code: r.Code, Record: r.Record,
		Confidence: r.Confidence, Rule: s.ruleText(i), Step: step, Steps: names, RunnerUp: r.RunnerUp, RunnerUpCode: r.RunnerUpCode,
	}
	switch kind := s.domain.attributes[i].kind; {
	case s.original[i]:
		return out, s.writeOriginals(i, &out)
	case list == nil && kind.Comparison() == standard.CompareNumber:
		out.Numbers = numbersOf(r.Spellings)
		if !standard.HasUnit(a.Name) {
			out.Numbers.Units = nil
		}
	}
	return out, nil
}

// writeOriginals puts what the sources have in place of the spellings of an attribute. A value that a steward set, or that is a part of a
// column or one of several, stays as it is.
func (s *survival) writeOriginals(i int, out *publish.Survivor) error {
	a, texts := s.domain.attributes[i], table.NewDict()
	first := make([]uint32, len(s.sources)) // record of each source
	for k := 1; k < len(first); k++ {
		first[k] = first[k-1] + uint32(s.sources[k-1].table.Rows)
	}
	write := func(codes, records []uint32) ([]uint32, error) {
		written := make([]uint32, len(codes))
		for k, code := range codes {
			if code == table.Missing {
				continue
			}
			text := out.Spellings.Bytes(code)
			if record := records[k]; record != survivorship.None {
				source := s.records.Source[record]
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
	out.Spellings, out.Date = texts, false
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
func joined(r survivorship.Result) ([]uint32, *table.Dict) {
	d := table.NewDict()
	codes := make([]uint32, len(r.Code))
	for k := range codes {
		var parts []string
		for _, c := range r.Lists.Code[r.Lists.Start[k]:r.Lists.Start[k+1]] {
			parts = append(parts, r.Spellings.String(c))
		}
		codes[k], _ = d.Intern([]byte(strings.Join(parts, "; "))) // no larger than what it came from
	}
	return codes, d
}

func isDate(a *attribute) bool { return a.kind.Comparison() == standard.CompareDate }
