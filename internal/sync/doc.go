// Package sync finds what each source must change so that it agrees with the
// golden records: the way back of master data into the silos.
//
// A [Unit] is what changes as one: an attribute, or attributes that survive
// together, such as an address. A source is told to change a unit only where it is
// open to that: allowed by the configuration, not itself the authority. A record's
// cell is changed when its golden value is well-formed and differs in what
// it says. Another spelling of the value, its initial, or a list that has it among others, stays.
//
// # Why applying all changes leaves nothing to change
//
// A change replaces a value that lost by the one that won. The record that the
// golden value is from keeps it, with its time, trust and verification; whoever
// lost to it and is not told to change still loses at the same step; votes move
// to the winner only. So as a rule the same value wins again. The exceptions are
// real, though: a rewritten record may be better than the one it was rewritten
// from, and bring along what the golden record has not, such as an address whose
// region is missing there; a rule may prefer by another attribute's value.
//
// Therefore nothing is left to argument. [Find] puts the new values in the place
// of the old ones, resolves the clusters concerned once more, by the same rules,
// and compares. Where a golden record would not come out the same, its
// cluster keeps everything as it is. For every cluster then either
//
//   - all changes are told, and the golden record after them is that before
//     them: a second run sees the same golden values, finds them wherever it
//     changed a cell, and has for all other cells the reason that it had to leave them alone; or
//   - none is told, and a second run comes to the same end for the same reason.
//
// This holds as long as records stay with their masters and sources do not
// stamp what they were told with a newer time, which makes the rest of such a record newer, too.
//
// Nothing here reads or writes files. How a value is written in a source's own
// format is for a [Pen] to know.
package sync
