package run

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/internal/workforce"
)

// published are the spells as employments.parquet has them.
func (w *works) published() []publish.Employment {
	out := make([]publish.Employment, len(w.spells))
	for i, s := range w.spells {
		out[i] = publish.Employment{
			Master: s.Master, Record: publish.RecordKey(s.Record), Worker: s.Worker, Type: s.Type,
			Hired: s.Hired.Time(), Ended: s.Ended.Time(), Effective: s.Effective.Time(), Department: s.Department, Job: s.Job, Site: s.Site,
			Manager: s.Manager, Boss: s.Boss, Given: s.Given, Family: s.Family, Past: s.Past,
		}
	}
	return out
}

// readEmployments reads the spells of the last run, under the masters of today; those of
// erased records stay out.
func (w *works) readEmployments(ctx context.Context, workers int) ([]workforce.Spell, error) {
	path := filepath.Join(w.ids.previous.dir, "employments.parquet")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil // the domain was of another kind
	}
	names := []string{"master_id", "worker_id", "worker_type", "department", "job_title", "site", "manager_id", "manager_master_id", "given_name", "family_name", "past", "source", "record_id"}
	text, ints, err := readTable(ctx, path, workers, names, []string{"row", "hired", "ended", "effective"})
	if err != nil {
		return nil, err
	}
	now := w.ids.redirects()
	today := func(master string) string {
		if id := now(master); id != "" {
			return id
		}
		return master
	}
	var out []workforce.Spell
	for i := range text[0].Codes {
		cell := func(k int) string { return cellOf(text[k], i) }
		s := workforce.Spell{
			Master: today(cell(0)), Worker: cell(1), Type: cell(2), Department: cell(3), Job: cell(4), Site: cell(5), Manager: cell(6), Boss: today(cell(7)),
			Given: cell(8), Family: cell(9), Past: cell(10) == "yes", Record: workforce.Key{Source: cell(11), ID: cell(12), Row: ints[0][i]},
			Hired: storedDay(ints[1][i], workforce.Unknown), Ended: storedDay(ints[2][i], workforce.Open), Effective: storedDay(ints[3][i], workforce.Unknown),
		}
		if w.erased == nil || !w.erased.ids[[2]string{s.Record.Source, s.Record.ID}] {
			out = append(out, s)
		}
	}
	return out, nil
}

// nameKeys gives a spell of the last run its names in canonical writing; most are what they were, which is known.
func (w *works) nameKeys(was, is *workforce.Spell) {
	was.GivenKey, was.FamilyKey = is.GivenKey, is.FamilyKey
	if was.Given != is.Given {
		was.GivenKey = string(w.canonical("given_name", was.Given))
	}
	if was.Family != is.Family {
		was.FamilyKey = string(w.canonical("family_name", was.Family))
	}
}

func cellOf(c *table.Column, i int) string { return c.Dict.String(c.Codes[i]) }

func storedDay(at int64, otherwise workforce.Day) workforce.Day {
	if at == parquet.Null {
		return otherwise
	}
	return workforce.DayOf(time.UnixMicro(at))
}
