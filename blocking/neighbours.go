package blocking

import (
	"bytes"
	"context"
	"math"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/gildmdm/gild/internal/table"
)

// NeighbourOptions steer the text-neighbour pass.
type NeighbourOptions struct {
	Top    int     // neighbours of each record; 0: 20
	Work   float64 // posting entries looked at for each record, on average; 0: 4,000. Common tokens are left out until it holds
	Grams  []bool  // by column: letter triples of its words count too
	Tagged []bool  // by column: its tokens only meet tokens of the same column (codes, dates, numbers)
	Across bool    // also the nearest of other sources
}

func (o NeighbourOptions) withDefaults() NeighbourOptions {
	if o.Top == 0 {
		o.Top = 20
	}
	if o.Work == 0 {
		o.Work = 4000
	}
	return o
}

// gramWeight is what a letter triple counts beside a word.
const gramWeight = .35

// Neighbours sends for every record the records that share most rare tokens with
// it, by cosine of idf weights, that no rule of the plan produces. It is the last
// "rule" of a run: stats and sink get the number of rules as its number.
func (p *Plan) Neighbours(ctx context.Context, opt Options, nopt NeighbourOptions, sink Sink) (Stats, error) {
	nopt = nopt.withDefaults()
	inv, err := p.invert(nopt)
	if err != nil {
		return Stats{}, err
	}
	near, err := inv.nearest(ctx, opt, nopt)
	if err != nil {
		return Stats{}, err
	}
	s := Stats{Rule: "neighbours"}
	s.Gross, s.Pairs, err = p.sendNeighbours(ctx, near, opt, sink)
	return s, err
}

// inverted is an inverted index with weights of unit length by record.
type inverted struct {
	start   []uint32 // record → its tokens
	tokens  []uint32
	weights []float32
	lists   []uint32 // token → where its records start in records
	records []uint32
	postWts []float32
}

// invert tokenises all records and drops tokens too common for the work allowed.
func (p *Plan) invert(nopt NeighbourOptions) (*inverted, error) {
	dict := table.NewDict()
	byColumn := make([]columnTokens, len(p.Columns))
	for c := range p.Columns {
		t, err := tokenise(dict, c, p.Columns[c], nopt)
		if err != nil {
			return nil, err
		}
		byColumn[c] = t
	}
	inv := &inverted{start: make([]uint32, 1, p.rows+1)}
	df := make([]uint32, dict.Len())
	for row := range p.rows {
		from := len(inv.tokens)
		for c := range byColumn {
			if !p.IsCopy(uint32(row)) {
				inv.tokens = append(inv.tokens, byColumn[c].of(p.Columns[c].Codes[row])...)
			}
		}
		slices.Sort(inv.tokens[from:])
		inv.tokens = inv.tokens[:from+len(slices.Compact(inv.tokens[from:]))]
		for _, t := range inv.tokens[from:] {
			df[t]++
		}
		inv.start = append(inv.start, uint32(len(inv.tokens)))
	}
	gram := make([]bool, dict.Len())
	for t := 1; t < dict.Len(); t++ {
		gram[t] = dict.Bytes(uint32(t))[0] == gramTag
	}
	inv.weigh(p.rows, df, gram)
	inv.post(p.rows, df, listLimit(df, p.rows, nopt.Work))
	return inv, nil
}

// listLimit is the longest list of records a token may have so that all lookups stay within the work allowed.
func listLimit(df []uint32, rows int, work float64) uint32 {
	sorted := slices.Clone(df)
	slices.Sort(sorted)
	sum := 0.0
	limit := uint32(2)
	for _, n := range sorted {
		sum += float64(n) * float64(n)
		if sum > work*float64(rows) {
			break
		}
		limit = max(limit, n)
	}
	return min(limit, uint32(max(150, rows/40)))
}

// weigh gives every token of every record its share of a unit vector.
func (inv *inverted) weigh(rows int, df []uint32, gram []bool) {
	inv.weights = make([]float32, len(inv.tokens))
	for row := range rows {
		lo, hi := inv.start[row], inv.start[row+1]
		norm := 0.0
		for k := lo; k < hi; k++ {
			t := inv.tokens[k]
			w := math.Log(1 + float64(rows)/float64(max(df[t], 2)))
			if gram[t] {
				w *= gramWeight
			}
			inv.weights[k] = float32(w)
			norm += w * w
		}
		norm = 1 / math.Sqrt(max(norm, 1e-9))
		for k := lo; k < hi; k++ {
			inv.weights[k] *= float32(norm)
		}
	}
}

// post builds the lists of records by token.
func (inv *inverted) post(rows int, df []uint32, limit uint32) {
	inv.lists = make([]uint32, len(df)+1)
	for t, n := range df {
		if n > limit || n < 2 {
			n = 0
		}
		inv.lists[t+1] = inv.lists[t] + n
	}
	total := inv.lists[len(df)]
	inv.records, inv.postWts = make([]uint32, total), make([]float32, total)
	at := slices.Clone(inv.lists)
	for row := range rows {
		for k := inv.start[row]; k < inv.start[row+1]; k++ {
			if t := inv.tokens[k]; inv.lists[t+1] > inv.lists[t] {
				inv.records[at[t]], inv.postWts[at[t]] = uint32(row), inv.weights[k]
				at[t]++
			}
		}
	}
}

// neighbour is a near record.
type neighbour struct {
	row uint32
	sim float32
}

// nearest finds the top neighbours of every record.
func (inv *inverted) nearest(ctx context.Context, opt Options, nopt NeighbourOptions) ([][]uint32, error) {
	rows := len(inv.start) - 1
	near := make([][]uint32, rows)
	const chunk = 512
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range opt.workers() {
		g.Go(func() error {
			s := search{inv: inv, sims: make([]float32, rows)}
			for {
				from := int(next.Add(1)-1) * chunk
				if from >= rows {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				for row := from; row < min(rows, from+chunk); row++ {
					near[row] = s.top(uint32(row), &opt, &nopt)
				}
			}
		})
	}
	return near, g.Wait()
}

// search is the working memory of one worker.
type search struct {
	inv     *inverted
	sims    []float32 // by record; zero outside touched
	touched []uint32
	best    []neighbour
	across  []neighbour // of other sources
}

// top returns the nearest records of one, ascending.
func (s *search) top(row uint32, opt *Options, nopt *NeighbourOptions) []uint32 {
	s.touch(row)
	s.best, s.across = s.best[:0], s.across[:0]
	least := float32(0) // nothing below is among the nearest of other sources, and so not of all
	for _, r := range s.touched {
		n := neighbour{r, s.sims[r]}
		s.sims[r] = 0
		// Fast path: most records are farther than the nearest found so far.
		if n.sim < least || r == row || opt.skip(row, r) {
			continue
		}
		s.best = insert(s.best, n, nopt.Top)
		last := s.best
		if nopt.Across {
			if opt.Source[r] != opt.Source[row] {
				s.across = insert(s.across, n, nopt.Top)
			}
			last = s.across
		}
		if len(last) == nopt.Top {
			least = last[0].sim
		}
	}
	out := make([]uint32, 0, len(s.best))
	for _, n := range s.best {
		out = append(out, n.row)
	}
	for _, n := range s.across {
		out = append(out, n.row)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// touch sums the weights that every other record shares with one.
func (s *search) touch(row uint32) {
	inv := s.inv
	touched, n := s.touched[:cap(s.touched)], 0
	for k := inv.start[row]; k < inv.start[row+1]; k++ {
		t, w := inv.tokens[k], inv.weights[k]
		lo, hi := inv.lists[t], inv.lists[t+1]
		if need := n + int(hi-lo); need > len(touched) {
			touched = slices.Grow(touched[:n], int(hi-lo))
			touched = touched[:cap(touched)]
		}
		weights := inv.postWts[lo:hi]
		for at, r := range inv.records[lo:hi] {
			sim := s.sims[r]
			s.sims[r] = sim + w*weights[at]
			// Always written and counted if new: whether it is cannot be foretold, and guessing wrong costs more.
			touched[n] = r
			n += int(isZero(sim))
		}
	}
	s.touched = touched[:n]
}

// isZero is 1 for 0, and 0 for what is more.
func isZero(x float32) uint32 { return (math.Float32bits(x) - 1) >> 31 }

// insert keeps the nearest n of a list, a heap with the farthest on top; of equally near ones the smaller record.
func insert(heap []neighbour, n neighbour, most int) []neighbour {
	if len(heap) < most {
		heap = append(heap, n)
		for i := len(heap) - 1; i > 0 && farther(heap[i], heap[(i-1)/2]); i = (i - 1) / 2 {
			heap[i], heap[(i-1)/2] = heap[(i-1)/2], heap[i]
		}
		return heap
	}
	if !farther(heap[0], n) {
		return heap
	}
	heap[0] = n
	for i := 0; ; {
		far := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(heap); c++ {
			if farther(heap[c], heap[far]) {
				far = c
			}
		}
		if far == i {
			return heap
		}
		heap[i], heap[far] = heap[far], heap[i]
		i = far
	}
}

// farther orders neighbours; it is a strict total order.
func farther(a, b neighbour) bool { return a.sim < b.sim || a.sim == b.sim && a.row > b.row }

// sendNeighbours sends each unordered pair once, from its smaller record if that lists the other.
func (p *Plan) sendNeighbours(ctx context.Context, near [][]uint32, opt Options, sink Sink) (gross, pairs int64, err error) {
	const chunk = 1024
	var next, sumGross, sumPairs atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for w := range opt.workers() {
		g.Go(func() error {
			var js []uint32
			for {
				from := int(next.Add(1)-1) * chunk
				if from >= len(near) {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				for i := from; i < min(len(near), from+chunk); i++ {
					js = js[:0]
					for _, j := range near[i] {
						if int(j) < i {
							if _, both := slices.BinarySearch(near[j], uint32(i)); both {
								continue
							}
						}
						sumGross.Add(1)
						if !p.Produced(uint32(i), j) {
							js = append(js, j)
						}
					}
					sumPairs.Add(int64(len(js)))
					if len(js) > 0 && sink != nil {
						sink(w, len(p.rules), uint32(i), js)
					}
				}
			}
		})
	}
	err = g.Wait()
	return sumGross.Load(), sumPairs.Load(), err
}

// gramTag marks letter triples in the token dictionary; column tags start above it.
const gramTag = 1

// columnTokens are the tokens of each value of a column.
type columnTokens struct {
	start  []uint32
	tokens []uint32
}

func (t *columnTokens) of(code uint32) []uint32 { return t.tokens[t.start[code]:t.start[code+1]] }

// tokenise interns words, and letter triples of words, of every distinct value.
func tokenise(dict *table.Dict, c int, col Column, nopt NeighbourOptions) (columnTokens, error) {
	t := columnTokens{start: make([]uint32, 2, col.Dict.Len()+1)}
	add := func(tag byte, token []byte, buf []byte) error {
		if tag != 0 {
			token = append(append(buf[:0], tag), token...)
		}
		code, err := dict.Intern(token)
		t.tokens = append(t.tokens, code)
		return err
	}
	var buf [64]byte
	split := func(r rune) bool { return r == ' ' || r == '|' || r == '@' || r == '.' || r == table.Separator }
	for code := uint32(1); code < uint32(col.Dict.Len()); code++ {
		v := col.Dict.Bytes(code)
		if nopt.Tagged[c] {
			for part := range bytes.SplitSeq(v, []byte{table.Separator}) {
				if err := add(byte(2+c), part, buf[:]); err != nil {
					return t, err
				}
			}
			t.start = append(t.start, uint32(len(t.tokens)))
			continue
		}
		for word := range bytes.FieldsFuncSeq(v, split) {
			if err := add(0, word, buf[:]); err != nil {
				return t, err
			}
			if !nopt.Grams[c] || len(word) < 3 {
				continue
			}
			padded := append(append(append(buf[8:8], '_'), word...), '_')
			for k := 0; k+3 <= len(padded) && k < 24; k++ {
				if err := add(gramTag, padded[k:k+3], make([]byte, 0, 4)); err != nil {
					return t, err
				}
			}
		}
		t.start = append(t.start, uint32(len(t.tokens)))
	}
	return t, nil
}
