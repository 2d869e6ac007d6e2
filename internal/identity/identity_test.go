package identity

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// records are named 0..n-1 in one source, except those left out.
func records(ids ...int) Records {
	return Records{N: len(ids), Key: func(i int) ([]byte, []byte, int32) { return []byte("crm"), fmt.Appendf(nil, "%03d", ids[i]), 1 }}
}

// clusters groups records by a label each.
func clusters(labels ...int) Clusters {
	c := Clusters{Start: []uint32{0}}
	seen := map[int]bool{}
	for i, l := range labels {
		if seen[l] {
			continue
		}
		seen[l] = true
		for j := i; j < len(labels); j++ {
			if labels[j] == l {
				c.Members = append(c.Members, uint32(j))
			}
		}
		c.Start = append(c.Start, uint32(len(c.Members)))
	}
	return c
}

// named is a result with its IDs as texts, and all of its events.
type named struct {
	*Result
	Master []string
	Events []Event
}

func assign(domain string, rec Records, c Clusters, previous *Previous, asOf int64) *named {
	r := Assign(domain, rec, c, previous, asOf)
	n := &named{Result: r, Events: r.All()}
	for k := range c.Len() {
		n.Master = append(n.Master, r.ID(uint32(k)))
	}
	return n
}

// night turns a result into what the next run remembers.
func night(rec Records, c Clusters, r *named) *Previous {
	p := &Previous{Records: rec, Master: make([]uint32, rec.N), Since: r.Since, IDs: r.IDs, Created: r.Created}
	for k := range c.Len() {
		for _, i := range c.list(k) {
			p.Master[i] = uint32(k)
		}
	}
	for _, e := range r.Events {
		if e.Kind == Merged || e.Kind == Retired {
			p.Log = append(p.Log, e)
		}
	}
	return p
}

func day(n int) int64 { return int64(n) * 24 * time.Hour.Microseconds() }

func count(r *named, at int64) map[Kind]int {
	n := map[Kind]int{}
	for _, e := range r.Events {
		if e.At == at {
			n[e.Kind]++
		}
	}
	return n
}

func TestNights(t *testing.T) {
	all := records(0, 1, 2, 3, 4)
	first := clusters(0, 0, 0, 1, 1)
	r1 := assign("customer", all, first, nil, day(1))
	if d := cmp.Diff(map[Kind]int{Created: 2}, count(r1, day(1))); d != "" {
		t.Error(d)
	}
	for _, tt := range []struct {
		name   string
		rec    Records
		c      Clusters
		want   map[Kind]int
		master func(r *named) bool
	}{
		{"nothing changes", all, first, map[Kind]int{}, func(r *named) bool {
			return r.Master[0] == r1.Master[0] && r.Master[1] == r1.Master[1] && r.Since[0] == day(1) && r.Created[0] == day(1)
		}},
		{"two flow together", all, clusters(0, 0, 0, 0, 0), map[Kind]int{Merged: 1}, func(r *named) bool { return r.Master[0] == r1.Master[0] && r.Since[4] == day(2) }},
		{"torn apart", all, clusters(0, 1, 1, 2, 2), map[Kind]int{Created: 1, Split: 1, Left: 1}, func(r *named) bool {
			return r.Master[1] == r1.Master[0] && r.Master[0] != r1.Master[0] && r.Master[2] == r1.Master[1]
		}},
		{"records gone", records(0, 1, 2), clusters(0, 0, 0), map[Kind]int{Retired: 1}, func(r *named) bool { return r.Master[0] == r1.Master[0] }},
		{"a record more", records(0, 1, 2, 3, 4, 5), clusters(0, 0, 0, 1, 1, 1), map[Kind]int{Joined: 1}, func(r *named) bool { return r.Master[1] == r1.Master[1] }},
		{"one changes sides", all, clusters(0, 0, 1, 1, 1), map[Kind]int{Split: 1, Left: 1, Joined: 1}, func(r *named) bool { return r.Master[0] == r1.Master[0] && r.Master[1] == r1.Master[1] }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := assign("customer", tt.rec, tt.c, night(all, first, r1), day(2))
			if d := cmp.Diff(tt.want, count(r, day(2))); d != "" {
				t.Errorf("events (-want +got):\n%s", d)
			}
			if !tt.master(r) {
				t.Errorf("masters %v after %v", r.Master, r1.Master)
			}
		})
	}
}

// A retired ID returns with its records; a redirect is kept and follows later merges.
func TestRetiredReturnsAndRedirectsLast(t *testing.T) {
	all, three := records(0, 1, 2, 3), records(0, 1, 2)
	c1, c2, c3 := clusters(0, 1, 2, 3), clusters(0, 0, 2), clusters(0, 0, 0, 3)
	r1 := assign("d", all, c1, nil, day(1))
	r2 := assign("d", three, c2, night(all, c1, r1), day(2))
	r3 := assign("d", all, c3, night(three, c2, r2), day(3))
	if r3.Master[1] != r1.Master[3] || count(r3, day(3))[Returned] != 1 {
		t.Errorf("the retired ID %s did not return: %v", r1.Master[3], r3.Master)
	}
	redirects := map[string]string{}
	for _, e := range r3.Events {
		if e.Kind == Merged {
			redirects[e.Old] = e.Master
		}
	}
	want := map[string]string{} // of IDs of one age the smallest stays
	for _, id := range r1.Master[:3] {
		if id != r3.Master[0] {
			want[id] = r3.Master[0]
		}
	}
	if d := cmp.Diff(want, redirects); d != "" || len(want) != 2 {
		t.Error(d)
	}
}

// IDs are unique, stable when nothing changes, and minted from the smallest record of the cluster.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		ids := make([]int, n)
		for i := range ids {
			ids[i] = i
		}
		label := rapid.SliceOfN(rapid.IntRange(0, 6), n, n)
		rec, a, b := records(ids...), clusters(label.Draw(t, "a")...), clusters(label.Draw(t, "b")...)
		r1 := assign("d", rec, a, nil, day(1))
		for k := range a.Len() {
			if want := Mint("d", rec, int(a.list(k)[0]), 0); r1.Master[k] != want {
				t.Fatalf("minted %s, want %s", r1.Master[k], want)
			}
		}
		r2 := assign("d", rec, b, night(rec, a, r1), day(2))
		r3 := assign("d", rec, b, night(rec, b, r2), day(3))
		if d := cmp.Diff(r2.Master, r3.Master); d != "" || len(count(r3, day(3))) > 0 {
			t.Fatalf("the same clusters got other IDs:\n%s", d)
		}
		seen := map[string]bool{}
		for _, id := range r2.Master {
			if seen[id] || len(id) != 16 {
				t.Fatalf("ID %q twice or odd", id)
			}
			seen[id] = true
		}
	})
}
