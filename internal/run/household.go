package run

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/relation"
	"github.com/gildmdm/gild/internal/table"
)

// households finds who lives together and gives every household an ID that lasts.
func (f *flow) households(ctx context.Context, d *domain) error {
	r := &relation.Records{
		Master: d.found.clusters.Of, Masters: d.found.clusters.Len(), Street: d.column("street"), City: d.column("city"), Postcode: d.column("postcode"),
		FamilyName: d.column("family_name"), Phone: d.column("phone"), Email: d.column("email"),
	}
	for _, s := range d.sources {
		r.Updated = append(r.Updated, s.updated...)
	}
	r.Company = d.companyMasters()
	h, err := relation.FindHouseholds(r, relation.Policy(d.spec.Household.Policy))
	if err != nil {
		return err
	}
	before, err := f.householdsBefore(ctx, d)
	if err != nil {
		return err
	}
	named := nameHouseholds(d, h, before, f.opt.AsOf.UnixMicro())
	named.Policy, named.Address = d.spec.Household.Policy, d.addresses(h)
	d.relations.households = named
	d.relations.pairs = h.Pairs
	f.warnCrowds(d, h.Crowds)
	return nil
}

// column returns the canonical strings of an attribute; the zero value when no record has it.
func (d *domain) column(name string) relation.Column {
	a := d.attribute(name)
	if a == nil {
		return relation.Column{}
	}
	return relation.Column{Dict: a.canonical, Codes: a.canonicals(d.sources)}
}

// companyMasters marks masters that have the name of a company and none of a person; nil where no company is mastered.
func (d *domain) companyMasters() []bool {
	if d.people() || d.attribute("organisation") == nil {
		return nil
	}
	company, person := make([]bool, d.found.clusters.Len()), make([]bool, d.found.clusters.Len())
	mark := func(by []bool, name string) {
		c := d.column(name)
		for i, code := range c.Codes {
			by[d.found.clusters.Of[i]] = by[d.found.clusters.Of[i]] || code != table.Missing
		}
	}
	mark(company, "organisation")
	mark(person, "given_name")
	mark(person, "family_name")
	for m := range company {
		company[m] = company[m] && !person[m]
	}
	return company
}

// people reports whether a domain holds people only.
func (d *domain) people() bool { return d.spec.Kind == "person" || d.spec.Kind == "employee" }

// attribute returns the attribute of that name, or nil.
func (d *domain) attribute(name string) *attribute {
	for _, a := range d.attributes {
		if a.name == name {
			return a
		}
	}
	return nil
}

// warnCrowds tells of homes with too many people, without saying where.
func (f *flow) warnCrowds(d *domain, crowds []relation.Crowd) {
	if len(crowds) == 0 {
		return
	}
	largest := slices.MaxFunc(crowds, func(x, y relation.Crowd) int { return cmp.Compare(x.People, y.People) })
	source := d.problem.records.Source[largest.Record]
	f.warn("%s: %s with too many people for one household, the largest with %s (see record %s of %s): only families in them are households",
		d.spec.Name, plural(len(crowds), "home"), count(largest.People), d.keys.IDs.String(d.keys.ID[largest.Record]), d.sources[source].spec.Name)
}

// nameHouseholds gives households their IDs, in the order of their smallest master ID, and describes their members.
func nameHouseholds(d *domain, h *relation.Households, before *identity.Previous, asOf int64) *publish.Households {
	id := make([]string, d.found.clusters.Len())
	for k := range id {
		id[k] = d.ids.ID(uint32(k))
	}
	out := &publish.Households{Start: []uint32{0}, Evidences: table.NewDict()}
	order := make([]uint32, h.Len())
	smallest := make([]string, h.Len())
	for k := range order {
		order[k] = uint32(k)
		members := h.List(k)
		slices.SortFunc(members, func(a, b uint32) int { return cmp.Compare(id[a], id[b]) })
		smallest[k] = id[members[0]]
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(smallest[a], smallest[b]) })
	share := sharedBy(h.Pairs, len(id))
	var record []uint32
	for _, k := range order {
		least := 1.0
		for _, m := range h.List(int(k)) {
			out.Member = append(out.Member, m+1)
			out.MemberConfidence = append(out.MemberConfidence, share[m].Confidence())
			code, _ := out.Evidences.Intern([]byte(share[m].String())) // 32 at most
			out.Evidence = append(out.Evidence, code)
			least = min(least, share[m].Confidence())
		}
		record = append(record, h.Record[k])
		out.Confidence = append(out.Confidence, least)
		out.Start = append(out.Start, uint32(len(out.Member)))
	}
	h.Record = record
	places := make([]uint32, len(out.Member))
	for i := range places {
		places[i] = uint32(i)
	}
	found := identity.Assign(d.spec.Name+"\x00household", memberKeys(id, out.Member), identity.Clusters{Start: out.Start, Members: places}, before, asOf)
	found.Events = tornApart(found, memberKeys(id, out.Member), out.Start, before)
	for k := range h.Len() {
		out.IDs = append(out.IDs, found.ID(uint32(k)))
	}
	out.Created, out.Since, out.Events = found.Created, found.Since, found.All()
	return out
}

// memberKeys names members by their master IDs.
func memberKeys(id []string, members []uint32) identity.Records {
	return identity.Records{N: len(members), Key: func(i int) (source, key []byte, row int32) { return nil, []byte(id[members[i]-1]), 0 }}
}

// tornApart leaves out the splits by which one member alone went from a household to another: that one left and joined.
func tornApart(found *identity.Result, now identity.Records, start []uint32, before *identity.Previous) []identity.Event {
	type move struct{ old, to string }
	moved := map[move]int{}
	torn := map[string]bool{} // households that were split
	for _, e := range found.Events {
		if e.Kind == identity.Split {
			moved[move{e.Old, e.Master}] = 0
			torn[e.Old] = true
		}
	}
	if len(moved) == 0 {
		return found.Events
	}
	was := map[string]string{} // by master
	for i := range before.N {
		household := before.IDs.String(before.Master[i] + 1)
		if torn[household] {
			_, member, _ := before.Key(i)
			was[string(member)] = household
		}
	}
	for k := range len(start) - 1 {
		household := found.ID(uint32(k))
		for i := start[k]; i < start[k+1]; i++ {
			_, member, _ := now.Key(int(i))
			if old, ok := was[string(member)]; ok {
				moved[move{old, household}]++
			}
		}
	}
	return slices.DeleteFunc(found.Events, func(e identity.Event) bool { return e.Kind == identity.Split && moved[move{e.Old, e.Master}] < 2 })
}

// sharedBy returns what each master shares with the one it shares most with.
func sharedBy(pairs []relation.Pair, masters int) []relation.Evidence {
	share := make([]relation.Evidence, masters)
	for _, p := range pairs {
		for _, m := range [...]uint32{p.A, p.B} {
			if p.Evidence.Confidence() > share[m].Confidence() {
				share[m] = p.Evidence
			}
		}
	}
	return share
}

// addresses returns the address of every household, as the record of its home spells it.
func (d *domain) addresses(h *relation.Households) []publish.Attribute {
	var out []publish.Attribute
	for _, name := range []string{"street", "city", "region", "postcode", "country"} {
		a := d.attribute(name)
		if a == nil {
			continue
		}
		spelt := a.fill(d.sources)
		codes := make([]uint32, len(h.Record))
		for k, record := range h.Record {
			if record != relation.NoRecord {
				codes[k] = spelt[record]
			}
		}
		out = append(out, publish.Attribute{Name: name, Spellings: a.spellings, Codes: codes})
	}
	return out
}

// householdsBefore reads the households of the current run, their members by the master IDs of today; nil when there are none.
func (f *flow) householdsBefore(ctx context.Context, d *domain) (*identity.Previous, error) {
	dir, ok, err := publish.Current(f.cfg.Output.Dir)
	if err != nil || !ok {
		return nil, err
	}
	path := func(name string) string { return filepath.Join(dir, d.spec.Name, name+".parquet") }
	if _, err := os.Stat(path("household_members")); err != nil {
		return nil, nil //nolint:nilerr // a run without households
	}
	p := &identity.Previous{IDs: table.NewDict()}
	households, created, err := readTable(ctx, path("households"), f.opt.Workers, []string{"household_id"}, []string{"created_at"})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path("households"), err)
	}
	for _, c := range households[0].Codes {
		if _, err := p.IDs.Intern(households[0].Dict.Bytes(c)); err != nil {
			return nil, err
		}
	}
	p.Created = created[0]
	members, since, err := readTable(ctx, path("household_members"), f.opt.Workers, []string{"household_id", "master_id"}, []string{"since"})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path("household_members"), err)
	}
	dict := members[1].Dict
	now, merged, err := d.ids.today(dict)
	if err != nil {
		return nil, err
	}
	type place struct{ household, member uint32 }
	seen := map[place]bool{} // of members that several have become
	var ids []uint32
	for i, code := range members[1].Codes {
		at := place{p.IDs.Lookup(members[0].Dict.Bytes(members[0].Codes[i])) - 1, now[code]}
		if merged[at.member] {
			if seen[at] {
				continue
			}
			seen[at] = true
		}
		ids, p.Master, p.Since = append(ids, at.member), append(p.Master, at.household), append(p.Since, since[0][i])
	}
	p.N = len(ids)
	p.Key = func(i int) (source, id []byte, row int32) { return nil, dict.Bytes(ids[i]), 0 }
	return p, f.householdLog(ctx, path("household_events"), p)
}

// today returns, by code, master IDs of the last run as they are now: those merged since then are redirected. merged
// are the codes that others have become.
func (r *identified) today(ids *table.Dict) (now []uint32, merged map[uint32]bool, err error) {
	ids.Index()
	now, merged = make([]uint32, ids.Len()), map[uint32]bool{}
	for c := range now {
		now[c] = uint32(c)
	}
	for _, e := range r.Events {
		old := ids.Lookup([]byte(e.Old))
		if e.Kind != identity.Merged || old == table.Missing || int(old) >= len(now) {
			continue
		}
		if now[old], err = ids.Intern([]byte(e.Master)); err != nil {
			return nil, nil, err
		}
		merged[now[old]] = true
	}
	return now, merged, nil
}

// householdLog reads merged and dissolved households of all runs before.
func (f *flow) householdLog(ctx context.Context, path string, p *identity.Previous) error {
	text, at, err := readTable(ctx, path, f.opt.Workers, []string{"event", "household_id", "old_household_id"}, []string{"at"})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for i, c := range text[0].Codes {
		name := text[0].Dict.String(c)
		for _, kind := range []identity.Kind{identity.Merged, identity.Retired} {
			if name == publish.HouseholdEvent(kind) {
				p.Log = append(p.Log, identity.Event{Kind: kind, Master: text[1].Dict.String(text[1].Codes[i]), Old: text[2].Dict.String(text[2].Codes[i]), At: at[0][i]})
			}
		}
	}
	return nil
}
