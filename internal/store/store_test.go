package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/run"
	"github.com/gildmdm/gild/internal/store"
)

// published runs three records of one source, and returns the output folder.
func published(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	csv := filepath.Join(dir, "crm.csv")
	if err := os.WriteFile(csv, []byte("id,email,family_name\n1,ann@mail.example,Lee\n2,ann@mail.example,Lee\n3,bo@mail.example,Ray\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	yaml := filepath.Join(dir, "gild.yaml")
	text := "version: 1\ndomains:\n  customer:\n    kind: person\n    sources:\n      crm:\n        path: " + csv +
		"\n        id: id\n        attributes: {email: email, family_name: family_name}\noutput: {dir: " + out + "}\n"
	if err := os.WriteFile(yaml, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(yaml)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := run.Run(context.Background(), cfg, run.Options{AsOf: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRunIsReadByItsOwnFolderAndByTheOutputFolder(t *testing.T) {
	out := published(t)
	first, err := store.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(first.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if first.Manifest.Run != again.Manifest.Run {
		t.Errorf("runs %s and %s", first.Manifest.Run, again.Manifest.Run)
	}
	d, err := again.Domain("")
	if err != nil {
		t.Fatal(err)
	}
	x, err := d.Table(context.Background(), "crosswalk", "source", "record_id")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range x.Rows {
		got = append(got, x.Text(i, "source")+"/"+x.Text(i, "record_id")+x.Text(i, "master_id"))
	}
	if s := strings.Join(got, " "); s != "crm/1 crm/2 crm/3" {
		t.Errorf("records %q", s)
	}
}

func TestWhatIsNotThereIsNamed(t *testing.T) {
	out := published(t)
	r, err := store.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := r.Domain("customer")
	_, noRun := store.Open(t.TempDir())
	_, noDomain := r.Domain("product")
	_, noTable := d.Table(context.Background(), "households")
	_, noColumn := d.Table(context.Background(), "crosswalk", "recordid")
	for _, test := range []struct {
		err  error
		want string
	}{
		{noRun, "no published run"},
		{noDomain, `no domain "product"; there are customer`},
		{noTable, "no such table"},
		{noColumn, `no column "recordid"; there are`},
	} {
		var e *store.Error
		if !errors.As(test.err, &e) || !strings.Contains(test.err.Error(), test.want) {
			t.Errorf("%v; want %q", test.err, test.want)
		}
	}
}
