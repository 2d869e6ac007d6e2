package synth

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// StaffOptions say which year of a company's staff to write.
type StaffOptions struct {
	Workers int    // at the start; 0 means 60
	Months  int    // exports after the first; 0 means 12, negative none
	Seed    uint64 // another seed, another staff
}

// StaffSummary is what was written.
type StaffSummary struct {
	People  int
	Nights  []string       // folders of the exports, in the order of time
	Events  map[string]int // of the truth, by their names
	Workers int            // at work on the last day
}

//go:embed staff.yaml
var staffConfiguration []byte

// WriteStaff writes the exports of an HR system and two directories, one folder a month with the
// configuration that reads it, and the truth beside them: events.csv (what happened, since when, and the
// export that shows it first), people.csv (whose every record is) and findings.csv (what is wrong with accounts,
// export by export). The same options give the same bytes.
func WriteStaff(ctx context.Context, dir string, opt StaffOptions) (StaffSummary, error) {
	lex, err := newLexicon()
	if err != nil {
		return StaffSummary{}, fmt.Errorf("read embedded names: %w", err)
	}
	c := newCompany(lex, opt.Seed, cmp.Or(opt.Workers, 60), time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC))
	out := StaffSummary{Events: map[string]int{}}
	truth, err := newStaffTruth(dir)
	if err != nil {
		return out, err
	}
	defer truth.close()
	for month := 0; ; month++ {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		night := c.date.Format(time.DateOnly)
		out.Nights = append(out.Nights, night)
		if err := c.export(filepath.Join(dir, night)); err != nil {
			return out, fmt.Errorf("write staff of %s: %w", night, err)
		}
		truth.findings(c, night)
		if month >= cmp.Or(opt.Months, 12) {
			break
		}
		c.pass()
	}
	truth.all(c)
	for _, e := range c.events {
		out.Events[e.event]++
	}
	out.People = len(c.staff)
	for _, w := range c.staff {
		if w.working(c.date) {
			out.Workers++
		}
	}
	return out, truth.close()
}

// export writes the files of one night.
func (c *company) export(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "gild.yaml"), staffConfiguration, 0o644); err != nil {
		return err
	}
	for _, write := range []func(string) error{c.writeHR, c.writeAD, c.writeCloud} {
		if err := write(dir); err != nil {
			return err
		}
	}
	return nil
}

func (c *company) writeHR(dir string) error {
	s, err := newSheet(dir, "hr.csv", dialect{comma: ',', newline: "\n"}, "worker_no", "worker_type", "status", "first_name", "last_name", "born", "national_id",
		"work_email", "department", "job", "site", "manager_no", "hired", "last_day", "effective_date")
	if err != nil {
		return err
	}
	for _, w := range c.staff {
		for _, j := range w.jobs {
			s.row(c.hrRow(w, j)...)
		}
	}
	return s.close()
}

// hrRow writes an employment as HR has it.
func (c *company) hrRow(w *worker, j *job) []string {
	kind, status, boss := "Employee", "Active", ""
	if j.contingent {
		kind = "Contingent Worker"
	}
	if !j.ended.IsZero() && j.ended.Before(c.date) {
		status = "Terminated"
	}
	if j.boss != nil {
		boss = j.boss.now().id
	}
	return []string{j.id, kind, status, w.given, cmp.Or(w.slip, w.family), dateText(w.birth), w.national, w.hrMail, c.department(j.department), j.title, j.site,
		boss, dateText(j.noted), dateText(j.ended), dateText(j.effective)}
}

func dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (c *company) writeAD(dir string) error {
	s, err := newSheet(dir, "ad.csv", dialect{comma: ',', newline: "\r\n"}, "sAMAccountName", "employeeID", "givenName", "sn", "mail", "enabled", "type")
	if err != nil {
		return err
	}
	for _, w := range c.staff {
		for i, a := range []account{w.account, w.admin} {
			if a.login != "" {
				mail := []string{w.mail, ""}[i]
				s.row(a.login, a.worker, w.given, w.family, mail, enabled(a), []string{"user", "admin"}[i])
			}
		}
	}
	for _, a := range c.others {
		s.row(a.login, a.worker, "", "", a.login+"@company.example", enabled(a), "service")
	}
	return s.close()
}

func enabled(a account) string {
	if a.disabled {
		return "FALSE"
	}
	return "TRUE"
}

func (c *company) writeCloud(dir string) error {
	s, err := newSheet(dir, "cloud.csv", dialect{comma: ';', newline: "\n"}, "object_id", "employee_number", "display_name", "user_mail", "active")
	if err != nil {
		return err
	}
	for _, w := range c.staff {
		if w.cloud.login != "" {
			s.row(w.cloud.login, w.cloud.worker, w.given+" "+w.family, w.cloudMail, enabled(w.cloud))
		}
	}
	return s.close()
}

// staffTruth writes what is true.
type staffTruth struct {
	events, people, found *sheet
	closed                bool
}

func newStaffTruth(dir string) (*staffTruth, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	plain := dialect{comma: ',', newline: "\n"}
	t := &staffTruth{}
	var err error
	if t.events, err = newSheet(dir, "events.csv", plain, "person", "event", "on", "seen", "before", "after"); err != nil {
		return nil, err
	}
	if t.people, err = newSheet(dir, "people.csv", plain, "source", "id", "person"); err != nil {
		return nil, err
	}
	t.found, err = newSheet(dir, "findings.csv", plain, "night", "finding", "directory", "id", "person")
	return t, err
}

// all writes the events and the owners of all records.
func (t *staffTruth) all(c *company) {
	for _, e := range c.events {
		t.events.row(strconv.Itoa(e.of.number), e.event, dateText(e.on), dateText(e.seen), e.before, e.after)
	}
	for _, w := range c.staff {
		person := strconv.Itoa(w.number)
		for _, j := range w.jobs {
			t.people.row("hr", j.id, person)
		}
		for i, a := range []account{w.account, w.admin, w.cloud} {
			if a.login != "" {
				t.people.row([]string{"ad", "ad", "cloud"}[i], a.login, person)
			}
		}
	}
	for _, a := range c.others {
		t.people.row("ad", a.login, a.login)
	}
}

// findings writes what is wrong with accounts on one night.
func (t *staffTruth) findings(c *company, night string) {
	for _, w := range c.staff {
		person := strconv.Itoa(w.number)
		for _, d := range []struct {
			name string
			list []account
		}{{"ad", []account{w.account, w.admin}}, {"cloud", []account{w.cloud}}} {
			active := slices.DeleteFunc(d.list, func(a account) bool { return a.login == "" || a.disabled })
			for _, a := range active {
				if w.gone(c.date) {
					t.found.row(night, "account of a leaver still active", d.name, a.login, person)
				}
				if len(active) > 1 {
					t.found.row(night, "two accounts of one worker", d.name, a.login, person)
				}
			}
			if len(active) == 0 && w.working(c.date) {
				t.found.row(night, "worker without account", d.name, "", person)
			}
		}
	}
	for _, a := range c.others {
		what := "account without worker"
		if a.worker != "" {
			what = "account of an unknown worker ID"
		}
		t.found.row(night, what, "ad", a.login, a.login)
	}
}

// close closes the files and returns the first error.
func (t *staffTruth) close() error {
	if t.closed {
		return nil
	}
	t.closed = true
	return cmp.Or(t.events.close(), t.people.close(), t.found.close())
}
