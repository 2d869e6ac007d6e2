package survivorship

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/gildmdm/gild/internal/table"
)

// None stands for no record.
const None = math.MaxUint32

// Quality of a spelling, as package standard judges it.
const (
	OK          = 0
	Suspect     = 1 // malformed or impossible
	Placeholder = 2 // says nothing: N/A, 1900-01-01
)

// Unknown is the update time of a record that has none.
const Unknown = math.MinInt64

// Clusters are groups of records: the members of cluster k are
// Members[Start[k]:Start[k+1]]. A range of clusters is Clusters{Start[lo:hi+1], Members}.
type Clusters struct {
	Start   []uint32
	Members []uint32
}

// Records are what is known of all records besides their attributes.
type Records struct {
	Source  []uint16
	Updated []int64 // seconds since 1970, or Unknown; nil: all unknown
}

// Attribute is one column to choose values of. Cells with several values, joined
// by table.Separator, compete value by value.
type Attribute struct {
	Name      string
	Spellings *table.Dict
	Canonical *table.Dict
	Codes     []uint32 // by record: spelling; 0: no value
	Canon     []uint32 // by spelling: canonical code; 0: a value like no other
	Quality   []uint8  // by spelling: OK, Suspect or Placeholder; nil: all OK
	Verified  []bool   // by record; nil: none
	Authority []bool   // by source: whether what it says goes before all else; nil: none
	Misplaced []bool   // by record: its value seems to be another attribute's, and stands back behind others; nil: none
	Rule      Rule

	// Steward is what a steward wants a cluster to have, by one of its records: a spelling, which goes before all
	// that records say. The caller sees to it that a cluster has one at most; nil: none.
	Steward map[uint32]uint32
}

// Group is attributes that survive together, given by their places in the list of
// attributes. The first is the leading part: records that agree on it hold the same thing.
type Group struct {
	Name       string
	Attributes []int
	Authority  []bool // by source, as of an attribute; those of the attributes have no say
	Rule       Rule
}

// Options are the settings of a [Resolver].
type Options struct {
	Trust    []float64     // by source, 0 to 1; nil: all sources alike
	HalfLife time.Duration // trust halves with this age of the record; 0: never
	AsOf     int64         // seconds since 1970; later updates count as of then; 0: no limit
	Workers  int           // 0: GOMAXPROCS

	Nickname func(nick, formal []byte) bool // whether a canonical name is a nickname of another; nil: none are
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// check finds input that does not fit together.
func check(records Records, attributes []Attribute, groups []Group, opt Options) error {
	n := len(records.Source)
	if records.Updated != nil && len(records.Updated) != n {
		return fmt.Errorf("survivorship: update times of %d records, want %d", len(records.Updated), n)
	}
	if opt.HalfLife < 0 || opt.HalfLife > 0 && opt.AsOf == 0 {
		return fmt.Errorf("survivorship: half-life of trust is %v as of %d, want a length of time and the time to count back from", opt.HalfLife, opt.AsOf)
	}
	sources := 0
	if n > 0 {
		sources = int(slices.Max(records.Source)) + 1
	}
	if err := checkTrust("trust", opt.Trust, sources); err != nil {
		return err
	}
	for _, a := range attributes {
		switch {
		case len(a.Codes) != n:
			return fmt.Errorf("survivorship of %s: codes of %d records, want %d", a.Name, len(a.Codes), n)
		case a.Spellings == nil || a.Canonical == nil:
			return fmt.Errorf("survivorship of %s: dictionary missing", a.Name)
		case len(a.Canon) < a.Spellings.Len():
			return fmt.Errorf("survivorship of %s: canonical codes of %d spellings, want %d", a.Name, len(a.Canon), a.Spellings.Len())
		case a.Quality != nil && len(a.Quality) < a.Spellings.Len():
			return fmt.Errorf("survivorship of %s: quality of %d spellings, want %d", a.Name, len(a.Quality), a.Spellings.Len())
		case a.Verified != nil && len(a.Verified) != n:
			return fmt.Errorf("survivorship of %s: verification of %d records, want %d", a.Name, len(a.Verified), n)
		case a.Misplaced != nil && len(a.Misplaced) != n:
			return fmt.Errorf("survivorship of %s: places of %d records, want %d", a.Name, len(a.Misplaced), n)
		}
		if err := checkAuthority(a.Name, a.Authority, sources); err != nil {
			return err
		}
		if err := checkTrust("trust for "+a.Name, a.Rule.Trust, sources); err != nil {
			return err
		}
	}
	for _, g := range groups {
		if err := checkAuthority("group "+g.Name, g.Authority, sources); err != nil {
			return err
		}
	}
	if err := checkConditions(attributes, groups); err != nil {
		return err
	}
	return checkGroups(groups, attributes)
}

// checkConditions finds conditions on what is not there, and unions, which cannot depend on one.
func checkConditions(attributes []Attribute, groups []Group) error {
	one := func(what string, r Rule) error {
		switch {
		case r.When == nil:
		case r.When.Attribute < 0 || r.When.Attribute >= len(attributes) || r.When.Holds == nil:
			return fmt.Errorf("survivorship of %s: condition on attribute %d, want 0 to %d", what, r.When.Attribute, len(attributes)-1)
		case r.Union:
			return fmt.Errorf("survivorship of %s: a union cannot depend on a condition", what)
		}
		return nil
	}
	for _, a := range attributes {
		if err := one(a.Name, a.Rule); err != nil {
			return err
		}
	}
	for _, g := range groups {
		if err := one("group "+g.Name, g.Rule); err != nil {
			return err
		}
	}
	return nil
}

func checkAuthority(what string, authority []bool, sources int) error {
	if authority != nil && len(authority) < sources {
		return fmt.Errorf("survivorship of %s: authority of %d sources, want %d", what, len(authority), sources)
	}
	return nil
}

func checkTrust(what string, trust []float64, sources int) error {
	if trust == nil {
		return nil
	}
	if len(trust) < sources {
		return fmt.Errorf("survivorship: %s of %d sources, want %d", what, len(trust), sources)
	}
	for s, t := range trust {
		if !(t >= 0 && t <= 1) {
			return fmt.Errorf("survivorship: %s of source %d is %v, want 0 to 1", what, s, t)
		}
	}
	return nil
}

func checkGroups(groups []Group, attributes []Attribute) error {
	in := make([]string, len(attributes))
	for _, g := range groups {
		if len(g.Attributes) == 0 {
			return fmt.Errorf("survivorship group %s: no attributes", g.Name)
		}
		for _, a := range g.Attributes {
			switch {
			case a < 0 || a >= len(attributes):
				return fmt.Errorf("survivorship group %s: attribute %d, want 0 to %d", g.Name, a, len(attributes)-1)
			case in[a] != "":
				return fmt.Errorf("survivorship: %s is in groups %s and %s, want one", attributes[a].Name, in[a], g.Name)
			}
			in[a] = g.Name
		}
	}
	return nil
}
