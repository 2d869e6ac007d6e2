// Package labelled joins a published run with what is known to be true, and has
// internal/evaluate compute how good the run is.
//
// Truth is a folder or a file. A folder holds truth.csv or, failing that, pairs.csv. A file, CSV or Parquet, has the
// columns source, id (or record_id) and entity, one line a record; or left_source, left_id, right_source, right_id and
// perhaps match, one line a pair, and then lists every pair of two sources that belongs together: lines whose match is
// not 1 or true are passed over. Other columns are ignored. A record that the truth names and the run lacks counts as a cluster of its own.
package labelled
