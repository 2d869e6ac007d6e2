package survivorship

import (
	"fmt"
	"slices"
)

// Condition is a condition on the golden value of another attribute.
type Condition struct {
	Attribute int                        // its place in the list of attributes
	Holds     func(spelling []byte) bool // never asked of no value, which fulfils nothing
}

// condition is a condition asked of every value once.
type condition struct {
	place int
	holds []bool // by code of the result
	other *task  // what decides where it does not hold
}

// conditional gives a task what it needs to decide by a condition.
func (r *Resolver) conditional(t *task, other Rule, opt Options) {
	if t.rule.When == nil {
		return
	}
	fallback := *t
	fallback.rule, fallback.union = other, false
	fallback.steps = ruled(t.authority, r.stepsOf(&fallback, opt))
	fallback.spelling = spellingSteps(fallback.steps)
	t.when = &condition{place: t.rule.When.Attribute, other: &fallback}
}

// stepsOf returns the steps of a task's rule.
func (r *Resolver) stepsOf(t *task, opt Options) []Step {
	if t.group != nil {
		return groupSteps(t.rule, opt.HalfLife > 0)
	}
	return t.rule.Steps
}

// inOrder sorts tasks so that what a condition asks about is decided before. It fails where conditions go round in a circle.
func inOrder(tasks []*task) ([]*task, error) {
	var out []*task
	done := map[int]bool{} // places
	for len(out) < len(tasks) {
		before := len(out)
		for _, t := range tasks {
			if done[t.places[0]] || t.rule.When != nil && !done[t.rule.When.Attribute] {
				continue
			}
			out = append(out, t)
			for _, p := range t.places {
				done[p] = true
			}
		}
		if len(out) == before {
			return nil, fmt.Errorf("survivorship: conditions go round in a circle")
		}
	}
	return out, nil
}

// ask asks every value of the attribute that a condition is on, once.
func (c *condition) ask(asked *column, holds func([]byte) bool) {
	c.holds = make([]bool, asked.Spellings.Len())
	for code := 1; code < len(c.holds); code++ {
		c.holds[code] = holds(asked.Spellings.Bytes(uint32(code)))
	}
}

// conditions asks what the conditions of all tasks ask.
func (r *Resolver) conditions() {
	for _, t := range r.tasks {
		if t.when == nil {
			continue
		}
		for _, of := range r.tasks {
			if i := slices.Index(of.places, t.when.place); i >= 0 {
				t.when.ask(of.columns[i], t.rule.When.Holds)
			}
		}
		t.when.other.columns, t.when.other.weights = t.columns, t.weights
		if t.rule.Trust != nil {
			t.when.other.weights = r.shared
		}
	}
}

// at returns the task that decides a cluster: itself or, where its condition does not hold, the other.
func (t *task) at(cluster int, results []Result) *task {
	if t.when == nil || t.when.holds[results[t.when.place].Code[cluster]] {
		return t
	}
	return t.when.other
}
