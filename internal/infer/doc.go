// Package infer reads headers and values of the sources and says what their
// columns mean: the record ID, the time of the last update, and which attribute
// every other column holds.
//
// A column's *role* is what it holds: an attribute such as given_name, or a piece
// of one (house number, day of birth) that is joined with others into a mapping.
// A header that says its role is believed unless the values speak against it; a
// header that says nothing (c1, field_7, none) leaves the values alone to decide.
// A *profile* sums up the values of a column: the shares of values that have a
// *shape* (e-mail, date, postcode, …), how often they repeat, how long they are.
// *Free* columns have no known attribute; between sources they are aligned by
// header, then by the values they share.
//
// Everything is decided from whole dictionaries and counts; where a dictionary is
// large, from the values with the smallest hashes. No decision depends on the order of rows.
package infer
