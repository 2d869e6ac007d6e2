// Package publish writes what a run has found: a folder of tables that readers
// see whole or not at all.
//
// A run folder out/runs/<time>-<hash> is written under a temporary name, synced,
// renamed, and only then does out/current, a symbolic link, point at it. A
// process that dies on the way leaves the last published run as it was, and a
// temporary folder that the next run removes. A lock on out/.lock, dropped by the
// system however a process ends, keeps two runs apart.
//
// Tables are given as columns, codes and dictionaries, and written in the order
// they are given in, so that the same input gives the same bytes for any number
// of workers. Columns are only ever added to a table.
package publish
