package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// read reads one file with the given content.
func read(t *testing.T, name string, content []byte, opt Options) (*Result, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return Read(context.Background(), Spec{Name: "s", Paths: []string{path}}, opt)
}

// rows shows a table as text, columns first.
func rows(r *Result) []string {
	out := []string{strings.Join(r.Columns(), "|")}
	for i := range r.Table.Rows {
		var cells []string
		for _, c := range r.Table.Columns {
			cells = append(cells, c.Dict.String(c.Codes[i]))
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

func zip(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b) // into memory
	w.Close()
	return out.Bytes()
}

func TestDialects(t *testing.T) {
	plain := "id,name,city\n1,Müller,Köln\n2,\"Lee, Ann\",Rome\n3,José,Oslo\n"
	want := []string{"id|name|city", "1|Müller|Köln", "2|Lee, Ann|Rome", "3|José|Oslo"}
	latin, err := charmap.Windows1252.NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		content  []byte
		encoding string
	}{
		{"plain", []byte(plain), "utf-8"}, {"byte-order mark", []byte("\xEF\xBB\xBF" + plain), "utf-8"}, {"CRLF", []byte(strings.ReplaceAll(plain, "\n", "\r\n")), "utf-8"},
		{"Windows-1252", latin, "windows-1252"}, {"UTF-16", wide, "utf-16le"}, {"gzip", zip([]byte(plain)), "utf-8"},
		{"tabs", []byte(strings.NewReplacer(",Ann", ",Ann", "\"Lee, Ann\"", "Lee, Ann").Replace(strings.NewReplacer("id,name,city", "id\tname\tcity", "1,Müller,", "1\tMüller\t", "2,\"Lee, Ann\",", "2\tLee, Ann\t", "3,José,", "3\tJosé\t").Replace(plain))), "utf-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := read(t, "x.csv", tt.content, Options{Workers: 2})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, rows(r)); d != "" {
				t.Error(d)
			}
			if r.Files[0].Encoding != tt.encoding || r.Files[0].Rows != 3 || len(r.Files[0].SHA256) != 64 {
				t.Errorf("%+v", r.Files[0])
			}
		})
	}
}

func TestRejects(t *testing.T) {
	r, err := read(t, "x.csv", []byte("id,name\n1,Ann\n2\n3,\"Bob\n4,Cy\xff\n5,Di\n6,Zoë\n"), Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range r.Rejects {
		got = append(got, fmt.Sprintf("%d %s", x.Row, x.Reason))
	}
	want := []string{"2 1 fields instead of 2", "3 unclosed quote", "4 bytes that are no UTF-8 text"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"id|name", "1|Ann", "5|Di", "6|Zoë"}, rows(r)); d != "" {
		t.Error(d)
	}
	if f := r.Files[0]; f.Rows != int64(r.Table.Rows)+f.Rejected {
		t.Errorf("%d rows, %d kept, %d rejected", f.Rows, r.Table.Rows, f.Rejected)
	}
}

func TestUnusable(t *testing.T) {
	noise := make([]byte, 4000)
	for i := range noise {
		noise[i] = byte(i * 7919 >> 3)
	}
	for _, tt := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"empty", nil, "the file is empty"}, {"header only", []byte("id,name\n"), "no rows below the header"}, {"no values", []byte("id,name\n,\n,\n"), "no column holds any value"},
		{"binary", noise, "not a text file"}, {"gzip cut short", zip([]byte("id,name\n1,a\n2,b\n"))[:20], "damaged or cut short"},
		{"half a Parquet file", append([]byte("PAR1"), noise...), "not a whole Parquet file"}, {"all rows ragged", []byte("id,name\n1\n2,a,b\n"), "of 2 rows in all"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, "x.csv", tt.content, Options{Workers: 1})
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want one line with %q", err, tt.want)
			}
		})
	}
}

// A file reads the same for any number of workers, and two files of a source follow each other.
func TestWorkersAndFiles(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,name,city\n")
	for i := range 120_000 {
		fmt.Fprintf(&b, "%d,name %d,\"city, %d\"\n", i, i%997, i%31)
	}
	one, err := read(t, "x.csv", []byte(b.String()), Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	many, err := read(t, "x.csv", []byte(b.String()), Options{Workers: 4})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rows(one), rows(many)); d != "" {
		t.Error("other rows with other workers")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"a-1.csv": "id,name\n1,Ann\n", "a-2.csv": "name,id\nBob,2\n", "b.csv": "id\n3\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	both, err := Read(context.Background(), Spec{Paths: []string{filepath.Join(dir, "a-*.csv")}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"id|name", "1|Ann", "2|Bob"}, rows(both)); d != "" {
		t.Error(d)
	}
	if _, err := Read(context.Background(), Spec{Paths: []string{filepath.Join(dir, "*.csv")}}, Options{}); err == nil || !strings.Contains(err.Error(), `no column "name"`) {
		t.Errorf("%v, want the missing column", err)
	}
}
