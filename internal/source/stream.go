package source

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
)

// Stream is a delimited text that is read block by block rather than into
// memory: its dialect, and its content as UTF-8. It is for one goroutine.
type Stream struct {
	Path        string
	Columns     []string // unique; c1, c2, … without a header
	Comma       byte
	Quote       byte
	Header      bool // the first record names the columns
	Trailing    bool // every record ends with a delimiter
	Encoding    string
	Compression string
	Notes       []string // what was guessed or made unique

	text  io.Reader
	count *counter
	close func() error
}

// OpenStream opens the one delimited text that a specification names; "-" is
// standard input. Progress, if not nil, is told the bytes read since the last call.
func OpenStream(spec Spec, stdin io.Reader, progress func(int64)) (*Stream, error) {
	r := &reader{spec: spec, opt: Options{Progress: progress}, result: &Result{}}
	path, in, done := spec.Paths[0], stdin, func() error { return nil }
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, openError(path, err)
		}
		in, done = f, f.Close
		if info, err := f.Stat(); err == nil && info.IsDir() {
			f.Close()
			return nil, &Error{File: path, What: "is a folder", Next: "name one file in it"}
		}
	}
	s, d, err := r.open(path, &counter{r: in, progress: r.progress})
	if err != nil {
		return nil, errors.Join(err, done())
	}
	s.Columns, s.Comma, s.Quote, s.Header, s.Trailing = d.columns, d.comma, d.quote, d.header, d.trailing
	s.Notes, s.close = r.result.Notes, done
	return s, nil
}

// IsParquet reports whether a file begins as Parquet files do.
func IsParquet(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	magic := make([]byte, 4)
	_, err = io.ReadFull(f, magic)
	return err == nil && string(magic) == "PAR1"
}

// Read reads the text as UTF-8, without a byte-order mark. Errors other than io.EOF say what is wrong with the file.
func (s *Stream) Read(b []byte) (int, error) {
	n, err := s.text.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = cutShort(s.Path, s.Compression, err)
	}
	return n, err
}

// Bytes returns how many bytes of the file were read so far, as they lie on disk.
func (s *Stream) Bytes() int64 { return s.count.n }

// Close closes the file.
func (s *Stream) Close() error { return s.close() }

// open finds out compression, encoding and dialect of a text.
func (r *reader) open(path string, count *counter) (*Stream, dialect, error) {
	if path == "-" {
		path = "standard input"
	}
	s := &Stream{Path: path, count: count}
	fail := func(err error) (*Stream, dialect, error) { return nil, dialect{}, cutShort(path, s.Compression, err) }
	plain, compression, err := decompress(bufio.NewReaderSize(s.count, 1<<16))
	if s.Compression = compression; err != nil {
		return fail(err)
	}
	head, rest, err := peek(plain)
	if err != nil {
		return fail(err)
	}
	if len(head) == 0 {
		return fail(&Error{File: path, What: "the file is empty", Next: "export it again, or leave it out"})
	}
	if s.text, s.Encoding, err = r.decode(path, head, rest); err != nil {
		return fail(err)
	}
	if head, s.text, err = peek(s.text); err != nil {
		return fail(err)
	}
	if bom := []byte("\xEF\xBB\xBF"); bytes.HasPrefix(head, bom) {
		head = head[len(bom):]
		if _, err := io.CopyN(io.Discard, s.text, int64(len(bom))); err != nil {
			return fail(err)
		}
	}
	d, err := detect(head, r.spec)
	if err != nil {
		return fail(&Error{File: path, What: err.Error(), Err: err})
	}
	if len(d.columns) == 0 {
		return fail(&Error{File: path, What: "no row of it can be read", Next: "check delimiter and encoding"})
	}
	r.uniqueColumns(path, &d)
	return s, d, nil
}
