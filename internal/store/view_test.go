package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/run"
	"github.com/gildmdm/gild/internal/store"
)

// nights runs one export a night and returns the run after each.
func nights(t *testing.T, exports ...string) []*store.Run {
	t.Helper()
	dir := t.TempDir()
	csv, yaml, out := filepath.Join(dir, "crm.csv"), filepath.Join(dir, "gild.yaml"), filepath.Join(dir, "out")
	text := fmt.Sprintf("version: 1\ndomains:\n  customer:\n    kind: person\n    sources:\n      crm: {path: %s, id: id, attributes: {email: email, family_name: name}}\n"+
		"    match: {same: [[email]]}\noutput: {dir: %s}\n", csv, out)
	if err := os.WriteFile(yaml, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var runs []*store.Run
	for i, export := range exports {
		if err := os.WriteFile(csv, []byte("id,email,name\n"+export), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(yaml)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := run.Run(context.Background(), cfg, run.Options{AsOf: time.Date(2025, 1, i+1, 0, 0, 0, 0, time.UTC)}); err != nil {
			t.Fatal(err)
		}
		r, err := store.Open(out)
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, r)
	}
	return runs
}

func find(t *testing.T, r *store.Run, name string) *store.ID {
	t.Helper()
	id, err := r.Find(context.Background(), "", name)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestOldIDsLeadToWhatTheyAreNow(t *testing.T) {
	runs := nights(t,
		"1,ann@mail.example,Lee\n2,lee@mail.example,Lee\n3,bo@mail.example,Ray\n4,x@mail.example,Fox\n",
		"1,ann@mail.example,Lee\n2,ann@mail.example,Lee\n4,x@mail.example,Fox\n",
	)
	ids := map[string]bool{}
	for _, record := range []string{"crm/1", "crm/2"} {
		ids[find(t, runs[0], record).Master] = true
	}
	if len(ids) != 2 {
		t.Fatalf("masters %v; want two to be merged", ids)
	}
	now := find(t, runs[1], "crm/1").Master
	for old := range ids {
		got := find(t, runs[1], old)
		want := []store.Redirect(nil)
		if old != now {
			want = []store.Redirect{{From: old, To: now, At: "2025-01-02T00:00:00Z"}}
		}
		if diff := cmp.Diff(want, got.Was); diff != "" || got.Master != now {
			t.Errorf("%s is %s now:\n%s", old, got.Master, diff)
		}
	}
	retired := find(t, runs[1], find(t, runs[0], "crm/3").Master)
	if retired.Retired != "2025-01-02T00:00:00Z" {
		t.Errorf("retired %q", retired.Retired)
	}
	v, err := retired.View(context.Background(), nil)
	if err != nil || len(v.Golden) != 0 || len(v.Events) == 0 {
		t.Errorf("%+v, %v; want the events only", v, err)
	}
}

func TestWeakestLinkHoldsTheRecordsTogether(t *testing.T) {
	r := nights(t, "1,ann@mail.example,Lee\n2,ann@mail.example,Lee\n3,ann@mail.example,Lee\n4,x@mail.example,Fox\n")[0]
	v, err := find(t, r, "crm/2").View(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	weakest := 0
	for i, l := range v.Links {
		if l.Weakest {
			weakest++
		}
		if i > 0 && l.Weight > v.Links[i-1].Weight {
			t.Errorf("%v comes after the weaker %v", l, v.Links[i-1])
		}
	}
	if len(v.Records) != 3 || weakest != 1 {
		t.Errorf("%d records, %d weakest links of %d", len(v.Records), weakest, len(v.Links))
	}
}
