package explain

import (
	"context"
	"strings"
	"unicode"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/internal/table"
)

// Blocking says what each blocking rule of a domain brings.
type Blocking struct {
	Domain    string     `json:"domain"`
	Records   int        `json:"records"`
	Sources   int        `json:"sources"`
	Chosen    bool       `json:"automatic"` // the rules were chosen on the data
	Limit     int        `json:"max_block"` // records a block may have
	Rules     []RuleGain `json:"rules"`
	Pairs     int64      `json:"candidate_pairs"`
	PerRecord float64    `json:"pairs_per_record"`
	Truth     *Truth     `json:"truth,omitempty"`
}

// RuleGain is what one rule brings. The neighbour pass, the last, has no keys.
type RuleGain struct {
	Rule    string   `json:"rule"`
	Keys    int64    `json:"keys,omitempty"`    // distinct
	Records int64    `json:"records,omitempty"` // that have a key; one with a list of values counts for each
	Pairs   int64    `json:"pairs"`
	New     int64    `json:"new_pairs"` // that no earlier rule brings
	Largest int      `json:"largest_block,omitempty"`
	Value   string   `json:"largest_key,omitempty"` // of the largest block; masked unless asked for
	Limited int64    `json:"limited_keys,omitempty"`
	Left    int64    `json:"left_out_pairs,omitempty"` // within blocks of limited keys
	True    *Reached `json:"true_pairs,omitempty"`
}

// Reached is how many true pairs a rule brings.
type Reached struct {
	Pairs    int64   `json:"pairs"`
	Share    float64 `json:"completeness"` // of all true pairs
	New      int64   `json:"new_pairs"`
	NewShare float64 `json:"new_completeness"`
	Alone    bool    `json:"alone"` // Pairs counts those of earlier rules, too; not known of the neighbour pass
}

// Truth is how many true pairs are candidates.
type Truth struct {
	Path         string  `json:"path"`
	Pairs        int64   `json:"true_pairs"`
	Found        int64   `json:"found"`
	Completeness float64 `json:"pair_completeness"`
	Missing      int     `json:"missing_records"` // that the truth names and the sources lack
}

// Walk is how a run makes its candidate pairs.
type Walk struct {
	Plan   *blocking.Plan
	Unique []bool // by source: free of duplicates, as declared
	Source []uint16
	// Pairs makes all candidate pairs; the neighbour pass, if any, has the number of rules as its number.
	Pairs   func(ctx context.Context, sink blocking.Sink) ([]blocking.Stats, error)
	Workers int
}

// Measure makes the candidate pairs and counts what each rule brings; labels may be nil.
func (b *Blocking) Measure(ctx context.Context, w *Walk, labels *labelled.Labels, values bool) error {
	found := make([][]int64, w.Workers) // by worker and rule: true pairs
	for k := range found {
		found[k] = make([]int64, len(w.Plan.Rules)+2) // neighbours and copies besides
	}
	var sink blocking.Sink
	if labels != nil {
		sink = func(worker, rule int, i uint32, js []uint32) {
			for _, j := range js {
				if labels.Same(i, j) {
					found[worker][rule]++
				}
			}
		}
	}
	stats, err := w.Pairs(ctx, sink)
	if err != nil {
		return err
	}
	for r, s := range stats {
		gain := RuleGain{Rule: s.Rule, Keys: s.Keys, Records: s.Records, Pairs: s.Gross, New: s.Pairs, Largest: s.Most.Records, Limited: s.Limited, Left: s.Left}
		if r < len(w.Plan.Rules) && s.Most.Records > 1 {
			gain.Value = w.Plan.KeyText(r, s.Most.Row)
			if !values {
				gain.Value = Mask(gain.Value)
			}
		}
		b.Rules, b.Pairs = append(b.Rules, gain), b.Pairs+s.Pairs
	}
	b.PerRecord = float64(b.Pairs) / float64(max(1, b.Records))
	if labels != nil {
		b.reach(w, labels, found)
	}
	return ctx.Err()
}

// reach counts the true pairs of each rule.
func (b *Blocking) reach(w *Walk, labels *labelled.Labels, found [][]int64) {
	all := float64(max(1, len(labels.Pairs)))
	b.Truth.Pairs, b.Truth.Missing = int64(len(labels.Pairs)), labels.Missing
	for r := range b.Rules {
		t := &Reached{Alone: r < len(w.Plan.Rules)}
		number := r
		if b.Rules[r].Rule == blocking.OfCopies {
			number = len(w.Plan.Rules) + 1
		}
		for k := range found {
			t.New += found[k][number]
		}
		t.Pairs = t.New
		if t.Alone {
			t.Pairs = w.made(r, labels.Pairs)
		}
		t.Share, t.NewShare = float64(t.Pairs)/all, float64(t.New)/all
		b.Truth.Found += t.New
		b.Rules[r].True = t
	}
	b.Truth.Completeness = float64(b.Truth.Found) / all
}

// made counts the pairs that a rule makes, all rules having run.
func (w *Walk) made(r int, pairs [][2]uint32) int64 {
	n := int64(0)
	for _, p := range pairs {
		if s := w.Source[p[0]]; w.Unique != nil && s == w.Source[p[1]] && w.Unique[s] {
			continue
		}
		if w.Plan.Makes(r, p[0], p[1]) {
			n++
		}
	}
	return n
}

// Mask leaves the first character of every word, and hides how long the rest is.
func Mask(s string) string {
	var out strings.Builder
	inside := false
	for _, c := range s {
		word := unicode.IsLetter(c) || unicode.IsDigit(c)
		switch {
		case word && !inside:
			out.WriteRune(c)
			out.WriteRune('…')
		case !word && c != rune(table.Separator):
			out.WriteRune(c)
		case !word:
			out.WriteString("; ")
		}
		inside = word
	}
	return out.String()
}
