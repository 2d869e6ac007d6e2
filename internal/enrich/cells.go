package enrich

import (
	"math"
	"time"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// noTime marks a row without a time.
const noTime = math.MinInt64

// isoMicros reads YYYY-MM-DD, YYYY-MM-DD HH:MM:SS, and the latter with T or Z, as UTC.
func isoMicros(v []byte) (int64, bool) {
	if len(v) == 20 && v[19] == 'Z' {
		v = v[:19]
	}
	if len(v) != 10 && len(v) != 19 || v[4] != '-' || v[7] != '-' {
		return 0, false
	}
	year, month, day := two(v[0:])*100+two(v[2:]), two(v[5:]), two(v[8:])
	if year < 0 || month < 1 || month > 12 || day < 1 || day > 28 && day > time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return 0, false
	}
	var h, m, s int
	if len(v) == 19 {
		if h, m, s = two(v[11:]), two(v[14:]), two(v[17:]); v[10] != ' ' && v[10] != 'T' || v[13] != ':' || v[16] != ':' || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 {
			return 0, false
		}
	}
	return (days(year, month, day)*86400 + int64(h)*3600 + int64(m)*60 + int64(s)) * 1e6, true
}

// two reads two digits; far below zero if they are none.
func two(v []byte) int {
	a, b := v[0]-'0', v[1]-'0'
	if a > 9 || b > 9 {
		return -1 << 20
	}
	return int(a)*10 + int(b)
}

// days returns the days from 1970-01-01 to a day of the Gregorian calendar (Howard Hinnant, days_from_civil), for years from 0.
func days(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := (year + 400) / 400 // one era up, so that nothing is negative
	yoe := year + 400 - era*400
	doy := (153*(month-3)+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return int64(era-1)*146097 + int64(doe) - 719468
}

// amount reads a number; NaN where there is none to read, false where it is no number.
func amount(v []byte) (float64, bool) {
	if len(v) == 0 {
		return math.NaN(), true
	}
	// Fast path: -1234.56 of at most 15 digits, which float64 holds exactly.
	i, negative := 0, v[0] == '-'
	if negative {
		i++
	}
	mantissa, digits, scale, point := int64(0), 0, 0, false
	for ; i < len(v); i++ {
		switch c := v[i]; {
		case c >= '0' && c <= '9':
			mantissa = mantissa*10 + int64(c-'0')
			digits++
			if point {
				scale++
			}
		case c == '.' && !point:
			point = true
		default:
			digits = 99
		}
		if digits > 15 {
			return standard.Amount(v)
		}
	}
	if digits == 0 {
		return 0, false
	}
	x := float64(mantissa) / pow10(scale)
	if negative {
		x = -x
	}
	return x, true
}

// pow10 returns 10 to the power of n, exact up to 22.
func pow10(n int) float64 {
	return [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}[n]
}

// cells reads amounts and time of rows into a batch. It is for one goroutine.
type cells struct {
	batch  *batch
	sums   int
	times  *standard.TimeReader
	known  *table.Dict // texts of times seen before, since days repeat
	micros []int64     // by code of known
	bad    []int
}

// knownTimes is how many distinct texts are remembered.
const knownTimes = 1 << 14

func newCells(b *batch, sums int, times *standard.TimeReader) *cells {
	return &cells{batch: b, sums: sums, times: times}
}

// read takes the amounts, then the time, and returns the places of those that cannot be read; they are valid until the next call.
func (c *cells) read(fields [][]byte) []int {
	c.bad = c.bad[:0]
	for k := range c.sums {
		x, ok := amount(fields[k])
		if !ok {
			x = math.NaN()
			c.bad = append(c.bad, k)
		}
		c.batch.sums = append(c.batch.sums, x)
	}
	if c.times != nil {
		t, ok := c.time(fields[c.sums])
		if !ok {
			c.bad = append(c.bad, c.sums)
		}
		c.batch.time = append(c.batch.time, t)
	}
	return c.bad
}

// time reads a time; noTime where there is none.
func (c *cells) time(v []byte) (int64, bool) {
	if len(v) == 0 {
		return noTime, true
	}
	// Fast path: ten times as fast as time.Parse.
	if t, ok := isoMicros(v); ok {
		return t, true
	}
	if c.known == nil || c.known.Len() > knownTimes {
		c.known, c.micros = table.NewDict(), []int64{noTime}
	}
	code, err := c.known.Intern(v)
	if err != nil {
		return noTime, false
	}
	if int(code) == len(c.micros) {
		micros := int64(noTime)
		if t, ok := c.times.Time(v); ok {
			micros = t.UnixMicro()
		}
		c.micros = append(c.micros, micros)
	}
	return c.micros[code], c.micros[code] != noTime
}
