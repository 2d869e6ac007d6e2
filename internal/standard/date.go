package standard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/table"
)

// dateType is a day, of which parts may be unknown.
func dateType() Type {
	return days{simple{"date", CompareDate, func(v string, opt *Options) (string, string, Quality) {
		d, ok := parseDate(v, opt.layouts)
		if !ok {
			return v, "", Suspect
		}
		return d.standard()
	}}}
}

// days also reads days whose parts stand in columns of their own.
type days struct{ simple }

func (t days) Standardise(raw string, opt *Options, out *Cell) {
	if strings.IndexByte(raw, table.Separator) < 0 || len(opt.layouts) != 1 || len(opt.layouts[0]) < 2 {
		t.simple.Standardise(raw, opt, out)
		return
	}
	if d, ok := joinedDate(raw, opt.layouts[0]); ok {
		out.Add(d.standard())
		return
	}
	out.Add(strings.ReplaceAll(raw, separator, " "), "", Suspect)
}

// standard returns spelling, canonical string and quality.
func (d date) standard() (string, string, Quality) {
	if d.placeholder() {
		return d.spelling(), "", Placeholder
	}
	return d.spelling(), d.String(), d.quality()
}

// timestampType is a moment; only recency uses it.
func timestampType() Type {
	return simple{"timestamp", CompareNone, func(v string, opt *Options) (string, string, Quality) {
		t, ok := parseTime(v, opt.layouts)
		if !ok {
			return v, "", Suspect
		}
		return t.Format(time.RFC3339), t.Format(time.RFC3339), OK
	}}
}

// date is a day; zero parts are unknown.
type date struct{ year, month, day int }

// String is the canonical form.
func (d date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// spelling leaves unknown parts out where that can be read.
func (d date) spelling() string {
	switch {
	case d.year > 0 && d.month == 0:
		return fmt.Sprintf("%04d", d.year)
	case d.year > 0 && d.day == 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	}
	return d.String()
}

// placeholder knows the days that forms are filled with; so is the first of January of an unknown year.
func (d date) placeholder() bool {
	return d == date{1900, 1, 1} || d == date{1901, 1, 1} || d.year == 9999 || d == date{1800, 1, 1} || d == date{2099, 12, 31} || d == date{} || d == date{0, 1, 1}
}

func (d date) quality() Quality {
	if d.year != 0 && (d.year < 1000 || d.year > 2200) {
		return Suspect
	}
	return OK
}

// valid reports whether the day exists.
func (d date) valid() bool {
	if d.month > 12 || d.day > 31 || d.year == 0 && d.month == 0 {
		return false
	}
	if d.day == 0 || d.month == 0 {
		return d.month == 0 && d.day == 0 || d.day == 0
	}
	year := d.year
	if year == 0 {
		year = 2000
	}
	t := time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	return t.Day() == d.day
}

// layout is a way to write a day: the order of its parts. Separators do not matter.
type layout string

// candidates are the layouts that inference tries.
func candidateLayouts() []layout {
	return []layout{"YMD", "DMY", "MDY", "YM", "MY", "Y"}
}

// layoutsOf finds the layout of a column: the one declared, or the one in which
// most values are days that exist; day first where nothing tells. Others follow
// for the values it does not fit.
func layoutsOf(declared string, col *table.Column) ([]layout, error) {
	if declared != "" {
		l, err := parseLayout(declared)
		return []layout{l}, err
	}
	counts := col.Counts()
	fits := map[layout]float64{}
	for c := uint32(1); c < uint32(col.Dict.Len()); c++ {
		p := splitDate(string(col.Dict.Bytes(c)))
		for _, l := range candidateLayouts() {
			if d, ok := p.read(l); ok && d.plausible() {
				fits[l] += float64(counts[c])
			}
		}
	}
	order := candidateLayouts()
	slices.SortStableFunc(order, func(a, b layout) int {
		switch {
		case fits[a] > fits[b]*1.001:
			return -1
		case fits[b] > fits[a]*1.001:
			return 1
		}
		return 0
	})
	return order, nil
}

// plausible keeps years of two digits and the like from fitting everything.
func (d date) plausible() bool { return d.year == 0 || d.year >= 1200 && d.year <= 2150 }

// parseLayout reads a declared layout: DD/MM/YYYY, YYYY MM DD, DD.MON.YY.
func parseLayout(s string) (layout, error) {
	var l []byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != 'Y' && c != 'M' && c != 'D' {
			if c == 'h' {
				break
			}
			continue
		}
		if len(l) == 0 || l[len(l)-1] != c {
			l = append(l, c)
		}
	}
	if len(l) == 0 || len(l) > 3 {
		return "", fmt.Errorf("layout %q names no parts of a date; wanted e.g. DD/MM/YYYY", s)
	}
	return layout(l), nil
}

// dateParts are the numbers of a written date, in order, and a month that was written as a word.
type dateParts struct {
	numbers [6]int
	digits  [6]int
	n       int
	word    int // month by name; 0: none
	wordAt  int // how many numbers stand before it
	bad     bool
}

// splitDate cuts a written date into numbers; a time of day behind it is left out.
func splitDate(v string) dateParts {
	var p dateParts
	if i := strings.IndexAny(v, "T"); i == 10 || i == 8 {
		v = v[:i]
	}
	if i := strings.IndexByte(v, ':'); i > 0 { // a clock: cut before its hour
		if j := strings.LastIndexAny(v[:i], " T"); j > 0 {
			v = v[:j]
		}
	}
	if allDigits(v) && len(v) == 8 {
		p.add(v[:4])
		p.add(v[4:6])
		p.add(v[6:])
		if p.numbers[1] > 12 || p.numbers[0] < 1200 || p.numbers[0] > 2150 { // DDMMYYYY
			p = dateParts{}
			p.add(v[:2])
			p.add(v[2:4])
			p.add(v[4:])
		}
		return p
	}
	for i := 0; i < len(v); {
		c := v[i]
		j := i
		switch {
		case c >= '0' && c <= '9':
			for j < len(v) && v[j] >= '0' && v[j] <= '9' {
				j++
			}
			p.add(v[i:j])
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80:
			for j < len(v) && (v[j] >= 'a' && v[j] <= 'z' || v[j] >= 'A' && v[j] <= 'Z' || v[j] >= 0x80) {
				j++
			}
			if m := monthOf(v[i:j]); m > 0 {
				p.word, p.wordAt = m, p.n
			} else if !dayWord(v[i:j]) {
				p.bad = true
			}
		default:
			j++
		}
		i = j
	}
	return p
}

func (p *dateParts) add(s string) {
	if p.n == len(p.numbers) {
		p.bad = true
		return
	}
	p.numbers[p.n], _ = strconv.Atoi(s)
	p.digits[p.n] = len(s)
	p.n++
}

func allDigits(v string) bool {
	for i := 0; i < len(v); i++ {
		if v[i] < '0' || v[i] > '9' {
			return false
		}
	}
	return v != ""
}

// read takes the parts in the order of a layout.
func (p *dateParts) read(l layout) (date, bool) {
	if p.bad {
		return date{}, false
	}
	if p.word > 0 {
		return p.readWord()
	}
	if p.n != len(l) {
		return date{}, false
	}
	var d date
	for i, part := range []byte(l) {
		switch part {
		case 'Y':
			if p.digits[i] != 4 && p.digits[i] != 2 {
				return d, false
			}
			d.year = fullYear(p.numbers[i], p.digits[i])
		case 'M':
			d.month = p.numbers[i]
			if p.digits[i] > 2 {
				return d, false
			}
		case 'D':
			d.day = p.numbers[i]
			if p.digits[i] > 2 {
				return d, false
			}
		}
	}
	return d, d.valid()
}

// readWord reads a date whose month is a word: only the year has to be told from the day.
func (p *dateParts) readWord() (date, bool) {
	d := date{month: p.word}
	switch {
	case p.n == 2 && p.digits[0] == 4:
		d.year, d.day = p.numbers[0], p.numbers[1]
	case p.n == 2:
		d.day, d.year = p.numbers[0], fullYear(p.numbers[1], p.digits[1])
	case p.n == 1 && p.digits[0] == 4:
		d.year = p.numbers[0]
	default:
		return d, false
	}
	return d, d.valid()
}

// fullYear completes a year of two digits: up to 30 is of this century.
func fullYear(y, digits int) int {
	if digits > 2 {
		return y
	}
	if y <= 30 {
		return 2000 + y
	}
	return 1900 + y
}

// parseDate reads a date in the first layout that fits, or one whose columns were joined.
func parseDate(v string, layouts []layout) (date, bool) {
	p := splitDate(v)
	for _, l := range layouts {
		if d, ok := p.read(l); ok {
			return d, true
		}
	}
	return date{}, false
}

// joinedDate reads day, month and year that stand in columns of their own; some may be missing.
func joinedDate(raw string, l layout) (date, bool) {
	var d date
	i := 0
	for value := range strings.SplitSeq(raw, string(rune(table.Separator))) {
		if i >= len(l) {
			return d, false
		}
		part := l[i]
		i++
		value = strings.TrimSpace(value)
		if value == "" || isPlaceholder(value) {
			continue
		}
		n, err := strconv.Atoi(value)
		if err != nil && part == 'M' {
			n, err = monthOf(value), nil
		}
		if err != nil {
			continue
		}
		switch part {
		case 'Y':
			d.year = fullYear(n, len(value))
		case 'M':
			d.month = n
		case 'D':
			d.day = n
		}
	}
	if d.month > 12 || d.day > 31 {
		return d, false
	}
	return d, d != date{}
}

// monthOf reads a month's name, whole or its beginning, in English, German, French, Spanish, Italian or Dutch.
func monthOf(s string) int {
	s = fold(s)
	if len(s) < 3 {
		return 0
	}
	names := [12][]string{
		{"january", "januar", "janvier", "enero", "gennaio", "januari", "jan"},
		{"february", "februar", "fevrier", "febrero", "febbraio", "februari", "feb"},
		{"march", "marz", "maerz", "mars", "marzo", "maart", "mar", "mrz"},
		{"april", "avril", "abril", "aprile", "apr", "avr"},
		{"may", "mai", "mayo", "maggio", "mei"},
		{"june", "juni", "juin", "junio", "giugno", "jun"},
		{"july", "juli", "juillet", "julio", "luglio", "jul"},
		{"august", "aout", "agosto", "augustus", "aug"},
		{"september", "septembre", "septiembre", "settembre", "sep", "sept"},
		{"october", "oktober", "octobre", "octubre", "ottobre", "oct", "okt"},
		{"november", "novembre", "noviembre", "nov"},
		{"december", "dezember", "decembre", "diciembre", "dicembre", "dec", "dez"},
	}
	for m, all := range names {
		if slices.Contains(all, s) {
			return m + 1
		}
	}
	return 0
}

// dayWord reports whether a word may stand in a date without meaning anything for it.
func dayWord(s string) bool {
	switch strings.ToLower(s) {
	case "st", "nd", "rd", "th", "of", "de", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "t", "z", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday":
		return true
	}
	return false
}

// parseTime reads a moment: RFC 3339, a date with a clock, Unix seconds, or a date alone.
func parseTime(v string, layouts []layout) (time.Time, bool) {
	for _, l := range [...]string{time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(l, v); err == nil {
			return t.UTC(), true
		}
	}
	if allDigits(v) && (len(v) == 10 || len(v) == 13) {
		n, _ := strconv.ParseInt(v, 10, 64)
		if len(v) == 13 {
			return time.UnixMilli(n).UTC(), true
		}
		return time.Unix(n, 0).UTC(), true
	}
	d, ok := parseDate(v, layouts)
	if !ok || d.year == 0 {
		return time.Time{}, false
	}
	t := time.Date(d.year, time.Month(max(1, d.month)), max(1, d.day), 0, 0, 0, 0, time.UTC)
	if i := strings.IndexByte(v, ':'); i > 0 {
		if j := strings.LastIndexAny(v[:i], " T"); j > 0 {
			if clock, ok := parseClock(v[j+1:]); ok {
				t = t.Add(clock)
			}
		}
	}
	return t, true
}

func parseClock(s string) (time.Duration, bool) {
	for _, l := range [...]string{"15:04:05", "15:04", "3:04:05 PM", "3:04 PM", "3:04:05PM", "3:04PM"} {
		if t, err := time.Parse(l, s); err == nil {
			return t.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), true
		}
	}
	return 0, false
}

// TimeReader reads moments in the way a column writes them. It is read-only.
type TimeReader struct{ layouts []layout }

// NewTimeReader takes the declared layout, or, without one, that in which most values of a column are days that exist.
func NewTimeReader(col *table.Column, declared string) (*TimeReader, error) {
	layouts, err := layoutsOf(declared, col)
	return &TimeReader{layouts}, err
}

// Time reads one value; false where it is no moment.
func (r *TimeReader) Time(v []byte) (time.Time, bool) { return parseTime(clean(string(v)), r.layouts) }

// Times reads a column as moments, by code; the zero time where a value is none.
func Times(col *table.Column, declared string) ([]time.Time, error) {
	r, err := NewTimeReader(col, declared)
	if err != nil {
		return nil, err
	}
	out := make([]time.Time, col.Dict.Len())
	for c := uint32(1); c < uint32(len(out)); c++ {
		if t, ok := r.Time(col.Dict.Bytes(c)); ok {
			out[c] = t
		}
	}
	return out, nil
}
