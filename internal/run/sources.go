package run

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/source"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/suppress"
	"github.com/gildmdm/gild/internal/table"
)

// sourceData is one source, read and in canonical order.
type sourceData struct {
	spec    config.Source
	table   *table.Table
	files   []source.File
	rejects []source.Reject
	id      *table.Column // record IDs; row numbers where the source has no ID column
	byRow   bool          // IDs are row numbers
	row     []int32       // by record: 1, or 1..n among records that share an ID
	updated []int64       // by record, Unix seconds; unknownTime where there is none
	repeats int           // records whose ID another record has, too

	suppressed int // rejects that are left out because of the suppression list
}

// unknownTime marks a record that does not say when it changed.
const unknownTime = math.MinInt64

// settle fixes a source's IDs, puts its records in canonical order and numbers those that share an ID.
func (s *sourceData) settle(ctx context.Context) error {
	if err := s.findIDs(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.permute(canonicalOrder(s.table, s.id))
	s.countRepeats()
	return s.readUpdated()
}

// findIDs finds the record IDs: of the source, or made up where it has none.
func (s *sourceData) findIDs() error {
	if s.spec.ID != "" {
		s.id = s.table.Column(s.spec.ID)
	}
	if s.id == nil {
		s.numberRows()
		return nil
	}
	return s.nameNameless()
}

// permute puts record order[i] at place i; those that are not in order are left out.
func (s *sourceData) permute(order []uint32) {
	own := s.table.Column(s.id.Name) == s.id
	s.table.Permute(order)
	if own {
		return
	}
	codes := make([]uint32, len(order))
	for i, row := range order {
		codes[i] = s.id.Codes[row]
	}
	s.id.Codes = codes
}

// numberRows gives records the number of their row in the file as ID.
func (s *sourceData) numberRows() {
	s.byRow = true
	s.id = &table.Column{Name: "", Dict: table.NewDict(), Codes: make([]uint32, s.table.Rows)}
	for i := range s.id.Codes {
		s.id.Codes[i], _ = s.id.Dict.Intern(strconv.AppendInt(nil, int64(i+1), 10)) // far below 4 GiB
	}
}

// nameless is the ID of records without one.
const nameless = suppress.Nameless

// nameNameless gives records whose ID cell is empty a common ID, so that each still has its line in the crosswalk.
func (s *sourceData) nameNameless() error {
	missing := false
	for _, c := range s.id.Codes {
		missing = missing || c == table.Missing
	}
	if !missing {
		return nil
	}
	code, err := s.id.Dict.Intern([]byte(nameless))
	if err != nil {
		return err
	}
	for i, c := range s.id.Codes {
		if c == table.Missing {
			s.id.Codes[i] = code
		}
	}
	return nil
}

// countRepeats numbers the records that share an ID.
func (s *sourceData) countRepeats() {
	s.row, s.repeats = make([]int32, s.table.Rows), 0
	for i, c := range s.id.Codes {
		s.row[i] = 1
		if i > 0 && s.id.Codes[i-1] == c {
			s.row[i] = s.row[i-1] + 1
			s.repeats++
			if s.row[i] == 2 {
				s.repeats++
			}
		}
	}
}

// readUpdated reads when each record changed last.
func (s *sourceData) readUpdated() error {
	s.updated = make([]int64, s.table.Rows)
	for i := range s.updated {
		s.updated[i] = unknownTime
	}
	if s.spec.UpdatedAt == "" {
		return nil
	}
	col := s.table.Column(s.spec.UpdatedAt)
	if col == nil {
		return fmt.Errorf("%s: no column %q for updated_at", s.spec.Name, s.spec.UpdatedAt)
	}
	times, err := standard.Times(col, s.spec.UpdatedLayout)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", s.spec.Name, s.spec.UpdatedAt, err)
	}
	for i, c := range col.Codes {
		if t := times[c]; !t.IsZero() {
			s.updated[i] = t.Unix()
		}
	}
	return nil
}
