package spill

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// mappable says that files can be mapped here.
const mappable = true

// view maps n bytes of a file, read-only: writing to them ends the process rather than the data.
func view(f *os.File, at int64, n int) ([]byte, error) {
	m, err := syscall.Mmap(int(f.Fd()), at, n, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	evict(m) // what was written is in the page cache, not in the process
	return m, nil
}

// evict takes the pages of a view from the process; the file keeps them.
func evict(m []byte) { _ = syscall.Madvise(m, syscall.MADV_DONTNEED) }

func unmap(m []byte) { _ = syscall.Munmap(m) }

// resident returns the bytes of memory that the process has now; 0: unknown.
func resident() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	words := bytes.Fields(text)
	if len(words) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(string(words[1]), 10, 64)
	return pages * int64(os.Getpagesize())
}
