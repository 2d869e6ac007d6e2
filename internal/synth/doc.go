// Package synth invents customers and writes what four silos would export of
// them, together with the truth: a labelled sample of any size, the same bytes
// for the same options.
//
// A *person* belongs to a *household*, the people who live at one home today;
// names, homes, e-mail addresses and consents are *histories*, because people
// marry, move and change their minds. A *silo* knows some of the people, some of
// them twice. It saw each at one moment, the record shows that moment's values,
// and *faults* spoil it: nicknames, slips of the keyboard, swapped fields,
// placeholders, values left out. The silo then writes the record under its own
// column names and in its own formats. A few rows of each text file are *torn*,
// so that no reader can take them; they stand for nobody and are not in the truth.
//
// The files of a sample:
//
//	crm.csv       comma, UTF-8 with byte-order mark, MM/DD/YYYY, separate names, streets on two lines
//	shop.parquet  typed columns, full names, one street line, a list of interests
//	billing.csv   semicolon, Windows-1252, CRLF, DD.MM.YYYY, "LAST, First", capitals, decimal commas
//	ciam.csv      comma, UTF-8, RFC 3339 times, E.164 phones, verified flags, consents, no addresses
//	truth.csv     source, id, entity, household: one line a record
//	current.csv   what is true today of every entity that any silo knows, whether or not a silo knows it; of a middle name, what
//	              its bearer gives of it: most people no more than the first letter
//	gild.yaml     the configuration that reads the sample
//
// Names come with their frequencies (names/README.md says from where). Streets,
// cities and employers are invented, e-mail domains end in .example, and telephone
// numbers have the exchange 555, or its neighbours once those are used up.
package synth
