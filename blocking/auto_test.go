package blocking

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// autoTable is a table of people of whom every tenth is there twice, with a slip in one of the columns.
func autoTable(n int) []Column {
	r := rand.New(rand.NewPCG(3, 3))
	var given, family, born, mail []string
	for i := range n {
		if i%10 == 9 {
			given, family, born, mail = append(given, given[i-9]), append(family, family[i-9]), append(born, born[i-9]), append(mail, mail[i-9])
			switch i / 10 % 3 {
			case 0:
				given[i] = given[i][:3] + "x"
			case 1:
				born[i] = ""
			case 2:
				mail[i] = ""
			}
			continue
		}
		given, family = append(given, fmt.Sprintf("gi%03d", r.IntN(60))), append(family, fmt.Sprintf("fa%04d", r.IntN(900)))
		born = append(born, fmt.Sprintf("%d-%02d-%02d", 1940+r.IntN(60), 1+r.IntN(12), 1+r.IntN(28)))
		mail = append(mail, fmt.Sprintf("user%d@a.org", r.IntN(n*4)))
	}
	return []Column{columnOf("given", given, Value, Start), columnOf("family", family, Value), columnOf("born", born, Value, Year, MonthDay), columnOf("mail", mail, Value, Local)}
}

// Rules keep each of three budgets, find the copies, and do not depend on workers.
func TestAutoBudgets(t *testing.T) {
	const n = 2000
	columns := autoTable(n)
	f := func(name string, budget Budget) {
		t.Helper()
		rules, err := Auto(context.Background(), columns, n, budget, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 3} {
			again, err := Auto(context.Background(), columns, n, budget, Options{Workers: workers})
			if d := cmp.Diff(rules, again); d != "" || err != nil {
				t.Errorf("%s: %d workers choose other rules:\n%s%v", name, workers, d, err)
			}
		}
		budget = budget.withDefaults()
		total := 0.0
		for _, r := range rules {
			stats, err := NewPlan(columns, n, []Rule{r}).Pairs(context.Background(), Options{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			cost := float64(stats[0].Gross) / n
			if total += cost; cost > budget.PerRule {
				t.Errorf("%s: rule %s costs %v a record", name, stats[0].Rule, cost)
			}
		}
		if len(rules) == 0 || len(rules) > budget.Rules || total > budget.Total {
			t.Errorf("%s: %d rules cost %v a record", name, len(rules), total)
		}
		met := 0
		got := collect(t, NewPlan(columns, n, rules), Options{Workers: 2}, nil)
		for i := 9; i < n; i += 10 {
			if _, ok := got[[2]uint32{uint32(i - 9), uint32(i)}]; ok {
				met++
			}
		}
		if met < n/10*95/100 && budget.Rules > 1 {
			t.Errorf("%s: %d of %d copies meet", name, met, n/10)
		}
	}
	f("default", Budget{})
	f("little in all", Budget{Total: 1})
	f("cheap rules", Budget{PerRule: .5})
	f("one rule", Budget{Rules: 1})
}

func TestAutoWithoutParts(t *testing.T) {
	rules, err := Auto(context.Background(), []Column{columnOf("a", []string{"x", "y"})}, 2, Budget{}, Options{})
	if err != nil || len(rules) != 0 {
		t.Errorf("%v, %v", rules, err)
	}
}

func TestAutoWithoutColumns(t *testing.T) {
	fault(t, "Auto panics where there are no columns: it takes the number of records from the first")
	if rules, err := Auto(context.Background(), nil, 0, Budget{}, Options{}); err != nil || len(rules) != 0 {
		t.Errorf("%v, %v", rules, err)
	}
}
