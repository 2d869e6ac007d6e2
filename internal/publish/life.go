package publish

import (
	"context"
	"math"
	"time"

	"github.com/gildmdm/gild/internal/parquet"
)

// How life events are found.
const (
	BetweenRecords = "between records"
	BetweenRuns    = "between runs"
)

// LifeEvent is something that happened to a master.
type LifeEvent struct {
	Master, Event string
	Attributes    string // whose values changed, parted by ", "
	Before, After string
	Since         time.Time // zero: unknown
	Detected      string
	Record        RecordKey // that shows After; zero: a household, which no record names
	Old           RecordKey // that showed Before last; zero: none
	Found         time.Time // as-of of the run that found it first
}

// RecordKey names a record.
type RecordKey struct {
	Source, ID string
	Row        int64
}

// Record returns the key of record i.
func (k *Keys) Record(i uint32) RecordKey {
	return RecordKey{k.Sources.String(k.Source[i]), k.IDs.String(k.ID[i]), int64(k.Row[i])}
}

// LifeEvents writes life_events.parquet.
func (t *Tables) LifeEvents(ctx context.Context, events []LifeEvent) error {
	n := len(events)
	texts := make([]*words, 10)
	for i, name := range []string{"master_id", "event", "attributes", "before", "after", "detected", "source", "record_id", "before_source", "before_record_id"} {
		texts[i] = newWords(name, n)
	}
	since, found, row, oldRow := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for i := range events {
		e := &events[i]
		for k, s := range [...]string{e.Master, e.Event, e.Attributes, e.Before, e.After, e.Detected, e.Record.Source, e.Record.ID, e.Old.Source, e.Old.ID} {
			texts[k].add(s)
		}
		since[i], found[i], row[i], oldRow[i] = timestamp(e.Since), e.Found.UnixMicro(), e.Record.Row, e.Old.Row
		if e.Record.Source == "" {
			row[i] = parquet.Null
		}
		if e.Old.Source == "" {
			oldRow[i] = parquet.Null
		}
	}
	of := func(k int) column { return text(texts[k].name, texts[k].dict, texts[k].codes) }
	return t.once(ctx, "life_events", n, []column{
		of(0), of(1), of(2), of(3), of(4), times("since", since), of(5),
		of(6), of(7), ints("row", row), of(8), of(9), ints("before_row", oldRow), times("found_at", found),
	})
}

// timestamp is a time as it is stored; null for the zero time.
func timestamp(t time.Time) int64 {
	if t.IsZero() {
		return math.MinInt64
	}
	return t.UnixMicro()
}
