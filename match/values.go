package match

import (
	"bytes"
	"math"
	"slices"

	"github.com/gildmdm/gild/internal/table"
)

// values are the distinct canonical strings of a column, lists taken apart:
// every code stands for one or more atoms.
type values struct {
	dict   *table.Dict // strings by atom
	start  []uint32    // code → its atoms in atoms; nil when no value is a list: then atom = code
	atoms  []uint32
	count  []uint32  // records that hold the atom
	filled int       // records that hold any
	rarity []uint8   // level of equality by atom, 1..equalLevels
	excess []float32 // by atom: how much rarer it is than the typical value of its level, natural log
}

// newValues takes the lists of a column apart and counts. Weight, if not nil, gives
// each record's share (one divided by the size of its cluster), so that copies count once.
func newValues(c Column, weight []float32) (*values, error) {
	v := &values{dict: c.Dict}
	if err := v.split(); err != nil {
		return nil, err
	}
	counts := make([]float64, v.dict.Len())
	filled := 0.0
	for row, code := range c.Codes {
		if code == table.Missing {
			continue
		}
		w := 1.0
		if weight != nil {
			w = float64(weight[row])
		}
		filled += w
		v.filled++
		for _, a := range v.of(code) {
			counts[a] += w
		}
	}
	v.count = make([]uint32, len(counts))
	v.rarity = make([]uint8, len(counts))
	for a, n := range counts {
		v.count[a] = uint32(math.Round(n))
		v.rarity[a] = rarity(filled, n)
	}
	if weight != nil {
		v.filled = int(math.Round(filled))
	}
	v.excess = excess(counts, v.rarity)
	return v, nil
}

// excess compares the frequency of every value with that of a typical match of
// its level. Within a level a match is as likely as the value, a coincidence as
// its square, so the level's mean weight belongs to the mean of the squares over
// the mean.
func excess(counts []float64, rarity []uint8) []float32 {
	var sum, squares [equalLevels + 1]float64
	for a, n := range counts {
		n = max(n, 2)
		sum[rarity[a]] += n
		squares[rarity[a]] += n * n
	}
	out := make([]float32, len(counts))
	for a, n := range counts {
		l := rarity[a]
		out[a] = float32(math.Log(squares[l] / sum[l] / max(n, 2)))
	}
	return out
}

// split numbers the atoms of list values; without lists it does nothing.
func (v *values) split() error {
	lists := false
	for code := uint32(1); code < uint32(v.dict.Len()) && !lists; code++ {
		lists = bytes.IndexByte(v.dict.Bytes(code), table.Separator) >= 0
	}
	if !lists {
		return nil
	}
	atoms := table.NewDict()
	v.start = make([]uint32, 2, v.dict.Len()+1)
	for code := uint32(1); code < uint32(v.dict.Len()); code++ {
		for part := range bytes.SplitSeq(v.dict.Bytes(code), []byte{table.Separator}) {
			a, err := atoms.Intern(part)
			if err != nil {
				return err
			}
			if a != table.Missing {
				v.atoms = append(v.atoms, a)
			}
		}
		from := v.start[code]
		slices.Sort(v.atoms[from:])
		v.start = append(v.start, uint32(len(v.atoms)))
	}
	atoms.Seal()
	v.dict = atoms
	return nil
}

// of returns the atoms of a code, ascending.
func (v *values) of(code uint32) []uint32 {
	if v.start != nil {
		return v.atoms[v.start[code]:v.start[code+1]]
	}
	return []uint32{code}
}

// codes is how many codes there are, 0 included.
func (v *values) codes() int {
	if v.start != nil {
		return len(v.start) - 1
	}
	return v.dict.Len()
}

// rarity is the level of equality of a value held by count of filled records.
func rarity(filled, count float64) uint8 {
	bits := math.Log2(filled / max(count, 2))
	for l, least := range equalBits {
		if bits >= least {
			return uint8(l + 1)
		}
	}
	return equalLevels
}
