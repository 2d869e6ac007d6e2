// Package derive infers values that no source states: a segment, a value band,
// whether somebody is likely a parent. A [Rule] is an expression over what is known
// of a master; its outcome is an inference and is never mixed with what sources say.
//
// An expression names inputs: attributes, figures of its household, relations and
// summaries. One that a master has not is nil. A rule that needs it then infers
// nothing, unless the expression says what holds instead (total_spend ?? 0) or asks
// (total_spend == nil). Expressions cannot read a clock, or anything else whose
// outcome differs from run to run.
package derive
