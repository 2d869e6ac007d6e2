package run

import (
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/cluster"
)

// withEquals joins to clusters, nil for none, the records that are equal in all that is compared: names that
// were taken apart and come out the same are one thing, and chance is not to be learnt from its copies.
func withEquals(p *problem, known *cluster.Clusters) *cluster.Clusters {
	forest := cluster.NewForest(p.records.Rows)
	if known != nil {
		for k := range known.Len() {
			list := known.List(k)
			for _, row := range list[1:] {
				forest.Join(list[0], row)
			}
		}
	}
	first := map[uint32]uint32{}
	for row, class := range p.equals() {
		if one, ok := first[class]; ok && class != 0 {
			forest.Join(one, uint32(row))
			continue
		}
		first[class] = uint32(row)
	}
	return forest.Clusters()
}

// equals gives records that are equal in every column the same number; 0 are those without any value.
func (p *problem) equals() []uint32 {
	class := make([]uint32, p.records.Rows)
	for _, c := range p.records.Columns {
		number := map[uint64]uint32{} // by the class so far and the code
		for row, code := range c.Codes {
			if class[row] == 0 && code == table.Missing {
				continue
			}
			key := uint64(class[row])<<32 | uint64(code)
			if number[key] == 0 {
				number[key] = uint32(len(number) + 1)
			}
			class[row] = number[key]
		}
	}
	return class
}
