// Package kernel holds the string similarities and the phonetic code that
// matching is built on. It imports the standard library only, works on bytes
// (fold text to ASCII first), and allocates nothing for strings of up to 64 bytes.
//
// Jaro-Winkler follows Winkler (1990) as smetrics does, with a boost threshold of
// .7 and a prefix of 4; optimal string alignment follows Damerau (1964), restricted to
// non-overlapping edits, in the bit-parallel form of Hyyrö (2003). Both are proved equal to plain
// implementations on random strings. All results are symmetric in their arguments.
package kernel
