// Package evaluate says how good a run is, given the truth. It takes plain slices
// and gives figures; it reads no file.
//
// The *truth* is either the entity of each record or a complete list of the pairs
// that belong together. *Pair* figures count pairs of records: precision is the
// share of the pairs put together that belong together, recall the share of those
// that belong together that were put together, F1 their harmonic mean. *Cross*
// figures count only pairs of records from two different sources. *B³* (B-cubed:
// Bagga and Baldwin 1998) takes for each record the share of its cluster that is of
// its entity, and of its entity that is in its cluster, and averages over records.
// *Cluster* figures count clusters that are exactly one entity.
//
// Pairs are counted from a contingency table, cluster by entity by source, never
// listed: the cost grows with the number of records.
package evaluate
