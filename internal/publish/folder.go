// Package publish writes what a run has found: a folder of tables that readers
// see whole or not at all.
//
// A run folder out/runs/<time>-<hash> is written under a temporary name, synced,
// renamed, and only then does out/current, a symbolic link, point at it. A
// process that dies on the way leaves the last published run as it was, and a
// temporary folder that the next run removes.
package publish

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Error is a failure to write that the user can mend: a full disk, a folder
// without permission, another run at work.
type Error struct {
	Path string
	Err  error
	Next string // what to do
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %v: %s", e.Path, e.Err, e.Next) }

func (e *Error) Unwrap() error { return e.Err }

const (
	runsDir     = "runs"
	currentLink = "current"
	lockFile    = ".lock"
	temporary   = ".tmp-" // prefix of folders in the making
)

// Run is a run folder in the making. It holds the lock on the output folder
// until Commit, Keep or Abort. It is for one goroutine; files it creates may be
// written by several.
type Run struct {
	out  string
	id   string
	temp string
	lock *os.File
}

// Begin locks the output folder, removes what killed runs left behind, and starts a run folder.
func Begin(out, id string) (*Run, error) {
	if err := os.MkdirAll(filepath.Join(out, runsDir), 0o700); err != nil {
		return nil, mendable(out, err)
	}
	lock, err := lockFolder(out)
	if err != nil {
		return nil, err
	}
	r := &Run{out: out, id: id, lock: lock, temp: filepath.Join(out, runsDir, temporary+id)}
	if err := r.sweep(); err != nil {
		r.unlock()
		return nil, mendable(out, err)
	}
	if err := os.Mkdir(r.temp, 0o700); err != nil {
		r.unlock()
		return nil, mendable(out, err)
	}
	return r, nil
}

// lockFolder takes the lock that keeps two runs apart. The system drops it when the process ends, however it ends.
func lockFolder(out string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(out, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, mendable(out, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, &Error{out, errors.New("another run is writing here"), "wait for it to end, or choose another folder with -o"}
	}
	return f, nil
}

func (r *Run) unlock() { r.lock.Close() }

// sweep removes the temporary folders of runs that were killed.
func (r *Run) sweep() error {
	entries, err := os.ReadDir(filepath.Join(r.out, runsDir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), temporary) {
			if err := os.RemoveAll(filepath.Join(r.out, runsDir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// Create opens a file of the run for writing; domain is empty for the run's own files.
// The file is synced when it is closed.
func (r *Run) Create(domain, name string) (io.WriteCloser, error) {
	dir := filepath.Join(r.temp, domain)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, mendable(dir, err)
	}
	path := filepath.Join(dir, name)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, mendable(path, err)
	}
	return &file{f, filepath.Join(runsDir, r.id, domain, name)}, nil
}

// file names itself in errors by its place in the published run, and syncs before it closes.
type file struct {
	f    *os.File
	name string
}

func (f *file) Write(b []byte) (int, error) {
	n, err := f.f.Write(b)
	if err != nil {
		return n, mendable(f.name, err)
	}
	return n, nil
}

func (f *file) Close() error {
	err := f.f.Sync()
	return mendable(f.name, errors.Join(err, f.f.Close()))
}

// Commit makes the run the current one, removes all but the newest keep runs (0: none are removed), and unlocks.
// It returns the run's folder.
func (r *Run) Commit(keep int) (string, error) {
	dir, err := r.Keep()
	if err != nil {
		return "", err
	}
	defer r.unlock()
	link := filepath.Join(r.out, currentLink)
	next := link + ".next"
	os.Remove(next) // left by a run that was killed between the next two lines
	if err := os.Symlink(filepath.Join(runsDir, r.id), next); err != nil {
		return "", mendable(next, err)
	}
	if err := os.Rename(next, link); err != nil {
		return "", mendable(link, err)
	}
	if err := syncDir(r.out); err != nil {
		return "", mendable(r.out, err)
	}
	return dir, r.prune(keep)
}

// Keep finishes the run folder without making it the current one: for a run that a gate refused.
// The lock stays until Commit or Abort.
func (r *Run) Keep() (string, error) {
	dir := filepath.Join(r.out, runsDir, r.id)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := syncTree(r.temp); err != nil {
		return "", mendable(r.temp, err)
	}
	if err := os.Rename(r.temp, dir); err != nil {
		return "", mendable(dir, err)
	}
	return dir, mendable(dir, syncDir(filepath.Join(r.out, runsDir)))
}

// Abort removes the temporary folder and unlocks; after Commit it does nothing.
func (r *Run) Abort() {
	os.RemoveAll(r.temp)
	r.unlock()
}

// prune removes the oldest runs, never the current one. Run names begin with
// their time, so name order is time order.
func (r *Run) prune(keep int) error {
	if keep <= 0 {
		return nil
	}
	entries, err := os.ReadDir(filepath.Join(r.out, runsDir))
	if err != nil {
		return mendable(r.out, err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != r.id && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for _, name := range names[:max(0, len(names)-keep+1)] {
		if err := os.RemoveAll(filepath.Join(r.out, runsDir, name)); err != nil {
			return mendable(r.out, err)
		}
	}
	return nil
}

// Current returns the folder of the current run; ok is false when there is none yet.
func Current(out string) (dir string, ok bool) {
	target, err := os.Readlink(filepath.Join(out, currentLink))
	if err != nil {
		return "", false
	}
	return filepath.Join(out, target), true
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// syncTree syncs a folder and the folders in it; files were synced when closed.
func syncTree(root string) error {
	return filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncDir(path)
	})
}

// mendable wraps a failure with the step that mends it.
func mendable(path string, err error) error {
	var already *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &already):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return &Error{path, err, "free some space or choose another folder with -o; the last published run is untouched"}
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return &Error{path, err, "choose a folder you may write to with -o"}
	}
	return &Error{path, err, "see that the output folder is a folder that can be written to"}
}
