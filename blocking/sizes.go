package blocking

import "context"

// Sizes says what Pairs would bring, without walking a pair: its time grows with the
// records, however large their blocks are. Pairs is not counted: Gross, which counts a pair
// once for every rule that produces it, is its upper bound.
func (p *Plan) Sizes(ctx context.Context, opt Options) ([]Stats, error) {
	stats := make([]Stats, len(p.rules))
	for r := range p.rules {
		all, err := p.emit(ctx, p.partition(r, opt), emitter{plan: p, rule: r, opt: &opt, count: true})
		if err != nil {
			return nil, err
		}
		stats[r] = p.gather(r, all)
		stats[r].Rule = p.Rules[r].Name(p.Columns)
	}
	return stats, nil
}
