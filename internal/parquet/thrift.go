package parquet

import "encoding/binary"

// Field types of Thrift's compact protocol, in which Parquet's headers and footer are written.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftI32    = 5
	thriftI64    = 6
	thriftBinary = 8
	thriftList   = 9
	thriftStruct = 12
)

// thrift writes structs of the compact protocol. Fields must come in ascending order of their number.
type thrift struct {
	b    []byte
	last []int // by open struct: number of the last field
}

// open begins a struct; the first one, or the element of a list.
func (t *thrift) open() { t.last = append(t.last, 0) }

// close ends a struct.
func (t *thrift) close() {
	t.b = append(t.b, 0)
	t.last = t.last[:len(t.last)-1]
}

func (t *thrift) field(id int, kind byte) {
	last := &t.last[len(t.last)-1]
	t.b = append(t.b, byte(id-*last)<<4|kind) // no struct of Parquet has gaps of 16
	*last = id
}

func (t *thrift) int32(id int, v int) {
	t.field(id, thriftI32)
	t.b = binary.AppendVarint(t.b, int64(v))
}

func (t *thrift) int64(id int, v int64) {
	t.field(id, thriftI64)
	t.b = binary.AppendVarint(t.b, v)
}

func (t *thrift) bool(id int, v bool) {
	if v {
		t.field(id, thriftTrue)
	} else {
		t.field(id, thriftFalse)
	}
}

func (t *thrift) bytes(id int, v []byte) {
	t.field(id, thriftBinary)
	t.binary(v)
}

func (t *thrift) binary(v []byte) {
	t.b = binary.AppendUvarint(t.b, uint64(len(v)))
	t.b = append(t.b, v...)
}

// structure begins a struct in a field.
func (t *thrift) structure(id int) {
	t.field(id, thriftStruct)
	t.open()
}

// empty writes a struct without fields: the choice of a union.
func (t *thrift) empty(id int) {
	t.structure(id)
	t.close()
}

// list begins a list of n elements, which follow.
func (t *thrift) list(id, n int, kind byte) {
	t.field(id, thriftList)
	if n < 15 {
		t.b = append(t.b, byte(n)<<4|kind)
		return
	}
	t.b = append(t.b, 15<<4|kind)
	t.b = binary.AppendUvarint(t.b, uint64(n))
}

// elements writes a list of integers.
func (t *thrift) elements(id int, v ...int) {
	t.list(id, len(v), thriftI32)
	for _, x := range v {
		t.b = binary.AppendVarint(t.b, int64(x))
	}
}
