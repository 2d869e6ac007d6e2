package infer

import (
	"bytes"
	"math"

	"github.com/cespare/xxhash/v2"
)

// sampleRows returns rows whose value in the most distinct column has a small hash:
// about sampleSize of them, whatever their order.
func (s *source) sampleRows() []uint32 {
	var key *column
	for _, c := range s.columns {
		if key == nil || c.profile.distinct > key.profile.distinct {
			key = c
		}
	}
	if key == nil {
		return nil
	}
	return key.rowsOf(key.profile.sample)
}

// rowsOf returns the rows that hold one of the codes.
func (c *column) rowsOf(codes []uint32) []uint32 {
	wanted := make([]bool, c.Dict.Len())
	for _, code := range codes {
		wanted[code] = true
	}
	var rows []uint32
	for row, code := range c.Codes {
		if wanted[code] {
			rows = append(rows, uint32(row))
		}
	}
	return rows
}

// determines says how well a value of a tells that of b: 1 completely, 0 no better
// than always guessing b's commonest value. Only values of a that repeat count.
func determines(a, b *column) float64 {
	limit := uint64(math.MaxUint64)
	if n := a.profile.filled; n > 4*sampleSize {
		limit = uint64(float64(math.MaxUint64) / float64(n) * 4 * sampleSize)
	}
	var codes []uint32
	for code := uint32(1); code < uint32(len(a.profile.counts)); code++ {
		if a.profile.counts[code] > 1 && (limit == math.MaxUint64 || xxhash.Sum64(a.Dict.Bytes(code)) < limit) {
			codes = append(codes, code)
		}
	}
	pairs := map[[2]uint32]int{}
	total := map[uint32]int{}
	most := map[uint32]int{}
	for _, row := range a.rowsOf(codes) {
		x, y := a.Codes[row], b.Codes[row]
		if y == 0 {
			continue
		}
		total[x]++
		pairs[[2]uint32{x, y}]++
		most[x] = max(most[x], pairs[[2]uint32{x, y}])
	}
	var agree, all float64 // beyond the one row that is always its own majority
	for x, n := range total {
		if n > 1 {
			agree += float64(most[x] - 1)
			all += float64(n - 1)
		}
	}
	if all < 30 {
		return 0
	}
	base := b.profile.top
	return max(0, (agree/all-base)/max(1-base, .01))
}

// within is the share of the rows where a has a value whose every token is among those
// of the others' values; and how many of the rows were looked at.
func (s *source) within(rows []uint32, a *column, others ...*column) (share float64, looked int) {
	return s.withinOrNot(rows, len(rows), a, others...)
}

// mostlyWithin reports whether more than ten rows, and more than that share of those looked at, are as within says. It
// stops at the first row that makes this impossible, which is soon where columns have nothing to do with each other.
func (s *source) mostlyWithin(rows []uint32, least float64, a *column, others ...*column) bool {
	share, looked := s.withinOrNot(rows, int((1-least)*float64(len(rows)))+1, a, others...)
	return looked > 10 && share > least
}

// withinOrNot is within, but 0 where so many rows are not.
func (s *source) withinOrNot(rows []uint32, hopeless int, a *column, others ...*column) (share float64, looked int) {
	ra, rb := newReader(), newReader()
	found := 0
	var joined []byte
	for _, row := range rows {
		v := a.Dict.Bytes(a.Codes[row])
		if len(v) == 0 {
			continue
		}
		looked++
		joined = joined[:0]
		for _, o := range others {
			joined = append(append(joined, o.Dict.Bytes(o.Codes[row])...), ' ')
		}
		ra.fold(v)
		rb.fold(joined)
		if containsAll(rb.tokens, ra.tokens) {
			found++
		} else if looked-found > hopeless {
			return 0, looked
		}
	}
	if looked == 0 {
		return 0, 0
	}
	return float64(found) / float64(looked), looked
}

func newReader() *reader { return &reader{names: loadNames(), words: loadWords()} }

func containsAll(set, tokens [][]byte) bool {
	for _, t := range tokens {
		found := false
		for _, u := range set {
			if bytes.Equal(t, u) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// inEmail is the share of rows with an e-mail whose local part holds the value (of three letters and more).
func (s *source) inEmail(rows []uint32, c, mail *column) float64 {
	r, m := newReader(), newReader()
	found, looked := 0, 0
	for _, row := range rows {
		v, e := c.Dict.Bytes(c.Codes[row]), mail.Dict.Bytes(mail.Codes[row])
		if len(v) < 3 || len(e) == 0 {
			continue
		}
		looked++
		r.fold(v)
		m.fold(e)
		local, _, _ := bytes.Cut(m.folded, []byte("@"))
		if bytes.Contains(local, bytes.ReplaceAll(r.folded, []byte(" "), nil)) {
			found++
		}
	}
	if looked < 20 {
		return 0
	}
	return float64(found) / float64(looked)
}
