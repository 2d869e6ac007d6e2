// Package table holds records in memory, column by column.
//
// A [Dict] stores each distinct value of a column once; a [Column] holds one
// uint32 code a row. Row numbers are uint32. A [Table] is one source's records.
// Nothing here reads or writes files.
package table

// Kind is what a file says of a column's values; text files say nothing.
type Kind uint8

const (
	Text Kind = iota
	Integer
	Float
	Date      // values are YYYY-MM-DD
	Timestamp // values are RFC 3339, UTC
	Bool      // values are true and false
)

// Column is one column of a source: the code of each row's value in Dict.
// Every value is text, as the file has it, or, for typed files, as Kind says.
type Column struct {
	Name  string
	Kind  Kind
	List  bool // cells hold several values, joined by Separator
	Dict  *Dict
	Codes []uint32 // by row
}

// Counts returns how many rows hold each code.
func (c *Column) Counts() []uint32 {
	n := make([]uint32, c.Dict.Len())
	for _, code := range c.Codes {
		n[code]++
	}
	return n
}

// Table is the records of one source.
type Table struct {
	Source  string
	Rows    int
	Columns []*Column
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Permute puts row order[i] at place i, in every column. Codes are not renumbered.
func (t *Table) Permute(order []uint32) {
	buf := make([]uint32, len(order))
	for _, c := range t.Columns {
		for i, row := range order {
			buf[i] = c.Codes[row]
		}
		c.Codes, buf = buf, c.Codes[:len(order)]
	}
	t.Rows = len(order)
}

// Join reads several columns as one: each row's values joined by Separator,
// places kept (an absent value leaves an empty place); a row without any value is Missing.
func Join(name string, columns ...*Column) (*Column, error) {
	if len(columns) == 1 {
		c := *columns[0]
		c.Name = name
		return &c, nil
	}
	out := &Column{Name: name, Dict: NewDict(), Codes: make([]uint32, len(columns[0].Codes))}
	var buf []byte
	for row := range out.Codes {
		buf = buf[:0]
		some := false
		for i, c := range columns {
			if i > 0 {
				buf = append(buf, Separator)
			}
			v := c.Dict.Bytes(c.Codes[row])
			some = some || len(v) > 0
			buf = append(buf, v...)
		}
		if !some {
			continue
		}
		code, err := out.Dict.Intern(buf)
		if err != nil {
			return nil, err
		}
		out.Codes[row] = code
	}
	return out, nil
}

// Append adds the rows of another column below, renumbering its codes.
func (c *Column) Append(d *Column) error {
	to := make([]uint32, d.Dict.Len())
	for code := uint32(1); code < uint32(len(to)); code++ {
		n, err := c.Dict.Intern(d.Dict.Bytes(code))
		if err != nil {
			return err
		}
		to[code] = n
	}
	for _, code := range d.Codes {
		c.Codes = append(c.Codes, to[code])
	}
	c.List = c.List || d.List
	if c.Kind != d.Kind {
		c.Kind = Text
	}
	return nil
}
