// Package locate finds where a person's data lies: which records of which silos, what
// they say, and who is related. It reads a published run and changes nothing.
//
// A *query* names masters by ID, records by source and record ID, or gives
// *values*, which are compared in standardised form: a phone number with or without its country code, a name with
// nicknames and initials. Of several values, a master must have all, though not in one record.
package locate

import (
	"strings"
	"time"
)

// Query says whom to look for.
type Query struct {
	Terms                     []string // as typed: master IDs, source/record ID, record IDs, or any value
	Email, Phone, Name, Birth string   // values; Birth is YYYY-MM-DD
}

// Empty reports whether nothing is asked.
func (q *Query) Empty() bool {
	return len(q.Terms) == 0 && q.Email == "" && q.Phone == "" && q.Name == "" && q.Birth == ""
}

// sort puts terms that are no IDs among the values, by their looks; words become a name.
func (q Query) sort(isID func(term string) bool) (ids []string, values Query) {
	values = q
	values.Terms = nil
	words := strings.Fields(q.Name)
	for _, t := range q.Terms {
		switch {
		case isID(t):
			ids = append(ids, t)
		case strings.Contains(t, "@"):
			values.Email = t
		case isDay(t):
			values.Birth = t
		case isPhone(t):
			values.Phone = t
		default:
			words = append(words, t)
		}
	}
	values.Name = strings.Join(words, " ")
	return ids, values
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// isPhone reports whether a text is digits and what stands between them.
func isPhone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-()./ ", r):
			return false
		}
	}
	return digits >= 6
}
