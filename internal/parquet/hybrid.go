package parquet

import (
	"encoding/binary"
	"math/bits"
)

// appendHybrid appends numbers below 1<<width in Parquet's mixture of run lengths and
// bit-packed groups of eight: eight or more equal numbers become a run.
func appendHybrid(dst []byte, v []uint32, width int) []byte {
	from := 0 // numbers before it are written
	for i := 0; i < len(v); {
		run := 1
		for i+run < len(v) && v[i+run] == v[i] {
			run++
		}
		fill := (8 - (i-from)%8) % 8 // of the run, to complete the group before it
		if run >= 8+fill {
			dst = appendPacked(dst, v[from:i+fill], width)
			dst = appendRun(dst, v[i], run-fill, width)
			from = i + run
		}
		i += run
	}
	return appendPacked(dst, v[from:], width)
}

// appendRun appends one number n times.
func appendRun(dst []byte, x uint32, n, width int) []byte {
	dst = binary.AppendUvarint(dst, uint64(n)<<1)
	for k := 0; k < width; k += 8 {
		dst = append(dst, byte(x>>k))
	}
	return dst
}

// appendPacked appends numbers bit by bit, the last group filled up with zeros.
func appendPacked(dst []byte, v []uint32, width int) []byte {
	if len(v) == 0 {
		return dst
	}
	groups := (len(v) + 7) / 8
	dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
	end := len(dst) + groups*width
	word, have := uint64(0), 0
	for _, x := range v {
		word |= uint64(x) << have
		if have += width; have >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(word))
			word >>= 32
			have -= 32
		}
	}
	for ; have > 0; have -= 8 {
		dst = append(dst, byte(word))
		word >>= 8
	}
	for len(dst) < end {
		dst = append(dst, 0)
	}
	return dst
}

// appendLevels appends definition levels of an optional column, 1 where a value is
// there, behind their length. There are n rows; bitmap is nil when all or, with none, no values are there.
func appendLevels(dst []byte, bitmap []byte, n int, some bool) []byte {
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	switch {
	case bitmap != nil:
		dst = binary.AppendUvarint(dst, uint64(len(bitmap))<<1|1)
		dst = append(dst, bitmap...)
	case some:
		dst = appendRun(dst, 1, n, 1)
	default:
		dst = appendRun(dst, 0, n, 1)
	}
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}

// widthOf is the bits that numbers below n take; at least one, as other writers have it.
func widthOf(n int) int { return max(1, bits.Len(uint(max(n, 1)-1))) }
