package run

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// An export with a row for every order holds its customers many more times than a block may have records.
func TestManyCopies(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("order_no,first,last,mail,city\n")
	n := 0
	for c := range 40 {
		for range []int{1, 2, 90}[c%3] {
			n++
			fmt.Fprintf(&rows, "o%d,First%c,Last%c%c,m%d@mail.example,Town%d\n", n, 'a'+c%7, 'a'+c/26, 'a'+c%26, c, c%5)
		}
	}
	text := `version: 1
domains:
  customer:
    kind: person
    sources:
      orders: {path: orders.csv, id: order_no, attributes: {given_name: first, family_name: last, email: mail, city: city}}
    blocking: {rules: [[email], [given_name, family_name]]}
`
	cfg := configOf(t, map[string]string{"orders.csv": rows.String(), "gild.yaml": text})
	m, _, err := Run(t.Context(), cfg, Options{AsOf: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	d := m.Domains[0]
	if d.Masters != 40 || d.Records != n {
		t.Errorf("%d records became %d masters, want %d and 40", d.Records, d.Masters, n)
	}
	last := d.Blocking[len(d.Blocking)-1]
	if want := int64(13 * 89); last.Rule != manyCopies || last.Pairs != want {
		t.Errorf("last rule %s made %d pairs, want %s and %d", last.Rule, last.Pairs, manyCopies, want)
	}
}
