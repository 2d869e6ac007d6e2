// Package relation finds out which masters belong together: who lives with whom,
// which company is part of which, and what files state.
//
// A building is a house number, a street and an area (a postcode, or else a
// city); spellings of one address are one building. A home is a building, or a
// unit of it. A person has one home of today, that of the record that changed
// last; the others are past homes. Two people are kin when they bear one family name
// and share a home, past or of today, a phone number or an e-mail address.
//
// A household is two or more masters that a [Policy] puts together from such
// evidence. It is policy, not truth: nothing here says who is who.
//
// A company family is the tree that stated parents make: each company has at
// most one parent, every other statement is an [Issue], and so is a cycle.
//
// All of it is sorting of columns. Nothing depends on the order of records
// beyond the numbers of masters and of dictionary codes.
package relation
