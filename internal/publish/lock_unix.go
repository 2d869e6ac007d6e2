//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package publish

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// lockFolder takes the lock that keeps two runs apart. The system drops it when the process ends, however it ends.
func lockFolder(out string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(out, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, mendable(out, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errBusy(out)
	}
	return nil, mendable(filepath.Join(out, lockFile), err)
}

func unlock(f *os.File) { f.Close() }

// expectFullDisk lets a limit on file sizes come as an error of the write, as a
// full disk does; by default its signal ends the process.
func expectFullDisk() { signal.Ignore(syscall.SIGXFSZ) }
