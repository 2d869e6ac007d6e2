package blocking

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/gildmdm/gild/internal/table"
)

// TestAutoOfManyColumns checks that rules are chosen among the columns that say most, however many there are.
func TestAutoOfManyColumns(t *testing.T) {
	const records, columns = 400, 3 * mostColumns
	var all []Column
	for c := range columns {
		dict := table.NewDict()
		codes := make([]uint32, records)
		for i := range codes {
			v := i / 2 // two records of each thing
			if c%3 != 0 {
				v = i % 2 // says nothing
			}
			code, err := dict.Intern(fmt.Appendf(nil, "%d %d", c, v))
			if err != nil {
				t.Fatal(err)
			}
			codes[i] = code
		}
		all = append(all, Column{Name: fmt.Sprint(c), Dict: dict, Codes: codes, Parts: []Part{Value}})
	}
	e := newEvidence(all, records)
	of := telling(e, columns)
	if len(of) != mostColumns || slices.ContainsFunc(of, func(c int) bool { return c%3 != 0 }) {
		t.Errorf("columns %v were chosen; wanted the %d that tell things apart", of, mostColumns)
	}
	rules, err := Auto(context.Background(), all, records, Budget{}, Options{Workers: 1})
	if err != nil || len(rules) == 0 {
		t.Fatal(rules, err)
	}
	for _, r := range rules {
		for _, k := range r {
			if k.Column%3 != 0 {
				t.Errorf("a rule uses column %d, which says nothing", k.Column)
			}
		}
	}
}
