package synth

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// Options say which sample to write. The zero value is a sample of 3,000 records.
type Options struct {
	Records int    // over all four silos; 0 means 3,000
	Seed    uint64 // another seed, another population
	Torn    int    // unreadable rows in each text file, besides the records; 0 means 5, negative none
}

// Summary is what was written.
type Summary struct {
	Records    int
	People     int   // known to some silo
	Households int   // of the people known
	Pairs      int64 // pairs of records of one person
	Files      []File
}

// File is one silo's export.
type File struct {
	Name   string
	Source string
	Rows   int // records; torn rows not counted
	Torn   int
}

// window is how many records are held back and shuffled: who is entered twice, or
// lives with a customer, must not be found by looking at the next line.
const window = 1 << 16

// configuration reads the sample.
//
//go:embed gild.yaml
var configuration []byte

// Write writes a sample into a folder, which it makes if need be; files of the
// same names are replaced. The same options give the same bytes. Memory does not
// grow with the number of records, but for two bytes or so each to keep e-mail
// addresses apart.
func Write(ctx context.Context, dir string, opt Options) (Summary, error) {
	opt, err := opt.checked()
	if err != nil {
		return Summary{}, err
	}
	lex, err := newLexicon()
	if err != nil {
		return Summary{}, fmt.Errorf("read embedded names: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Summary{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, "gild.yaml"), configuration, 0o644); err != nil {
		return Summary{}, err
	}
	g := newGenerator(lex, opt)
	out, err := openOutput(dir, opt, g.people.atlas)
	if err == nil {
		err = writeAll(ctx, g, out)
	}
	if e := out.close(); err == nil {
		err = e
	}
	if err != nil {
		return Summary{}, fmt.Errorf("write sample into %s: %w", dir, err)
	}
	return g.summary(out.torn()), nil
}

// writeAll writes one window while the next is made up.
func writeAll(ctx context.Context, g *generator, out *output) error {
	for b := g.next(); b != nil; {
		var following *batch
		var group errgroup.Group
		group.Go(func() error {
			following = g.next()
			return nil
		})
		for s := range b.records {
			group.Go(func() error { return out.exports[s].write(ctx, b.records[s]) })
		}
		group.Go(func() error { return out.truth.write(b) })
		if err := group.Wait(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		b = following
	}
	return nil
}

// checked fills in defaults.
func (o Options) checked() (Options, error) {
	if o.Records == 0 {
		o.Records = 3000
	}
	if o.Torn == 0 {
		o.Torn = 5
	}
	o.Torn = max(o.Torn, 0)
	if o.Records < 0 {
		return o, fmt.Errorf("records %d: want 1 or more", o.Records)
	}
	return o, nil
}
