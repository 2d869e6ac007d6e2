package run

import (
	"context"
	"testing"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match"
)

// TestApart checks that clusters stay apart when what is held once conflicts throughout.
func TestApart(t *testing.T) {
	columns := []match.Column{{Name: "birth_date"}, {Name: "passport"}}
	rows := [][]string{
		{"1970-10-10", "10251111"}, // 0
		{"", "10251111"},           // 1
		{"1990-03-15", "10252222"}, // 2
		{"1970-10-11", "70707070"}, // 3: near in one, a conflict in the other
		{"", ""},                   // 4
		{"1970-10-10", "70707070"}, // 5: equal in one, a conflict in the other
		{"1970-10-11", ""},         // 6: near, and no conflict
	}
	for k := range columns {
		columns[k].Dict = table.NewDict()
		for _, r := range rows {
			code := table.Missing
			if r[k] != "" {
				var err error
				if code, err = columns[k].Dict.Intern([]byte(r[k])); err != nil {
					t.Fatal(err)
				}
			}
			columns[k].Codes = append(columns[k].Codes, code)
		}
		columns[k].Dict.Seal()
	}
	records := match.Records{Rows: len(rows), Source: make([]uint16, len(rows)), Sources: 1, Columns: columns}
	fields := []match.Field{
		{Name: "birth_date", Kind: match.Date, Columns: []int{0}},
		{Name: "passport", Kind: match.Code, Columns: []int{1}},
	}
	comparer, err := match.NewComparer(context.Background(), &records, fields, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// differing is the share of matches that conflict.
	find := func(differing float64) func(a, b []uint32) bool {
		m := &match.Model{}
		for _, f := range fields {
			n := f.Kind.Levels()
			fm := match.FieldModel{Damp: 1, M: make([]float64, n+1), U: make([]float64, n+1)}
			fm.M[n], fm.U[n] = differing, .9
			m.Fields = append(m.Fields, fm)
		}
		return apart(&problem{fields: fields}, m, comparer)
	}
	conflict := find(.02)
	for _, tt := range []struct {
		a, b []uint32
		want bool
	}{
		{[]uint32{0, 1}, []uint32{2}, true},
		{[]uint32{1}, []uint32{2, 4}, true},
		{[]uint32{0, 2}, []uint32{2}, false},
		{[]uint32{0, 1}, []uint32{3}, true},
		{[]uint32{0, 1}, []uint32{5}, false},
		{[]uint32{0, 1}, []uint32{6}, false},
		{[]uint32{0, 1}, []uint32{4}, false},
	} {
		if got := conflict(tt.a, tt.b); got != tt.want {
			t.Errorf("clusters %v and %v: apart %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
	if find(.4) != nil {
		t.Error("attributes that often differ keep clusters apart")
	}
}
