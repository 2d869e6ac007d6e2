package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/config"
)

// oneCity writes records that all share a city and nothing else, and their configuration.
func oneCity(t *testing.T, records, maxBlock int) *config.Config {
	t.Helper()
	var rows strings.Builder
	rows.WriteString("id,last,mail,city\n")
	for i := range records {
		fmt.Fprintf(&rows, "r%d,name%d,m%d@mail.example,Springfield\n", i, i, i)
	}
	text := fmt.Sprintf(`version: 1
domains:
  customer:
    kind: person
    sources:
      a: {path: a.csv, id: id, attributes: {family_name: last, email: mail, city: city}}
    blocking: {max_block: %d, rules: [[email], [city]]}
`, maxBlock)
	return configOf(t, map[string]string{"a.csv": rows.String(), "gild.yaml": text})
}

// configOf writes files and loads the gild.yaml among them.
func configOf(t *testing.T, files map[string]string) *config.Config {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(filepath.Join(dir, "gild.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Output.Dir = filepath.Join(dir, "out")
	return cfg
}

func TestRefusalNamesRuleAndValue(t *testing.T) {
	cfg := oneCity(t, 6000, 10_000)
	plans, err := RunPlan(t.Context(), cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := plans[0]
	if p.Records != 6000 || p.Pairs != 6000*5999/2 || p.Limit != fewPairs {
		t.Errorf("%d records, %d pairs, limit %d", p.Records, p.Pairs, p.Limit)
	}
	_, _, err = Run(t.Context(), cfg, Options{AsOf: time.Unix(0, 0)})
	var over *LimitError
	if !errors.As(err, &over) {
		t.Fatalf("not refused: %v", err)
	}
	for _, want := range []string{"17,997,000 candidate pairs of 6,000 records, 10,000,000 are allowed", "rule city, whose largest block has 6,000 records (s…)", "--yes"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
}

// A block that is left out costs no pair, and the plan says what was left out.
func TestPlanOfLimitedBlock(t *testing.T) {
	for _, n := range []int{1000, 2000} {
		plans, err := RunPlan(t.Context(), oneCity(t, n, 60), Options{})
		if err != nil {
			t.Fatal(err)
		}
		r := plans[0].Rules[1]
		if plans[0].Pairs != 0 || r.Limited != 1 || r.Left != int64(n)*int64(n-1)/2 || r.Records != n {
			t.Errorf("%d records: %d pairs, rule %+v", n, plans[0].Pairs, r)
		}
		if err := plans[0].Over(); err != nil {
			t.Error(err)
		}
	}
}

func TestRefusalForMemory(t *testing.T) {
	f := func(memory, allowed int64, want bool) {
		t.Helper()
		p := &Plan{Domain: "customer", Records: 10, Memory: memory, Budget: allowed}
		if err := p.Over(); (err != nil) != want {
			t.Errorf("%d of %d bytes: %v", memory, allowed, err)
		}
	}
	f(100, 100, false)
	f(101, 100, true)
	f(1<<40, 0, false) // nobody knows what is allowed
}
