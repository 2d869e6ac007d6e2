package parquet

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"

	pq "github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/schema"

	"github.com/gildmdm/gild/internal/table"
)

// render appends values of one column as text.
type render struct {
	flag  func([]byte, bool) []byte
	whole func([]byte, int64) []byte
	bytes func([]byte, []byte) []byte
}

// renderer says how the values of a column become text.
func renderer(c *schema.Column) (render, table.Kind, bool) {
	r := render{flag: strconv.AppendBool, whole: appendInt, bytes: appendText}
	logical := c.LogicalType()
	switch t := logical.(type) {
	case schema.DateLogicalType:
		r.whole = func(b []byte, v int64) []byte { return time.Unix(v*86400, 0).UTC().AppendFormat(b, time.DateOnly) }
		return r, table.Date, true
	case *schema.TimestampLogicalType:
		unit := t.TimeUnit()
		r.whole = func(b []byte, v int64) []byte { return renderTime(b, timeOf(v, unit)) }
		return r, table.Timestamp, true
	case *schema.TimeLogicalType:
		unit := t.TimeUnit()
		r.whole = func(b []byte, v int64) []byte { return timeOf(v, unit).AppendFormat(b, "15:04:05.999999999") }
		return r, table.Text, true
	case *schema.DecimalLogicalType:
		scale := int(t.Scale())
		r.whole = func(b []byte, v int64) []byte { return appendDecimal(b, big.NewInt(v), scale) }
		r.bytes = func(b, v []byte) []byte { return appendDecimal(b, signed(v), scale) }
		return r, table.Float, true
	case *schema.IntLogicalType:
		if !t.IsSigned() {
			width := t.BitWidth()
			r.whole = func(b []byte, v int64) []byte {
				if width <= 32 {
					return strconv.AppendUint(b, uint64(uint32(v)), 10)
				}
				return strconv.AppendUint(b, uint64(v), 10)
			}
		}
		return r, table.Integer, true
	case schema.UUIDLogicalType:
		r.bytes = appendUUID
		return r, table.Text, true
	case schema.Float16LogicalType:
		r.bytes = func(b, v []byte) []byte { return renderFloat(b, half(binary.LittleEndian.Uint16(v)), 32) }
		return r, table.Float, true
	}
	switch c.PhysicalType() {
	case pq.Types.Boolean:
		return r, table.Bool, true
	case pq.Types.Int32, pq.Types.Int64:
		return r, table.Integer, true
	case pq.Types.Float, pq.Types.Double:
		return r, table.Float, true
	case pq.Types.Int96:
		return r, table.Timestamp, true
	case pq.Types.ByteArray, pq.Types.FixedLenByteArray:
		return r, table.Text, true
	}
	return r, 0, false
}

func appendInt(b []byte, v int64) []byte { return strconv.AppendInt(b, v, 10) }

func renderFloat(b []byte, v float64, bits int) []byte {
	if math.IsNaN(v) {
		return b
	}
	return strconv.AppendFloat(b, v, 'f', -1, bits)
}

func renderTime(b []byte, t time.Time) []byte { return t.UTC().AppendFormat(b, time.RFC3339Nano) }

func timeOf(v int64, unit schema.TimeUnitType) time.Time {
	switch unit {
	case schema.TimeUnitMillis:
		return time.UnixMilli(v).UTC()
	case schema.TimeUnitMicros:
		return time.UnixMicro(v).UTC()
	}
	return time.Unix(0, v).UTC()
}

// appendText appends text as it is, and bytes that are no text in hexadecimal digits.
func appendText(b, v []byte) []byte {
	if utf8.Valid(v) {
		return append(b, v...)
	}
	return hex.AppendEncode(b, v)
}

func appendUUID(b, v []byte) []byte {
	if len(v) != 16 {
		return hex.AppendEncode(b, v)
	}
	for i, part := range [][]byte{v[:4], v[4:6], v[6:8], v[8:10], v[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, part)
	}
	return b
}

// signed reads a big-endian two's complement number.
func signed(v []byte) *big.Int {
	n := new(big.Int).SetBytes(v)
	if len(v) > 0 && v[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
	}
	return n
}

// appendDecimal appends an unscaled number with its decimal point, trailing zeros dropped.
func appendDecimal(b []byte, n *big.Int, scale int) []byte {
	if n.Sign() < 0 {
		b = append(b, '-')
	}
	digits := new(big.Int).Abs(n).String()
	for len(digits) <= scale {
		digits = "0" + digits
	}
	whole, part := digits[:len(digits)-scale], digits[len(digits)-scale:]
	for len(part) > 0 && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	b = append(b, whole...)
	if part != "" {
		b = append(append(b, '.'), part...)
	}
	return b
}

// half reads an IEEE 754 half-precision number.
func half(h uint16) float64 {
	sign, exp, frac := 1.0, int(h>>10&31), float64(h&1023)
	if h>>15 != 0 {
		sign = -1
	}
	switch exp {
	case 0:
		return sign * math.Ldexp(frac/1024, -14)
	case 31:
		if frac != 0 {
			return math.NaN()
		}
		return sign * math.Inf(1)
	}
	return sign * math.Ldexp(1+frac/1024, exp-15)
}
