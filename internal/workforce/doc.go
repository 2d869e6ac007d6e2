// Package workforce follows workers through an HR system: who joined, moved, left, came back, took another
// name, or turned from contingent worker into employee, and since when; and it
// compares them with the accounts that directories hold.
//
// A *spell* is one employment: from the day of hire to the last day, under one worker ID. The HR system says
// so itself, with a date, so that joining, leaving, coming back and being taken on follow from the spells alone
// ([Timeline]). What a record showed in the last run and no longer shows, its
// job or a name, is found by comparing the two ([Compare]); a spell that HR has
// overwritten by the next, under the same worker ID, is remembered ([Follow]).
package workforce

import (
	"math"
	"strings"
	"time"
)

// Day is a day, counted from 1 January 1970.
type Day int32

const (
	Unknown Day = math.MinInt32 // no day is known
	Open    Day = math.MaxInt32 // of an end: none is set
)

// DayOf returns the day of a time, in UTC.
func DayOf(t time.Time) Day { return Day(t.Unix() / 86400) }

// Time returns the day's midnight in UTC; the zero time for Unknown and Open.
func (d Day) Time() time.Time {
	if d == Unknown || d == Open {
		return time.Time{}
	}
	return time.Unix(int64(d)*86400, 0).UTC()
}

// String writes YYYY-MM-DD; nothing for Unknown and Open.
func (d Day) String() string {
	if d == Unknown || d == Open {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Key names a record.
type Key struct {
	Source, ID string
	Row        int64
}

// Spell is one employment as HR has it.
type Spell struct {
	Master     string
	Record     Key
	Worker     string // ID
	Type       string // Employee, Contractor, …
	Hired      Day
	Ended      Day // last day; Open: none
	Effective  Day // since when the rest holds; Unknown: not said
	Department string
	Job        string
	Site       string
	Manager    string // worker ID
	Boss       string // master ID of the manager; empty: not known
	Given      string
	Family     string
	GivenKey   string // the names in canonical writing
	FamilyKey  string
	Past       bool // its record shows a later spell, or is gone
}

// at reports whether the spell covers a day. A hire date that is not known is one long ago.
func (s *Spell) at(d Day) bool { return s.Hired <= d && d <= s.Ended }

// contingent lists the words that a type of worker has who is not an employee.
func contingent() []string {
	return []string{"contingent", "contract", "temp", "agency", "consult", "freelanc", "extern", "vendor", "leased", "outsourc"}
}

// Contingent reports whether a type of worker, as HR writes it, is one who is not an employee.
func Contingent(workerType string) bool {
	t := strings.ToLower(workerType)
	for _, word := range contingent() {
		if strings.Contains(t, word) {
			return true
		}
	}
	return false
}
