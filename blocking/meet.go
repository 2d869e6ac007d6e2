package blocking

import (
	"bytes"
	"slices"
	"strings"

	"github.com/gildmdm/gild/internal/table"
)

// Meeting says whether, and where, a rule brings two records together.
type Meeting struct {
	Rule   string
	Keys   []KeyPair
	Shared bool // they have the whole key in common
	Block  int  // records with that key, the fewest where they share several
	Limit  int  // how many a block may have
}

// Made reports whether the rule makes the two records a candidate pair.
func (m *Meeting) Made() bool { return m.Shared && m.Block <= m.Limit }

// KeyPair is what one key of a rule takes of two records; several values are parted by table.Separator.
type KeyPair struct {
	Key         string
	Left, Right string
	Equal       bool
}

// Meet looks at two records with one rule. It walks over all records, to count those that share the key.
func (p *Plan) Meet(r int, i, j uint32, opt Options) Meeting {
	m := Meeting{Rule: p.Rules[r].Name(p.Columns), Limit: opt.Limit()}
	for k, key := range p.Rules[r] {
		m.Keys = append(m.Keys, KeyPair{
			Key: p.Rules[r][k : k+1].Name(p.Columns), Left: p.keyText(key, i), Right: p.keyText(key, j),
			Equal: intersect(p.index[key].of(i), p.index[key].of(j)),
		})
	}
	var x, y [maxCombinations]uint64
	theirs := p.rules[r].hashes(y[:0], j)
	for _, h := range p.rules[r].hashes(x[:0], i) {
		if !slices.Contains(theirs, h) {
			continue
		}
		n := p.blockSize(r, h)
		if !m.Shared || n < m.Block {
			m.Shared, m.Block = true, n
		}
	}
	return m
}

// Makes reports whether a rule gives two records a common key, whatever the size of its block.
func (p *Plan) Makes(r int, i, j uint32) bool { return p.rules[r].produces(i, j) }

// blockSize counts the records of a block.
func (p *Plan) blockSize(r int, hash uint64) int {
	n := 0
	var buf [maxCombinations]uint64
	for row := range uint32(p.rows) {
		if slices.Contains(p.rules[r].hashes(buf[:0], row), hash) {
			n++
		}
	}
	return n
}

// KeyText writes what the keys of a rule take of a record.
func (p *Plan) KeyText(r int, row uint32) string {
	var parts []string
	for _, key := range p.Rules[r] {
		parts = append(parts, p.keyText(key, row))
	}
	return strings.Join(parts, " + ")
}

// keyText writes what a key takes of a record.
func (p *Plan) keyText(key Key, row uint32) string {
	c := p.Columns[key.Column]
	code := c.Codes[row]
	if code == table.Missing {
		return ""
	}
	var df map[string]int
	if key.Part == RareWords {
		df = documentFrequency(c)
	}
	var parts [][]byte
	for value := range bytes.SplitSeq(c.Dict.Bytes(code), []byte{table.Separator}) {
		parts = appendParts(parts, value, key.Part, df)
	}
	return string(bytes.Join(parts, []byte{table.Separator}))
}

// Nearness says how near two records are in the neighbour pass.
type Nearness struct {
	Similarity float64 // cosine of idf weights, 0 to 1
	Left       int     // place of the right record among the neighbours of the left one, from 1; 0: it is none
	Right      int     // and the other way round
	Top        int     // how many neighbours count
	Made       bool    // near enough to be a candidate pair, if no rule made it one before
}

// Near finds how near two records are. It indexes all records, as the pass itself does.
func (p *Plan) Near(i, j uint32, opt Options, nopt NeighbourOptions) (Nearness, error) {
	nopt = nopt.withDefaults()
	p.findCopies(opt)
	inv, err := p.invert(nopt)
	if err != nil {
		return Nearness{}, err
	}
	s := search{inv: inv, sims: make([]float32, p.rows)}
	n := Nearness{Top: nopt.Top}
	for _, side := range []struct {
		of, other uint32
		place     *int
	}{{i, j, &n.Left}, {j, i, &n.Right}} {
		n.Similarity, *side.place = s.place(side.of, side.other, &opt)
		n.Made = n.Made || slices.Contains(s.top(side.of, &opt, &nopt), side.other)
	}
	return n, nil
}

// place finds the similarity of two records and the place of the second among the neighbours of the first.
func (s *search) place(row, other uint32, opt *Options) (similarity float64, place int) {
	s.touch(row)
	at := neighbour{other, s.sims[other]}
	for _, r := range s.touched {
		if r != row && !opt.skip(row, r) && !farther(neighbour{r, s.sims[r]}, at) {
			place++
		}
	}
	for _, r := range s.touched {
		s.sims[r] = 0
	}
	if at.sim == 0 {
		return 0, 0
	}
	return float64(at.sim), place
}
