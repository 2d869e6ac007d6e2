package run

import (
	"encoding/binary"

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
	first := map[string]uint32{}
	var key []byte
	for row := range uint32(p.records.Rows) {
		key = key[:0]
		empty := true
		for _, c := range p.records.Columns {
			key = binary.LittleEndian.AppendUint32(key, c.Codes[row])
			empty = empty && c.Codes[row] == 0
		}
		if k, ok := first[string(key)]; ok && !empty {
			forest.Join(k, row)
			continue
		}
		first[string(key)] = row
	}
	return forest.Clusters()
}
