package sync

import (
	"context"
	"slices"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/survivorship"
)

// settle takes back the changes of all clusters whose golden record they would change.
func (f *finder) settle(ctx context.Context, plan *Plan) error {
	touched := f.touched(plan.wants)
	if len(touched) == 0 {
		return nil
	}
	before := f.put(plan.wants)
	after, err := f.Resolver.Resolve(ctx, f.pick(touched))
	f.putBack(plan.wants, before)
	if err != nil {
		return err
	}
	held := make([]bool, len(f.Clusters.Start)-1)
	for i, k := range touched {
		if f.changed(k, i, after) {
			held[k] = true
			plan.Held++
		}
	}
	if plan.Held > 0 {
		plan.Changes = slices.DeleteFunc(plan.Changes, func(c Change) bool { return held[f.Of[c.Record]] })
	}
	plan.wants = nil
	return nil
}

// touched lists the clusters with changes, in order.
func (f *finder) touched(wants []told) []uint32 {
	in := make([]bool, len(f.Clusters.Start)-1)
	for _, w := range wants {
		in[f.Of[w.record]] = true
	}
	var out []uint32
	for k, yes := range in {
		if yes {
			out = append(out, uint32(k))
		}
	}
	return out
}

// put gives records the values wanted and returns the cells that they had.
func (f *finder) put(wants []told) []uint32 {
	before := make([]uint32, len(wants))
	for i, w := range wants {
		cell := &f.Attributes[w.attribute].Codes[w.record]
		before[i], *cell = *cell, f.values[w.attribute].Cell(w.value)
	}
	return before
}

func (f *finder) putBack(wants []told, before []uint32) {
	for i, w := range wants {
		f.Attributes[w.attribute].Codes[w.record] = before[i]
	}
}

// pick returns some of the clusters.
func (f *finder) pick(clusters []uint32) survivorship.Clusters {
	out := survivorship.Clusters{Start: make([]uint32, 1, len(clusters)+1)}
	for _, k := range clusters {
		out.Members = append(out.Members, f.Clusters.Members[f.Clusters.Start[k]:f.Clusters.Start[k+1]]...)
		out.Start = append(out.Start, uint32(len(out.Members)))
	}
	return out
}

// changed reports whether a golden record, resolved again at place i, says anything else in an attribute that is written back.
func (f *finder) changed(cluster uint32, i int, after []survivorship.Result) bool {
	for a := range f.Attributes {
		if f.sound[a] == nil {
			continue
		}
		was, is := f.Golden[a].Code[cluster], after[a].Code[i]
		if after[a].Confidence[i] == 0 {
			is = table.Missing // only placeholders
		}
		if was != is && (was == table.Missing || is == table.Missing || f.values[a].Identity(was) != f.values[a].Identity(is) || f.sound[a][was] != f.sound[a][is]) {
			return true
		}
	}
	return false
}
