package enrich

import (
	"context"
	"errors"
	"io"

	"golang.org/x/sync/errgroup"
)

// ordered takes items from next until io.EOF, works on several at a time, and
// delivers the results in the order of the items. At most 2*workers+1 items are under way.
// next and deliver each run on a goroutine of their own.
func ordered[T, R any](ctx context.Context, workers int, next func() (T, error), work func(T) (R, error), deliver func(R) error) error {
	type task struct {
		item T
		done chan R
	}
	g, ctx := errgroup.WithContext(ctx)
	tasks, order := make(chan task), make(chan chan R, workers)
	g.Go(func() error {
		defer close(tasks)
		defer close(order)
		for {
			item, err := next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			t := task{item, make(chan R, 1)}
			select {
			case order <- t.done:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case tasks <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	for range workers {
		g.Go(func() error {
			for t := range tasks {
				r, err := work(t.item)
				if err != nil {
					return err
				}
				t.done <- r
			}
			return nil
		})
	}
	g.Go(func() error {
		for done := range order {
			select {
			case r := <-done:
				if err := deliver(r); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}
