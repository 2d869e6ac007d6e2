package standard

// Mapping says which columns of a source are read as which attribute.
type Mapping struct {
	Attribute string   // a known attribute (see Attributes) or any other snake_case name
	Type      string   // name of a type; empty: the attribute's own, or text
	Columns   []string // one column; several for one address line, one date, or more values of one kind (phone, mobile)
	Layout    string   // dates: YYYY, MM, DD, MON, hh, mm, ss and the characters between, e.g. DD/MM/YYYY; empty: inferred
	Country   string   // ISO 3166 alpha-2 that phones and postcodes without one belong to
}
