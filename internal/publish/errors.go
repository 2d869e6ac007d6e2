package publish

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Error is a failure to write that the user can mend: a full disk, a folder
// without permission, another run at work. The last published run is untouched.
type Error struct {
	Path string
	Err  error
	Next string // what to do
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %v: %s", e.Path, e.Err, e.Next) }

func (e *Error) Unwrap() error { return e.Err }

// mendable wraps a failure with the step that mends it; nil stays nil.
func mendable(path string, err error) error {
	if err == nil {
		return nil
	}
	var already *Error
	if errors.As(err, &already) {
		return err
	}
	// The path is named once, by the place it has in the published run.
	var inPath *os.PathError
	if errors.As(err, &inPath) {
		err = inPath.Err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return &Error{path, err, "free some space or choose another folder with -o; the last published run is untouched"}
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return &Error{path, err, "choose a folder you may write to with -o"}
	}
	return &Error{path, err, "see that the output folder is a folder that can be written to"}
}
