package blocking

import "context"

// Sizes says what Pairs would bring, without walking a pair: its time grows with the
// records, however large their blocks are. Pairs is not counted: Gross, which counts a pair
// once for every rule that produces it, is its upper bound. The blocks are kept for Pairs, four bytes a record of each.
func (p *Plan) Sizes(ctx context.Context, opt Options) ([]Stats, error) {
	p.findCopies(opt)
	stats := make([]Stats, len(p.rules))
	p.grouped = make([]*grouped, len(p.rules))
	var by partitioner
	for r := range p.rules {
		g, err := p.group(ctx, r, opt, &by)
		if err != nil {
			return nil, err
		}
		p.grouped[r], stats[r] = g, g.stats
		stats[r].Rule = p.Rules[r].Name(p.Columns)
	}
	return stats, nil
}
