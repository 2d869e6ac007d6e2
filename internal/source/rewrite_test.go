package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRewrite: the cells named are replaced, all else stays byte for byte.
func TestRewrite(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		cells          map[int64][]Cell
	}{
		{"nothing", "id,name\n1,Ann\n", "id,name\n1,Ann\n", nil},
		{"byte-order mark, CRLF and no last line end", "\xEF\xBB\xBFid,name\r\n1,Ann\r\n2,Bob", "\xEF\xBB\xBFid,name\r\n1,Ann\r\n2,Zoë", map[int64][]Cell{2: {{"name", "Zoë"}}}},
		{"quotes stay, and come where they are needed", "id,name,town\n1,\"Ann\",Rome\n", "id,name,town\n1,\"Bob\",\"a \"\"b\"\", c\"\n", map[int64][]Cell{1: {{"town", `a "b", c`}, {"name", "Bob"}}}},
		{"rows within quotes and blank lines", "id;name\n1;\"a\nb\"\n\n2;c\n", "id;name\n1;\"a\nb\"\n\n2;d\n", map[int64][]Cell{2: {{"name", "d"}}}},
		{"a row that cannot be read counts", "id,name\n1,Ann\n2\n3,Cid\n", "id,name\n1,Ann\n2\n3,Dee\n", map[int64][]Cell{3: {{"name", "Dee"}}}},
		{"Windows-1252", "id,name\n1,Jos\xe9\n2,Zo\xeb\n", "id,name\n1,Jos\xe9\n2,Ren\xe9e\n", map[int64][]Cell{2: {{"name", "Renée"}}}},
		{"UTF-16", utf16("\ufeffid,name\r\n1,Ann\r\n2,Bob\r\n"), utf16("\ufeffid,name\r\n1,Ann\r\n2,名\r\n"), map[int64][]Cell{2: {{"name", "名"}}}},
		{"emptied", "id,name\n1,Ann\n", "id,name\n1,\n", map[int64][]Cell{1: {{"name", ""}}}},
	} {
		path := filepath.Join(t.TempDir(), "in.csv")
		if err := os.WriteFile(path, []byte(c.in), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := NewRewriter(path, Spec{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var out strings.Builder
		if err := r.Write(&out, func(row int64) []Cell { return c.cells[row] }); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if d := cmp.Diff(c.want, out.String()); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
	}
}

func utf16(s string) string {
	var b strings.Builder
	for _, r := range s { // of the basic plane
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

// TestRewriterRefuses names files that cannot be rewritten, and texts that an encoding lacks.
func TestRewriterRefuses(t *testing.T) {
	for data, want := range map[string]string{
		"PAR1....":         "is a Parquet file",
		"\x1f\x8b\x08\x00": "is compressed",
	} {
		path := filepath.Join(t.TempDir(), "in.csv")
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := NewRewriter(path, Spec{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	for _, c := range []struct {
		encoding, text string
		want           bool
	}{{"windows-1252", "Renée", true}, {"windows-1252", "ĉ", false}, {"utf-8", "ĉ", true}, {"", "ĉ", true}, {"utf-16le", "ĉ", true}} {
		if got := Encodes(c.encoding, c.text); got != c.want {
			t.Errorf("Encodes(%q, %q) = %v", c.encoding, c.text, got)
		}
	}
}
