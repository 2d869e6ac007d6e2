package enrich

import (
	"bytes"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// summary adds up the rows of every master. It takes batches in order, so that
// sums of float64 come out the same for any number of workers.
type summary struct {
	tallies []tally
	sums    []float64 // width values a master
	width   int
}

// tally is what is kept of a master besides sums.
type tally struct {
	count       int64
	first, last int64 // microseconds since 1970, or noTime
}

func newSummary(masters, sums int) *summary {
	s := &summary{tallies: make([]tally, masters), sums: make([]float64, masters*sums), width: sums}
	for k := range s.tallies {
		s.tallies[k].first, s.tallies[k].last = noTime, noTime
	}
	return s
}

// add adds the rows of a batch.
func (s *summary) add(b *batch) {
	for i, m := range b.master {
		if m < lowest {
			continue
		}
		k := int(m - lowest)
		t := &s.tallies[k]
		t.count++
		if b.time != nil && b.time[i] != noTime {
			at := b.time[i]
			t.last = max(t.last, at)
			if t.first == noTime || at < t.first {
				t.first = at
			}
		}
		for n, x := range b.sums[i*s.width : (i+1)*s.width] {
			if x == x { // no NaN: there is an amount
				s.sums[k*s.width+n] += x
			}
		}
	}
}

// write writes one row a master that has rows, in the order of master IDs, and returns how many there are.
func (s *summary) write(ctx context.Context, f *file, x *Index, opt Options) (int64, error) {
	var order []uint32
	for k, t := range s.tallies {
		if t.count > 0 {
			order = append(order, uint32(k+1))
		}
	}
	slices.SortFunc(order, func(a, b uint32) int { return bytes.Compare(x.masters.Bytes(a), x.masters.Bytes(b)) })
	schema, values := s.columns(order, x.masters, opt)
	return int64(len(order)), writeTable(ctx, f, schema, values, len(order), opt.Workers)
}

// columns gives the summary's columns: master_id, count, first and last with a time column, and a sum_ for each amount.
func (s *summary) columns(order []uint32, masters *table.Dict, opt Options) ([]parquet.Column, []parquet.Values) {
	schema := []parquet.Column{{Name: MasterColumn}, {Name: "count", Type: parquet.Int64}}
	ints := func(of func(*tally) int64) parquet.Values {
		v := make([]int64, len(order))
		for i, k := range order {
			v[i] = of(&s.tallies[k-1])
		}
		return parquet.Values{Ints: v}
	}
	values := []parquet.Values{{Dict: masters, Codes: order}, ints(func(t *tally) int64 { return t.count })}
	if opt.Time != "" {
		schema = append(schema, parquet.Column{Name: "first", Type: parquet.Timestamp}, parquet.Column{Name: "last", Type: parquet.Timestamp})
		values = append(values, ints(func(t *tally) int64 { return t.first }), ints(func(t *tally) int64 { return t.last }))
	}
	for n, name := range opt.Sum {
		v := make([]float64, len(order))
		for i, k := range order {
			v[i] = rounded(s.sums[int(k-1)*s.width+n])
		}
		schema = append(schema, parquet.Column{Name: "sum_" + name, Type: parquet.Double})
		values = append(values, parquet.Values{Floats: v})
	}
	return schema, values
}

// rounded drops what adding float64 leaves behind the sixth decimal.
func rounded(x float64) float64 {
	if math.Abs(x) > 1e9 {
		return x
	}
	return math.Round(x*1e6) / 1e6
}

// writeTable writes a whole table as the file's ending says.
func writeTable(ctx context.Context, f *file, schema []parquet.Column, values []parquet.Values, rows, workers int) error {
	if f.form.parquet {
		w, err := parquet.Create(f, schema, workers, "gild.enriched", "1")
		if err != nil {
			return err
		}
		if err := w.Write(ctx, rows, values); err != nil {
			return err
		}
		return w.Close()
	}
	const part = 1 << 15
	text := header(schema)
	for from := 0; from == 0 || from < rows; from += part {
		for i := from; i < min(rows, from+part); i++ {
			text = appendRow(text, schema, values, i)
		}
		out, err := f.form.compress(text)
		if err == nil {
			_, err = f.Write(out)
		}
		if err != nil {
			return err
		}
		text = text[:0]
	}
	return nil
}

func header(schema []parquet.Column) []byte {
	var out []byte
	for k, c := range schema {
		if k > 0 {
			out = append(out, ',')
		}
		out = appendCell(out, []byte(c.Name))
	}
	return append(out, '\n')
}

// appendRow appends one row as CSV.
func appendRow(out []byte, schema []parquet.Column, values []parquet.Values, i int) []byte {
	for k, c := range schema {
		if k > 0 {
			out = append(out, ',')
		}
		switch v := values[k]; c.Type {
		case parquet.String:
			out = appendCell(out, v.Dict.Bytes(v.Codes[i]))
		case parquet.Double:
			out = strconv.AppendFloat(out, v.Floats[i], 'f', -1, 64)
		case parquet.Timestamp:
			if v.Ints[i] != parquet.Null {
				out = time.UnixMicro(v.Ints[i]).UTC().AppendFormat(out, time.RFC3339)
			}
		default:
			out = strconv.AppendInt(out, v.Ints[i], 10)
		}
	}
	return append(out, '\n')
}
