package spill

import "unsafe"

// number is a value without pointers, which looks the same on disk as in memory.
type number interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int8 | ~int32 | ~int64 | ~float32
}

// Park returns a slice with the values of v that is kept on disk and must not be
// written to; its capacity is its length, so that appending copies it. The caller
// forgets v. Small slices, and all where s is nil, stay as they are.
func Park[T number](s *Space, v []T) ([]T, error) {
	var one T
	size := len(v) * int(unsafe.Sizeof(one))
	if s == nil || !mappable || size < least {
		return v, nil
	}
	// The bytes of the values, and values of the bytes: pages begin at addresses that suit every number.
	b, err := s.park(unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), size))
	if err != nil {
		return nil, err
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&b[0])), len(v)), nil
}
