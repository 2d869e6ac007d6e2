package infer

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gildmdm/gild/internal/table"
)

// Stopping early changes no answer.
func TestMostlyWithinLikeWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "rows")
		draw := func(name string) *column {
			c := &table.Column{Name: name, Dict: table.NewDict()}
			for range n {
				words := rapid.SliceOfN(rapid.SampledFrom([]string{"oak", "elm", "ash"}), 0, 3).Draw(t, name)
				code, err := c.Dict.Intern([]byte(strings.Join(words, " ")))
				if err != nil {
					t.Fatal(err)
				}
				c.Codes = append(c.Codes, code)
			}
			return &column{Column: c}
		}
		a, b, c := draw("a"), draw("b"), draw("c")
		rows := make([]uint32, n)
		for i := range rows {
			rows[i] = uint32(i)
		}
		s := &source{}
		for _, least := range []float64{.1, .5, .7, .93} {
			share, looked := s.within(rows, a, b, c)
			want := looked > 10 && share > least
			if got := s.mostlyWithin(rows, least, a, b, c); got != want {
				t.Fatalf("more than %g: %v, but %g of %d rows are", least, got, share, looked)
			}
		}
	})
}
