package derive

import "time"

// given is what expressions may name besides their inputs: the day of the run, and functions of it.
func given(asOf time.Time) map[string]any {
	return map[string]any{
		"as_of":      asOf,
		"age":        func(day time.Time) int { return Years(day, asOf) },
		"days_since": func(day time.Time) int { return int(asOf.Sub(day).Hours() / 24) },
	}
}

// Years counts the birthdays from one day to another.
func Years(from, to time.Time) int {
	n := to.Year() - from.Year()
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		n--
	}
	return n
}
