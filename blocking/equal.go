package blocking

import "slices"

// Equal returns a chain of pairs through every block of a rule: enough to join
// all records of a block, in numbers that grow with the records only. Blocks of
// any size count.
func Equal(columns []Column, rows int, rule Rule) [][2]uint32 {
	plan := NewPlan(columns, rows, []Rule{rule})
	var by partitioner
	parts := by.partition(plan, 0, Options{Workers: 1})
	var pairs [][2]uint32
	for _, entries := range parts {
		slices.Sort(entries)
		for k := 1; k < len(entries); k++ {
			i, j := uint32(entries[k-1]), uint32(entries[k])
			if entries[k]>>32 == entries[k-1]>>32 && i != j && plan.rules[0].produces(i, j) {
				pairs = append(pairs, [2]uint32{i, j})
			}
		}
	}
	return pairs
}
