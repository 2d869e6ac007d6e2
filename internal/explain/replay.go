package explain

import (
	"context"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/store"
	"github.com/gildmdm/gild/match"
	"github.com/gildmdm/gild/match/cluster"
)

// Replay is a domain as it stood when its records were compared: everything that
// scored them, made anew. It is for one goroutine.
type Replay struct {
	Place   func(Record) (uint32, bool) // of a record in canonical order
	Sources []string                    // by their number
	Fields  Fields
	Scorer  *match.Scorer

	Plan       *blocking.Plan
	Blocking   blocking.Options
	Neighbours blocking.NeighbourOptions // Top below 0: there was no neighbour pass
	Overlooked []bool                    // by source: pairs within it were compared, but dropped when it was found to have no duplicates

	Cluster cluster.Options
	Never   []Decider
	Same    []Decider
}

// Decider is a rule of the configuration that decides whatever the score.
type Decider struct {
	Name  string // its attributes
	Holds func(i, j uint32) bool
}

// GoneError says why a domain cannot be replayed: its inputs are not what they were.
type GoneError struct{ Why string }

func (e *GoneError) Error() string { return e.Why }

// Player makes the replay of a domain. Its error is a *GoneError where the inputs are no longer what they were.
type Player func(ctx context.Context, r *store.Run, d *store.Domain) (*Replay, error)

// dropped says why two records cannot be a candidate pair; nothing if they can.
func (r *Replay) dropped(i, j uint32) string {
	s := r.Blocking.Source[i]
	switch {
	case s != r.Blocking.Source[j]:
	case r.Blocking.Unique != nil && r.Blocking.Unique[s]:
		return r.Sources[s] + " is declared free of duplicates"
	case r.Overlooked != nil && r.Overlooked[s]:
		return r.Sources[s] + " was found to be free of duplicates"
	}
	return ""
}
