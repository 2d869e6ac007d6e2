package publish

import (
	"context"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/table"
)

// Households are what the tables of households hold. A household has its own ID, as lasting as a master's.
type Households struct {
	Policy     string
	IDs        []string // by household
	Start      []uint32 // household k has members Start[k] to Start[k+1]-1
	Confidence []float64
	Created    []int64 // microseconds since 1970, UTC
	Address    []Attribute
	Events     []identity.Event // Master and Old are household IDs, ID is a master's

	Member           []uint32 // by member, in Keys.Masters
	MemberConfidence []float64
	Evidence         []uint32 // by member, in Evidences
	Evidences        *table.Dict
	Since            []int64
}

// Households writes households.parquet, one row a household, household_members.parquet, one row a member, and
// household_events.parquet, one row a change.
func (t *Tables) Households(ctx context.Context, h *Households) error {
	n := len(h.IDs)
	ids, policy := newWords("household_id", n), newWords("policy", n)
	members, of := make([]int64, n), make([]uint32, len(h.Member))
	for k, id := range h.IDs {
		ids.add(id)
		policy.add(h.Policy)
		members[k] = int64(h.Start[k+1] - h.Start[k])
		for i := h.Start[k]; i < h.Start[k+1]; i++ {
			of[i] = ids.codes[k]
		}
	}
	columns := []column{plain("household_id", ids.dict, ids.codes), ints("members", members), policy.column()}
	for _, a := range h.Address {
		columns = append(columns, text(a.Name, a.Spellings, a.Codes))
	}
	columns = append(columns, doubles("confidence", h.Confidence), times("created_at", h.Created))
	if err := t.once(ctx, "households", n, columns); err != nil {
		return err
	}
	if err := t.once(ctx, "household_members", len(h.Member), []column{
		coded("household_id", ids.dict, of), plain("master_id", t.Keys.Masters, h.Member),
		doubles("confidence", h.MemberConfidence), coded("evidence", h.Evidences, h.Evidence), times("since", h.Since),
	}); err != nil {
		return err
	}
	return t.householdEvents(ctx, h.Events)
}

// householdEvents writes changes of households: those of this run, and the redirects of all runs before.
func (t *Tables) householdEvents(ctx context.Context, events []identity.Event) error {
	n := len(events)
	kind, id, old, master := newWords("event", n), newWords("household_id", n), newWords("old_household_id", n), newWords("master_id", n)
	at := make([]int64, n)
	for i, e := range events {
		kind.add(HouseholdEvent(e.Kind))
		id.add(e.Master)
		old.add(e.Old)
		master.add(e.ID)
		at[i] = e.At
	}
	return t.once(ctx, "household_events", n, []column{
		kind.column(), plain("household_id", id.dict, id.codes), plain("old_household_id", old.dict, old.codes),
		plain("master_id", master.dict, master.codes), times("at", at),
	})
}

// HouseholdEvent names an event of a household: one that no longer is was dissolved.
func HouseholdEvent(k identity.Kind) string {
	if k == identity.Retired {
		return "dissolved"
	}
	return string(k)
}
