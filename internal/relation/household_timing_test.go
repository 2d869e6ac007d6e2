package relation

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gildmdm/gild/internal/table"
)

// town makes up n records, about two a person and three people a home.
func town(n int) *Records {
	r := rand.New(rand.NewPCG(1, 1))
	t := &Records{Masters: n / 2}
	columns := []*Column{&t.FamilyName, &t.Street, &t.Postcode, &t.City, &t.Phone, &t.Email}
	for _, c := range columns {
		c.Dict = table.NewDict()
	}
	add := func(c *Column, format string, args ...any) {
		code, _ := c.Dict.Intern(fmt.Appendf(nil, format, args...))
		c.Codes = append(c.Codes, code)
	}
	for i := range n {
		m := i * 7919 % t.Masters
		home := m / 3
		if r.IntN(6) == 0 {
			home = r.IntN(n)
		}
		t.Master, t.Updated = append(t.Master, uint32(m)), append(t.Updated, int64(r.IntN(1000)))
		add(&t.FamilyName, "family %d", m/3%20000)
		add(&t.Street, "%d|street of %d|%s", home%997, home%3001, []string{"", "", "", "7"}[home%4])
		add(&t.Postcode, "%05d", home%10007)
		add(&t.City, "city %d", home%10007)
		add(&t.Phone, "+49%d", m/2)
		add(&t.Email, "%d@example.com", m)
	}
	return t
}

func BenchmarkFindHouseholds(b *testing.B) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		r := town(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := FindHouseholds(r, ByBoth); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
