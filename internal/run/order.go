package run

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// canonicalOrder returns the rows of a table by record ID, then by content, so that
// nothing after it depends on the order of rows in the file. Without an ID column
// rows keep the file's order: there the row number is the ID.
func canonicalOrder(t *table.Table, id *table.Column) []uint32 {
	order := make([]uint32, t.Rows)
	for i := range order {
		order[i] = uint32(i)
	}
	if id == nil {
		return order
	}
	// Rows go to the place of their ID first, by counting; what is left are those that share one.
	rank := ranks(id.Dict)
	starts := make([]uint32, id.Dict.Len()+1)
	for _, code := range id.Codes {
		starts[rank[code]+1]++
	}
	for r := 1; r < len(starts); r++ {
		starts[r] += starts[r-1]
	}
	for row, code := range id.Codes {
		order[starts[rank[code]]] = uint32(row)
		starts[rank[code]]++
	}
	from := uint32(0)
	for _, to := range starts[:len(starts)-1] { // starts are ends now
		if to-from > 1 {
			slices.SortFunc(order[from:to], func(a, b uint32) int { return compareRows(t, a, b) })
		}
		from = to
	}
	return order
}

// ranks numbers the values of a dictionary in byte order.
func ranks(d *table.Dict) []uint32 {
	type entry struct {
		head uint64 // first bytes, so that most comparisons need no memory beyond
		code uint32
	}
	entries := make([]entry, d.Len()-1)
	for i := range entries {
		code := uint32(i + 1)
		var head [8]byte
		copy(head[:], d.Bytes(code))
		entries[i] = entry{binary.BigEndian.Uint64(head[:]), code}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if c := cmp.Compare(a.head, b.head); c != 0 {
			return c
		}
		return bytes.Compare(d.Bytes(a.code), d.Bytes(b.code))
	})
	rank := make([]uint32, d.Len())
	for i, e := range entries {
		rank[e.code] = uint32(i + 1)
	}
	return rank
}

// compareRows orders rows of one record ID by their values, column by column.
func compareRows(t *table.Table, a, b uint32) int {
	for _, c := range t.Columns {
		if c.Codes[a] == c.Codes[b] {
			continue
		}
		if d := bytes.Compare(c.Dict.Bytes(c.Codes[a]), c.Dict.Bytes(c.Codes[b])); d != 0 {
			return d
		}
	}
	return 0
}

// firstSeen returns the codes of a column in the order in which its rows show them first.
func firstSeen(c *table.Column) []uint32 {
	seen := make([]bool, c.Dict.Len())
	seen[table.Missing] = true
	codes := make([]uint32, 0, c.Dict.Len()-1)
	for _, code := range c.Codes {
		if !seen[code] {
			seen[code] = true
			codes = append(codes, code)
		}
	}
	return codes
}
