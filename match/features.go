package match

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/kernel"
)

// day is a date taken apart: year<<16 | month<<8 | day, unknown parts zero.
type day uint32

func parseDay(b []byte) day {
	if len(b) != 10 {
		return 0
	}
	num := func(b []byte) uint32 {
		n := uint32(0)
		for _, c := range b {
			n = n*10 + uint32(c-'0')
		}
		return n
	}
	return day(num(b[:4])<<16 | num(b[5:7])<<8 | num(b[8:10]))
}

func (d day) parts() (year, month, date int) { return int(d >> 16), int(d >> 8 & 255), int(d & 255) }

// place marks where the parts of a street lie: number|name|unit.
type place struct{ number, name uint8 }

func parseStreet(b []byte) place {
	i := bytes.IndexByte(b, '|')
	if i < 0 || len(b) > 255 {
		return place{0, uint8(min(len(b), 255))}
	}
	j := bytes.IndexByte(b[i+1:], '|')
	if j < 0 {
		return place{uint8(i), uint8(len(b))}
	}
	return place{uint8(i), uint8(i + 1 + j)}
}

// streetParts cuts a street into number, name and unit.
func streetParts(b []byte, p place) (number, name, unit []byte) {
	if len(b) > 255 {
		b = b[:255]
	}
	number = b[:p.number]
	from := int(p.number)
	if from < len(b) && b[from] == '|' {
		from++
	}
	name = b[from:max(from, int(p.name))]
	if int(p.name)+1 <= len(b) {
		unit = b[p.name+1:]
	}
	return number, name, unit
}

// words are the tokens of every value of a text column.
type words struct {
	dict  *table.Dict // tokens
	start []uint32    // atom → its tokens, ascending by code, in codes
	codes []uint32
	idf   []float32 // by token
	total []float32 // by atom: summed idf
}

// maxWords is how many tokens of one text are looked at.
const maxWords = 64

// newWords takes texts apart. keep says which tokens count; nil keeps all.
func newWords(v *values, keep func([]byte) bool) (*words, error) {
	w := &words{dict: table.NewDict(), start: make([]uint32, 2, v.dict.Len()+1)}
	for atom := uint32(1); atom < uint32(v.dict.Len()); atom++ {
		from := len(w.codes)
		for token := range bytes.FieldsSeq(v.dict.Bytes(atom)) {
			if len(w.codes)-from == maxWords {
				break
			}
			if keep != nil && !keep(token) {
				continue
			}
			code, err := w.dict.Intern(token)
			if err != nil {
				return nil, err
			}
			w.codes = append(w.codes, code)
		}
		slices.Sort(w.codes[from:])
		w.codes = w.codes[:from+len(slices.Compact(w.codes[from:]))]
		w.start = append(w.start, uint32(len(w.codes)))
	}
	w.dict.Seal()
	w.weigh(v)
	return w, nil
}

// weigh gives every token its inverse document frequency.
func (w *words) weigh(v *values) {
	df := make([]float64, w.dict.Len())
	for atom := 1; atom < v.dict.Len(); atom++ {
		for _, t := range w.of(uint32(atom)) {
			df[t] += float64(v.count[atom])
		}
	}
	w.idf = make([]float32, len(df))
	for t := range df {
		w.idf[t] = float32(math.Log(1 + float64(v.filled)/max(df[t], 2)))
	}
	w.total = make([]float32, v.dict.Len())
	for atom := 1; atom < v.dict.Len(); atom++ {
		for _, t := range w.of(uint32(atom)) {
			w.total[atom] += w.idf[t]
		}
	}
}

func (w *words) of(atom uint32) []uint32 { return w.codes[w.start[atom]:w.start[atom+1]] }

// codeLike reports whether a token is a model or part number: three or more characters, some of them digits.
func codeLike(token []byte) bool {
	return len(token) >= 3 && bytes.ContainsAny(token, "0123456789")
}

// features are what comparing needs of a column's distinct values, computed once.
type features struct {
	*values
	kind   Kind
	brief  []brief
	nick   [][]uint16 // names: nickname groups, by atom; nil when none
	days   []day
	places []place
	number []float64
	scale  float64 // numbers: what differences are related to; 0: the numbers
	words  *words
}

// newFeatures computes what a kind needs.
func newFeatures(kind Kind, v *values, nicknames func(name string) []uint16) (*features, error) {
	f := &features{values: v, kind: kind}
	n := v.dict.Len()
	var err error
	switch kind {
	case Name, Email, Phone, Short, Code, Street:
		f.brief = make([]brief, n)
		for a := 1; a < n; a++ {
			f.brief[a] = briefOf(kind, v.dict.Bytes(uint32(a)))
		}
	}
	switch kind {
	case Name:
		f.nicknames(nicknames)
	case Date:
		f.days = make([]day, n)
		for a := 1; a < n; a++ {
			f.days[a] = parseDay(v.dict.Bytes(uint32(a)))
		}
	case Street:
		f.places = make([]place, n)
		for a := 1; a < n; a++ {
			f.places[a] = parseStreet(v.dict.Bytes(uint32(a)))
		}
	case Number:
		f.number = make([]float64, n)
		for a := 1; a < n; a++ {
			s, _, _ := bytes.Cut(v.dict.Bytes(uint32(a)), []byte(" "))
			if f.number[a], err = strconv.ParseFloat(string(s), 64); err != nil {
				f.number[a] = math.NaN()
			}
		}
		if areYears(f.number[1:]) {
			f.scale = yearScale
		}
		err = nil
	case Text:
		if f.words, err = newWords(v, nil); err == nil {
			f.excessOfTexts()
		}
	case ModelNumber:
		f.words, err = newWords(v, codeLike)
	}
	return f, err
}

// briefOf sums a value up.
func briefOf(kind Kind, v []byte) brief {
	b := brief{}
	compared := v
	switch kind {
	case Name:
		s := kernel.Soundex(v)
		b.hash = uint32(s[0])<<24 | uint32(s[1])<<16 | uint32(s[2])<<8 | uint32(s[3])
		b.head = head8(v)
	case Short, Code:
		b.head = head8(v)
	case Street:
		number, name, unit := streetParts(v, parseStreet(v))
		b.hash, b.extra, b.head = hash32(name), hash32(number), head8(name)>>32<<32|uint64(hash32(unit))
		compared = name
	case Phone:
		compared = tail(v, 10)
		b.hash = hash32(tail(v, 7))
		var whole bool
		if b.head, whole = packDigits(compared); whole {
			b.marks |= isWhole
		}
	case Email:
		local := v[:localLength(v)]
		b.hash, b.head, b.part = hash32(local), signature(local), uint16(len(local))
		b.extra = uint32(head8(local) >> 32)
	}
	if (kind == Name || kind == Code) && len(v) <= kernel.PackedLength && bytes.IndexByte(v, 0) < 0 {
		b.marks |= isWhole
	}
	b.sign, b.size = signature(compared), uint16(min(len(compared), math.MaxUint16))
	if bytes.IndexByte(v, ' ') >= 0 {
		b.marks |= hasSpace
	}
	return b
}

// localLength is the length of what stands before the @ of an address.
func localLength(v []byte) int {
	return min(max(bytes.IndexByte(v, '@'), 0), math.MaxUint16)
}

// yearScale is what differences of years are related to: a year apart is near, a decade far.
const yearScale = 40

// areYears reports whether all numbers look like years of the calendar.
func areYears(numbers []float64) bool {
	for _, x := range numbers {
		if x != math.Trunc(x) || x < 1500 || x > 2100 {
			return false
		}
	}
	return len(numbers) > 1
}

// excessOfTexts tells how much rarer a text is than is typical of equal texts: many
// papers are called Editorial.
func (f *features) excessOfTexts() {
	counts, level := make([]float64, f.dict.Len()), make([]uint8, f.dict.Len())
	for a := 1; a < len(counts); a++ {
		counts[a], level[a] = float64(f.count[a]), uint8(f.exact(uint32(a)))
	}
	f.excess = excess(counts, level)
}

// nicknames finds the groups of every name that has any.
func (f *features) nicknames(groupsOf func(string) []uint16) {
	if groupsOf == nil {
		return
	}
	for a := 1; a < f.dict.Len(); a++ {
		if g := groupsOf(f.dict.String(uint32(a))); len(g) > 0 {
			if f.nick == nil {
				f.nick = make([][]uint16, f.dict.Len())
			}
			f.nick[a] = g
			f.brief[a].marks |= hasNick
		}
	}
}
