package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/synth"
)

// replayYear runs all nights of a year of staff on one output folder and returns what was found: events
// by the night that found them, and findings night by night, in the words of the truth.
func replayYear(t *testing.T, dir string, nights []string) (events, findings []string) {
	t.Helper()
	owner := map[[2]string]string{}
	for _, row := range truthRows(t, filepath.Join(dir, "people.csv")) {
		owner[[2]string{row[0], row[1]}] = row[2]
	}
	for _, night := range nights {
		asOf, err := time.Parse(time.DateOnly, night)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(filepath.Join(dir, night, "gild.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		_, out, err := Run(context.Background(), cfg, Options{AsOf: asOf, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		people := mastersOf(t, out, owner)
		events = append(events, newEvents(t, out, asOf, people)...)
		findings = append(findings, foundAccounts(t, out, night, people)...)
		if night == nights[len(nights)-1] {
			checkGolden(t, out, filepath.Join(dir, night), owner, people)
		}
	}
	return events, findings
}

// mastersOf names the people that each master holds records of: one, if all is well.
func mastersOf(t *testing.T, out string, owner map[[2]string]string) map[string]string {
	t.Helper()
	text, _, err := readTable(context.Background(), filepath.Join(out, "employee", "crosswalk.parquet"), 1, []string{"master_id", "source", "record_id"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]string{}
	for i := range text[0].Codes {
		master, person := cellOf(text[0], i), owner[[2]string{cellOf(text[1], i), cellOf(text[2], i)}]
		if was, ok := people[master]; ok && was != person {
			t.Errorf("master %s holds records of persons %s and %s", master, was, person)
		}
		people[master] = person
	}
	return people
}

// newEvents lists the events that a night found first.
func newEvents(t *testing.T, out string, asOf time.Time, people map[string]string) (events []string) {
	t.Helper()
	text, ints, err := readTable(context.Background(), filepath.Join(out, "employee", "life_events.parquet"), 1, []string{"master_id", "event"}, []string{"since", "found_at"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range text[0].Codes {
		if time.UnixMicro(ints[1][i]).Equal(asOf) {
			since := time.UnixMicro(ints[0][i]).UTC()
			events = append(events, fmt.Sprint(asOf.Format(time.DateOnly), " person ", people[cellOf(text[0], i)], " ", cellOf(text[1], i), " on ", since.Format(time.DateOnly)))
		}
	}
	return events
}

// checkGolden wants every golden record to show the latest employment of its worker, whole, and the
// address that the first directory has.
func checkGolden(t *testing.T, out, exports string, owner map[[2]string]string, people map[string]string) {
	t.Helper()
	latest, mail := map[string][]string{}, map[string]string{}
	for _, row := range truthRows(t, filepath.Join(exports, "hr.csv")) {
		if p := owner[[2]string{"hr", row[0]}]; latest[p] == nil || row[12] > latest[p][12] {
			latest[p] = row
		}
	}
	for _, row := range truthRows(t, filepath.Join(exports, "ad.csv")) {
		if row[6] == "user" {
			mail[owner[[2]string{"ad", row[0]}]] = row[4]
		}
	}
	text, _, err := readTable(context.Background(), filepath.Join(out, "employee", "golden.parquet"), 1, []string{"master_id", "worker_id", "hire_date", "end_date", "department", "email"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text[0].Codes {
		person := people[cellOf(text[0], i)]
		if hr := latest[person]; hr != nil {
			want, got := []string{hr[0], hr[12], hr[13], hr[8]}, []string{}
			for k := 1; k < 5; k++ {
				got = append(got, cellOf(text[k], i))
			}
			if !slices.Equal(want, got) {
				t.Errorf("golden record of person %s has %q; HR says %q", person, got, want)
			}
			if m := mail[person]; m != "" && m != cellOf(text[5], i) {
				t.Errorf("golden record of person %s has the address %s; the directory %s", person, cellOf(text[5], i), m)
			}
		}
	}
}

func foundAccounts(t *testing.T, out, night string, people map[string]string) (findings []string) {
	t.Helper()
	text, _, err := readTable(context.Background(), filepath.Join(out, "employee", "account_findings.parquet"), 1, []string{"finding", "directory", "record_id", "master_id"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text[0].Codes {
		findings = append(findings, fmt.Sprintf("%s %s: %s of %s, person %s", night, cellOf(text[0], i), cellOf(text[2], i), cellOf(text[1], i), people[cellOf(text[3], i)]))
	}
	return findings
}

// score counts what is in both lists, in which an entry may stand several times, and shows what is not.
func score(t *testing.T, what string, found, truth []string) (precision, recall float64) {
	t.Helper()
	open := map[string]int{}
	for _, s := range truth {
		open[s]++
	}
	right := 0
	for _, s := range found {
		if open[s] > 0 {
			open[s]--
			right++
			continue
		}
		t.Logf("invented %s: %s", what, s)
	}
	for _, s := range truth {
		if open[s] > 0 {
			open[s]--
			t.Logf("missed %s: %s", what, s)
		}
	}
	return float64(right) / float64(len(found)), float64(right) / float64(len(truth))
}

// yearOfStaff generates a year, replays it and compares it with the truth.
func yearOfStaff(t *testing.T, workers int, seed uint64) {
	dir := t.TempDir()
	s, err := synth.WriteStaff(context.Background(), dir, synth.StaffOptions{Workers: workers, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range []string{"joined", "moved", "left", "rehired", "renamed", "converted"} {
		if s.Events[event] == 0 {
			t.Fatalf("a year without anybody who %s proves nothing", event)
		}
	}
	events, findings := replayYear(t, dir, s.Nights)
	var happened, wrong []string
	for _, row := range truthRows(t, filepath.Join(dir, "events.csv")) {
		happened = append(happened, fmt.Sprint(row[3], " person ", row[0], " ", row[1], " on ", row[2]))
	}
	for _, row := range truthRows(t, filepath.Join(dir, "findings.csv")) {
		wrong = append(wrong, fmt.Sprintf("%s %s: %s of %s, person %s", row[0], row[1], row[3], row[2], row[4]))
	}
	for _, c := range []struct {
		what         string
		found, truth []string
	}{{"event", events, happened}, {"finding", findings, wrong}} {
		precision, recall := score(t, c.what, c.found, c.truth)
		t.Logf("%d workers, seed %d, %ss: precision %.4f, recall %.4f of %d", workers, seed, c.what, precision, recall, len(c.truth))
		if precision < 1 || recall < 1 {
			t.Errorf("%ss: precision %.4f, recall %.4f; wanted 1 and 1", c.what, precision, recall)
		}
	}
}

// TestYearOfStaff replays generated HR years night by night: every event must be found on the night that
// shows it first, with its day, and none invented; the same goes for what is wrong with accounts. More
// workers and seeds: GILD_STAFF_WORKERS=5000 go test ./internal/run -run TestYearOfStaff -v
func TestYearOfStaff(t *testing.T) {
	workers, seeds := 120, []uint64{1, 2, 3}
	if n, err := strconv.Atoi(os.Getenv("GILD_STAFF_WORKERS")); err == nil {
		workers, seeds = n, []uint64{1, 4}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { yearOfStaff(t, workers, seed) })
	}
}
