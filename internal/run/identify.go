package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gildmdm/gild/internal/identity"
	"github.com/gildmdm/gild/internal/parquet"
	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/table"
)

// domainKeys names all records of a domain.
func domainKeys(sources []*sourceData) (*publish.Keys, error) {
	k := &publish.Keys{Sources: table.NewDict(), IDs: table.NewDict()}
	n := 0
	for _, s := range sources {
		n += s.table.Rows
	}
	k.Source, k.ID, k.Row = make([]uint32, 0, n), make([]uint32, 0, n), make([]int32, 0, n)
	for _, s := range sources {
		source, err := k.Sources.Intern([]byte(s.spec.Name))
		if err != nil {
			return nil, err
		}
		for i, c := range s.id.Codes {
			id, err := k.IDs.Intern(s.id.Dict.Bytes(c))
			if err != nil {
				return nil, err
			}
			k.Source, k.ID, k.Row = append(k.Source, source), append(k.ID, id), append(k.Row, s.row[i])
		}
	}
	k.IDs.Seal()
	return k, nil
}

// identityRecords shows keys to package identity.
func identityRecords(k *publish.Keys) identity.Records {
	return identity.Records{N: len(k.Source), Key: func(i int) (source, id []byte, row int32) {
		return k.Sources.Bytes(k.Source[i]), k.IDs.Bytes(k.ID[i]), k.Row[i]
	}}
}

// previousRun is what the last published run knew of a domain.
type previousRun struct {
	identity.Previous
	dir     string
	print   []int64          // by master: of its values
	changed []int64          // by master: when they changed last, microseconds since 1970
	rows    map[string]int64 // by source
}

// forget lets go of what nobody asks for any more once masters have their IDs: all that is known of single records.
func (p *previousRun) forget() {
	p.Records, p.Master, p.Since, p.Log = identity.Records{}, nil, nil, nil
	p.IDs = nil
}

// loadPrevious reads the state of a domain from the current run; nil when there is none.
func loadPrevious(ctx context.Context, out, domain string, workers int) (*previousRun, error) {
	dir, ok, err := publish.Current(out)
	if err != nil || !ok {
		return nil, err
	}
	path := func(name string) string { return filepath.Join(dir, domain, name+".parquet") }
	if _, err := os.Stat(path("crosswalk")); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	p := &previousRun{dir: filepath.Join(dir, domain)}
	if err := p.golden(ctx, path("golden"), workers); err != nil {
		return nil, fmt.Errorf("%s: %w", path("golden"), err)
	}
	if err := p.crosswalk(ctx, path("crosswalk"), workers); err != nil {
		return nil, fmt.Errorf("%s: %w", path("crosswalk"), err)
	}
	if err := p.events(ctx, path("events"), workers); err != nil {
		return nil, fmt.Errorf("%s: %w", path("events"), err)
	}
	return p, nil
}

// readTable reads text and integer columns of a published table.
func readTable(ctx context.Context, path string, workers int, texts, ints []string) ([]*table.Column, [][]int64, error) {
	f, err := parquet.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	found, err := f.Read(ctx, workers, texts, nil)
	if err != nil {
		return nil, nil, err
	}
	columns := make([]*table.Column, len(texts))
	for _, c := range found {
		for i, name := range texts {
			if c.Name == name {
				columns[i] = c
			}
		}
	}
	for i, c := range columns {
		if c == nil {
			return nil, nil, fmt.Errorf("no column %s", texts[i])
		}
	}
	numbers := make([][]int64, len(ints))
	for i, name := range ints {
		if numbers[i], err = f.Ints(ctx, name); err != nil {
			return nil, nil, err
		}
	}
	return columns, numbers, nil
}

func (p *previousRun) golden(ctx context.Context, path string, workers int) error {
	text, ints, err := readTable(ctx, path, workers, []string{"master_id"}, []string{"created_at", "changed_at", "fingerprint"})
	if err != nil {
		return err
	}
	p.Created, p.changed, p.print = ints[0], ints[1], ints[2]
	p.IDs = table.NewDict()
	for _, c := range text[0].Codes {
		if _, err := p.IDs.Intern(text[0].Dict.Bytes(c)); err != nil {
			return err
		}
	}
	if p.IDs.Len() != len(p.Created)+1 {
		return fmt.Errorf("%d masters in %d golden records", p.IDs.Len()-1, len(p.Created))
	}
	return nil
}

func (p *previousRun) crosswalk(ctx context.Context, path string, workers int) error {
	text, ints, err := readTable(ctx, path, workers, []string{"source", "record_id", "master_id"}, []string{"row", "since"})
	if err != nil {
		return err
	}
	source, id, master, row := text[0], text[1], text[2], ints[0]
	p.N = len(source.Codes)
	p.Key = func(i int) ([]byte, []byte, int32) {
		return source.Dict.Bytes(source.Codes[i]), id.Dict.Bytes(id.Codes[i]), int32(row[i])
	}
	byCode := make([]uint32, master.Dict.Len())
	for c := 1; c < len(byCode); c++ {
		code := p.IDs.Lookup(master.Dict.Bytes(uint32(c)))
		if code == table.Missing {
			return fmt.Errorf("master %s has no golden record", master.Dict.String(uint32(c)))
		}
		byCode[c] = code - 1
	}
	p.Since, p.Master = ints[1], make([]uint32, p.N)
	perSource := make([]int64, source.Dict.Len())
	for i, c := range master.Codes {
		p.Master[i] = byCode[c]
		perSource[source.Codes[i]]++
	}
	p.rows = map[string]int64{}
	for c, n := range perSource {
		if n > 0 {
			p.rows[source.Dict.String(uint32(c))] = n
		}
	}
	return nil
}

func (p *previousRun) events(ctx context.Context, path string, workers int) error {
	text, ints, err := readTable(ctx, path, workers, []string{"event", "master_id", "old_master_id"}, []string{"at"})
	if err != nil {
		return err
	}
	for i, code := range text[0].Codes {
		switch kind := identity.Kind(text[0].Dict.Bytes(code)); kind {
		case identity.Merged, identity.Retired:
			p.Log = append(p.Log, identity.Event{
				Kind: kind, Master: text[1].Dict.String(text[1].Codes[i]), Old: text[2].Dict.String(text[2].Codes[i]), At: ints[0][i],
			})
		}
	}
	return nil
}
