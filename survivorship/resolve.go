package survivorship

import (
	"context"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
)

// Result is the values of one attribute, by cluster.
type Result struct {
	Spellings    *table.Dict // of the codes: the attribute's own, or one of single values where cells hold several
	Record       []uint32    // whose value survives; None where nobody has one
	Code         []uint32    // its spelling
	Step         []Step      // at which the runner-up lost; Agreed without one
	Confidence   []float32   // share of trust in the records that agree; 0 for a placeholder
	RunnerUp     []uint32    // record that says something else; None where nobody does
	RunnerUpCode []uint32
	Lists        *Lists // for a union
}

// Lists are the values of a union, the best first: those of cluster k are at Start[k]:Start[k+1].
type Lists struct {
	Start  []uint32
	Record []uint32
	Code   []uint32
}

// Resolver chooses values for clusters of one set of records. Any number of
// goroutines may use it at once.
type Resolver struct {
	records Records
	asOf    int64
	workers int
	count   int     // attributes
	tasks   []*task // in an order in which conditions can be asked
	shared  *weights
}

// task is an attribute or a group.
type task struct {
	places   []int // of its attributes, in the list given
	group    []*column
	columns  []*column
	rule     Rule
	steps    []Step
	spelling []Step // among spellings of one value
	weights  *weights
	// Of the attribute or the group: whether a source's word goes before all else; nil: none's does.
	authority []bool
	initials  bool
	union     bool
	when      *condition // nil: none
}

// NewResolver prepares attributes for [Resolver.Resolve]. It keeps what it is
// given, which must not change while the resolver is in use.
func NewResolver(records Records, attributes []Attribute, groups []Group, opt Options) (*Resolver, error) {
	if err := check(records, attributes, groups, opt); err != nil {
		return nil, err
	}
	r := &Resolver{records: records, asOf: opt.AsOf, workers: opt.workers(), count: len(attributes)}
	shared := newWeights(records, opt.Trust, opt)
	grouped := make([]bool, len(attributes))
	for _, g := range groups {
		t := &task{places: g.Attributes, rule: g.Rule, steps: ruled(g.Authority, groupSteps(g.Rule, opt.HalfLife > 0)), weights: shared, authority: g.Authority}
		for _, a := range g.Attributes {
			grouped[a] = true
			t.group = append(t.group, &column{Attribute: attributes[a]})
		}
		t.columns = t.group
		r.conditional(t, Rule{}, opt)
		r.tasks = append(r.tasks, t)
	}
	for k, a := range attributes {
		if grouped[k] {
			continue
		}
		usual := Default(a.Name)
		if opt.HalfLife > 0 {
			usual = fading(usual)
		}
		if len(a.Rule.Steps) == 0 {
			a.Rule.Name, a.Rule.Steps = usual.Name, usual.Steps
		}
		steps := ruled(a.Authority, a.Rule.Steps)
		t := &task{places: []int{k}, columns: []*column{{Attribute: a}}, rule: a.Rule, steps: steps,
			spelling: spellingSteps(steps), authority: a.Authority, initials: abbreviates(a.Name), union: a.Rule.Union}
		r.conditional(t, usual, opt)
		r.tasks = append(r.tasks, t)
	}
	var err error
	if r.tasks, err = inOrder(r.tasks); err != nil {
		return nil, err
	}
	r.shared = shared
	if err := r.prepare(shared, opt); err != nil {
		return nil, err
	}
	r.conditions()
	return r, nil
}

// prepare takes cells apart and spreads trust, attribute by attribute.
func (r *Resolver) prepare(shared *weights, opt Options) error {
	var g errgroup.Group
	g.SetLimit(r.workers)
	for _, t := range r.tasks {
		g.Go(func() (err error) {
			t.weights = shared
			if t.rule.Trust != nil {
				t.weights = newWeights(r.records, t.rule.Trust, opt)
			}
			if t.group == nil {
				if t.columns[0], err = newColumn(t.columns[0].Attribute); err != nil {
					return err
				}
			}
			if !slices.Contains(t.steps, Spelt) && t.when == nil {
				return nil
			}
			for _, c := range t.columns {
				if err := c.liken(opt.Nickname); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// chunkClusters is the share of work handed out at once: its records' codes stay in the cache.
const chunkClusters = 4096

// Resolve chooses the values of every attribute for every cluster: results are in
// the order of the attributes. The same members give the same results, in
// whatever order they come. It fails only when ctx is done.
func (r *Resolver) Resolve(ctx context.Context, clusters Clusters) ([]Result, error) {
	n := len(clusters.Start) - 1
	results := make([]Result, r.count)
	chunks := (n + chunkClusters - 1) / chunkClusters
	lists := make([][]Lists, len(r.tasks))
	for k, t := range r.tasks {
		for i, p := range t.places {
			results[p] = newResult(n, t.columns[i])
		}
		if t.union {
			lists[k] = make([]Lists, chunks)
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range min(r.workers, chunks) {
		g.Go(func() error {
			w := &worker{Resolver: r}
			for {
				chunk := int(next.Add(1)) - 1
				if chunk >= chunks {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				w.chunk(clusters.Members, clusters.Start[chunk*chunkClusters:min(n, (chunk+1)*chunkClusters)+1], chunk, results, lists)
			}
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for k, t := range r.tasks {
		if t.union {
			results[t.places[0]].Lists = join(lists[k], n)
		}
	}
	return results, nil
}

func newResult(n int, c *column) Result {
	return Result{
		Spellings: c.Spellings, Record: make([]uint32, n), Code: make([]uint32, n), Step: make([]Step, n),
		Confidence: make([]float32, n), RunnerUp: make([]uint32, n), RunnerUpCode: make([]uint32, n),
	}
}

// chunk decides all attributes of one chunk of clusters, attribute by attribute.
func (w *worker) chunk(members, start []uint32, chunk int, results []Result, lists [][]Lists) {
	base, n := start[0], len(start)-1
	w.enter(members[base:start[n]])
	for t, task := range w.tasks {
		w.take(task)
		plain := task.plain()
		for k := range n {
			from, to := int(start[k]-base), int(start[k+1]-base)
			at := chunk*chunkClusters + k
			// Fast path: nothing to choose from.
			if plain && to-from == 1 {
				w.alone(at, from, results)
				continue
			}
			w.task = task.at(at, results)
			if w.group != nil {
				c := w.choose(w.gatherGroup(from, to))
				for i, place := range w.places {
					results[place].set(at, w.overrule(w.group[i], w.part(i, c, from, to), from, to))
				}
				continue
			}
			c := w.overrule(w.column, w.choose(w.gather(from, to)), from, to)
			results[w.places[0]].set(at, c)
			if w.union {
				w.rank(&lists[t][chunk], c)
			}
		}
	}
}

func (r *Result) set(k int, c choice) {
	r.Record[k], r.Code[k], r.Step[k], r.Confidence[k] = c.winner.record, c.winner.code, c.step, c.confidence
	r.RunnerUp[k], r.RunnerUpCode[k] = c.second.record, c.second.code
}

// rank appends the values of a cluster, the best first: what a steward says, then by the rule. Placeholders have no place among values.
func (w *worker) rank(l *Lists, c choice) {
	best := w.best
	if c.winner.record == None && c.winner.code != 0 {
		l.Record, l.Code = append(l.Record, None), append(l.Code, c.winner.code)
		best = slices.DeleteFunc(best, func(o candidate) bool { return o.value == c.winner.value })
	}
	if len(best) > 1 {
		best = slices.DeleteFunc(best, func(c candidate) bool { return c.grade == placeholder })
	}
	slices.SortFunc(best, func(a, b candidate) int {
		c, _ := w.better(w.steps, &a, &b)
		return -c
	})
	for _, c := range best {
		l.Record, l.Code = append(l.Record, c.record), append(l.Code, c.code)
	}
	l.Start = append(l.Start, uint32(len(l.Record)))
}

// join puts the lists of all chunks one after the other.
func join(chunks []Lists, n int) *Lists {
	all := &Lists{Start: make([]uint32, 1, n+1)}
	for _, l := range chunks {
		base := uint32(len(all.Record))
		for _, end := range l.Start {
			all.Start = append(all.Start, base+end)
		}
		all.Record, all.Code = append(all.Record, l.Record...), append(all.Code, l.Code...)
	}
	return all
}
