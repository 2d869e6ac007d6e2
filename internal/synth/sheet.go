package synth

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// dialect is how a silo writes text files.
type dialect struct {
	comma   byte
	newline string
	latin   bool // Windows-1252 instead of UTF-8; letters that it lacks lose their accents
	mark    bool // byte-order mark
}

// sheet writes one delimited text file. The first error sticks and is returned by
// close. For one goroutine.
type sheet struct {
	dialect
	name string
	file *os.File
	w    *bufio.Writer
	buf  []byte
	rows int // without the header
	err  error
}

// newSheet creates the file and writes its header.
func newSheet(dir, name string, d dialect, header ...string) (*sheet, error) {
	file, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	s := &sheet{dialect: d, name: name, file: file, w: bufio.NewWriterSize(file, 1<<18)}
	if d.mark {
		s.put([]byte("\ufeff"))
	}
	s.row(header...)
	s.rows = 0
	return s, nil
}

// row writes one row.
func (s *sheet) row(fields ...string) {
	s.put(s.line(fields))
	s.rows++
}

// line returns a row as it is in the file; it is overwritten by the next.
func (s *sheet) line(fields []string) []byte {
	s.buf = s.buf[:0]
	for i, f := range fields {
		if i > 0 {
			s.buf = append(s.buf, s.comma)
		}
		s.buf = s.field(s.buf, f)
	}
	s.buf = append(s.buf, s.newline...)
	if s.latin {
		s.buf = windows1252(s.buf)
	}
	return s.buf
}

// field appends a value, in quotes if it must be.
func (s *sheet) field(buf []byte, f string) []byte {
	if strings.IndexByte(f, s.comma) < 0 && !strings.ContainsAny(f, "\"\r\n") {
		return append(buf, f...)
	}
	buf = append(buf, '"')
	buf = append(buf, strings.ReplaceAll(f, `"`, `""`)...)
	return append(buf, '"')
}

// windows1252 encodes UTF-8, overwriting it; characters that the code page lacks lose their accents.
func windows1252(utf []byte) []byte {
	if isASCII(utf) {
		return utf
	}
	text := string(utf)
	out := utf[:0]
	for _, r := range text {
		if b, ok := charmap.Windows1252.EncodeRune(r); ok {
			out = append(out, b)
		} else {
			out = append(out, ascii(string(r))...)
		}
	}
	return out
}

// put writes bytes as they are.
func (s *sheet) put(b []byte) {
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

// close flushes and closes the file.
func (s *sheet) close() error {
	err := s.err
	if err == nil {
		err = s.w.Flush()
	}
	if e := s.file.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", s.name, err)
	}
	return nil
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
