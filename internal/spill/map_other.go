//go:build !linux

package spill

import (
	"errors"
	"os"
)

// mappable says that files can be mapped here.
const mappable = false

func view(*os.File, int64, int) ([]byte, error) { return nil, errors.ErrUnsupported }

func evict([]byte) {}

func unmap([]byte) {}

func resident() int64 { return 0 }
