package publish

import (
	"context"

	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Derived is what one rule infers, by master.
type Derived struct {
	Name   string
	Rule   string // the expression
	Values *table.Dict
	Codes  []uint32 // 0: nothing
	Types  []string // by code: text, number, date, flag
	Inputs func(master int) string
}

// derivedRows is how many rows a chunk of derived values has.
const derivedRows = 1 << 17

// Derived writes derived.parquet: one row a master and inferred value, rule by rule.
func (t *Tables) Derived(ctx context.Context, rules []Derived) error {
	at, master := 0, 0
	return t.write(ctx, "derived", func(int) (int, []column, bool) {
		var masters []uint32
		var inferred []bool
		names, values, types := newWords("attribute", 0), newWords("value", 0), newWords("type", 0)
		texts, inputs := newWords("rule", 0), newWords("inputs", 0)
		for ; at < len(rules) && len(masters) < derivedRows; at, master = at+1, 0 {
			d := &rules[at]
			for ; master < len(d.Codes) && len(masters) < derivedRows; master++ {
				if code := d.Codes[master]; code != 0 {
					masters, inferred = append(masters, uint32(master+1)), append(inferred, true)
					names.add(d.Name)
					values.add(d.Values.String(code))
					types.add(d.Types[code])
					texts.add(d.Rule)
					inputs.add(d.Inputs(master))
				}
			}
			if master < len(d.Codes) {
				break // the rest of this rule stands in the next chunk
			}
		}
		return len(masters), []column{
			plain("master_id", t.Keys.Masters, masters), names.column(), text(values.name, values.dict, values.codes), types.column(),
			texts.column(), plain(inputs.name, inputs.dict, inputs.codes),
			{parquet.Column{Name: "inferred", Type: parquet.Bool}, parquet.Values{Bools: inferred}},
		}, at < len(rules)
	})
}
