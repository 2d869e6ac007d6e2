package derive

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var scope = []Input{
	{"birth_date", Date}, {"city", Text}, {"total_spend", Number}, {"consent.email", Flag},
	{"household.members", Count}, {"household.ages", Numbers}, {"related", Counts},
}

var asOfDay = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func day(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t
}

// row is what a test knows of one master; what is not in it is missing.
type row map[string]any

func columnsOf(r *Rule, rows []row) []Column {
	var out []Column
	for _, in := range r.Inputs {
		c := Column{Values: []any{nil}}
		for _, values := range rows {
			v := values[in.Name]
			if v == nil {
				c.Codes = append(c.Codes, 0)
				continue
			}
			c.Values = append(c.Values, v)
			c.Codes = append(c.Codes, uint32(len(c.Values)-1))
		}
		out = append(out, c)
	}
	return out
}

func evaluate(t *testing.T, text string, rows []row, workers int) (*Outcome, []string) {
	t.Helper()
	r, err := Compile("test", text, scope)
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.Evaluate(context.Background(), len(rows), columnsOf(r, rows), asOfDay, workers)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, c := range out.Codes {
		values = append(values, out.Values.String(c))
	}
	return out, values
}

func TestEvaluate(t *testing.T) {
	rows := []row{
		{"birth_date": day("1990-11-24"), "city": "Ulm", "total_spend": 1200.5, "household.members": 3, "household.ages": []int{4, 36, 37}, "consent.email": true},
		{"birth_date": day("1990-11-25"), "total_spend": 12.0, "related": map[string]int{"purchased": 4}},
		{},
	}
	for _, tt := range []struct {
		text string
		want []string
		kind Kind
	}{
		{`total_spend >= 1000 ? "gold" : "silver"`, []string{"gold", "silver", ""}, Text},
		{`(total_spend ?? 0) >= 1000 ? "gold" : "silver"`, []string{"gold", "silver", "silver"}, Text},
		{`total_spend == nil ? "unknown" : total_spend > 100 ? "high" : "low"`, []string{"high", "low", "unknown"}, Text},
		{`age(birth_date)`, []string{"36", "35", ""}, Number},
		{`any(household.ages, # < 12) && age(birth_date) >= 20`, []string{"true", "", ""}, Flag},
		{`(household.members ?? 1) > 2`, []string{"true", "false", "false"}, Flag},
		{`related.purchased > 3`, []string{"", "true", ""}, Flag},
		{`consent.email ? upper(city) : nil`, []string{"ULM", "", ""}, Text},
		{`birth_date + duration("24h")`, []string{"1990-11-25", "1990-11-26", ""}, Date},
		{`days_since(birth_date) > 0 ? total_spend * 2 : 0`, []string{"2401", "24", ""}, Number},
		{`total_spend / 0`, []string{"", "", ""}, Text},
	} {
		t.Run(tt.text, func(t *testing.T) {
			out, got := evaluate(t, tt.text, rows, 2)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if len(out.Types) > 1 && out.Types[1] != tt.kind {
				t.Errorf("of kind %d, want %d", out.Types[1], tt.kind)
			}
			if out.Faults > 0 {
				t.Errorf("%d faults: %s", out.Faults, out.Fault)
			}
		})
	}
}

func TestCompileErrors(t *testing.T) {
	for text, want := range map[string]string{
		`total_spent > 3`:     "unknown name total_spent",
		`total_spend > "a"`:   "mismatched types",
		`household.size`:      "unknown field size",
		`total_spend >`:       "unexpected token",
		`now()`:               "unknown name now",
		`keys(related)`:       "unknown name keys",
		`[city]`:              "the outcome is []",
		`household`:           "the outcome is map",
		`age(city)`:           "cannot use string",
		``:                    "unexpected token",
		`city matches "[a-z"`: "missing closing ]",
	} {
		_, err := Compile("segment", text, scope)
		var fault *Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "rule segment") {
			t.Errorf("%s: got %v, want it to say %q", text, err, want)
		}
	}
}

// TestFaultsAreCounted checks that an expression that fails on some rows leaves those without a value, and says so.
func TestFaultsAreCounted(t *testing.T) {
	out, got := evaluate(t, `city == nil ? "none" : int(city) > 5 ? "far" : "near"`, []row{{"city": "7"}, {"city": "Ulm"}, {}}, 1)
	if d := cmp.Diff([]string{"far", "", "none"}, got); d != "" {
		t.Error(d)
	}
	if out.Faults != 1 || !strings.Contains(out.Fault, "invalid operation") && !strings.Contains(out.Fault, "invalid syntax") {
		t.Errorf("%d faults, the first %q", out.Faults, out.Fault)
	}
}

// TestWorkersDoNotMatter checks values and their codes over several chunks.
func TestWorkersDoNotMatter(t *testing.T) {
	rows := make([]row, 3*chunkRows+17)
	for i := range rows {
		rows[i] = row{"total_spend": float64(i % 1009), "city": fmt.Sprint("c", i%613)}
	}
	one, values := evaluate(t, `city + "/" + string(total_spend)`, rows, 1)
	many, _ := evaluate(t, `city + "/" + string(total_spend)`, rows, 4)
	if d := cmp.Diff(one.Codes, many.Codes); d != "" {
		t.Error("codes depend on the number of workers")
	}
	if values[len(values)-1] == "" || values[chunkRows] != fmt.Sprintf("c%d/%d", chunkRows%613, chunkRows%1009) {
		t.Errorf("row %d is %q", chunkRows, values[chunkRows])
	}
}
