package run

import (
	"math"

	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match/cluster"
	"github.com/gildmdm/gild/survivorship"
)

// displace finds the records whose given and family names changed places, so that others of their master go before them.
func (s *survival) displace() {
	given, ok := s.at["given_name"]
	family, both := s.at["family_name"]
	if !ok || !both {
		return
	}
	misplaced := swappedNames(&s.attributes[given], &s.attributes[family], s.found.clusters)
	s.attributes[given].Misplaced, s.attributes[family].Misplaced = misplaced, misplaced
}

// leastSwapped is how much likelier, in nats, the names of a record must be in each other's place: twenty times. A mistake
// costs little, since the names only stand back behind those of other records.
const leastSwapped = 3

// swappedNames tells by how all records use the two names, as given names or as family names: where that leaves little doubt, or where another
// record of the cluster has one of them in the other place and is likelier right. Nil if no record's seem to have changed places.
func swappedNames(given, family *survivorship.Attribute, clusters *cluster.Clusters) []bool {
	inFamily, inGiven := samePlace(given, family), samePlace(family, given)
	asGiven, asFamily := usedAs(given, family, inFamily), usedAs(family, given, inGiven)
	name := func(i uint32) (g, f uint32) {
		return given.Canon[given.Codes[i]], family.Canon[family.Codes[i]]
	}
	odds := func(g, f uint32) float64 { return asGiven[g] + asFamily[f] }
	crosswise := func(g, f uint32, members []uint32) bool {
		for _, j := range members {
			og, of := name(j)
			if (inFamily[g] != table.Missing && inFamily[g] == of || inGiven[f] != table.Missing && inGiven[f] == og) && odds(g, f) < odds(og, of) {
				return true
			}
		}
		return false
	}
	var swapped []bool
	for k := range clusters.Len() {
		members := clusters.List(k)
		for _, i := range members {
			g, f := name(i)
			if len(members) == 1 || g == table.Missing || f == table.Missing || odds(g, f) >= 0 {
				continue
			}
			if odds(g, f) > -leastSwapped && !crosswise(g, f, members) {
				continue
			}
			if swapped == nil {
				swapped = make([]bool, len(given.Codes))
			}
			swapped[i] = true
		}
	}
	return swapped
}

// samePlace returns the code that each canonical value of an attribute has in another.
func samePlace(own, other *survivorship.Attribute) []uint32 {
	other.Canonical.Index()
	defer other.Canonical.Seal()
	codes := make([]uint32, own.Canonical.Len())
	for code := 1; code < len(codes); code++ {
		codes[code] = other.Canonical.Lookup(own.Canonical.Bytes(uint32(code)))
	}
	return codes
}

// usedAs returns for each canonical value of an attribute the log-odds of being one of it rather than of the other.
func usedAs(own, other *survivorship.Attribute, in []uint32) []float64 {
	counts, others := canonicalCounts(own), canonicalCounts(other)
	odds := make([]float64, len(counts))
	for code := 1; code < len(odds); code++ {
		odds[code] = math.Log((counts[code] + .5) / (others[in[code]] + .5))
	}
	return odds
}

// canonicalCounts counts the records of each canonical value; none have 0.
func canonicalCounts(a *survivorship.Attribute) []float64 {
	n := make([]float64, a.Canonical.Len())
	for _, code := range a.Codes {
		n[a.Canon[code]]++
	}
	n[table.Missing] = 0
	return n
}
