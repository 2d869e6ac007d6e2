package run

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/internal/memory"
	"github.com/gildmdm/gild/internal/spill"
	"github.com/gildmdm/gild/internal/table"
)

// budget is the memory that a run may use, and the disk for what exceeds it.
type budget struct {
	allowed int64        // bytes; 0: nobody knows
	dir     string       // for what exceeds it
	space   *spill.Space // there; nil: nothing goes to disk
	tight   bool         // what is read goes there at once
}

// newBudget looks at the files that a run will read and decides whether their data will need the disk.
func newBudget(opt Options, set config.Memory, out string, files []string) *budget {
	set = cmp.Or(opt.Memory, set, config.Memory{Share: config.DefaultMemory})
	b := &budget{allowed: set.Bytes, dir: cmp.Or(opt.Tmp, existing(out))}
	b.space = spill.New(b.dir)
	if b.allowed == 0 {
		b.allowed = int64(set.Share * float64(memory.Allowed(os.DirFS("/"))))
	}
	b.tight = b.allowed > 0 && expected(files) > b.allowed
	return b
}

// existing returns a folder, or the nearest above it that there is.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

// Bytes of memory that a byte of a file becomes, at the peak of a run.
const (
	ofText   = 7
	ofPacked = 35 // compressed text, Parquet
)

// expected guesses the memory that a run needs by the size of its files. It need not be
// right: before pairs are made, the plan knows better.
func expected(files []string) int64 {
	n := int64(0)
	for _, pattern := range files {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			info, err := os.Stat(path)
			if err != nil {
				continue
			}
			switch strings.ToLower(filepath.Ext(path)) {
			case ".gz", ".zst", ".zstd", ".parquet":
				n += ofPacked * info.Size()
			default:
				n += ofText * info.Size()
			}
		}
	}
	return n
}

// inputs returns the paths and patterns that a configuration reads.
func inputs(cfg *config.Config) []string {
	var all []string
	for _, d := range cfg.Domains {
		for _, s := range d.Sources {
			all = append(all, s.Paths...)
		}
	}
	return all
}

// close gives the disk back.
func (b *budget) close() {
	_ = b.space.Close() // the file has no name: nothing is left of it
}

// beside is what a process has in memory that the collector does not count: its code, stacks and tables.
const beside = 48 << 20

// keep makes the collector work harder the nearer the heap comes to what the run may
// use, and takes what is on disk out of memory when the process comes near it. It returns what undoes that.
func (b *budget) keep(ctx context.Context) (undo func()) {
	if b.allowed == 0 {
		return func() {}
	}
	was := debug.SetMemoryLimit(max(b.allowed-beside, b.allowed/2))
	ctx, stop := context.WithCancel(ctx)
	go b.space.Watch(ctx, b.allowed-b.allowed/16)
	return func() {
		stop()
		debug.SetMemoryLimit(was)
	}
}

// parkTable puts the values of a source on disk: until tables are written, nearly all that
// is needed of them is what standardising makes of them.
func (b *budget) parkTable(t *table.Table) error {
	if !b.tight {
		return nil
	}
	for _, c := range t.Columns {
		if err := c.Dict.Park(shelf{b.space}); err != nil {
			return err
		}
	}
	return nil
}

// park puts what is known of a domain's records on disk, but for what matching compares.
func (b *budget) park(d *domain) (err error) {
	for _, s := range d.sources {
		for _, c := range s.table.Columns {
			if err := c.Dict.Park(shelf{b.space}); err != nil {
				return err
			}
			if c.Codes, err = spill.Park(b.space, c.Codes); err != nil {
				return err
			}
		}
		if s.updated, err = spill.Park(b.space, s.updated); err != nil {
			return err
		}
	}
	for _, a := range d.attributes {
		if err := a.park(b.space); err != nil {
			return err
		}
	}
	return nil
}

// park puts an attribute's values on disk.
func (a *attribute) park(space *spill.Space) (err error) {
	if err := errors.Join(a.spellings.Park(shelf{space}), a.canonical.Park(shelf{space})); err != nil {
		return err
	}
	if a.canon, err = spill.Park(space, a.canon); err != nil {
		return err
	}
	if a.quality, err = spill.Park(space, a.quality); err != nil {
		return err
	}
	for _, providers := range a.providers {
		for k := range providers {
			p := &providers[k]
			if p.spelling, err = spill.Park(space, p.spelling); err != nil {
				return err
			}
			// Several columns read as one are a column of their own; one alone is parked already.
			if err := p.raw.Dict.Park(shelf{space}); err != nil {
				return err
			}
			if p.raw.Codes, err = spill.Park(space, p.raw.Codes); err != nil {
				return err
			}
		}
	}
	return nil
}

// shelf is where dictionaries are parked.
type shelf struct{ space *spill.Space }

func (s shelf) Bytes(v []byte) ([]byte, error)     { return spill.Park(s.space, v) }
func (s shelf) Codes(v []uint32) ([]uint32, error) { return spill.Park(s.space, v) }
