// Package identity gives clusters master IDs that last.
//
// The previous crosswalk is the memory: a cluster keeps the master ID that most
// of its records had. Other IDs whose records moved into it are merged into that
// ID, a redirect that is kept for ever; an ID whose records were torn apart stays
// with the larger part and new IDs are minted for the rest; an ID without records
// is retired, and returns when its records do. A minted ID is a function of the
// domain and the smallest record key, so that a lost state rebuilds the same IDs.
//
// Times are microseconds since 1970, UTC: there is one for every record.
package identity

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/gildmdm/gild/internal/table"
)

// Records are the keys of all records, in canonical order: by source, record ID and row.
type Records struct {
	N   int
	Key func(i int) (source, id []byte, row int32)
}

// Clusters are groups of records: Members[Start[k]:Start[k+1]], ascending.
type Clusters struct {
	Start   []uint32
	Members []uint32
}

// Len returns the number of clusters.
func (c *Clusters) Len() int { return len(c.Start) - 1 }

func (c *Clusters) list(k int) []uint32 { return c.Members[c.Start[k]:c.Start[k+1]] }

// Previous is what the last published run knew. Masters are known by their places, from 0.
type Previous struct {
	Records
	Master  []uint32    // by record
	Since   []int64     // by record
	IDs     *table.Dict // of masters: the code is the place + 1
	Created []int64     // by master
	Log     []Event     // merged and retired IDs of all runs before, oldest first
}

// masters returns how many masters there were.
func (p *Previous) masters() int { return len(p.Created) }

func (p *Previous) id(place uint32) []byte { return p.IDs.Bytes(place + 1) }

// Kind is what happened to an identity.
type Kind string

const (
	Created  Kind = "created"
	Joined   Kind = "joined"
	Left     Kind = "left"
	Merged   Kind = "merged"
	Split    Kind = "split"
	Retired  Kind = "retired"
	Returned Kind = "returned"
)

// Event is a change of identity. Merged: Old is now Master. Split: part of Old is now Master.
// Joined and Left carry the record.
type Event struct {
	Kind        Kind
	Master, Old string
	Source, ID  string
	Row         int32
	At          int64
}

// Result is who is who.
type Result struct {
	IDs     *table.Dict // of clusters: the code is the cluster + 1
	Created []int64     // by cluster
	Kept    []uint32    // by cluster: the previous master whose ID it keeps, or None
	New     []uint32    // clusters whose IDs were created in this run, ascending
	Since   []int64     // by record: when it joined its master
	Events  []Event     // of this run but for those of New, then the log of the runs before
}

// ID returns the master ID of a cluster.
func (r *Result) ID(cluster uint32) string { return r.IDs.String(cluster + 1) }

// All returns all events, those of new IDs first.
func (r *Result) All() []Event {
	out := make([]Event, 0, len(r.New)+len(r.Events))
	for _, k := range r.New {
		out = append(out, Event{Kind: Created, Master: r.ID(k), At: r.Created[k]})
	}
	return append(out, r.Events...)
}

// None stands for no previous master, or no record of the previous run.
const None = ^uint32(0)

// Assign names the clusters. Previous is nil on a first run.
func Assign(domain string, rec Records, clusters Clusters, previous *Previous, asOf int64) *Result {
	a := &assignment{domain: domain, rec: rec, clusters: clusters, previous: previous, asOf: asOf}
	if previous == nil {
		a.previous = &Previous{IDs: table.NewDict()}
	}
	a.previous.IDs.Index()
	a.recall()
	a.keep()
	a.mint()
	return a.result(previous == nil)
}

// assignment is the work in progress.
type assignment struct {
	domain   string
	rec      Records
	clusters Clusters
	previous *Previous
	asOf     int64

	before []uint32    // by record: place in the previous run, or None
	of     []uint32    // cluster by record
	keeps  []uint32    // by cluster: the previous master it keeps, or None
	home   []uint32    // by previous master: the cluster with most of its records, or None
	ids    *table.Dict // of clusters
	back   []bool      // by cluster: a retired ID returned
}

func (a *assignment) id(cluster uint32) string { return a.ids.String(cluster + 1) }

// recall finds each record's place in the previous run.
func (a *assignment) recall() {
	a.before = slices.Repeat([]uint32{None}, a.rec.N)
	a.of = make([]uint32, a.rec.N)
	for k := range a.clusters.Len() {
		for _, i := range a.clusters.list(k) {
			a.of[i] = uint32(k)
		}
	}
	var known *places
	next := 0 // in the previous run
	for i := range a.before {
		// Fast path: from night to night most records follow each other as before.
		if next < a.previous.N && sameKey(a.rec, i, a.previous.Records, next) {
			a.before[i] = uint32(next)
			next++
			continue
		}
		if a.previous.N == 0 {
			return
		}
		if known == nil {
			known = newPlaces(a.previous.Records)
		}
		if p := known.find(a.rec, i); p != None {
			a.before[i] = p
			next = int(p) + 1
		}
	}
}

// vote says that a cluster has n records of a previous master.
type vote struct{ cluster, master, n uint32 }

// keep decides which cluster keeps which previous master ID.
func (a *assignment) keep() {
	votes := a.votes()
	a.home = make([]uint32, a.previous.masters())
	most := make([]uint32, a.previous.masters())
	for m := range a.home {
		a.home[m] = None
	}
	for _, v := range votes { // by cluster, so that of equal parts the first cluster wins
		if v.n > most[v.master] {
			a.home[v.master], most[v.master] = v.cluster, v.n
		}
	}
	a.keeps = make([]uint32, a.clusters.Len())
	best := make([]vote, a.clusters.Len())
	for k := range a.keeps {
		a.keeps[k] = None
	}
	for _, v := range votes {
		if a.home[v.master] != v.cluster {
			continue
		}
		if a.keeps[v.cluster] == None || a.better(v, best[v.cluster]) {
			a.keeps[v.cluster], best[v.cluster] = v.master, v
		}
	}
}

// better orders the claims to a cluster: most records, then the oldest ID, then the smallest.
func (a *assignment) better(v, w vote) bool {
	p := a.previous
	return cmp.Or(cmp.Compare(w.n, v.n), cmp.Compare(p.Created[v.master], p.Created[w.master]), bytes.Compare(p.id(v.master), p.id(w.master))) < 0
}

// votes counts records by cluster and previous master, in that order.
func (a *assignment) votes() []vote {
	var votes []vote
	var masters []uint32
	for k := range a.clusters.Len() {
		masters = masters[:0]
		for _, i := range a.clusters.list(k) {
			if a.before[i] != None {
				masters = append(masters, a.previous.Master[a.before[i]])
			}
		}
		slices.Sort(masters)
		for n, m := range masters {
			if n > 0 && masters[n-1] == m {
				votes[len(votes)-1].n++
			} else {
				votes = append(votes, vote{uint32(k), m, 1})
			}
		}
	}
	return votes
}

// mint names the clusters. Those that keep an ID have it copied, the others get a new one.
func (a *assignment) mint() {
	merged, retired := map[string]bool{}, map[string]bool{}
	for _, e := range a.previous.Log {
		switch e.Kind {
		case Merged:
			merged[e.Old] = true
		case Retired:
			retired[e.Master] = true
		}
	}
	ends := make([]uint32, a.clusters.Len()+1)
	for k, m := range a.keeps {
		ends[k+1] = ends[k] + idLength
		if m != None {
			ends[k+1] = ends[k] + uint32(len(a.previous.id(m)))
		}
	}
	arena := make([]byte, ends[len(ends)-1])
	a.back = make([]bool, a.clusters.Len())
	const chunk = 1 << 12 // clusters: a few milliseconds
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for from := int(next.Add(chunk)) - chunk; from < a.clusters.Len(); from = int(next.Add(chunk)) - chunk {
				for k := from; k < min(from+chunk, a.clusters.Len()); k++ {
					a.name(k, arena[ends[k]:ends[k+1]], merged, retired)
				}
			}
		})
	}
	workers.Wait()
	a.ids = table.Distinct(arena, ends)
}

// name writes the ID of a cluster: the one it keeps, or one that is not taken. Two clusters of a
// run cannot mint the same: their smallest records differ.
func (a *assignment) name(k int, to []byte, merged, retired map[string]bool) {
	if m := a.keeps[k]; m != None {
		copy(to, a.previous.id(m))
		return
	}
	for n := 0; ; n++ {
		mintInto(to, a.domain, a.rec, int(a.clusters.list(k)[0]), n)
		if a.previous.IDs.Lookup(to) == table.Missing && !merged[string(to)] {
			a.back[k] = retired[string(to)]
			return
		}
	}
}

// idEncoding is Crockford's base 32 in lower case: no letters that look like digits.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// idLength is how many characters an ID has.
const idLength = 16

// Mint returns the n-th ID for a record as the smallest of its cluster: the first 80 bits of a SHA-256, 16 characters.
func Mint(domain string, rec Records, i, n int) string {
	var id [idLength]byte
	mintInto(id[:], domain, rec, i, n)
	return string(id[:])
}

func mintInto(to []byte, domain string, rec Records, i, n int) {
	source, id, row := rec.Key(i)
	var room [128]byte
	b := append(append(append(append(room[:0], domain...), 0), source...), 0)
	b = append(append(b, id...), 0)
	b = strconv.AppendInt(b, int64(row), 10)
	if n > 0 {
		b = strconv.AppendInt(append(b, 0), int64(n), 10)
	}
	sum := sha256.Sum256(b)
	idEncoding.Encode(to, sum[:10])
}

// result tells what changed.
func (a *assignment) result(first bool) *Result {
	r := &Result{IDs: a.ids, Kept: a.keeps, Created: slices.Repeat([]int64{a.asOf}, len(a.keeps)), Since: make([]int64, a.rec.N)}
	for k, m := range a.keeps {
		switch {
		case m != None:
			r.Created[k] = a.previous.Created[m]
		case !a.back[k]:
			r.New = append(r.New, uint32(k))
		}
	}
	for i := range r.Since {
		r.Since[i] = a.asOf
		if p := a.before[i]; p != None && a.keeps[a.of[i]] == a.previous.Master[p] {
			r.Since[i] = a.previous.Since[p]
		}
	}
	if first {
		return r
	}
	r.Events = a.events()
	// Within a kind, events come in the order of clusters or of records.
	slices.SortStableFunc(r.Events, func(x, y Event) int { return cmp.Compare(x.Kind, y.Kind) })
	r.Events = append(r.Events, a.log()...)
	return r
}

// events lists what happened to identities since the previous run, but for the new ones.
func (a *assignment) events() []Event {
	var out []Event
	add := func(e Event) {
		e.At = a.asOf
		out = append(out, e)
	}
	for k, back := range a.back {
		if back {
			add(Event{Kind: Returned, Master: a.id(uint32(k))})
		}
	}
	for m, home := range a.home {
		id := string(a.previous.id(uint32(m)))
		switch {
		case home == None:
			add(Event{Kind: Retired, Master: id})
		case a.keeps[home] != uint32(m):
			add(Event{Kind: Merged, Master: a.id(home), Old: id})
		}
	}
	for _, v := range a.votes() {
		if a.home[v.master] != v.cluster {
			add(Event{Kind: Split, Master: a.id(v.cluster), Old: string(a.previous.id(v.master))})
		}
	}
	return append(out, a.moves()...)
}

// moves lists records that joined or left a master that lives on.
func (a *assignment) moves() []Event {
	var out []Event
	add := func(kind Kind, master string, r Records, i int) {
		source, id, row := r.Key(i)
		out = append(out, Event{Kind: kind, Master: master, Source: string(source), ID: string(id), Row: row, At: a.asOf})
	}
	present := make([]bool, a.previous.N)
	for i := range a.rec.N {
		k := a.of[i]
		was := None
		if p := a.before[i]; p != None {
			present[p] = true
			was = a.previous.Master[p]
			if home := a.home[was]; home != k && a.keeps[home] == was {
				add(Left, string(a.previous.id(was)), a.rec, i)
			}
		}
		merged := was != None && a.home[was] == k
		if a.keeps[k] != None && a.keeps[k] != was && !merged {
			add(Joined, a.id(k), a.rec, i)
		}
	}
	for p, here := range present {
		if m := a.previous.Master[p]; !here && a.home[m] != None {
			add(Left, string(a.previous.id(m)), a.previous.Records, p)
		}
	}
	return out
}

// log carries merged and retired IDs on, redirects pointing at IDs that live;
// a retired ID that returned is forgotten.
func (a *assignment) log() []Event {
	back := map[string]bool{}
	for k, b := range a.back {
		if b {
			back[a.id(uint32(k))] = true
		}
	}
	var out []Event
	for _, e := range a.previous.Log {
		if place := a.previous.IDs.Lookup([]byte(e.Master)); place != table.Missing && e.Kind == Merged {
			if home := a.home[place-1]; home != None {
				e.Master = a.id(home)
			}
		}
		if e.Kind == Merged || e.Kind == Retired && !back[e.Master] {
			out = append(out, e)
		}
	}
	return out
}
