package table

import (
	"bytes"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// fault skips a test of a fault that is known and not mended yet; GILD_FAULTS=1 runs it all the same.
func fault(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("GILD_FAULTS") == "" {
		t.Skip("known fault: " + what)
	}
}

// Codes are numbered in the order of first sight, from 1 up, whenever the dictionary is sealed.
func TestCodesAreInOrderOfFirstSight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.SampledFrom([]string{"", "a", "b", "aa", "ab", "\x00", "\x1f", "a\x1fb", "ä"})).Draw(t, "values")
		d := NewDict()
		order := []string{""}
		code := map[string]uint32{"": Missing}
		size := 0
		for _, v := range values {
			if rapid.IntRange(0, 3).Draw(t, "seal") == 0 {
				d.Seal()
			}
			want, known := code[v]
			if !known {
				want = uint32(len(order))
				code[v], order, size = want, append(order, v), size+len(v)
			}
			got, err := d.Intern([]byte(v))
			if got != want || err != nil {
				t.Fatalf("%q is %d, %v, want %d", v, got, err, want)
			}
		}
		var back []string
		for c := range uint32(d.Len()) {
			back = append(back, d.String(c))
		}
		if diff := cmp.Diff(order, back); diff != "" || d.Size() != size {
			t.Fatalf("%d bytes, want %d\n%s", d.Size(), size, diff)
		}
	})
}

// Growing past many sizes of the hash table loses nothing.
func TestDictGrows(t *testing.T) {
	d := NewDict()
	const n = 50_000
	for i := range n {
		if code, err := d.Intern(fmt.Appendf(nil, "value %d", i)); err != nil || code != uint32(i+1) {
			t.Fatalf("value %d has code %d, %v", i, code, err)
		}
	}
	d.Seal()
	if got := d.Lookup([]byte("value 7")); got != Missing {
		t.Errorf("a sealed dictionary finds %d", got)
	}
	for i := range n {
		if code, err := d.Intern(fmt.Appendf(nil, "value %d", i)); err != nil || code != uint32(i+1) {
			t.Fatalf("sealed and used again, value %d has code %d, %v", i, code, err)
		}
	}
	if d.Len() != n+1 {
		t.Errorf("%d codes", d.Len())
	}
	if got := d.Lookup([]byte("value 7")); got != 8 {
		t.Errorf("value 7 is looked up as %d", got)
	}
	if got := d.Lookup([]byte("another")); got != Missing {
		t.Errorf("a value that is not there is %d", got)
	}
}

// Values do not alias what was interned, and appending to one does not reach its neighbour.
func TestBytesAreSafe(t *testing.T) {
	d := NewDict()
	buf := []byte("first")
	a, _ := d.Intern(buf)
	copy(buf, "wrong")
	b, _ := d.Intern([]byte("second"))
	_ = append(d.Bytes(a), "overflow"...)
	if d.String(a) != "first" || d.String(b) != "second" || d.Bytes(Missing) != nil {
		t.Errorf("%q, %q, %q", d.Bytes(a), d.Bytes(b), d.Bytes(Missing))
	}
}

// Once filled, any number of goroutines may read; the race detector watches.
func TestReadersShareADict(t *testing.T) {
	d := NewDict()
	for i := range 1000 {
		if _, err := d.Intern(fmt.Appendf(nil, "v%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 1000 {
				if c := d.Lookup(fmt.Appendf(nil, "v%d", i)); !bytes.HasPrefix(d.Bytes(c), []byte("v")) {
					t.Errorf("v%d is %q", i, d.Bytes(c))
				}
			}
		})
	}
	wg.Wait()
}

func FuzzIntern(f *testing.F) {
	f.Add([]byte("a"), []byte("b"))
	f.Add([]byte(""), []byte("\x00"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		d := NewDict()
		x, _ := d.Intern(a)
		y, _ := d.Intern(b)
		if (x == y) != bytes.Equal(a, b) || !bytes.Equal(d.Bytes(x), a) || !bytes.Equal(d.Bytes(y), b) {
			t.Errorf("%q and %q are %d and %d", a, b, x, y)
		}
	})
}
