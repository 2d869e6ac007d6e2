package publish

import (
	"context"
	"slices"

	"github.com/gildmdm/gild/internal/consent"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/table"
)

// Channel is what was decided about one way to reach people, and where it reaches them.
type Channel struct {
	Name, Product string
	*consent.Outcome
	Attribute string      // that says where: email, phone, address (the parts of a postal one); empty: none does
	Addresses *table.Dict // golden values of Attribute; nil: none
	Address   []uint32    // by master, in Addresses
}

// bools is a column of yes and no.
func bools(name string, v []bool) column {
	return column{parquet.Column{Name: name, Type: parquet.Bool}, parquet.Values{Bools: v}}
}

// byChannel writes a table channel after channel.
func (t *Tables) byChannel(ctx context.Context, name string, channels []Channel, rows func(*Channel) (int, []column)) error {
	return t.write(ctx, name, func(k int) (int, []column, bool) {
		n, columns := rows(&channels[k])
		return n, columns, k+1 < len(channels)
	})
}

// repeated is a column of one text.
func repeated(name, text string, n int) column {
	w := newWords(name, 1)
	w.add(text)
	return coded(name, w.dict, slices.Repeat(w.codes, n))
}

// chosen is a column of a few words, each by its place among them.
func chosen[T ~uint8](name string, words []string, places []T) column {
	w := newWords(name, len(words))
	for _, word := range words {
		w.add(word)
	}
	codes := make([]uint32, len(places))
	for i, p := range places {
		codes[i] = w.codes[p]
	}
	return coded(name, w.dict, codes)
}

// decisions are the published words for decisions, by number.
func decisions() []string {
	var out []string
	for d := consent.Silent; d <= consent.Denied; d++ {
		out = append(out, d.String())
	}
	return out
}

// Consent writes consent.parquet: one row a master and channel of which some record says something.
func (t *Tables) Consent(ctx context.Context, channels []Channel) error {
	return t.byChannel(ctx, "consent", channels, t.consent)
}

func (t *Tables) consent(c *Channel) (int, []column) {
	var masters, records, address []uint32
	var says []consent.Decision
	var rules []consent.Rule
	var at, statements []int64
	var verified, conflict []bool
	sources, ids := newWords("conflicting_sources", 0), newWords("conflicting_records", 0)
	for k, d := range c.Decision {
		if d == consent.Silent {
			continue
		}
		s := &c.Statements[c.Decisive[k]]
		masters, records = append(masters, uint32(k+1)), append(records, s.Record)
		says, rules = append(says, d), append(rules, c.Rule[k])
		at, verified = append(at, micros(s.At)), append(verified, s.Verified)
		statements = append(statements, int64(len(c.Of(k))))
		against := t.against(c, k, sources, ids)
		conflict = append(conflict, against)
		address = append(address, c.address(k))
	}
	n := len(masters)
	columns := []column{plain("master_id", t.Keys.Masters, masters), repeated("channel", c.Name, n), repeated("product", c.Product, n), chosen("decision", decisions(), says)}
	columns = append(columns, t.Keys.record("", records)...)
	return n, append(columns, times("decided_at", at), bools("verified", verified), chosen("rule", consent.Rules(), rules), ints("statements", statements), bools("conflict", conflict),
		sources.column(), ids.column(), c.attribute(n), plain("address", c.addresses(), address))
}

// against lists the sources and records that say otherwise, and reports whether there are any.
func (t *Tables) against(c *Channel, k int, sources, ids *words) bool {
	var source, id []byte
	last := uint32(0)
	for _, s := range c.Of(k) {
		if s.Standing != consent.Overruled {
			continue
		}
		name := t.Keys.Sources.Bytes(t.Keys.Source[s.Record])
		if t.Keys.Source[s.Record] != last { // records come source by source
			source, last = append(another(source), name...), t.Keys.Source[s.Record]
		}
		id = append(append(append(another(id), name...), '/'), t.Keys.IDs.Bytes(t.Keys.ID[s.Record])...)
	}
	sources.add(string(source))
	ids.add(string(id))
	return id != nil
}

// another makes room for one entry more of a list.
func another(list []byte) []byte {
	if list == nil {
		return nil
	}
	return append(list, "; "...)
}

// micros turns seconds into microseconds; unknown stays so.
func micros(seconds int64) int64 {
	if seconds == consent.NoTime {
		return parquet.Null
	}
	return seconds * 1e6
}

func (c *Channel) address(k int) uint32 {
	if c.Address == nil {
		return table.Missing
	}
	return c.Address[k]
}

func (c *Channel) addresses() *table.Dict {
	if c.Addresses == nil {
		return table.NewDict()
	}
	return c.Addresses
}

func (c *Channel) attribute(n int) column { return repeated("address_attribute", c.Attribute, n) }

// ConsentEvidence writes consent_evidence.parquet: one row a statement of a record, and what became of it.
func (t *Tables) ConsentEvidence(ctx context.Context, channels []Channel) error {
	return t.byChannel(ctx, "consent_evidence", channels, func(c *Channel) (int, []column) {
		n := len(c.Statements)
		masters, records := make([]uint32, n), make([]uint32, n)
		says, standing := make([]consent.Decision, n), make([]consent.Standing, n)
		at, verified := make([]int64, n), make([]bool, n)
		for i, s := range c.Statements {
			masters[i], records[i] = t.Keys.Master[s.Record], s.Record
			says[i], standing[i], at[i], verified[i] = s.Says, s.Standing, micros(s.At), s.Verified
		}
		columns := []column{plain("master_id", t.Keys.Masters, masters), repeated("channel", c.Name, n), repeated("product", c.Product, n)}
		columns = append(columns, t.Keys.record("", records)...)
		return n, append(columns, chosen("says", decisions(), says), times("decided_at", at), bools("verified", verified), chosen("standing", consent.Standings(), standing))
	})
}

// Contacts writes contacts.parquet, who may be contacted how: one row a channel and master
// that it reaches. Only a grant allows; where nothing is said, nothing is allowed.
func (t *Tables) Contacts(ctx context.Context, channels []Channel) error {
	return t.byChannel(ctx, "contacts", channels, func(c *Channel) (int, []column) {
		var masters, address []uint32
		var says []consent.Decision
		var allowed []bool
		for k, d := range c.Decision {
			if c.address(k) == table.Missing && (c.Attribute != "" || d == consent.Silent) {
				continue // nowhere to write to; a channel without addresses, such as push, has who says something
			}
			masters, address = append(masters, uint32(k+1)), append(address, c.address(k))
			says, allowed = append(says, d), append(allowed, d == consent.Granted)
		}
		n := len(masters)
		return n, []column{
			plain("master_id", t.Keys.Masters, masters), repeated("channel", c.Name, n), repeated("product", c.Product, n), c.attribute(n),
			plain("address", c.addresses(), address), bools("allowed", allowed), chosen("decision", decisions(), says),
		}
	})
}
