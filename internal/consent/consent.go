// Package consent finds out what a person agreed to, from what the silos say.
//
// A *channel* is a way to reach somebody, perhaps for one product only. A
// *statement* is what one record says of a channel: granted, denied, or something
// that cannot be read. A *decision* is what all statements of one master come to:
// the most restrictive of them, unless a verified one is newer than all that
// speak against it. Who denies a whole channel denies each of its products, too: those
// statements are given as a further column of the product. A grant of the channel grants no product.
package consent

import "math"

// Decision is what a statement, or all statements about a master, say.
type Decision uint8

const (
	Silent  Decision = iota // says nothing
	Unknown                 // says something that cannot be read
	Granted
	Denied
)

// String is the published word.
func (d Decision) String() string { return [...]string{"", "unknown", "granted", "denied"}[d] }

// Rule is what a decision rests on.
type Rule uint8

const (
	Unclear         Rule = iota // nobody says anything that can be read
	Unanimous                   // nobody says otherwise
	MostRestrictive             // somebody denied, and no newer verified grant stands against it
	NewerVerified               // a verified grant is newer than every denial
)

// String is the published word.
func (r Rule) String() string { return Rules()[r] }

// Rules are the words for all rules, by number.
func Rules() []string { return []string{"unclear", "unanimous", "most_restrictive", "newer_verified"} }

// Standing is what became of a statement.
type Standing uint8

const (
	Decides   Standing = iota // it is the decision
	Agrees                    // it says the same
	Overruled                 // it says otherwise: a conflict
	Unread                    // it could not be read
)

// Standings are the published words for all standings, by number.
func Standings() []string { return []string{"decides", "agrees", "overruled", "unread"} }

// NoTime marks a statement of unknown time.
const NoTime = math.MinInt64

// Column is what one attribute of all records says of a channel.
type Column struct {
	Says     []Decision // by record
	At       []int64    // by record: when it was decided, Unix seconds, or NoTime; nil: unknown for all
	Verified []bool     // by record: somebody confirmed it; nil: nobody did
}

// Clusters are the records of each master: Members[Start[k]:Start[k+1]].
type Clusters struct {
	Start   []uint32
	Members []uint32
}

// Statement is what one record says.
type Statement struct {
	Record   uint32
	Says     Decision
	Standing Standing
	Verified bool
	At       int64 // Unix seconds, or NoTime
}

// Outcome is the decisions about one channel and the statements they rest on.
// It is not changed any more and may be read by any number of goroutines.
type Outcome struct {
	Start      []uint32 // by master: its statements are Statements[Start[k]:Start[k+1]]
	Statements []Statement
	Decision   []Decision // by master; Silent: no statement
	Rule       []Rule     // by master
	Decisive   []uint32   // by master: place in Statements, where there is a decision other than Silent
}

// Decide settles one channel for all masters. A time after asOf (Unix seconds) is
// taken for unknown: nobody decided anything in the future.
func Decide(columns []Column, c Clusters, asOf int64) *Outcome {
	n := len(c.Start) - 1
	o := &Outcome{
		Start: make([]uint32, 1, n+1), Statements: make([]Statement, 0, len(c.Members)/2),
		Decision: make([]Decision, n), Rule: make([]Rule, n), Decisive: make([]uint32, n),
	}
	for k := range n {
		for _, record := range c.Members[c.Start[k]:c.Start[k+1]] {
			for i := range columns {
				o.hear(&columns[i], record, asOf)
			}
		}
		o.Start = append(o.Start, uint32(len(o.Statements)))
		o.settle(k)
	}
	return o
}

// hear adds what a record says in one column.
func (o *Outcome) hear(c *Column, record uint32, asOf int64) {
	says := c.Says[record]
	if says == Silent {
		return
	}
	s := Statement{Record: record, Says: says, At: NoTime, Verified: c.Verified != nil && c.Verified[record]}
	if c.At != nil && c.At[record] <= asOf {
		s.At = c.At[record]
	}
	o.Statements = append(o.Statements, s)
}

// settle decides about one master.
func (o *Outcome) settle(k int) {
	from := o.Start[k]
	all := o.Statements[from:o.Start[k+1]]
	if len(all) == 0 {
		return
	}
	grant, denial, verified := -1, -1, -1 // the newest of each sort
	for i := range all {
		switch all[i].Says {
		case Granted:
			grant = stronger(all, grant, i)
			if all[i].Verified {
				verified = stronger(all, verified, i)
			}
		case Denied:
			denial = stronger(all, denial, i)
		}
	}
	decisive := 0
	switch {
	case denial < 0 && grant < 0:
		o.Decision[k], o.Rule[k] = Unknown, Unclear
	case denial < 0:
		o.Decision[k], o.Rule[k], decisive = Granted, Unanimous, grant
	case grant < 0:
		o.Decision[k], o.Rule[k], decisive = Denied, Unanimous, denial
	case verified >= 0 && newerThanDenials(all, all[verified].At):
		o.Decision[k], o.Rule[k], decisive = Granted, NewerVerified, verified
	default:
		o.Decision[k], o.Rule[k], decisive = Denied, MostRestrictive, denial
	}
	o.Decisive[k] = from + uint32(decisive)
	stand(all, decisive, o.Decision[k])
}

// stronger returns the newer of two statements of one sort; of one time, the
// verified one; then the first, as records come in a stable order.
func stronger(all []Statement, best, i int) int {
	if best < 0 {
		return i
	}
	a, b := &all[i], &all[best]
	if a.At > b.At || a.At == b.At && a.Verified && !b.Verified {
		return i
	}
	return best
}

// newerThanDenials reports whether a time is known and after every denial; one of unknown time may be newer.
func newerThanDenials(all []Statement, at int64) bool {
	if at == NoTime {
		return false
	}
	for i := range all {
		if all[i].Says == Denied && (all[i].At == NoTime || all[i].At >= at) {
			return false
		}
	}
	return true
}

// stand notes what became of each statement.
func stand(all []Statement, decisive int, d Decision) {
	for i := range all {
		switch {
		case i == decisive:
			all[i].Standing = Decides
		case all[i].Says == Unknown:
			all[i].Standing = Unread
		case all[i].Says == d:
			all[i].Standing = Agrees
		default:
			all[i].Standing = Overruled
		}
	}
	if d == Unknown {
		all[decisive].Standing = Unread
	}
}

// Of returns the statements about master k.
func (o *Outcome) Of(k int) []Statement { return o.Statements[o.Start[k]:o.Start[k+1]] }

// Against returns the first statement about master k that says otherwise; false when nobody does.
func (o *Outcome) Against(k int) (Statement, bool) {
	for _, s := range o.Of(k) {
		if s.Standing == Overruled {
			return s, true
		}
	}
	return Statement{}, false
}
