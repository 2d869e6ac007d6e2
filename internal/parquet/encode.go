package parquet

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/klauspost/compress/s2"

	"github.com/gildmdm/gild/internal/table"
)

const (
	pageRows    = 1 << 15 // rows a data page has
	fewNumbers  = 256     // distinct numbers of a row group up to which they are stored once each
	longestStat = 64      // bytes a value may have to stand in the statistics
)

// encoder encodes one column, row group by row group. Its buffers serve all row groups.
type encoder struct {
	column Column
	chunk  columnChunk
	out    []byte // the encoded column chunk

	page   []byte
	bitmap []byte
	codes  []uint32 // of the rows that have a value
	local  renumber
	few    fewValues
	span   extent // of strings
	header thrift

	touched byte // keeps the compiler from leaving out loads that only warm the cache
}

// encode makes the column chunk of the rows from to to-1.
func (e *encoder) encode(v *Values, from, to int) {
	e.out = e.out[:0]
	e.chunk = columnChunk{values: to - from}
	e.span = extent{}
	switch {
	case e.column.List:
		e.lists(v, from, to)
	case e.column.Type == String && e.column.Dictionary && v.Strings == nil && v.Dicts == nil && e.renumber(v, from, to):
		e.stringDictionary(v)
		e.pages(from, to, v.present(), e.indices(len(e.local.codes)))
	case e.column.Type == String:
		e.pages(from, to, v.present(), e.plainStrings(v))
	case e.column.Type == Bool:
		e.pages(from, to, where(func(i int) bool { return v.Absent == nil || !v.Absent[i] }), plainBools(v))
	default:
		e.numbers(v, from, to)
	}
	if max(len(e.span.low), len(e.span.high)) <= longestStat && e.span.low != nil {
		e.chunk.low, e.chunk.high = e.span.low, e.span.high
	}
}

// pages writes data pages. Values appends those of the rows from to to-1 that have one to the page.
func (e *encoder) pages(from, to int, there presence, values func(page []byte, from, to int) []byte) {
	e.chunk.data = len(e.out)
	encoding := encodingPlain
	if e.chunk.dictionary {
		encoding = encodingDictionary
	}
	for at := from; at < to || at == from; at += pageRows {
		end := min(to, at+pageRows)
		e.page = e.page[:0]
		if !e.column.Required {
			e.levels(at, end, there)
		}
		e.page = values(e.page, at, end)
		e.emit(pageData, end-at, encoding)
	}
}

// levels notes which rows have a value.
func (e *encoder) levels(from, to int, there presence) {
	n := to - from
	e.bitmap = append(e.bitmap[:0], make([]byte, (n+7)/8)...)
	have := there(e.bitmap, from, to)
	e.chunk.nulls += n - have
	bitmap := e.bitmap
	if have == n || have == 0 {
		bitmap = nil
	}
	e.page = appendLevels(e.page, bitmap, n, have > 0)
}

// presence sets the bits of the rows from to to-1 that have a value, and counts them.
type presence func(bitmap []byte, from, to int) (have int)

// where asks row by row.
func where(there func(i int) bool) presence {
	return func(bitmap []byte, from, to int) (have int) {
		for i := range to - from {
			if there(from + i) {
				bitmap[i>>3] |= 1 << (i & 7)
				have++
			}
		}
		return have
	}
}

// coded looks at codes, eight at a time.
func coded(codes []uint32) presence {
	return func(bitmap []byte, from, to int) (have int) {
		for k := range bitmap {
			at := from + 8*k
			set := byte(0)
			for i, code := range codes[at:min(at+8, to)] {
				if code != table.Missing {
					set |= 1 << i
				}
			}
			bitmap[k] = set
			have += bits.OnesCount8(set)
		}
		return have
	}
}

// emit compresses the page and appends it, behind its header.
func (e *encoder) emit(kind, values, encoding int) {
	at := len(e.out)
	most := s2.MaxEncodedLen(len(e.page))
	const room = 64 // for the header, which needs to know the size
	if need := at + room + most; need > cap(e.out) {
		e.out = append(make([]byte, 0, need+need/4), e.out...)
	}
	packed := s2.EncodeSnappy(e.out[at+room : at+room : cap(e.out)][:most], e.page)
	t := &e.header
	t.b, t.last = t.b[:0], t.last[:0]
	t.open()
	t.int32(1, kind)
	t.int32(2, len(e.page))
	t.int32(3, len(packed))
	if kind == pageDictionary {
		t.structure(7)
		t.int32(1, values)
		t.int32(2, encodingPlain)
	} else {
		t.structure(5)
		t.int32(1, values)
		t.int32(2, encoding)
		t.int32(3, encodingRLE)
		t.int32(4, encodingRLE)
	}
	t.close()
	t.close()
	e.out = append(append(e.out, t.b...), packed...)
	e.chunk.compressed = len(e.out)
	e.chunk.uncompressed += len(t.b) + len(e.page)
}

// Strings

// fetched is how many strings are looked up before they are used: far apart in memory, they come faster together.
const fetched = 64

// plainStrings appends strings one after the other, behind their lengths.
func (e *encoder) plainStrings(v *Values) func([]byte, int, int) []byte {
	return func(page []byte, from, to int) []byte {
		var window [fetched][]byte
		for at := from; at < to; at += fetched {
			n := min(fetched, to-at)
			for k := range n {
				window[k] = v.bytes(at + k)
			}
			for _, b := range window[:n] {
				if len(b) > 0 {
					e.touched += b[0]
				}
			}
			for _, b := range window[:n] {
				if len(b) > 0 || e.column.Required {
					page = e.plainString(page, b)
				}
			}
		}
		return page
	}
}

// plainString appends one string behind its length.
func (e *encoder) plainString(page, b []byte) []byte {
	e.span.widen(b)
	page = binary.LittleEndian.AppendUint32(page, uint32(len(b)))
	return append(page, b...)
}

// extent is the least and the greatest of some strings. Their first eight bytes settle nearly every comparison.
type extent struct {
	low, high         []byte
	lowHead, highHead uint64
}

// widen makes the extent hold b.
func (x *extent) widen(b []byte) {
	h := head(b)
	if x.low == nil {
		x.low, x.high = append([]byte{}, b...), append([]byte{}, b...)
		x.lowHead, x.highHead = h, h
		return
	}
	if h < x.lowHead || h == x.lowHead && bytes.Compare(b, x.low) < 0 {
		x.low, x.lowHead = append(x.low[:0], b...), h
	}
	if h > x.highHead || h == x.highHead && bytes.Compare(b, x.high) > 0 {
		x.high, x.highHead = append(x.high[:0], b...), h
	}
}

// head is the first eight bytes as a number that sorts like them.
func head(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.BigEndian.Uint64(b)
	}
	var first [8]byte
	copy(first[:], b)
	return binary.BigEndian.Uint64(first[:])
}

// renumber gives the row group's codes small numbers in order of appearance; false when too few repeat.
func (e *encoder) renumber(v *Values, from, to int) bool {
	e.local.begin(v.Dict.Len())
	e.codes = e.codes[:0]
	for i := from; i < to; i++ {
		if code := v.code(i); code != table.Missing || e.column.Required {
			e.codes = append(e.codes, e.local.of(code))
		}
	}
	return 2*len(e.local.codes) <= len(e.codes) || len(e.local.codes) <= fewNumbers
}

// stringDictionary writes the row group's distinct strings.
func (e *encoder) stringDictionary(v *Values) {
	e.page = e.page[:0]
	for _, code := range e.local.codes {
		e.page = e.plainString(e.page, v.Dict.Bytes(code))
	}
	e.chunk.dictionary = true
	e.emit(pageDictionary, len(e.local.codes), encodingPlain)
}

// indices appends the places in the dictionary of the rows of a page. Pages are asked for in order.
func (e *encoder) indices(distinct int) func([]byte, int, int) []byte {
	width, at, nulls := widthOf(distinct), 0, 0
	return func(page []byte, from, to int) []byte {
		n := to - from - (e.chunk.nulls - nulls)
		nulls = e.chunk.nulls
		page = appendHybrid(append(page, byte(width)), e.codes[at:at+n], width)
		at += n
		return page
	}
}

// renumber gives the codes of a row group small numbers in order of appearance.
type renumber struct {
	number []uint32 // by code: its number + 1 in this row group; 0: not seen
	codes  []uint32 // by number
}

// begin forgets the last row group.
func (r *renumber) begin(codes int) {
	for _, c := range r.codes {
		r.number[c] = 0
	}
	r.codes = r.codes[:0]
	if codes > len(r.number) {
		r.number = make([]uint32, codes)
	}
}

func (r *renumber) of(code uint32) uint32 {
	n := r.number[code]
	if n == 0 {
		r.codes = append(r.codes, code)
		n = uint32(len(r.codes))
		r.number[code] = n
	}
	return n - 1
}

// Numbers

// numbers writes integers, dates, times or floating-point numbers; once each where they are few.
func (e *encoder) numbers(v *Values, from, to int) {
	there := func(i int) bool { return v.Ints[i] != Null }
	bits := func(i int) uint64 { return uint64(v.Ints[i]) }
	if e.column.Type == Double {
		there = func(i int) bool { return v.Floats[i] == v.Floats[i] }
		bits = func(i int) uint64 { return math.Float64bits(v.Floats[i]) }
	} else {
		e.chunk.integers(v.Ints[from:to], e.column)
	}
	if e.column.Required {
		there = func(int) bool { return true }
	}
	if e.fewNumbers(from, to, there, bits) {
		e.page = e.page[:0]
		for _, x := range e.few.values {
			e.page = e.appendNumber(e.page, x)
		}
		e.chunk.dictionary = true
		e.emit(pageDictionary, len(e.few.values), encodingPlain)
		e.pages(from, to, where(there), e.indices(len(e.few.values)))
		return
	}
	e.pages(from, to, where(there), func(page []byte, from, to int) []byte {
		for i := from; i < to; i++ {
			if there(i) {
				page = e.appendNumber(page, bits(i))
			}
		}
		return page
	})
}

func (e *encoder) appendNumber(page []byte, x uint64) []byte {
	if e.column.Type == Date {
		return binary.LittleEndian.AppendUint32(page, uint32(x))
	}
	return binary.LittleEndian.AppendUint64(page, x)
}

// integers notes the least and the greatest integer.
func (c *columnChunk) integers(v []int64, column Column) {
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	for _, x := range v {
		if x != Null || column.Required {
			low, high = min(low, x), max(high, x)
		}
	}
	if low > high {
		return
	}
	if column.Type == Date {
		c.low, c.high = binary.LittleEndian.AppendUint32(nil, uint32(low)), binary.LittleEndian.AppendUint32(nil, uint32(high))
		return
	}
	c.low, c.high = binary.LittleEndian.AppendUint64(nil, uint64(low)), binary.LittleEndian.AppendUint64(nil, uint64(high))
}

// fewNumbers numbers the values of a row group, as long as they are few.
func (e *encoder) fewNumbers(from, to int, there func(int) bool, bits func(int) uint64) bool {
	e.few.begin()
	e.codes = e.codes[:0]
	for i := from; i < to; i++ {
		if !there(i) {
			continue
		}
		n, ok := e.few.of(bits(i))
		if !ok {
			return false
		}
		e.codes = append(e.codes, n)
	}
	return true
}

// fewValues numbers up to fewNumbers values, in order of appearance.
type fewValues struct {
	slots  [4 * fewNumbers]uint16 // number + 1; 0: free
	values []uint64
}

func (f *fewValues) begin() {
	clear(f.slots[:])
	f.values = f.values[:0]
}

func (f *fewValues) of(x uint64) (uint32, bool) {
	for i := x * 0x9e3779b97f4a7c15 >> 54; ; i = (i + 1) & (4*fewNumbers - 1) {
		switch n := f.slots[i]; {
		case n == 0:
			if len(f.values) == fewNumbers {
				return 0, false
			}
			f.values = append(f.values, x)
			f.slots[i] = uint16(len(f.values))
			return uint32(len(f.values) - 1), true
		case f.values[n-1] == x:
			return uint32(n - 1), true
		}
	}
}

// plainBools appends truth values, a bit each.
func plainBools(v *Values) func([]byte, int, int) []byte {
	return func(page []byte, from, to int) []byte {
		at, n := len(page), 0
		page = append(page, make([]byte, (to-from+7)/8)...)
		for i := from; i < to; i++ {
			if v.Absent != nil && v.Absent[i] {
				continue
			}
			if v.Bools[i] {
				page[at+n>>3] |= 1 << (n & 7)
			}
			n++
		}
		return page[:at+(n+7)/8]
	}
}
