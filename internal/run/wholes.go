package run

import (
	"bytes"
	"context"
	"slices"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match"
	"github.com/gildmdm/gild/match/cluster"
)

// copiesOfEach is how many records a cluster must have on average for a look at clusters as wholes.
const copiesOfEach = 3

// farMore is how many times more pairs a look at wholes may find. Where everything that was
// ever said of a thing is compared with everything of another, some of it always agrees, and what is
// far more has chained: employers become 1.8 times as many pairs, rightly.
const farMore = 2.5

// looksAgain reports whether clusters are to be compared as wholes: where things
// have no personal attributes and are each recorded many times. A record's nearest
// neighbours are then copies of itself, and pairs that differ in one attribute, such
// as the address after a move, hardly become candidates. A town that was taken from
// the name is no such attribute: it comes and goes with what the text says besides.
func (r *resolution) looksAgain(p *problem, n *round) bool {
	if p.model != nil && p.model.Wholes == nil {
		return false // it was trained where that brought nothing
	}
	return p.textual && !p.parted && len(p.fields) > 1 && p.never == nil && !slices.Contains(r.unique, true) &&
		p.records.Rows >= copiesOfEach*n.clusters.Len()
}

// lookAgain resolves the clusters of a round as wholes, and joins those that are the same.
func (r *resolution) lookAgain(ctx context.Context, p *problem, n *round) error {
	wholes, err := p.wholes(n.clusters)
	if err != nil {
		return err
	}
	found, err := resolve(ctx, wholes)
	if err != nil {
		return err
	}
	forest := cluster.NewForest(p.records.Rows)
	for k := range found.clusters.Len() {
		list := found.clusters.List(k)
		first := n.clusters.List(int(list[0]))[0]
		for _, whole := range list {
			for _, row := range n.clusters.List(int(whole)) {
				forest.Join(first, row)
			}
		}
	}
	joined := forest.Clusters()
	if pairsWithin(joined) > farMore*n.predicted {
		return nil
	}
	n.clusters, n.model.Wholes = joined, found.model
	return nil
}

// wholes is the problem of which the records are the clusters of another: every
// cluster holds all values of its records.
func (p *problem) wholes(c *cluster.Clusters) (*problem, error) {
	w := *p
	w.records = match.Records{Rows: c.Len(), Source: make([]uint16, c.Len()), Sources: 1}
	for _, column := range p.records.Columns {
		values, err := unitedValues(column, c)
		if err != nil {
			return nil, err
		}
		w.records.Columns = append(w.records.Columns, values)
	}
	w.blocking = slices.Clone(p.blocking)
	for k, column := range w.records.Columns {
		w.blocking[k].Dict, w.blocking[k].Codes = column.Dict, column.Codes
	}
	w.neighbour.Across = false
	w.unique, w.same, w.once, w.judged, w.certain = nil, nil, true, nil, false
	if p.model != nil {
		w.model = p.model.Wholes
	}
	return &w, nil
}

// unitedValues lists the distinct values of every cluster in one column, in order.
func unitedValues(column match.Column, c *cluster.Clusters) (match.Column, error) {
	separator := []byte{table.Separator}
	dict := table.NewDict()
	united := match.Column{Name: column.Name, Dict: dict, Codes: make([]uint32, c.Len())}
	var values [][]byte
	for k := range c.Len() {
		values = values[:0]
		for _, row := range c.List(k) {
			if code := column.Codes[row]; code != table.Missing {
				values = append(values, bytes.Split(column.Dict.Bytes(code), separator)...)
			}
		}
		slices.SortFunc(values, bytes.Compare)
		values = slices.CompactFunc(values, bytes.Equal)
		code, err := dict.Intern(bytes.Join(values, separator))
		if err != nil {
			return united, err
		}
		united.Codes[k] = code
	}
	dict.Seal()
	return united, nil
}
