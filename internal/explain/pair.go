package explain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gildmdm/gild/internal/store"
)

// Result is what was asked for: one of the two.
type Result struct {
	Pair   *Pair   `json:"pair,omitempty"`
	Master *Master `json:"master,omitempty"`
}

// Explain explains one name, a master or the master of a record, or two: a pair of
// records; for a master among them, its record that is nearest to the other one.
func Explain(ctx context.Context, r *store.Run, domain string, names []string, play Player) (*Result, error) {
	left, err := find(ctx, r, domain, names[0])
	if err != nil {
		return nil, err
	}
	if len(names) == 1 {
		m, err := newMaster(ctx, left.domain, left.master)
		return &Result{Master: m}, err
	}
	right, err := find(ctx, r, domain, names[1])
	if err != nil {
		return nil, err
	}
	if left.domain.Manifest.Name != right.domain.Manifest.Name {
		return nil, &store.Error{Path: r.Dir, Want: fmt.Sprintf("%s is a %s and %s a %s: records of two domains are never compared", names[0], left.domain.Manifest.Name, names[1], right.domain.Manifest.Name)}
	}
	if left.record == nil && right.record == nil && left.master == right.master {
		m, err := newMaster(ctx, left.domain, left.master)
		return &Result{Master: m}, err
	}
	p, err := newPair(ctx, r, left, right, play)
	return &Result{Pair: p}, err
}

// explainer is an explanation in the making.
type explainer struct {
	*Pair
	domain *store.Domain
	left   []Record // of its master
	right  []Record
	links  []Link  // between any of these
	replay *Replay // nil: inputs gone
	drop   string  // why a rule that brings the pair together does not count
}

// newPair explains two records.
func newPair(ctx context.Context, r *store.Run, left, right *named, play Player) (*Pair, error) {
	e := &explainer{Pair: &Pair{Domain: left.domain.Manifest.Name, Same: left.master == right.master}, domain: left.domain}
	if err := e.gather(ctx, left, right); err != nil {
		return nil, err
	}
	var gone *GoneError
	var err error
	if e.replay, err = play(ctx, r, e.domain); errors.As(err, &gone) {
		e.Note = "from the tables of the run alone: " + gone.Why
	} else if err != nil {
		return nil, err
	}
	e.choose(left, right)
	if e.Left.Key() == e.Right.Key() {
		return nil, &store.Error{Path: r.Dir, Want: fmt.Sprintf("%s is compared with itself: name two records", e.Left.Key())}
	}
	both, err := values(ctx, e.domain, []Record{e.Left, e.Right})
	if err != nil {
		return nil, err
	}
	e.Attributes = sideBySide(both[0], both[1])
	if err := e.weigh(); err != nil {
		return nil, err
	}
	e.surroundings()
	e.Why = e.why()
	return e.Pair, nil
}

// gather reads the records of both masters and the links between them.
func (e *explainer) gather(ctx context.Context, left, right *named) (err error) {
	if e.left, err = records(ctx, e.domain, left.master); err != nil {
		return err
	}
	e.right = e.left
	all := e.left
	if !e.Same {
		if e.right, err = records(ctx, e.domain, right.master); err != nil {
			return err
		}
		all = slices.Concat(e.left, e.right)
	}
	if e.links, err = links(ctx, e.domain, all); err != nil {
		return err
	}
	sortLinks(e.links)
	return nil
}

// choose fixes the two records: those that were named, and for a master the one
// nearest to the other side.
func (e *explainer) choose(left, right *named) {
	from, to := e.left, e.right
	if left.record != nil {
		from = []Record{*left.record}
	}
	if right.record != nil {
		to = []Record{*right.record}
	}
	e.Left, e.Right = from[0], to[0]
	switch {
	case len(from)*len(to) == 1:
	case e.replay != nil:
		e.nearest(from, to)
	default:
		e.bestLinked(from, to)
	}
}

// nearest chooses the two records with the best score.
func (e *explainer) nearest(from, to []Record) {
	most := math.Inf(-1)
	for _, a := range from {
		for _, b := range to {
			i, iok := e.replay.Place(a)
			j, jok := e.replay.Place(b)
			if a == b || !iok || !jok {
				continue
			}
			if s := float64(e.replay.Scorer.Pair(i, j).LogOdds); s > most {
				most, e.Left, e.Right = s, a, b
			}
		}
	}
}

// bestLinked chooses the two records with the best link, if there is one.
func (e *explainer) bestLinked(from, to []Record) {
	for _, l := range e.links {
		switch {
		case slices.Contains(from, l.Left) && slices.Contains(to, l.Right):
			e.Left, e.Right = l.Left, l.Right
			return
		case slices.Contains(from, l.Right) && slices.Contains(to, l.Left):
			e.Left, e.Right = l.Right, l.Left
			return
		}
	}
}

// weigh finds the link of the pair, its score and what made it a candidate.
func (e *explainer) weigh() error {
	for _, l := range e.links {
		if l.Left == e.Left && l.Right == e.Right || l.Left == e.Right && l.Right == e.Left {
			e.Link, e.Candidate = &l, true
		}
	}
	if e.replay != nil {
		i, iok := e.replay.Place(e.Left)
		j, jok := e.replay.Place(e.Right)
		if !iok || !jok {
			return fmt.Errorf("%s or %s is not among the records read again", e.Left.Key(), e.Right.Key())
		}
		a := e.replay.Scorer.Account(i, j)
		e.Score = newScore(e.replay.Fields, &a)
		e.check()
		return e.meet(i, j)
	}
	if e.Link == nil {
		return nil
	}
	m, err := Model(e.domain)
	if err != nil {
		return err
	}
	e.Score = scoreOfLink(m, e.Link)
	return nil
}

// check says so when the score is not that of the run.
func (e *explainer) check() {
	const rounding = .01 // bits
	if e.Link != nil && e.Link.Bits != math.MaxFloat64 && math.Abs(e.Link.Bits-e.Score.Bits) > rounding {
		e.Note = fmt.Sprintf("the run has %.2f bits for this pair: another version of gild made it, which counted or compared otherwise", e.Link.Bits)
	}
}

// meet asks every blocking rule, the neighbour pass, and the rules that decide.
func (e *explainer) meet(i, j uint32) error {
	r := e.replay
	e.drop = r.dropped(i, j)
	for k := range r.Plan.Rules {
		m := r.Plan.Meet(k, i, j, r.Blocking)
		rule := Rule{Name: m.Rule, Made: m.Made() && e.drop == "", Block: m.Block, Limit: m.Limit}
		if m.Made() {
			rule.Dropped = e.drop
		}
		for _, key := range m.Keys {
			rule.Keys = append(rule.Keys, Key{key.Key, key.Left, key.Right, key.Equal})
		}
		e.Rules, e.Candidate = append(e.Rules, rule), e.Candidate || rule.Made
	}
	if r.Neighbours.Top >= 0 {
		n, err := r.Plan.Near(i, j, r.Blocking, r.Neighbours)
		if err != nil {
			return err
		}
		e.Near = &Near{Similarity: n.Similarity, Left: n.Left, Right: n.Right, Top: n.Top, Made: n.Made && e.drop == ""}
		if n.Made {
			e.Near.Dropped = e.drop
		}
		e.Candidate = e.Candidate || e.Near.Made
	}
	e.deciders(i, j)
	return nil
}

// deciders asks the rules that decide whatever the score.
func (e *explainer) deciders(i, j uint32) {
	if e.drop != "" {
		e.Guards = append(e.Guards, e.drop+": no two of its records are the same")
	}
	for _, d := range e.replay.Never {
		if d.Holds(i, j) {
			e.Guards = append(e.Guards, "match.never: they differ in "+d.Name)
		}
	}
	for _, d := range e.replay.Same {
		if d.Holds(i, j) {
			e.SameBy = append(e.SameBy, d.Name)
		}
	}
}

// surroundings says how the records around the pair stand to it.
func (e *explainer) surroundings() {
	if e.Same {
		hold(e.links)
		e.Chain = chain(e.links, e.Left.Key(), e.Right.Key())
		return
	}
	for _, l := range e.links {
		if l.Left.Master != l.Right.Master {
			e.Between = append(e.Between, l)
		}
	}
	if e.replay != nil {
		e.Clusters = e.replay.judge(e.left, e.right)
	}
}
