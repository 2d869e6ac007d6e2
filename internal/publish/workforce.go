package publish

import (
	"context"
	"time"
)

// Employment is one spell of work as HR has it, or had it.
type Employment struct {
	Master                  string
	Record                  RecordKey
	Worker, Type            string
	Hired, Ended, Effective time.Time // zero: not known, or no end
	Department, Job, Site   string
	Manager, Boss           string // worker ID and master ID
	Given, Family           string
	Past                    bool // the record shows a later one, or is gone
}

// AccountFinding is something wrong with an account of a directory, or the lack of one.
type AccountFinding struct {
	Master, Finding, Directory string
	Record                     RecordKey // zero: no account
	Worker, Type               string
	Since                      time.Time
}

// Employments writes employments.parquet.
func (t *Tables) Employments(ctx context.Context, rows []Employment) error {
	n := len(rows)
	names := []string{"master_id", "worker_id", "worker_type", "department", "job_title", "site", "manager_id", "manager_master_id", "given_name", "family_name", "past", "source", "record_id"}
	texts := newTexts(names, n)
	hired, ended, effective, row := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for i := range rows {
		e := &rows[i]
		past := "no"
		if e.Past {
			past = "yes"
		}
		addTexts(texts, e.Master, e.Worker, e.Type, e.Department, e.Job, e.Site, e.Manager, e.Boss, e.Given, e.Family, past, e.Record.Source, e.Record.ID)
		hired[i], ended[i], effective[i], row[i] = timestamp(e.Hired), timestamp(e.Ended), timestamp(e.Effective), e.Record.Row
	}
	columns := textColumns(texts)
	return t.once(ctx, "employments", n, append(columns, ints("row", row), times("hired", hired), times("ended", ended), times("effective", effective)))
}

// AccountFindings writes account_findings.parquet.
func (t *Tables) AccountFindings(ctx context.Context, rows []AccountFinding) error {
	n := len(rows)
	texts := newTexts([]string{"finding", "master_id", "worker_id", "directory", "record_id", "account_type"}, n)
	row, since := make([]int64, n), make([]int64, n)
	for i := range rows {
		f := &rows[i]
		addTexts(texts, f.Finding, f.Master, f.Worker, f.Directory, f.Record.ID, f.Type)
		row[i], since[i] = f.Record.Row, timestamp(f.Since)
		if f.Record.Source == "" {
			row[i] = timestamp(time.Time{}) // null
		}
	}
	return t.once(ctx, "account_findings", n, append(textColumns(texts), ints("row", row), times("since", since)))
}

func newTexts(names []string, n int) []*words {
	out := make([]*words, len(names))
	for i, name := range names {
		out[i] = newWords(name, n)
	}
	return out
}

// addTexts adds a row to columns of texts, in their order.
func addTexts(columns []*words, row ...string) {
	for i, s := range row {
		columns[i].add(s)
	}
}

func textColumns(columns []*words) []column {
	var out []column
	for _, w := range columns {
		out = append(out, text(w.name, w.dict, w.codes))
	}
	return out
}
