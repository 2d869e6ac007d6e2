package workforce

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/standard"
)

// day reads YYYY-MM-DD; "" is otherwise.
func day(t *testing.T, s string, otherwise Day) Day {
	t.Helper()
	if s == "" {
		return otherwise
	}
	var y, m, d int
	if _, err := fmt.Sscanf(s, "%d-%d-%d", &y, &m, &d); err != nil {
		t.Fatal(err)
	}
	return DayOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC))
}

// spells reads lines of worker ID, type, hired, last day.
func spells(t *testing.T, text string) []Spell {
	t.Helper()
	var out []Spell
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		s := Spell{Master: "m", Worker: f[0], Type: f[1], Hired: day(t, f[2], Unknown), Ended: Open, Effective: Unknown, Record: Key{"hr", f[0], 1}}
		if len(f) > 3 {
			s.Ended = day(t, f[3], Open)
		}
		out = append(out, s)
	}
	return out
}

func show(events []Event) string {
	var lines []string
	for _, e := range events {
		lines = append(lines, fmt.Sprintf("%s %s: %s -> %s", e.Since, e.Kind, e.Before, e.After))
	}
	return strings.Join(lines, "\n")
}

func TestTimeline(t *testing.T) {
	for _, c := range []struct{ name, spells, want string }{
		{"at work", "W1 Employee 2020-01-01", "2020-01-01 joined:  -> W1"},
		{"left, known beforehand", "W1 Employee 2020-01-01 2030-06-30", "2020-01-01 joined:  -> W1\n2030-06-30 left: W1 -> "},
		{"back under a new ID, in any order of rows", "W2 Employee 2022-01-01\nW1 Employee 2020-01-01 2021-06-30",
			"2020-01-01 joined:  -> W1\n2021-06-30 left: W1 -> \n2022-01-01 rehired: W1 -> W2"},
		{"back under the same ID", "W1 Employee 2020-01-01 2021-06-30\nW1 Employee 2022-01-01",
			"2020-01-01 joined:  -> W1\n2021-06-30 left: W1 -> \n2022-01-01 rehired: W1 -> W1"},
		{"taken on", "C1 Contractor 2020-01-01 2021-06-30\nW1 Employee 2021-07-12", "2020-01-01 joined:  -> C1\n2021-07-12 converted: Contractor, C1 -> Employee, W1"},
		{"taken on, the contract still open", "C1 Contractor 2020-01-01\nW1 Employee 2021-07-12", "2020-01-01 joined:  -> C1\n2021-07-12 converted: Contractor, C1 -> Employee, W1"},
		{"taken on, and gone", "C1 Contractor 2020-01-01\nW1 Employee 2021-07-12 2022-01-31",
			"2020-01-01 joined:  -> C1\n2021-07-12 converted: Contractor, C1 -> Employee, W1\n2022-01-31 left: W1 -> "},
		{"taken on long after the contract", "C1 Contractor 2020-01-01 2020-06-30\nW1 Employee 2021-07-12",
			"2020-01-01 joined:  -> C1\n2020-06-30 left: C1 -> \n2021-07-12 rehired: C1 -> W1"},
		{"another ID without a break", "W1 Employee 2020-01-01 2021-06-30\nW2 Employee 2021-07-01", "2020-01-01 joined:  -> W1\n2021-07-01 moved: W1 -> W2"},
		{"a second job beside the first", "W1 Employee 2020-01-01\nW2 Employee 2021-07-01 2021-12-31", "2020-01-01 joined:  -> W1"},
		{"an employee with a contract beside", "W1 Employee 2020-01-01\nC1 Contractor 2021-07-01", "2020-01-01 joined:  -> W1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, show(Timeline(spells(t, c.spells)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	base := Spell{
		Type: "Employee", Hired: day(t, "2020-01-01", Unknown), Ended: Open, Effective: day(t, "2020-01-01", Unknown), Department: "Research & Development", Job: "Clerk",
		Site: "Ashford", Manager: "W7", Boss: "m7", Given: "Ann", Family: "Müller", GivenKey: "ann", FamilyKey: "muller",
	}
	for _, c := range []struct {
		name   string
		change func(s *Spell)
		want   string
	}{
		{"nothing", func(*Spell) {}, ""},
		{"another writing", func(s *Spell) { s.Department, s.Job = "RESEARCH & DEVELOPMENT", "CLERK" }, ""},
		{"emptied", func(s *Spell) { s.Job, s.Manager = "", "" }, ""},
		{"the manager has another worker ID", func(s *Spell) { s.Manager = "W99" }, ""},
		{"another manager", func(s *Spell) { s.Manager, s.Boss = "W8", "m8" }, "2026-01-01 moved: W7 -> W8"},
		{"department and site in one, since when HR says", func(s *Spell) {
			s.Department, s.Site, s.Effective = "Sales", "Millport", day(t, "2025-12-15", Unknown)
		}, "2025-12-15 moved: Research & Development, Ashford -> Sales, Millport"},
		{"a slip put right", func(s *Spell) { s.Family, s.FamilyKey = "Mueller", "mueller" }, ""},
		{"a nickname", func(s *Spell) { s.Given, s.GivenKey = "Annie", "annie" }, ""},
		{"another family name", func(s *Spell) { s.Family, s.FamilyKey = "Olsen", "olsen" }, "2026-01-01 renamed: Ann Müller -> Ann Olsen"},
		{"joined with a hyphen", func(s *Spell) { s.Family, s.FamilyKey = "Müller-Olsen", "muller olsen" }, "2026-01-01 renamed: Ann Müller -> Ann Müller-Olsen"},
		{"another type in the same row", func(s *Spell) { s.Type = "Contractor" }, "2026-01-01 converted: Employee -> Contractor"},
		{"the row of one who has left", func(s *Spell) { s.Ended, s.Site = day(t, "2025-06-30", Open), "Millport" }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			was, is := base, base
			c.change(&is)
			if is.Ended != Open {
				was.Ended = is.Ended
			}
			if diff := cmp.Diff(c.want, show(Compare(&was, &is, day(t, "2026-01-01", Unknown), standard.NicknameGroups))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFollow(t *testing.T) {
	before := spells(t, "W1 Employee 2020-01-01 2021-06-30\nW2 Employee 2020-01-01\nW3 Employee 2020-01-01 2021-06-30\nW4 Employee 2020-01-01")
	before[3].Record.Source = "torn"
	now := spells(t, "W1 Employee 2022-01-01")
	asOf := day(t, "2022-01-02", Unknown)
	all, pairs, gone := Follow(before, now, asOf, map[string]bool{"torn": true})
	var got []string
	for _, s := range all {
		got = append(got, fmt.Sprint(s.Worker, " ", s.Hired, " ", s.Ended, " ", s.Past))
	}
	want := []string{
		"W1 2022-01-01  false", "W1 2020-01-01 2021-06-30 true", // overwritten: back under the same ID
		"W2 2020-01-01 2022-01-02 true", // gone, and not known to have left
		"W3 2020-01-01 2021-06-30 true", // gone after leaving
		"W4 2020-01-01  false",          // perhaps not readable tonight
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(pairs) != 0 || show(gone) != "2022-01-02 left: W2 -> " {
		t.Errorf("pairs %v, gone %q", pairs, show(gone))
	}
}

func TestCheckAccounts(t *testing.T) {
	staff := spells(t, "W1 Employee 2020-01-01\nW2 Employee 2020-01-01 2021-06-30\nW3 Employee 2029-01-01\nW4 Employee 2020-01-01")
	for i := range staff {
		staff[i].Master = "m" + staff[i].Worker[1:]
	}
	account := func(master, id, worker string, disabled bool) Account {
		return Account{Master: master, Record: Key{"ad", id, 1}, Worker: worker, Disabled: disabled}
	}
	accounts := []Account{
		account("m1", "ann", "W1", false), account("m1", "ann-admin", "W1", false), account("m2", "bob", "W2", false), account("m2", "bob-old", "W2", true),
		account("m4", "dan", "W4", true), account("m5", "svc", "", false), account("m6", "eve", "W66", false), account("m7", "off", "", true), account("m3", "kim", "W3", false),
	}
	var got []string
	fold := func(s string) string { return s }
	for _, f := range NewStaff(staff, day(t, "2025-01-01", Unknown), fold).Check(accounts, []string{"ad"}, fold) {
		got = append(got, strings.TrimSpace(fmt.Sprint(f.What, ": ", f.Record.ID, " ", f.Master, " ", f.Since)))
	}
	want := []string{
		LeaverActive + ": bob m2 2021-06-30", UnknownWorker + ": eve m6", NoWorker + ": svc m5", TwoAccounts + ": ann m1", TwoAccounts + ": ann-admin m1",
		NoAccount + ":  m4 2020-01-01",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
