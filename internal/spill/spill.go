// Package spill keeps slices that a run does not need for the moment on disk.
//
// A [Space] is one file without a name: it takes room on disk and goes with the
// process, however that ends. A slice that is parked there is written once, in
// order, and from then on a read-only view of the file: whoever reads it sees
// the same values at the same places, and its memory belongs to the page cache,
// which the system may take back at any time. [Space.Evict] gives back what the
// process has touched; [Space.Watch] does so whenever the process comes near its budget.
//
// Where files cannot be mapped, slices stay where they are.
package spill

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"
)

// least is the smallest slice that is worth a mapping of its own: a mapping costs the
// system some hundred bytes and a fault a page.
const least = 1 << 16

// Space is a file that slices are parked in. Its zero value parks nothing, and so
// does a nil one. Any number of goroutines may park at once.
type Space struct {
	mu   sync.Mutex
	dir  string
	file *os.File // nil until something is parked
	size int64    // bytes of the file, whole pages
	maps [][]byte
}

// New returns a space in a folder, which is made of disk, not of memory, if it is to be
// of use. No file is made before the first slice is parked.
func New(dir string) *Space { return &Space{dir: dir} }

// Error is a folder that has no room for what a run would put there.
type Error struct {
	Dir string
	Err error
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: data that exceed the memory budget cannot be put there: %v; make room, name another folder with --tmp, or raise --memory", e.Dir, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Size returns the bytes that are parked.
func (s *Space) Size() int64 {
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size
}

// Evict gives back the memory of all that is parked; reading it again brings it back.
func (s *Space) Evict() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.maps {
		evict(m)
	}
}

// every is how often Watch looks: pages come back at some gigabytes a second at most.
const every = 20 * time.Millisecond

// Watch evicts what is parked whenever the process has more than limit bytes
// resident, until the context ends. Where the system does not say, it does nothing.
func (s *Space) Watch(ctx context.Context, limit int64) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s.Size() > 0 && resident() > limit {
				s.Evict()
			}
		}
	}
}

// Close gives the disk back. No parked slice may be read afterwards.
func (s *Space) Close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.maps {
		unmap(m)
	}
	f := s.file
	s.maps, s.file, s.size = nil, nil, 0
	if f == nil {
		return nil
	}
	return f.Close()
}

// park writes b to the end of the file and returns a view of it there. What is a view already stays.
func (s *Space) park(b []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.maps {
		if &m[0] == &b[0] {
			return b, nil
		}
	}
	if s.file == nil {
		f, err := nameless(s.dir)
		if err != nil {
			return nil, &Error{s.dir, err}
		}
		s.file = f
	}
	at := s.size
	if _, err := s.file.WriteAt(b, at); err != nil {
		return nil, &Error{s.dir, err}
	}
	m, err := view(s.file, at, len(b))
	if err != nil {
		return nil, &Error{s.dir, err}
	}
	page := int64(os.Getpagesize())
	s.size = (at + int64(len(b)) + page - 1) / page * page
	s.maps = append(s.maps, m)
	return m, nil
}

// nameless makes a file that no folder lists, so that nothing is left behind by a process that is killed.
func nameless(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, ".gild-spill-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
