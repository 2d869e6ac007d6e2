package enrich

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// form is how a table is written, by the ending of its file.
type form struct{ parquet, gzip, zstd bool }

// formOf reads an ending.
func formOf(path string) (form, error) {
	lower := strings.ToLower(path)
	switch {
	case path == "-", strings.HasSuffix(lower, ".csv"):
		return form{}, nil
	case strings.HasSuffix(lower, ".parquet"):
		return form{parquet: true}, nil
	case strings.HasSuffix(lower, ".csv.gz"):
		return form{gzip: true}, nil
	case strings.HasSuffix(lower, ".csv.zst"):
		return form{zstd: true}, nil
	}
	return form{}, &Error{path, "unknown ending; write to .parquet, .csv, .csv.gz or .csv.zst"}
}

// compress returns text as a frame of its own; frames in a row are one file.
func (f form) compress(text []byte) ([]byte, error) {
	switch {
	case f.zstd:
		e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			return nil, err
		}
		return e.EncodeAll(text, nil), e.Close()
	case f.gzip:
		var out bytes.Buffer
		w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
		if err != nil {
			return nil, err
		}
		_, err = w.Write(text)
		err = errors.Join(err, w.Close())
		return out.Bytes(), err
	}
	return text, nil
}

// file is an output that gets its name only when it is whole. Its folder must be there.
type file struct {
	io.Writer
	path, temporary string
	form            form
	f               *os.File // nil: standard output
}

// createFile starts a file beside where it will be; "-" is stdout.
func createFile(path string, stdout io.Writer) (*file, error) {
	form, err := formOf(path)
	if err != nil {
		return nil, err
	}
	if path == "-" {
		return &file{Writer: stdout, path: path}, nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, &Error{path, fmt.Sprintf("cannot be written (%v); check the folder", err)}
	}
	return &file{Writer: f, path: path, temporary: f.Name(), form: form, f: f}, nil
}

// commit gives the file its name.
func (f *file) commit() error {
	if f.f == nil {
		return nil
	}
	err := errors.Join(f.f.Sync(), f.f.Close())
	f.f = nil
	if err != nil {
		return errors.Join(err, os.Remove(f.temporary))
	}
	return os.Rename(f.temporary, f.path)
}

// abort removes the file unless it was committed.
func (f *file) abort() error {
	if f.f == nil {
		return nil
	}
	return errors.Join(f.f.Close(), os.Remove(f.temporary))
}
