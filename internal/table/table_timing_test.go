package table

import (
	"fmt"
	"testing"
)

// BenchmarkDict interns n values, half of them for a second time, and finds them again.
func BenchmarkDict(b *testing.B) {
	for _, n := range []int{1e2, 1e4, 1e6} {
		values := make([][]byte, n)
		bytes := int64(0)
		for i := range values {
			values[i] = fmt.Appendf(nil, "value number %d", i*7%(n/2+1))
			bytes += int64(len(values[i]))
		}
		d := NewDict()
		b.Run(fmt.Sprintf("intern/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(bytes)
			for b.Loop() {
				d = NewDict()
				for _, v := range values {
					if _, err := d.Intern(v); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run(fmt.Sprintf("lookup/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(bytes)
			for b.Loop() {
				for _, v := range values {
					if d.Lookup(v) == Missing {
						b.Fatal("missing")
					}
				}
			}
		})
	}
}

func BenchmarkPermute(b *testing.B) {
	const n = 1 << 18
	c := &Column{Name: "a", Dict: NewDict(), Codes: make([]uint32, n)}
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i * 7919 % n)
	}
	t := &Table{Rows: n, Columns: []*Column{c}}
	b.SetBytes(4 * n)
	b.ReportAllocs()
	for b.Loop() {
		t.Permute(order)
	}
}
