package parquet

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// Lists come back element by element, whether their elements repeat or not, over pages and row groups, and
// beside a column without lists.
func TestLists(t *testing.T) {
	for _, n := range []int{0, 1, 9, pageRows + 5, groupRows + 3} {
		for _, words := range []int{3, 1 << 20} {
			t.Run(fmt.Sprintf("%d rows of %d words", n, words), func(t *testing.T) {
				want, columns, values := someLists(t, n, words)
				var b bytes.Buffer
				w, err := Create(&b, columns, 2)
				if err != nil {
					t.Fatal(err)
				}
				if err := w.Write(context.Background(), n, values); err != nil {
					t.Fatal(err)
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				f, err := open(t, b.Bytes())
				if err != nil {
					t.Fatal(err)
				}
				got, err := f.Read(context.Background(), 2, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				if !got[0].List || !got[1].List || got[2].List {
					t.Fatal("the first two columns are lists, the third is not")
				}
				for row := range n {
					line := []string{got[0].Dict.String(got[0].Codes[row]), got[1].Dict.String(got[1].Codes[row]), got[2].Dict.String(got[2].Codes[row])}
					if d := cmp.Diff([]string{want[row], want[row], fmt.Sprint(row)}, line); d != "" {
						t.Fatalf("row %d (-want +got):\n%s", row, d)
					}
				}
			})
		}
	}
}

// someLists makes lists of no to three words, in a column with a dictionary and in one without.
func someLists(t *testing.T, n, words int) (want []string, columns []Column, values []Values) {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	v, numbers := Values{Dict: table.NewDict(), Start: []uint32{0}}, Values{}
	for i := range n {
		cell := ""
		for k := range r.IntN(4) {
			word := fmt.Sprint("word ", r.IntN(words))
			code, err := v.Dict.Intern([]byte(word))
			if err != nil {
				t.Fatal(err)
			}
			v.Codes = append(v.Codes, code)
			if k > 0 {
				cell += string(rune(table.Separator))
			}
			cell += word
		}
		v.Start, want = append(v.Start, uint32(len(v.Codes))), append(want, cell)
		numbers.Ints = append(numbers.Ints, int64(i))
	}
	return want, []Column{{Name: "coded", Dictionary: true, List: true}, {Name: "plain", List: true}, {Name: "number", Type: Int64}}, []Values{v, v, numbers}
}

func TestListsOfOtherThingsAreRefused(t *testing.T) {
	for _, c := range []Column{{Name: "numbers", Type: Int64, List: true}, {Name: "required", List: true, Required: true}} {
		if _, err := Create(&bytes.Buffer{}, []Column{c}, 1); err == nil {
			t.Errorf("a list of %s is written, though no reader was tried on it", c.Name)
		}
	}
}
