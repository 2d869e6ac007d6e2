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
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"
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

// Previous is what the last published run knew.
type Previous struct {
	Records
	Master  []uint32 // by record, place in Masters
	Since   []int64  // by record
	Masters []Master
	Log     []Event // merged and retired IDs of all runs before, oldest first
}

// Master is one master ID of the previous run.
type Master struct {
	ID      string
	Created int64
}

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
	Master  []string // by cluster
	Created []int64  // by cluster
	Since   []int64  // by record: when it joined its master
	Events  []Event  // of this run, then the log of the runs before
}

// none marks a record or cluster without a previous master.
const none = ^uint32(0)

// Assign names the clusters. Previous is nil on a first run.
func Assign(domain string, rec Records, clusters Clusters, previous *Previous, asOf int64) *Result {
	a := &assignment{domain: domain, rec: rec, clusters: clusters, previous: previous, asOf: asOf}
	if previous == nil {
		a.previous = &Previous{}
	}
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

	before []uint32 // by record: place in the previous run, or none
	of     []uint32 // cluster by record
	keeps  []uint32 // by cluster: the previous master it keeps, or none
	home   []uint32 // by previous master: the cluster with most of its records, or none
	master []string // by cluster
	back   []bool   // by cluster: a retired ID returned
}

// recall finds each record's place in the previous run.
func (a *assignment) recall() {
	a.before = make([]uint32, a.rec.N)
	a.of = make([]uint32, a.rec.N)
	for k := range a.clusters.Len() {
		for _, i := range a.clusters.list(k) {
			a.of[i] = uint32(k)
		}
	}
	for i := range a.before {
		a.before[i] = none
	}
	if a.previous.N == 0 {
		return
	}
	known := make(map[uint64]uint32, a.previous.N)
	for p := range a.previous.N {
		known[keyHash(a.previous.Records, p)] = uint32(p)
	}
	for i := range a.before {
		if p, ok := known[keyHash(a.rec, i)]; ok {
			a.before[i] = p
		}
	}
}

// keyHash names a record by 64 bits.
func keyHash(r Records, i int) uint64 {
	source, id, row := r.Key(i)
	var b [24]byte
	binary.LittleEndian.PutUint64(b[:], xxhash.Sum64(source))
	binary.LittleEndian.PutUint64(b[8:], xxhash.Sum64(id))
	binary.LittleEndian.PutUint64(b[16:], uint64(row))
	return xxhash.Sum64(b[:])
}

// vote says that a cluster has n records of a previous master.
type vote struct{ cluster, master, n uint32 }

// keep decides which cluster keeps which previous master ID.
func (a *assignment) keep() {
	votes := a.votes()
	a.home = make([]uint32, len(a.previous.Masters))
	most := make([]uint32, len(a.previous.Masters))
	for m := range a.home {
		a.home[m] = none
	}
	for _, v := range votes { // by cluster, so that of equal parts the first cluster wins
		if v.n > most[v.master] {
			a.home[v.master], most[v.master] = v.cluster, v.n
		}
	}
	a.keeps = make([]uint32, a.clusters.Len())
	best := make([]vote, a.clusters.Len())
	for k := range a.keeps {
		a.keeps[k] = none
	}
	for _, v := range votes {
		if a.home[v.master] != v.cluster {
			continue
		}
		if a.keeps[v.cluster] == none || a.better(v, best[v.cluster]) {
			a.keeps[v.cluster], best[v.cluster] = v.master, v
		}
	}
}

// better orders the claims to a cluster: most records, then the oldest ID, then the smallest.
func (a *assignment) better(v, w vote) bool {
	m, n := a.previous.Masters[v.master], a.previous.Masters[w.master]
	return cmp.Or(cmp.Compare(w.n, v.n), cmp.Compare(m.Created, n.Created), cmp.Compare(m.ID, n.ID)) < 0
}

// votes counts records by cluster and previous master, in that order.
func (a *assignment) votes() []vote {
	var votes []vote
	var masters []uint32
	for k := range a.clusters.Len() {
		masters = masters[:0]
		for _, i := range a.clusters.list(k) {
			if a.before[i] != none {
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

// mint names the clusters that keep no ID.
func (a *assignment) mint() {
	taken, retired := map[string]bool{}, map[string]bool{}
	for _, m := range a.previous.Masters {
		taken[m.ID] = true
	}
	for _, e := range a.previous.Log {
		switch e.Kind {
		case Merged:
			taken[e.Old] = true
		case Retired:
			retired[e.Master] = true
		}
	}
	a.master, a.back = make([]string, a.clusters.Len()), make([]bool, a.clusters.Len())
	const chunk = 1 << 12 // clusters: a few milliseconds
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for from := int(next.Add(chunk)) - chunk; from < len(a.master); from = int(next.Add(chunk)) - chunk {
				for k := from; k < min(from+chunk, len(a.master)); k++ {
					a.name(k, taken, retired)
				}
			}
		})
	}
	workers.Wait()
}

// name gives a cluster the ID it keeps, or one that is not taken. Two clusters of a
// run cannot mint the same: their smallest records differ.
func (a *assignment) name(k int, taken, retired map[string]bool) {
	if m := a.keeps[k]; m != none {
		a.master[k] = a.previous.Masters[m].ID
		return
	}
	for n := 0; ; n++ {
		id := Mint(a.domain, a.rec, int(a.clusters.list(k)[0]), n)
		if !taken[id] {
			a.master[k], a.back[k] = id, retired[id]
			return
		}
	}
}

// idEncoding is Crockford's base 32 in lower case: no letters that look like digits.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// Mint returns the n-th ID for a record as the smallest of its cluster: the first 80 bits of a SHA-256, 16 characters.
func Mint(domain string, rec Records, i, n int) string {
	source, id, row := rec.Key(i)
	var room [128]byte
	b := append(append(append(append(room[:0], domain...), 0), source...), 0)
	b = append(append(b, id...), 0)
	b = strconv.AppendInt(b, int64(row), 10)
	if n > 0 {
		b = strconv.AppendInt(append(b, 0), int64(n), 10)
	}
	sum := sha256.Sum256(b)
	return idEncoding.EncodeToString(sum[:10])
}

// result tells what changed.
func (a *assignment) result(first bool) *Result {
	r := &Result{Master: a.master, Created: make([]int64, len(a.master)), Since: make([]int64, a.rec.N)}
	for k := range r.Created {
		r.Created[k] = a.asOf
		if m := a.keeps[k]; m != none {
			r.Created[k] = a.previous.Masters[m].Created
		}
	}
	for i := range r.Since {
		r.Since[i] = a.asOf
		if p := a.before[i]; p != none && a.keeps[a.of[i]] == a.previous.Master[p] {
			r.Since[i] = a.previous.Since[p]
		}
	}
	r.Events = a.events(first)
	// Within a kind, events come in the order of clusters or of records.
	slices.SortStableFunc(r.Events, func(x, y Event) int { return cmp.Compare(x.Kind, y.Kind) })
	r.Events = append(r.Events, a.log()...)
	return r
}

// events lists what happened to identities since the previous run.
func (a *assignment) events(first bool) []Event {
	var out []Event
	if first {
		out = make([]Event, 0, len(a.keeps))
	}
	add := func(e Event) {
		e.At = a.asOf
		out = append(out, e)
	}
	for k, m := range a.keeps {
		switch {
		case m != none:
		case a.back[k]:
			add(Event{Kind: Returned, Master: a.master[k]})
		default:
			add(Event{Kind: Created, Master: a.master[k]})
		}
	}
	if first {
		return out
	}
	for m, home := range a.home {
		id := a.previous.Masters[m].ID
		switch {
		case home == none:
			add(Event{Kind: Retired, Master: id})
		case a.keeps[home] != uint32(m):
			add(Event{Kind: Merged, Master: a.master[home], Old: id})
		}
	}
	for _, v := range a.votes() {
		if a.home[v.master] != v.cluster {
			add(Event{Kind: Split, Master: a.master[v.cluster], Old: a.previous.Masters[v.master].ID})
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
		was := none
		if p := a.before[i]; p != none {
			present[p] = true
			was = a.previous.Master[p]
			if home := a.home[was]; home != k && a.keeps[home] == was {
				add(Left, a.previous.Masters[was].ID, a.rec, i)
			}
		}
		merged := was != none && a.home[was] == k
		if a.keeps[k] != none && a.keeps[k] != was && !merged {
			add(Joined, a.master[k], a.rec, i)
		}
	}
	for p, here := range present {
		if m := a.previous.Master[p]; !here && a.home[m] != none {
			add(Left, a.previous.Masters[m].ID, a.previous.Records, p)
		}
	}
	return out
}

// log carries merged and retired IDs on, redirects pointing at IDs that live;
// a retired ID that returned is forgotten.
func (a *assignment) log() []Event {
	now := map[string]string{}
	for m, home := range a.home {
		if home != none {
			now[a.previous.Masters[m].ID] = a.master[home]
		}
	}
	back := map[string]bool{}
	for k, b := range a.back {
		if b {
			back[a.master[k]] = true
		}
	}
	var out []Event
	for _, e := range a.previous.Log {
		if to, ok := now[e.Master]; ok && e.Kind == Merged {
			e.Master = to
		}
		if e.Kind == Merged || e.Kind == Retired && !back[e.Master] {
			out = append(out, e)
		}
	}
	return out
}
