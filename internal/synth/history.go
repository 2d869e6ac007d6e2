package synth

import "time"

// history is the values that something had, oldest first; never empty once made.
type history[T any] []dated[T]

type dated[T any] struct {
	since time.Time
	value T
}

// always returns a history of one value.
func always[T any](v T) history[T] { return history[T]{{value: v}} }

// then appends the value that holds from since on.
func (h *history[T]) then(since time.Time, v T) { *h = append(*h, dated[T]{since, v}) }

// at returns the value that held at t: the oldest one if t is earlier than all.
func (h history[T]) at(t time.Time) T {
	i := len(h) - 1
	for i > 0 && h[i].since.After(t) {
		i--
	}
	return h[i].value
}

// now returns the latest value.
func (h history[T]) now() T { return h[len(h)-1].value }

// The sample's calendar: silos began in start; nothing is later than today.
func start() time.Time { return time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC) }
func today() time.Time { return time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC) }

// later returns the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
