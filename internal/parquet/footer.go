package parquet

// Numbers of Parquet's enumerations.
const (
	typeBoolean   = 0
	typeInt32     = 1
	typeInt64     = 2
	typeDouble    = 5
	typeByteArray = 6

	encodingPlain      = 0
	encodingRLE        = 3
	encodingDictionary = 8

	codecSnappy = 1

	pageData       = 0
	pageDictionary = 2
)

// physical is how values of a type are stored.
func (t Type) physical() int {
	switch t {
	case String:
		return typeByteArray
	case Double:
		return typeDouble
	case Date:
		return typeInt32
	case Bool:
		return typeBoolean
	}
	return typeInt64
}

// columnChunk is what the footer says of a column chunk. Offsets are within the chunk until its start is known.
type columnChunk struct {
	start        int64
	dictionary   bool
	data         int // offset of the first data page
	compressed   int
	uncompressed int
	values       int
	nulls        int
	low, high    []byte // least and greatest value as stored; nil: not known
}

// footer writes the file's metadata.
func (w *Writer) footer() []byte {
	var t thrift
	t.open()
	t.int32(1, 2) // version of the format
	elements := 1 + len(w.columns)
	for _, c := range w.columns {
		if c.List {
			elements += 2
		}
	}
	t.list(2, elements, thriftStruct)
	t.open()
	t.bytes(4, []byte("schema"))
	t.int32(5, len(w.columns))
	t.close()
	for _, c := range w.columns {
		t.element(c)
	}
	t.int64(3, w.rows)
	t.list(4, len(w.groups), thriftStruct)
	for k := range w.groups {
		t.group(w.columns, &w.groups[k])
	}
	if len(w.meta) > 1 {
		t.list(5, len(w.meta)/2, thriftStruct)
		for i := 0; i+1 < len(w.meta); i += 2 {
			t.open()
			t.bytes(1, []byte(w.meta[i]))
			t.bytes(2, []byte(w.meta[i+1]))
			t.close()
		}
	}
	t.bytes(6, []byte("gild"))
	t.list(7, len(w.columns), thriftStruct)
	for range w.columns { // values are ordered as their types say
		t.open()
		t.empty(1)
		t.close()
	}
	t.close()
	return t.b
}

// element describes a column: its type as stored, and what that stands for.
func (t *thrift) element(c Column) {
	if c.List {
		t.listOf(c)
		c.Name, c.Required = "element", true
	}
	t.open()
	t.int32(1, c.Type.physical())
	if c.Required {
		t.int32(3, 0)
	} else {
		t.int32(3, 1)
	}
	t.bytes(4, []byte(c.Name))
	switch c.Type {
	case String:
		t.int32(6, 0)
		t.structure(10)
		t.empty(1)
		t.close()
	case Date:
		t.int32(6, 6)
		t.structure(10)
		t.empty(6)
		t.close()
	case Timestamp:
		t.int32(6, 10)
		t.structure(10)
		t.structure(8)
		t.bool(1, true) // UTC
		t.structure(2)
		t.empty(2) // microseconds
		t.close()
		t.close()
		t.close()
	}
	t.close()
}

// listOf describes the two levels above the elements of a list.
func (t *thrift) listOf(c Column) {
	const optional, repeated, list = 1, 2, 3
	t.open()
	t.int32(3, optional)
	t.bytes(4, []byte(c.Name))
	t.int32(5, 1) // children
	t.int32(6, list)
	t.structure(10)
	t.empty(list)
	t.close()
	t.close()
	t.open()
	t.int32(3, repeated)
	t.bytes(4, []byte("list"))
	t.int32(5, 1)
	t.close()
}

func (t *thrift) group(columns []Column, g *rowGroup) {
	compressed, uncompressed := 0, 0
	t.open()
	t.list(1, len(g.chunks), thriftStruct)
	for k := range g.chunks {
		t.chunk(columns[k], &g.chunks[k])
		compressed += g.chunks[k].compressed
		uncompressed += g.chunks[k].uncompressed
	}
	t.int64(2, int64(uncompressed))
	t.int64(3, int64(g.rows))
	if len(g.chunks) > 0 {
		t.int64(5, g.chunks[0].start)
	}
	t.int64(6, int64(compressed))
	t.close()
}

func (t *thrift) chunk(column Column, c *columnChunk) {
	t.open()
	t.int64(2, 0)
	t.structure(3)
	t.int32(1, column.Type.physical())
	if c.dictionary {
		t.elements(2, encodingPlain, encodingRLE, encodingDictionary)
	} else {
		t.elements(2, encodingPlain, encodingRLE)
	}
	if column.List {
		t.list(3, 3, thriftBinary)
		t.binary([]byte(column.Name))
		t.binary([]byte("list"))
		t.binary([]byte("element"))
	} else {
		t.list(3, 1, thriftBinary)
		t.binary([]byte(column.Name))
	}
	t.int32(4, codecSnappy)
	t.int64(5, int64(c.values))
	t.int64(6, int64(c.uncompressed))
	t.int64(7, int64(c.compressed))
	t.int64(9, c.start+int64(c.data))
	if c.dictionary {
		t.int64(11, c.start)
	}
	t.structure(12)
	t.int64(3, int64(c.nulls))
	if c.low != nil {
		t.bytes(5, c.high)
		t.bytes(6, c.low)
	}
	t.close()
	t.close()
	t.close()
}
