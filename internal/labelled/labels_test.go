package labelled

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// coded is a column of values.
func coded(values ...string) *table.Column {
	c := &table.Column{Dict: table.NewDict()}
	for _, v := range values {
		code, _ := c.Dict.Intern([]byte(v))
		c.Codes = append(c.Codes, code)
	}
	return c
}

// Records get their entity or their pairs, whichever the truth has; records that share an ID share both.
func TestLabelsOfRecords(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		want       [][2]uint32
		missing    int
	}{
		{"entities", "source,id,entity\na,1,x\na,2,y\nb,1,x\nb,9,y\n", [][2]uint32{{0, 3}}, 1},
		{"records that share an ID", "source,id,entity\na,3,x\nb,1,x\n", [][2]uint32{}, 1},
		{"an ID twice", "source,id,entity\nc,1,x\nb,1,x\n", [][2]uint32{{3, 4}, {3, 5}, {4, 5}}, 0},
		{"pairs", "left_source,left_id,right_source,right_id\nb,1,a,2\na,1,b,9\na,1,b,1\n", [][2]uint32{{0, 3}, {1, 3}}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "truth.csv")
			if err := os.WriteFile(path, []byte(tt.file), 0o600); err != nil {
				t.Fatal(err)
			}
			truth, err := Read(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			l, err := NewLabels(coded("a", "a", "a", "b", "c", "c"), coded("1", "2", "4", "1", "1", "1"), truth)
			if err != nil {
				t.Fatal(err)
			}
			same := [][2]uint32{}
			for i := range uint32(6) {
				for j := i + 1; j < 6; j++ {
					if l.Same(i, j) != l.Same(j, i) {
						t.Errorf("%d and %d: otherwise the other way round", i, j)
					}
					if l.Same(i, j) {
						same = append(same, [2]uint32{i, j})
					}
				}
			}
			if d := cmp.Diff(tt.want, same); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.want, append([][2]uint32{}, l.Pairs...)); d != "" || l.Missing != tt.missing {
				t.Errorf("%d missing, %s", l.Missing, d)
			}
		})
	}
}
