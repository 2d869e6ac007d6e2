package synth

// batch is a window of records, mixed within each silo, and the people they are of.
type batch struct {
	records [siloCount][]record
	people  []*person
}

// generator makes up people and enters them into silos until there are enough records.
type generator struct {
	people *population
	clerk  *clerk
	silos  [siloCount]silo
	want   int
	sum    Summary
	rows   [siloCount]int
}

func newGenerator(lex *lexicon, opt Options) *generator {
	people := newPopulation(lex, opt.Seed, opt.Records/2)
	return &generator{
		people: people,
		clerk:  &clerk{dice: newDice(opt.Seed, 2), lexicon: lex, atlas: people.atlas, slips: newKeyboard()},
		silos:  silos(),
		want:   opt.Records,
	}
}

// next returns the next window, nil when there are records enough.
func (g *generator) next() *batch {
	b := &batch{}
	for n := 0; n < window && g.sum.Records < g.want; {
		n += g.household(b)
	}
	if len(b.people) == 0 {
		return nil
	}
	for s, records := range b.records {
		g.clerk.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		for i := range records {
			g.rows[s]++
			records[i].row = g.rows[s]
		}
	}
	return b
}

// household makes up one household, enters it, and returns how many records it made.
func (g *generator) household(b *batch) int {
	before := g.sum.Records
	homes := map[int]bool{}
	for _, p := range g.people.next() {
		n := g.enter(b, p)
		if n == 0 {
			continue
		}
		b.people = append(b.people, p)
		homes[p.household] = true
		g.sum.Records += n
		g.sum.People++
		g.sum.Pairs += int64(n * (n - 1) / 2)
	}
	g.sum.Households += len(homes)
	return g.sum.Records - before
}

// enter puts one person's records into the window, no more than are wanted, and returns how many.
func (g *generator) enter(b *batch, p *person) int {
	n := 0
	for s := range g.silos {
		for _, r := range g.clerk.enter(p, &g.silos[s]) {
			if g.sum.Records+n == g.want {
				return n
			}
			b.records[s] = append(b.records[s], r)
			n++
		}
	}
	return n
}

// summary counts what was written.
func (g *generator) summary(torn [siloCount]int) Summary {
	files := fileNames()
	for s := range g.silos {
		g.sum.Files = append(g.sum.Files, File{Name: files[s], Source: g.silos[s].name, Rows: g.rows[s], Torn: torn[s]})
	}
	return g.sum
}
