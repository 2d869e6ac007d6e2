// Package survivorship chooses, for every cluster of records that are one thing,
// the values of its golden record.
//
// A record that has a value of an attribute is a candidate for it. Spellings
// that share a canonical code are one value: "José" and "JOSE" agree. A [Rule]
// is an order of steps, each of which prefers some candidates over others: the
// first step at which two candidates differ decides between them. The value of
// the best candidate wins; the runner-up is the best candidate that says
// something else, and the step at which it lost is the reason given in the lineage.
//
// What a record says counts by the trust in its source: a value's frequency is
// the trust of all records that hold it, and the confidence in the winner is its
// share of the trust of all records that hold any value but a placeholder.
//
// Attributes of one thing, such as the parts of an address, form a [Group]:
// one record is chosen, and its values survive together.
//
// The last step is the source, then the record number, so that results depend
// neither on the order of members nor on the number of workers. Nothing here
// reads or writes files.
package survivorship
