package parquet

import "encoding/binary"

// Levels of a column of lists: an optional list of elements that are there. A row without elements has no list.
const (
	noList  = 0 // definition level of a row without list
	element = 2 // definition level of an element
)

// lists makes the column chunk of the lists of the rows from to to-1.
func (e *encoder) lists(v *Values, from, to int) {
	encoding, distinct := encodingPlain, 0
	if e.column.Dictionary && e.renumber(v, int(v.Start[from]), int(v.Start[to])) {
		e.stringDictionary(v)
		encoding, distinct = encodingDictionary, len(e.local.codes)
	}
	e.chunk.data, e.chunk.values = len(e.out), 0
	first := int(v.Start[from])
	var again, there []uint32
	for at := from; at < to || at == from; at += pageRows {
		end := min(to, at+pageRows)
		again, there = again[:0], there[:0]
		for row := at; row < end; row++ {
			n := v.Start[row+1] - v.Start[row]
			if n == 0 {
				again, there = append(again, 0), append(there, noList)
				e.chunk.nulls++
			}
			for k := range n {
				again, there = append(again, min(k, 1)), append(there, element)
			}
		}
		e.page = appendLeveled(appendLeveled(e.page[:0], again, 1), there, 2)
		low, high := int(v.Start[at]), int(v.Start[end])
		if encoding == encodingDictionary {
			width := widthOf(distinct)
			e.page = appendHybrid(append(e.page, byte(width)), e.codes[low-first:high-first], width)
		} else {
			for _, code := range v.Codes[low:high] {
				e.page = e.plainString(e.page, v.Dict.Bytes(code))
			}
		}
		e.chunk.values += len(again)
		e.emit(pageData, len(again), encoding)
	}
}

// appendLeveled appends levels behind their length.
func appendLeveled(dst []byte, levels []uint32, width int) []byte {
	at := len(dst)
	dst = appendHybrid(append(dst, 0, 0, 0, 0), levels, width)
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}
