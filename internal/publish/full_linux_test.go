package publish

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// TestFullDisk runs itself again with a limit on the size of files, which a write
// meets as it meets a full disk. In a process of its own, for the limit holds for all.
func TestFullDisk(t *testing.T) {
	if out := os.Getenv("GILD_TEST_FULL"); out != "" {
		writeTooMuch(t, out)
		return
	}
	out := t.TempDir()
	publishRun(t, out, options(0, 1), "one")
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$", "-test.v")
	cmd.Env = append(os.Environ(), "GILD_TEST_FULL="+out)
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	if got := current(t, out); got != "one" {
		t.Errorf("current is %q, want one", got)
	}
	if n := len(runs(t, out)); n != 1 {
		t.Errorf("%d folders of runs, want 1: %v", n, runs(t, out))
	}
}

func writeTooMuch(t *testing.T, out string) {
	r := begin(t, out, options(1, 1))
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1 << 16, Max: 1 << 16}); err != nil {
		t.Fatal(err)
	}
	w, err := r.Create("customer", "a.parquet")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(make([]byte, 1<<20))
	var mark *Error
	if !errors.As(err, &mark) || !errors.Is(err, syscall.EFBIG) {
		t.Errorf("error %v, want a marked one about size", err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	k := sampleKeys(t)
	for len(k.Source) < 1<<18 {
		k.Source, k.ID, k.Row, k.Master = append(k.Source, k.Source...), append(k.ID, k.ID...), append(k.Row, k.Row...), append(k.Master, k.Master...)
	}
	for i := range k.Row {
		k.Row[i] = int32(uint32(i) * 0x9e3779b1) // does not compress
	}
	tables := &Tables{Run: r, Domain: "customer", Keys: k, Workers: 2}
	if err := tables.Records(context.Background(), 1, all(len(tables.Keys.Source), nil)); !errors.As(err, &mark) {
		t.Errorf("table: error %v, want a marked one", err)
	}
	// Even a caller that has overlooked the error cannot publish half a table.
	if _, err := r.Commit(context.Background()); !errors.As(err, &mark) {
		t.Errorf("commit: error %v, want a marked one", err)
	}
	r.Abort()
}
