package table

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whether values repeat from the first, later, or never, rows read back as they were added, and every value has one code.
func TestBuilderKeepsRows(t *testing.T) {
	for _, tt := range []struct {
		name  string
		value func(row int) int
	}{
		{"unique", func(row int) int { return row }},
		{"few", func(row int) int { return row % 7 }},
		{"unique, then few", func(row int) int { return row % 3000 }},
		{"unique, then one", func(row int) int { return min(row, 2500) }},
		{"few, then unique", func(row int) int { return max(row, 2500) }},
		{"each twice", func(row int) int { return row / 2 }},
	} {
		for _, share := range []float64{0, .01, .05, 1} {
			b := NewBuilder(share)
			var want, got []string
			var batches [][]uint32
			const batch = 1000
			for from := 0; from < 20*batch; from += batch {
				var values [][]byte
				for row := from; row < from+batch; row++ {
					v := fmt.Appendf(nil, "value %d", tt.value(row))
					if row%10 == 3 {
						v = nil
					}
					values = append(values, v)
					want = append(want, string(v))
				}
				codes := make([]uint32, batch)
				if err := b.Add(values, codes); err != nil {
					t.Fatal(err)
				}
				batches = append(batches, codes)
			}
			d := b.Finish()
			used := make([]bool, d.Len())
			distinct := map[string]bool{"": true}
			for _, codes := range batches {
				for _, code := range codes {
					got, used[code] = append(got, d.String(code)), true
					distinct[d.String(code)] = true
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, share %g: %s", tt.name, share, diff)
			}
			for code, used := range used {
				if !used {
					t.Errorf("%s: code %d belongs to no row", tt.name, code)
				}
			}
			if len(distinct) != d.Len() {
				t.Errorf("%s: %d codes for %d values", tt.name, d.Len(), len(distinct))
			}
		}
	}
}

// Goroutines may add batches side by side; the race detector watches.
func TestBuilderOfManyGoroutines(t *testing.T) {
	b := NewBuilder(0)
	batches := make([][]uint32, 8)
	var wg sync.WaitGroup
	for k := range batches {
		batches[k] = make([]uint32, 2000)
		wg.Go(func() {
			var values [][]byte
			for i := range batches[k] {
				values = append(values, fmt.Appendf(nil, "%d", k*1000+i)) // half of them are in the next batch, too
			}
			if err := b.Add(values, batches[k]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	d := b.Finish()
	for k, codes := range batches {
		for i, code := range codes {
			if got, want := d.String(code), fmt.Sprint(k*1000+i); got != want {
				t.Fatalf("row %d of batch %d is %s, want %s", i, k, got, want)
			}
		}
	}
	if d.Len() != 9001 {
		t.Errorf("%d codes", d.Len())
	}
}
