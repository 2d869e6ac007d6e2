package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Error is a configuration that cannot be used. It says where, what is wrong and what to do, in one line.
type Error struct {
	File string
	Line int    // from 1; 0: no single line is to blame
	Msg  string // what is wrong
	Next string // what to do about it; empty: Msg says it all
	Text string // the line itself, for [Detailed]; empty when there is none
}

// Error returns file:line: what is wrong; what to do.
func (e *Error) Error() string {
	msg := e.Msg
	if e.Next != "" {
		msg += "; " + e.Next
	}
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, msg)
	}
	return fmt.Sprintf("%s: %s", e.File, msg)
}

// Faults returns every *Error in err, in order.
func Faults(err error) []*Error {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		var out []*Error
		for _, e := range many.Unwrap() {
			out = append(out, Faults(e)...)
		}
		return out
	}
	var e *Error
	if errors.As(err, &e) {
		return []*Error{e}
	}
	return nil
}

// Detailed returns the faults in err, one a line, each followed by the line of the file it is about.
func Detailed(err error) string {
	var b strings.Builder
	for _, e := range Faults(err) {
		fmt.Fprintln(&b, e)
		if e.Text != "" {
			fmt.Fprintf(&b, "%6d | %s\n", e.Line, e.Text)
		}
	}
	return b.String()
}

// reporter takes a fault: its line, what is wrong, and what to do.
type reporter func(line int, msg, next string)

// faults gathers what is wrong with one file.
type faults struct {
	config *Config
	lines  []string // of the file
	list   []*Error
}

func newFaults(c *Config, text []byte) *faults {
	return &faults{config: c, lines: strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")}
}

// add is a reporter.
func (f *faults) add(line int, msg, next string) {
	e := f.config.fault(line, msg, next)
	if line > 0 && line <= len(f.lines) {
		e.Text = excerpt(f.lines[line-1])
	}
	f.list = append(f.list, e)
}

// err returns all faults by line.
func (f *faults) err() error {
	slices.SortStableFunc(f.list, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	all := make([]error, len(f.list))
	for i, e := range f.list {
		all[i] = e
	}
	return errors.Join(all...)
}

// excerpt makes a line of the file fit to be shown on a terminal.
func excerpt(line string) string {
	const longest = 120
	line = oneLine(strings.ReplaceAll(line, "\t", "    "))
	if runes := []rune(line); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return line
}

// oneLine replaces what would break a line, or a terminal, by spaces.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r < ' ', r >= 0x7f && r < 0xa0, r == '\u2028', r == '\u2029', r == '\ufeff', r == '\ufffe', r == '\uffff':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.TrimRight(s, " ")
}

func (c *Config) fault(line int, msg, next string) *Error {
	file := c.Path
	if file == "" {
		file = "inferred configuration"
	}
	return &Error{File: file, Line: line, Msg: oneLine(msg), Next: oneLine(next)}
}
