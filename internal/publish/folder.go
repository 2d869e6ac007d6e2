package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	runsDir     = "runs"
	currentLink = "current"
	nextLink    = ".current.next" // becomes current by rename
	lockFile    = ".lock"
	temporary   = ".tmp-" // prefix of folders in the making

	folderMode = 0o700
	fileMode   = 0o600
)

// runName is what the folders of runs are called; others are none of ours to remove.
var runName = regexp.MustCompile(`^\d{8}T\d{6}Z-[0-9a-z]+(\.\d+)?$`)

// Options say how a run is named and how many are kept.
type Options struct {
	Time time.Time // start of the run: names its folder
	Hash string    // of the run's settings and inputs, in hexadecimal; only the first 8 digits go into the name
	Keep int       // runs that stay after this one is published, itself included; 0: all
}

// Run is a run folder in the making. It holds the lock on the output folder
// until Abort, which every caller defers; after Commit, Abort only unlocks. Files
// may be created and written by several goroutines at once.
type Run struct {
	out  string
	id   string
	keep int
	temp string
	lock *os.File

	closing sync.WaitGroup // files being synced while others are written

	mu     sync.Mutex
	open   map[string]bool // files not closed yet
	failed error           // first failure to write
	done   bool            // renamed to its final name
	left   error           // old runs that could not be removed
}

// Begin locks the output folder, removes what killed runs left behind, and starts
// a run folder. It fails with an [Error] when another run is at work or the folder cannot be written to.
func Begin(out string, opt Options) (*Run, error) {
	expectFullDisk()
	if err := os.MkdirAll(filepath.Join(out, runsDir), folderMode); err != nil {
		return nil, mendable(out, err)
	}
	lock, err := lockFolder(out)
	if err != nil {
		return nil, err
	}
	r := &Run{out: out, keep: opt.Keep, lock: lock, open: map[string]bool{}}
	if err := r.start(opt); err != nil {
		unlock(lock)
		return nil, mendable(out, err)
	}
	return r, nil
}

func errBusy(out string) error {
	return &Error{out, errors.New("another run is writing here"), "wait for it to end, or choose another folder with -o"}
}

// start sweeps and makes the temporary folder, under a name that no run has.
func (r *Run) start(opt Options) error {
	if err := r.sweep(); err != nil {
		return err
	}
	id := opt.Time.UTC().Format("20060102T150405Z") + "-" + opt.Hash[:min(8, len(opt.Hash))]
	r.id = id
	for n := 2; ; n++ {
		if _, err := os.Lstat(r.dir()); errors.Is(err, os.ErrNotExist) {
			break
		} else if err != nil {
			return err
		}
		r.id = fmt.Sprintf("%s.%d", id, n)
	}
	r.temp = filepath.Join(r.out, runsDir, temporary+r.id)
	return os.Mkdir(r.temp, folderMode)
}

// sweep removes what runs that were killed have left in the making.
func (r *Run) sweep() error {
	if err := os.Remove(filepath.Join(r.out, nextLink)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
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

// ID returns the run's name.
func (r *Run) ID() string { return r.id }

// dir is where the run will be.
func (r *Run) dir() string { return filepath.Join(r.out, runsDir, r.id) }

// Path returns where a file of the run is for now; domain is empty for the run's own files.
func (r *Run) Path(domain, name string) string { return filepath.Join(r.temp, domain, name) }

// Create opens a file of the run for writing; domain is empty for the run's own
// files, and name may have folders in it. The file is synced when it is closed.
// Its errors are marked, and name it by its place in the published run.
func (r *Run) Create(domain, name string) (io.WriteCloser, error) {
	path := r.Path(domain, name)
	shown := filepath.Join(r.dir(), domain, name)
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return nil, r.fail(mendable(shown, err))
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return nil, r.fail(mendable(shown, err))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[shown] = true
	return &file{f, r, shown}, nil
}

// fail remembers the first failure, so that no caller can publish a run in spite of it.
func (r *Run) fail(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed == nil {
		r.failed = err
	}
	return err
}

// file is a file of a run, for one goroutine.
type file struct {
	f     *os.File
	run   *Run
	shown string
}

func (f *file) Write(b []byte) (int, error) {
	n, err := f.f.Write(b)
	if err != nil {
		return n, f.run.fail(mendable(f.shown, err))
	}
	return n, nil
}

func (f *file) Close() error {
	err := f.f.Sync()
	if err = errors.Join(err, f.f.Close()); err != nil {
		return f.run.fail(mendable(f.shown, err))
	}
	f.run.mu.Lock()
	defer f.run.mu.Unlock()
	delete(f.run.open, f.shown)
	return nil
}

// closeLater syncs and closes a file while others are written. A failure is one of the run's: it cannot be published then.
func (r *Run) closeLater(f io.Closer) {
	r.closing.Go(func() { _ = f.Close() }) // noted in failed
}

// Keep finishes the run folder without making it the current one, for a run that
// a gate refused, and returns it. It refuses when a file could not be written.
func (r *Run) Keep(ctx context.Context) (string, error) {
	if r.done {
		return r.dir(), nil
	}
	if err := errors.Join(ctx.Err(), r.unfinished()); err != nil {
		return "", err
	}
	if err := syncTree(r.temp); err != nil {
		return "", mendable(r.dir(), err)
	}
	if err := os.Rename(r.temp, r.dir()); err != nil {
		return "", mendable(r.dir(), err)
	}
	r.done = true
	return r.dir(), mendable(r.dir(), syncDir(filepath.Join(r.out, runsDir)))
}

// unfinished says what stands against publishing.
func (r *Run) unfinished() error {
	r.closing.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed != nil {
		return r.failed
	}
	for name := range r.open {
		return fmt.Errorf("%s was not closed", name)
	}
	return nil
}

// Commit makes the run the current one and then removes all but the newest runs.
// It returns the run's folder. When it fails, what was current still is; the
// removal of old runs is no reason to fail, see [Run.Left].
func (r *Run) Commit(ctx context.Context) (string, error) {
	dir, err := r.Keep(ctx)
	if err != nil {
		return "", err
	}
	next := filepath.Join(r.out, nextLink)
	if err := os.Symlink(filepath.Join(runsDir, r.id), next); err != nil {
		return "", mendable(r.out, err)
	}
	if err := os.Rename(next, filepath.Join(r.out, currentLink)); err != nil {
		return "", mendable(filepath.Join(r.out, currentLink), errors.Join(err, os.Remove(next)))
	}
	if err := syncDir(r.out); err != nil {
		return "", mendable(r.out, err)
	}
	r.left = r.prune()
	return dir, nil
}

// Left returns why old runs could not be removed after Commit; nil: they were.
func (r *Run) Left() error { return r.left }

// Abort removes the temporary folder and unlocks. After Commit or Keep there is
// none, and the run stays.
func (r *Run) Abort() {
	if r.lock == nil {
		return
	}
	r.closing.Wait()
	if !r.done {
		os.RemoveAll(r.temp)
	}
	unlock(r.lock)
	r.lock = nil
}

// prune removes the oldest runs. Names begin with the time, so their order is that
// of time; should a clock have jumped, the current run is still never removed.
func (r *Run) prune() error {
	if r.keep <= 0 {
		return nil
	}
	runs := filepath.Join(r.out, runsDir)
	entries, err := os.ReadDir(runs)
	if err != nil {
		return err
	}
	var old []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != r.id && runName.MatchString(e.Name()) {
			old = append(old, e.Name())
		}
	}
	slices.Sort(old)
	for _, name := range old[:max(0, len(old)-r.keep+1)] {
		err = errors.Join(err, remove(runs, name))
	}
	return err
}

// remove takes a run away: out of sight first, so that a kill on the way leaves no half run.
func remove(runs, name string) error {
	hidden := filepath.Join(runs, temporary+name)
	if err := os.Rename(filepath.Join(runs, name), hidden); err != nil {
		return err
	}
	return os.RemoveAll(hidden)
}

// Current returns the folder of the current run; ok is false when there is none yet.
// A link that leads nowhere, or anything that is no link, is an error.
func Current(out string) (dir string, ok bool, err error) {
	link := filepath.Join(out, currentLink)
	target, err := os.Readlink(link)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", false, nil
	case err != nil:
		return "", false, &Error{link, err, "it should be a symbolic link to a run; move it away"}
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(out, target)
	}
	if _, err := os.Stat(target); err != nil {
		return "", false, &Error{link, err, "the run it points at is gone; remove the link to start afresh"}
	}
	return target, true, nil
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
