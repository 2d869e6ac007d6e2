package run

import (
	"context"
	"math"
	"slices"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/match"
	"github.com/gildmdm/gild/match/cluster"
)

// problem is a domain ready to be resolved.
type problem struct {
	records   match.Records
	fields    []match.Field
	blocking  []blocking.Column
	neighbour blocking.NeighbourOptions
	rules     []blocking.Rule // nil: automatic
	budget    blocking.Budget
	maxBlock  int
	unique    []bool // by source: declared free of duplicates
	textual   bool   // no attribute tells one thing from another by itself: texts decide
	model     *match.Model
	judged    *labelled.Judged // what people say of pairs, for training; nil: nothing
	certain   bool             // it is taken as certain while the model is fitted
	nicknames func(string) []uint16
	same      []blocking.Rule        // equal in all: the same thing, whatever the score
	never     func(i, j uint32) bool // vetoes; nil: none
	cut       float64                // log-odds from which two single records are linked
	once      bool                   // no second round
	parted    bool                   // names were taken apart: see takenApart
	left      int                    // attributes that could be compared but are only carried along
	workers   int
	maxPairs  int // pairs kept in memory; beyond, they are made a second time
}

// Link is a pair with a score worth keeping.
type Link struct {
	I, J    uint32
	Pattern match.Pattern
	LogOdds float32
	Related float32
	Rule    int16 // blocking rule that produced it; len(rules): neighbours; len(rules)+1: copies; -1: a same rule
}

// resolution is what resolving finds.
type resolution struct {
	plan     *blocking.Plan // while resolving
	rules    []string
	stats    []blocking.Stats
	fields   []match.Field
	copies   []uint32 // see round
	model    *match.Model
	unique   []bool
	few      bool         // things of texts have few records each
	alike    match.Chance // how often texts within duplicate-free sources are alike; nil: not known
	links    []Link       // log-odds above leastLink, by I, J; nil once they are written
	linked   int          // how many there are
	clusters *cluster.Clusters
	pairs    int64
	expected cluster.Expectation
	labels   *LabelsUsed // when training
	warnings []string
}

// leastLink is the log-odds below which a pair is forgotten: it can neither join
// a cluster nor interest a reviewer.
const leastLink = -3

// resolve blocks, trains, scores and clusters.
func resolve(ctx context.Context, p *problem) (*resolution, error) {
	r := newResolution(p)
	if err := r.block(ctx, p); err != nil {
		return nil, err
	}
	return r.resolve(ctx, p)
}

// resolve trains, scores and clusters by the rules at hand.
func (r *resolution) resolve(ctx context.Context, p *problem) (*resolution, error) {
	first, err := r.round(ctx, p, nil)
	if err != nil {
		return nil, err
	}
	if p.once || first.expected < 20 {
		return r.judged(ctx, p, first)
	}
	first.comparer = nil // its features would stand beside the second's
	second, err := r.round(ctx, p, first)
	if err != nil {
		return nil, err
	}
	// A second round that finds far more than the first has drifted.
	if second.predicted > 1.3*first.predicted {
		second = first
		if second.comparer, err = p.comparer(ctx, shares(first.copies)); err != nil { // it was let go
			return nil, err
		}
	}
	if r.looksAgain(p, second) {
		if err := r.lookAgain(ctx, p, second); err != nil {
			return nil, err
		}
		if err := r.calibrate(ctx, p, second); err != nil {
			return nil, err
		}
		// Scores of single records do not tell how sure clusters are that were joined as wholes.
		r.keep(p, second).expected = cluster.Expectation{Precision: math.NaN(), Recall: math.NaN()}
		return r, nil
	}
	return r.judged(ctx, p, second)
}

// judged keeps the result of a round, shifted to what labels say.
func (r *resolution) judged(ctx context.Context, p *problem, n *round) (*resolution, error) {
	if err := r.calibrate(ctx, p, n); err != nil {
		return nil, err
	}
	return r.keep(p, n), nil
}

// newResolution starts resolving with the sources that are declared free of duplicates.
func newResolution(p *problem) *resolution {
	r := &resolution{unique: p.unique}
	if r.unique == nil {
		r.unique = make([]bool, p.records.Sources)
	}
	return r
}

// keep takes the result of a round.
func (r *resolution) keep(p *problem, n *round) *resolution {
	for _, rule := range r.plan.Rules {
		r.rules = append(r.rules, rule.Name(r.plan.Columns))
	}
	r.plan = nil
	opt := r.clustering(p, n.model, n.comparer)
	opt.Scored = r.labels == nil || r.labels.Shift == 0
	r.expected = cluster.Expect(n.clusters, edgesOf(n.links), opt)
	r.fields, r.copies, r.model, r.links, r.clusters, r.pairs = n.fields, n.copies, n.model, n.links, n.clusters, n.pairs
	return r
}

// block chooses the rules.
func (r *resolution) block(ctx context.Context, p *problem) error {
	rules := p.rules
	if rules == nil {
		var err error
		rules, err = blocking.Auto(ctx, p.blocking, p.records.Rows, p.budget, r.options(p))
		if err != nil {
			return err
		}
	}
	r.plan = blocking.NewPlan(p.blocking, p.records.Rows, rules)
	return nil
}

func (r *resolution) options(p *problem) blocking.Options {
	o := blocking.Options{MaxBlock: p.maxBlock, Copies: true, Source: p.records.Source, Workers: p.workers}
	if slices.Contains(r.unique, true) {
		o.Unique = r.unique
	}
	return o
}

// comparer compares the records; weight is each one's share in value counts, nil for one each.
func (p *problem) comparer(ctx context.Context, weight []float32) (*match.Comparer, error) {
	return match.NewComparer(ctx, &p.records, p.fields, match.Options{Nicknames: p.nicknames, Weight: weight, Repeated: p.parted, Workers: p.workers})
}

// round is one pass of training, scoring and clustering.
type round struct {
	comparer  *match.Comparer
	fields    []match.Field
	copies    []uint32 // by record, of how many records its value frequencies count one; nil: each counts
	model     *match.Model
	pass      *pass
	links     []Link
	clusters  *cluster.Clusters
	pairs     int64
	expected  float64 // matches the model expects
	predicted float64 // pairs within clusters
}

// round compares all candidate pairs, trains unless there is a model, and
// clusters. The clusters of an earlier round, if any, let copies of one thing count once.
func (r *resolution) round(ctx context.Context, p *problem, earlier *round) (*round, error) {
	n := &round{fields: p.fields}
	var known *cluster.Clusters
	var kept *pass
	if earlier != nil {
		known, kept = earlier.clusters, earlier.pass
	}
	if p.parted {
		known = withEquals(p, known)
	}
	if known != nil {
		n.copies = copies(known)
	}
	var err error
	if n.comparer, err = p.comparer(ctx, shares(n.copies)); err != nil {
		return nil, err
	}
	pass, err := r.compare(ctx, p, n.comparer, kept)
	if err != nil {
		return nil, err
	}
	n.pass, n.pairs = pass, pass.total()
	if p.model != nil {
		r.trained(p, n, pass)
	} else if err := r.train(ctx, p, n, pass, known, earlier != nil); err != nil {
		return nil, err
	}
	n.model.Unique = slices.Clone(r.unique)
	for k := range n.model.Match {
		n.expected += n.model.Match[k] * n.model.Pairs[k]
	}
	if n.links, err = r.score(ctx, p, n, pass); err != nil {
		return nil, err
	}
	if n.clusters, err = r.cluster(ctx, p, n); err != nil {
		return nil, err
	}
	n.predicted = pairsWithin(n.clusters)
	return n, nil
}

// pairsWithin counts the pairs of records that clusters put together.
func pairsWithin(c *cluster.Clusters) float64 {
	pairs := 0.0
	for k := range c.Len() {
		size := float64(len(c.List(k)))
		pairs += size * (size - 1) / 2
	}
	return pairs
}

// trained takes the model at hand, and what was found about the sources as it was trained.
func (r *resolution) trained(p *problem, n *round, pass *pass) {
	n.model = p.model
	if p.unique == nil && len(p.model.Unique) == len(r.unique) {
		r.unique = p.model.Unique
	}
	if slices.Contains(r.unique, true) && !pass.overflow {
		pass.dropUnique(n.comparer, r.unique)
	}
}

// train fits the model, finds duplicate-free sources, and fits again with their candidates competing.
func (r *resolution) train(ctx context.Context, p *problem, n *round, pass *pass, known *cluster.Clusters, again bool) error {
	var of []uint32
	if known != nil {
		of = known.Of
	}
	u, err := n.comparer.NewChance(ctx, r.unique, of, p.workers)
	if err != nil {
		return err
	}
	strata := pass.strata(r.allPairs(p))
	r.know(p, n.comparer, pass, strata)
	opt := match.TrainOptions{Alike: p.textual && len(p.fields) > 1, Namesakes: n.comparer.Namesakes(of)}
	texts, undeclared := p.textual && !pass.overflow, !again && p.unique == nil && p.records.Sources > 1
	if texts && undeclared {
		r.findUniqueTexts(match.NewRivalry(n.comparer, u, pass.stored()))
	}
	if texts && opt.Alike && !slices.Contains(r.unique, true) {
		if !again {
			r.few = match.Ties(n.comparer, u, pass.stored()) < fewTies
		}
		r.compete(p, n, pass, strata, &opt)
	}
	n.model = match.Train(p.fields, u, strata, opt)
	if !texts && undeclared {
		r.findUnique(p, n.model)
	}
	if !slices.Contains(r.unique, true) || pass.overflow {
		return nil
	}
	if r.alike == nil {
		r.alike = match.Within(p.fields, r.uniqueStrata(strata))
	}
	pass.dropUnique(n.comparer, r.unique)
	if u, err = n.comparer.NewChance(ctx, r.unique, of, p.workers); err != nil {
		return err
	}
	u.AtLeast(r.alike)
	strata = pass.strata(r.allPairs(p))
	r.know(p, n.comparer, pass, strata)
	n.model = match.Train(p.fields, u, strata, match.TrainOptions{
		NoRelated:   p.textual,
		Namesakes:   opt.Namesakes,
		Competition: match.NewCompetition(n.comparer, pass.stored(), strata),
		Compete:     r.competing(p),
		Rounds:      60,
	})
	return nil
}

// Where things of texts have few records each, candidates compete in all strata: a record that looks like many
// others would otherwise speak as often as it has partners, and draw the matches to what is merely similar. Odds count no more than a
// few to one, so that several records of one thing are even. (Papers of two lists in one file: pair F1 .74 to .88; products: .14 to .40.)
const (
	fewTies  = .13
	mostOdds = 3
)

// compete lets all candidates compete where things have few records each.
func (r *resolution) compete(p *problem, n *round, pass *pass, strata []match.Stratum, opt *match.TrainOptions) {
	if !r.few {
		return
	}
	opt.Competition, opt.Settle = match.NewCompetition(n.comparer, pass.stored(), strata), true
	opt.Competition.Most = mostOdds
	opt.Compete = slices.Repeat([]bool{true}, p.records.Sources+1)
}

// uniqueStrata picks the strata within duplicate-free sources.
func (r *resolution) uniqueStrata(strata []match.Stratum) []match.Stratum {
	var within []match.Stratum
	for s, unique := range r.unique {
		if unique {
			within = append(within, strata[s])
		}
	}
	return within
}

// allPairs counts the pairs there are, by stratum.
func (r *resolution) allPairs(p *problem) []float64 {
	sizes := make([]float64, p.records.Sources)
	for _, s := range p.records.Source {
		sizes[s]++
	}
	all := make([]float64, p.records.Sources+1)
	total := float64(p.records.Rows) * float64(p.records.Rows-1) / 2
	for s, n := range sizes {
		within := n * (n - 1) / 2
		total -= within
		if !r.unique[s] {
			all[s] = within
		}
	}
	all[p.records.Sources] = total
	return all
}

// competing lists the strata whose pairs compete: across sources, when all are free of duplicates.
func (r *resolution) competing(p *problem) []bool {
	c := make([]bool, p.records.Sources+1)
	c[p.records.Sources] = !slices.Contains(r.unique, false)
	return c
}

// findUnique finds sources without duplicates of their own: far fewer matches
// are expected within them than with other sources.
func (r *resolution) findUnique(p *problem, m *match.Model) {
	sizes := make([]float64, p.records.Sources)
	for _, s := range p.records.Source {
		sizes[s]++
	}
	across := m.Match[p.records.Sources] * m.Pairs[p.records.Sources]
	const share = .005
	for s := range sizes {
		within := m.Match[s] * m.Pairs[s]
		r.unique[s] = within < share*sizes[s] && within < across/4
	}
}

// findUniqueTexts finds duplicate-free sources of texts, where EM cannot be
// trusted before it knows: few of the best pairs across have rivals. Of two sources, one whose records
// are each nearly equalled by another as partners of the other source's has duplicates, however clean the other is.
func (r *resolution) findUniqueTexts(v *match.Rivalry) {
	const few = .45
	const fewSeconds = .12 // products of two shops: .06; papers and a list that has many of them several times: .17
	two := len(v.Own) == 2
	for s := range r.unique {
		r.unique[s] = v.Pairs[s] >= 10 && v.Own[s] < few && !(two && (v.Second[1-s] >= fewSeconds || v.Second[s] >= few))
	}
}

// score keeps the pairs whose log-odds exceed leastLink.
func (r *resolution) score(ctx context.Context, p *problem, n *round, pass *pass) ([]Link, error) {
	links, err := pass.links(ctx, r, p, n)
	if err != nil {
		return nil, err
	}
	if p.once && p.judged == nil {
		pass.workers = nil // no second round needs the pairs
	}
	sorted := sortLinks(append(links, r.sameLinks(ctx, p, n)), p.records.Rows)
	return slices.CompactFunc(sorted, func(a, b Link) bool { return a.I == b.I && a.J == b.J }), nil
}

// sameLinks joins the records that a deterministic rule calls the same.
func (r *resolution) sameLinks(ctx context.Context, p *problem, n *round) []Link {
	var links []Link
	for _, rule := range p.same {
		for _, pair := range blocking.Equal(p.blocking, p.records.Rows, rule) {
			links = append(links, Link{I: pair[0], J: pair[1], Pattern: n.comparer.Pattern(pair[0], pair[1]), LogOdds: float32(math.Inf(1)), Rule: -1})
		}
	}
	return links
}

// cluster agglomerates the links. What holds for a record and the first of its many copies
// holds for all of them: where it makes two of them the same, no more pairs need to be asked.
func (r *resolution) cluster(ctx context.Context, p *problem, n *round) (*cluster.Clusters, error) {
	edges := edgesOf(n.links)
	for k, l := range n.links {
		if int(l.Rule) > len(r.plan.Rules) && float64(l.LogOdds) > p.cut && p.records.Equal(l.I, l.J) {
			edges[k].LogOdds = float32(math.Inf(1))
		}
	}
	opt := r.clustering(p, n.model, n.comparer)
	opt.Scored = true
	return cluster.Agglomerate(ctx, p.records.Rows, edges, opt)
}

func edgesOf(links []Link) []cluster.Edge {
	edges := make([]cluster.Edge, len(links))
	for k, l := range links {
		edges[k] = cluster.Edge{I: l.I, J: l.J, LogOdds: l.LogOdds}
	}
	return edges
}

// clustering are the options that clustering runs with.
func (r *resolution) clustering(p *problem, m *match.Model, c *match.Comparer) cluster.Options {
	o := cluster.Options{
		Source: p.records.Source, Never: p.never, Apart: apart(p, m, c), Backed: !p.textual, Cut: p.cut, Lenient: lenient(p), Workers: p.workers,
		Scorer: func() func(i, j uint32) float32 {
			s := m.NewScorer(c)
			return func(i, j uint32) float32 { return s.Pair(i, j).LogOdds }
		},
	}
	if slices.Contains(r.unique, true) {
		o.Unique = r.unique
	}
	return o
}

// copies returns the size of every record's cluster.
func copies(c *cluster.Clusters) []uint32 {
	n := make([]uint32, len(c.Of))
	for i, k := range c.Of {
		n[i] = uint32(len(c.List(int(k))))
	}
	return n
}

// shares gives every record one part of its cluster's single count; nil, where each record counts, stays nil.
func shares(copies []uint32) []float32 {
	if copies == nil {
		return nil
	}
	w := make([]float32, len(copies))
	for i, n := range copies {
		w[i] = 1 / float32(n)
	}
	return w
}

// lenient is how much lower the cut gets where clusters merge: of people somewhat more, since a link must back every merge.
func lenient(p *problem) float64 {
	if p.textual {
		return 0
	}
	return 2.2
}
