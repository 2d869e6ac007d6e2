package infer

import (
	"fmt"
	"testing"

	"github.com/gildmdm/gild/internal/table"
)

// TestBorrowedBirthDate reads two sources of people without headers: where few birth dates
// span few years, those of the other source tell them from events.
func TestBorrowedBirthDate(t *testing.T) {
	given := []string{"Mary", "John", "Robert", "Linda", "James", "Susan", "David", "Karen", "Peter", "Laura"}
	family := []string{"Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Thomas", "Roberts", "Walker", "Wright", "Harris"}
	people := func(name string, n int, date func(i int) (string, string)) *table.Table {
		rows := [][]string{{"c1", "c2", "c3", "c4", "c5"}}
		for i := range n {
			first, second := date(i)
			rows = append(rows, []string{fmt.Sprint("k", i), given[i%10], family[i%11], first, second})
		}
		return makeTable(t, name, rows)
	}
	many := people("many", 110, func(i int) (string, string) {
		return fmt.Sprintf("%d-03-%02d", 1930+i%75, 1+i%28), fmt.Sprintf("2021-05-%02d", 1+i%28)
	})
	for name, tt := range map[string]struct {
		first, second int // years
		want          string
	}{
		"before all events":              {1985, 2019, "birth_date"},
		"after the births of the others": {2015, 2019, "c4"},
		"amid other dates":               {1985, 1990, "c4"},
	} {
		few := people("few", 22, func(i int) (string, string) {
			return fmt.Sprintf("%d-04-%02d", tt.first+i%8, 1+i), fmt.Sprintf("%d-07-%02d", tt.second+i%5, 1+i)
		})
		got := ""
		for _, m := range Infer([]*table.Table{many, few}, Options{}).Sources[1].Mappings {
			if len(m.Columns) == 1 && m.Columns[0] == "c4" {
				got = m.Attribute
			}
		}
		if got != tt.want {
			t.Errorf("%s: c4 is %q, want %q", name, got, tt.want)
		}
	}
}
