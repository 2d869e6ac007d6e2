package synth

import (
	"math/rand/v2"
	"sort"
	"time"
)

// dice draws from one seeded stream. Not safe for concurrent use.
type dice struct{ *rand.Rand }

// newDice returns the stream of that number for a seed.
func newDice(seed, stream uint64) dice {
	return dice{rand.New(rand.NewPCG(seed, stream))}
}

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between returns a whole number from lo to hi, both included.
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

// day returns a midnight from from on and before to.
func (d dice) day(from, to time.Time) time.Time {
	days := int(to.Sub(from).Hours() / 24)
	return from.AddDate(0, 0, d.IntN(max(days, 1)))
}

// one returns an element of list, all equally likely.
func one[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// weighted is a list of which some elements are likelier than others.
type weighted[T any] struct {
	items      []T
	cumulative []float64
}

func (w *weighted[T]) add(item T, weight float64) {
	w.items = append(w.items, item)
	w.cumulative = append(w.cumulative, w.total()+weight)
}

func (w *weighted[T]) total() float64 {
	if len(w.cumulative) == 0 {
		return 0
	}
	return w.cumulative[len(w.cumulative)-1]
}

func (w *weighted[T]) pick(d dice) T {
	i := sort.SearchFloat64s(w.cumulative, d.Float64()*w.total())
	return w.items[min(i, len(w.items)-1)]
}
