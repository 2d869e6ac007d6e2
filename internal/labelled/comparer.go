package labelled

import (
	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// comparer compares values of one attribute in standard form: two are equal when their canonical strings are.
type comparer struct {
	attribute string
	forms     *table.Dict // canonical strings
	current   *current
	truth     [][]uint32 // by slot and entity, codes of forms
}

func newComparer(attribute string, c *current) (*comparer, error) {
	s := &comparer{attribute: attribute, forms: table.NewDict(), current: c}
	for _, col := range c.columns[attribute] {
		of, err := s.canonical(col)
		if err != nil {
			return nil, err
		}
		slot := make([]uint32, len(c.row))
		for e, row := range c.row {
			if row >= 0 {
				slot[e] = of[col.Codes[row]]
			}
		}
		s.truth = append(s.truth, slot)
	}
	return s, nil
}

// share compares the forms of values, whose rows are of the given entities.
func (s *comparer) share(codes, entity []uint32) evaluate.Share {
	return evaluate.Accuracy(codes, s.known(entity), s.truth, s.initials())
}

// codes gives the form of each row's value.
func (s *comparer) codes(values *table.Column) ([]uint32, error) {
	of, err := s.canonical(values)
	if err != nil {
		return nil, err
	}
	out := make([]uint32, len(values.Codes))
	for row, code := range values.Codes {
		out[row] = of[code]
	}
	return out, nil
}

// known leaves the entities of which the file says something, and 0 for the others.
func (s *comparer) known(entity []uint32) []uint32 {
	out := make([]uint32, len(entity))
	for i, e := range entity {
		if s.current.row[e] >= 0 {
			out[i] = e
		}
	}
	return out
}

// initials gives the code that the first letter of each form has.
func (s *comparer) initials() []uint32 {
	out := make([]uint32, s.forms.Len())
	for code := 1; code < len(out); code++ {
		out[code] = s.forms.Lookup(s.forms.Bytes(uint32(code))[:1])
	}
	return out
}

// canonical gives the form of every value of a column, by its code; 0 for one that says nothing.
func (s *comparer) canonical(col *table.Column) ([]uint32, error) {
	opt, t, err := standard.Prepare(standard.Mapping{Attribute: s.attribute}, col)
	if err != nil {
		return nil, err
	}
	if t.Name() == "ignore" {
		t, _ = standard.Lookup("short") // titles and the like, whose form matching does not need
	}
	out := make([]uint32, col.Dict.Len())
	var cell standard.Cell
	for code := 1; code < len(out); code++ {
		cell.Reset()
		t.Standardise(col.Dict.String(uint32(code)), opt, &cell)
		if cell.Parts() == 0 {
			continue
		}
		form := cell.Canonical(0)
		if t.Comparison() == standard.ComparePhone {
			form = national(form)
		}
		if len(form) == 0 {
			continue
		}
		if out[code], err = s.forms.Intern(form); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// national returns the last nine digits of a telephone number, the same with and without the code of its country.
func national(form []byte) []byte { return form[max(0, len(form)-9):] }
