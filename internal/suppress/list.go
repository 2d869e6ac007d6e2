package suppress

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The format of a list. 1: first.
const (
	header    = "# gild suppression list, version 1. Keyed hashes of people who were erased; keep the key apart."
	keyHeader = "# key "
)

// List is a suppression list and its key. Reading from it is safe for any number of goroutines, each with a [Matcher] of its own.
type List struct {
	key    *Key
	hashes map[Hash]struct{}
}

// Len returns the number of hashes.
func (l *List) Len() int { return len(l.hashes) }

// Read reads a list and its key. An empty file is an empty list, for which no key is wanted.
func Read(path, keyPath string) (*List, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{path, "there is no such suppression list, and whoever it holds would return; if nobody was erased yet, make an empty file"}
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() == 0 {
		return &List{key: newKey(nil), hashes: map[Hash]struct{}{}}, nil
	}
	key, err := ReadKey(keyPath)
	if err != nil {
		return nil, err
	}
	l := &List{key: key, hashes: map[Hash]struct{}{}}
	if err := l.parse(f, path, keyPath); err != nil {
		return nil, err
	}
	return l, nil
}

// parse reads the lines of a list.
func (l *List) parse(r io.Reader, path, keyPath string) error {
	lines := bufio.NewScanner(r)
	matched := false
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if check, ok := strings.CutPrefix(text, keyHeader); ok {
			own := l.key.check()
			if check != hex.EncodeToString(own[:]) {
				return &Error{path, fmt.Sprintf("the list was made with another key than %s", keyPath)}
			}
			matched = true
			continue
		}
		if text == "" || text[0] == '#' {
			continue
		}
		h, err := hex.DecodeString(text)
		if err != nil || len(h) != len(Hash{}) {
			return &Error{path, fmt.Sprintf("line %d is no hash; wanted %d hexadecimal digits", n, 2*len(Hash{}))}
		}
		l.hashes[Hash(h)] = struct{}{}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if !matched {
		return &Error{path, "no suppression list: the line that names its key is missing"}
	}
	return nil
}

// Open reads a list to add to; where there is none yet, or an empty one, it makes the key, unless that is there.
func Open(path, keyPath string) (*List, error) {
	if path == keyPath {
		return nil, &Error{path, "list and key in one file; keep the key apart"}
	}
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return Read(path, keyPath)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key, err := ReadKey(keyPath)
	if _, statErr := os.Stat(keyPath); errors.Is(statErr, fs.ErrNotExist) {
		key, err = CreateKey(keyPath)
	}
	if err != nil {
		return nil, err
	}
	return &List{key: key, hashes: map[Hash]struct{}{}}, nil
}

// Write replaces the file of a list in one step. Hashes are sorted: which of them belong to one person does not show.
func (l *List) Write(path string) error {
	check := l.key.check()
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s%x\n", header, keyHeader, check)
	sorted := make([]Hash, 0, len(l.hashes))
	for h := range l.hashes {
		sorted = append(sorted, h)
	}
	slices.SortFunc(sorted, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	for _, h := range sorted {
		fmt.Fprintf(&b, "%x\n", h)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".suppression-*") // for its owner only
	if err != nil {
		return err
	}
	_, err = f.Write(b.Bytes())
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
