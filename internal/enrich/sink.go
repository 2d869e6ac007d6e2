package enrich

import (
	"context"
	"strconv"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// sink takes the batches of enriched rows, in order.
type sink interface {
	write(ctx context.Context, b *batch) error
	close() error
}

// textSink writes what the workers made of the rows.
type textSink struct {
	f *file
}

func (j *job) openText() (*textSink, error) {
	f, err := j.create(j.opt.Out)
	if err != nil {
		return nil, err
	}
	s := &textSink{f}
	j.out = s
	return s, nil
}

// head writes the header.
func (s *textSink) head(line []byte) error {
	line, err := s.f.form.compress(line)
	if err != nil {
		return err
	}
	_, err = s.f.Write(line)
	return err
}

func (s *textSink) write(_ context.Context, b *batch) error {
	_, err := s.f.Write(b.text)
	return err
}

func (s *textSink) close() error { return nil }

// columnSink writes Parquet, the master last.
type columnSink struct {
	w     *parquet.Writer
	index *Index
}

// openColumns starts a Parquet file of the given columns and the master.
func (j *job) openColumns(schema []parquet.Column) error {
	f, err := j.create(j.opt.Out)
	if err != nil {
		return err
	}
	schema = append(schema, parquet.Column{Name: MasterColumn, Dictionary: true})
	w, err := parquet.Create(f, schema, j.opt.Workers, "gild.enriched", strconv.Itoa(1))
	j.out = &columnSink{w: w, index: j.index}
	return err
}

func (s *columnSink) write(ctx context.Context, b *batch) error {
	codes := make([]uint32, len(b.master))
	for i, m := range b.master {
		if codes[i] = table.Missing; m >= lowest {
			codes[i] = m + 1 - lowest
		}
	}
	return s.w.Write(ctx, len(codes), append(b.columns, parquet.Values{Dict: s.index.masters, Codes: codes}))
}

func (s *columnSink) close() error { return s.w.Close() }
