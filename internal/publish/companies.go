package publish

import (
	"context"

	"github.com/gildmdm/gild/internal/parquet"
)

// Companies are the trees of companies and what is wrong with what was stated of them.
type Companies struct {
	Members []Company
	Issues  []Issue
}

// Company is a master with a parent or a child. Masters are codes in Keys.Masters; 0: none.
type Company struct {
	Master, Parent, Ultimate uint32
	Depth                    int64 // below the top; negative: unknown
	Inferred                 bool
}

// Issue is a record whose statement cannot be taken as it is.
type Issue struct {
	Kind           string
	Cycle          int64 // 0: no cycle
	Record         uint32
	Master, Parent uint32 // codes in Keys.Masters
}

// Companies writes company_families.parquet, one row a master with a parent or a child, and relation_issues.parquet,
// one row a record whose statement contradicts others or closes a cycle.
func (t *Tables) Companies(ctx context.Context, c *Companies) error {
	n := len(c.Members)
	master, parent, ultimate, depth, by := make([]uint32, n), make([]uint32, n), make([]uint32, n), make([]int64, n), newWords("parent_by", n)
	for i, m := range c.Members {
		master[i], parent[i], ultimate[i], depth[i] = m.Master, m.Parent, m.Ultimate, m.Depth
		if m.Depth < 0 {
			depth[i] = parquet.Null
		}
		switch {
		case m.Inferred:
			by.add("inferred")
		case m.Parent != 0:
			by.add("stated")
		default:
			by.add("")
		}
	}
	masters := t.Keys.Masters
	if err := t.once(ctx, "company_families", n, []column{
		plain("master_id", masters, master), coded("parent_master_id", masters, parent), coded("ultimate_master_id", masters, ultimate),
		ints("depth", depth), by.column(),
	}); err != nil {
		return err
	}
	return t.issues(ctx, c.Issues)
}

func (t *Tables) issues(ctx context.Context, issues []Issue) error {
	n := len(issues)
	kind, cycle := newWords("issue", n), make([]int64, n)
	record, master, parent := make([]uint32, n), make([]uint32, n), make([]uint32, n)
	for i, x := range issues {
		kind.add(x.Kind)
		cycle[i], record[i], master[i], parent[i] = x.Cycle, x.Record, x.Master, x.Parent
		if x.Cycle == 0 {
			cycle[i] = parquet.Null
		}
	}
	columns := append([]column{kind.column(), ints("cycle", cycle)}, t.Keys.record("", record)...)
	return t.once(ctx, "relation_issues", n, append(columns, coded("master_id", t.Keys.Masters, master), coded("parent_master_id", t.Keys.Masters, parent)))
}
