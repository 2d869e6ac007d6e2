package labelled

import (
	"context"
	"strconv"
	"strings"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/internal/table"
)

// Options say what to report besides figures.
type Options struct {
	Errors int  // mistakes of each kind
	Values bool // with the values of their records, which are personal
}

// Report is how good one domain of a run is.
type Report struct {
	Domain  string `json:"domain"`
	Truth   string `json:"truth"`
	Missing int    `json:"missing_records"` // named by the truth, not in the run
	*evaluate.Score
	Rules  []evaluate.Rule `json:"rules"`
	Curve  *evaluate.Curve `json:"curve"`
	Errors []Mistake       `json:"errors,omitempty"`
}

// Mistake is a pair of records that the run got wrong, and why.
type Mistake struct {
	Kind        evaluate.Kind `json:"kind"`
	Left        string        `json:"left"` // source/record_id
	Right       string        `json:"right"`
	Probability float64       `json:"probability,omitempty"`
	Rule        string        `json:"rule,omitempty"`
	Why         string        `json:"why"`
	Levels      []Level       `json:"levels,omitempty"`
	Values      []Values      `json:"values,omitempty"`
}

// Level is what one comparison found.
type Level struct {
	Comparison string `json:"comparison"`
	Level      string `json:"level"`
}

// Values are what both records say of one attribute, as their sources wrote it.
type Values struct {
	Attribute string `json:"attribute"`
	Left      string `json:"left"`
	Right     string `json:"right"`
}

// Score returns the figures of the clusters alone.
func Score(ctx context.Context, d *store.Domain, t *Truth) (*evaluate.Score, error) {
	j, err := join(ctx, d, t)
	if err != nil {
		return nil, err
	}
	return j.Measure(), nil
}

// Evaluate compares a domain with the truth.
func Evaluate(ctx context.Context, d *store.Domain, t *Truth, opt Options) (*Report, error) {
	j, err := join(ctx, d, t)
	if err != nil {
		return nil, err
	}
	links, levels, err := j.links(ctx, d)
	if err != nil {
		return nil, err
	}
	r := &Report{Domain: d.Manifest.Name, Truth: t.Path, Missing: len(j.Source) - j.crosswalk, Score: j.Measure()}
	r.Rules, r.Curve = j.ByRule(links, r.Pairs.True), j.Input.Curve(links, r.Pairs.True)
	if opt.Errors > 0 {
		if r.Errors, err = j.mistakes(ctx, d, links, levels, opt); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// links reads the links of a domain; the table has the levels of their comparisons.
func (j *joined) links(ctx context.Context, d *store.Domain) (*evaluate.Links, *store.Table, error) {
	names, err := d.Columns("links")
	if err != nil {
		return nil, nil, err
	}
	want := []string{"left_source", "left_record_id", "left_row", "right_source", "right_record_id", "right_row", "probability", "blocking_rule"}
	for _, n := range names {
		if strings.HasPrefix(n, "level_") {
			want = append(want, n)
		}
	}
	t, err := d.Table(ctx, "links", want...)
	if err != nil {
		return nil, nil, err
	}
	l := &evaluate.Links{I: j.places(t, "left_"), J: j.places(t, "right_"), Probability: numbers(t.Column("probability")), Rule: t.Column("blocking_rule").Codes}
	rules := t.Column("blocking_rule").Dict
	for code := range rules.Len() {
		l.Rules = append(l.Rules, rules.String(uint32(code)))
	}
	return l, t, nil
}

// places finds the records that a table names under prefixed columns. A published table names none that the crosswalk lacks.
func (j *joined) places(t *store.Table, prefix string) []uint32 {
	f := j.finder(keyed{t.Column(prefix + "source"), t.Column(prefix + "record_id")})
	row := numbers(t.Column(prefix + "row"))
	out := make([]uint32, t.Rows)
	for line := range out {
		first, _ := f.at(line)
		out[line] = first + uint32(row[line]) - 1
	}
	return out
}

// numbers reads a column of numbers; 0 for null.
func numbers(c *table.Column) []float64 {
	of := make([]float64, c.Dict.Len())
	for code := range of {
		of[code], _ = strconv.ParseFloat(c.Dict.String(uint32(code)), 64) // written by gild as a number; null is empty
	}
	out := make([]float64, len(c.Codes))
	for i, code := range c.Codes {
		out[i] = of[code]
	}
	return out
}
