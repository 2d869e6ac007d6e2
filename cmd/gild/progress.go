package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/gildmdm/gild/internal/run"
)

// newReporter shows progress as bars on a terminal, and as a line a stage elsewhere.
func newReporter(w io.Writer) run.Reporter {
	f, ok := w.(*os.File)
	return &reporter{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

// reporter writes to one stream; it is safe for concurrent use.
type reporter struct {
	w        io.Writer
	terminal bool
	mu       sync.Mutex
	bar      *progressbar.ProgressBar
	stop     chan struct{}
}

// Stage shows a bar, or a spinner where the length is not known.
func (r *reporter) Stage(name string, total int64) {
	if !r.terminal {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if total == 0 {
		total = -1
	}
	r.bar = progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(r.w), progressbar.OptionSetDescription(fmt.Sprintf("%-12s", name)),
		progressbar.OptionShowBytes(name == "read" || name == "infer"), progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(true),
		progressbar.OptionThrottle(100*time.Millisecond))
	r.stop = make(chan struct{})
	go spin(r.bar, r.stop)
}

// spin keeps the bar alive through stages that do not count.
func spin(bar *progressbar.ProgressBar, stop chan struct{}) {
	t := time.NewTicker(200 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			_ = bar.Add(0) // a bar that cannot be drawn is no reason to stop
		case <-stop:
			return
		}
	}
}

func (r *reporter) Advance(n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bar != nil {
		_ = r.bar.Add64(n)
	}
}

func (r *reporter) Done(name, detail string, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bar != nil {
		close(r.stop)
		_ = r.bar.Finish()
		r.bar = nil
	}
	fmt.Fprintf(r.w, "%-12s %6.2f s  %s\n", name, took.Seconds(), detail)
}

func (r *reporter) Note(text string) { r.line("assumed  ", text) }

func (r *reporter) Warn(text string) { r.line("warning  ", text) }

func (r *reporter) line(kind, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bar != nil {
		_ = r.bar.Clear()
	}
	fmt.Fprintln(r.w, kind+text)
}
