//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package publish

import (
	"errors"
	"os"
	"path/filepath"
)

// lockFolder takes the lock that keeps two runs apart: a file that only one can
// create. After a crash it must be removed by hand.
func lockFolder(out string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(out, lockFile), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, errBusy(out)
	}
	return f, mendable(out, err)
}

func unlock(f *os.File) {
	f.Close()
	os.Remove(f.Name())
}

func expectFullDisk() {}
