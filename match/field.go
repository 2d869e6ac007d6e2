// Package match compares records and weighs the evidence.
//
// A [Field] is what is compared: one attribute, or one address made of several.
// Comparing two records by a field yields a comparison level, a small integer:
// 0 where either value is missing (no evidence), then from best to worst. The
// levels of all fields together are the pair's [Pattern]. A [Model] gives every
// pattern a match weight by latent classes in the manner of Fellegi and Sunter.
//
// The package reads canonical strings as package standard writes them, by code.
package match

import "github.com/gildmdm/gild/internal/table"

// Kind says how the canonical strings of an attribute compare.
type Kind uint8

const (
	None Kind = iota
	Name
	Date
	Email
	Phone
	Street
	Short
	Code
	Number
	Text
	Category
	Address     // a whole address: street, postcode and city in this order, any of the latter two absent
	ModelNumber // codes inside a text: model and part numbers
)

// String returns the kind's name as it stands in model files and explanations.
func (k Kind) String() string {
	return [...]string{"none", "name", "date", "email", "phone", "street", "short", "code", "number", "text", "category", "address", "model"}[k]
}

// Group says with whom a value is shared: nobody else, or the people around.
type Group uint8

const (
	Personal Group = iota // given name, birth date, personal identifiers: tell relatives apart
	Family                // family name
	Home                  // address
	Contact               // phone, e-mail
	Other                 // everything else that related things may share
)

const groups = 5

// Column is one attribute over all records: canonical strings by code.
type Column struct {
	Name  string
	Dict  *table.Dict // values may be lists, joined by table.Separator
	Codes []uint32    // by record
}

// Role marks the fields that are compared crosswise.
type Role uint8

const (
	NoRole Role = iota
	Given
	FamilyName
	Title // the main text of things that have no personal attributes
)

// Field is one comparison.
type Field struct {
	Name    string
	Kind    Kind
	Group   Group
	Role    Role
	Columns []int // places in Records.Columns; one, but for Address
}

// Exclusive reports whether a thing has but one value of the field: a birth date, a
// personal identifier. Conflicts in it are grave, unless the data shows them to be common.
func (f Field) Exclusive() bool {
	return f.Group == Personal && (f.Kind == Code || f.Kind == Date)
}

// Records are the records of one domain in canonical order.
type Records struct {
	Rows    int
	Source  []uint16 // by record
	Sources int
	Columns []Column
}

// Equal reports whether two records have the same value, or none, in every column.
func (r *Records) Equal(i, j uint32) bool {
	for k := range r.Columns {
		if codes := r.Columns[k].Codes; codes[i] != codes[j] {
			return false
		}
	}
	return true
}

// MaxFields is how many comparisons a pattern has room for.
const MaxFields = 16

// Pattern is the comparison levels of one pair, four bits a field, the first field lowest.
type Pattern uint64

// Level returns the comparison level of field f.
func (p Pattern) Level(f int) int { return int(p>>(4*f)) & 15 }

// Comparison levels. Equal values come first, the rarest best: a value's bits are
// log2(filled / max(count, 2)), so that term frequencies are part of the pattern.
const (
	levelMissing = 0
	equalLevels  = 6 // 1..6
)

// equalBits are the least bits of levels 1 to 5; level 6 has the rest.
var equalBits = [...]float64{17, 14, 11, 8, 5}

const (
	nameNear      = 7 + iota // one slip, or nearly the same by Jaro-Winkler; or swapped with the other name
	nameNick                 // nicknames of one name
	nameInitial              // initial or beginning
	nameSimilar              // similar, or sounds alike
	nameWeak                 // a token in common, or slightly similar
	nameDifferent            //
)

const (
	dateNear      = 7 + iota // one digit, neighbouring digits or day and month swapped
	dateTwoParts             // two of year, month and day
	dateYear                 // same year
	dateClose                // two digits, or a year apart
	dateDifferent            //
)

const (
	codeNear      = 7 + iota // one slip in four or more characters
	codeDifferent            //
)

const (
	emailNear      = 7 + iota // two slips at most
	emailLocal                // same local part
	emailSimilar              // similar local part
	emailDifferent            //
)

const (
	shortNear      = 7 + iota // one slip
	shortSimilar              //
	shortWeak                 // a token in common, or slightly similar
	shortDifferent            //
)

const (
	numberNear      = 7 + iota // within 2.5 %
	numberClose                // within 10 %
	numberFar                  // within 30 %
	numberDifferent            //
)

const (
	streetNear      = 7 + iota // same number, name nearly the same, units not in conflict
	streetUnit                 // same number and name, other unit; or same number, similar name
	streetNoNumber             // same name, a number missing
	streetNumber               // same name, other number
	streetDifferent            //
)

const (
	addressNear       = 7 + iota // street nearly the same, place the same
	addressNoPlace               // street the same, place missing on a side
	addressElsewhere             // street the same, place different
	addressPostcode              // postcode the same, street missing
	addressPostcodeNo            // postcode the same, street different
	addressCity                  // city the same, street missing
	addressCityNo                // city the same, street different
	addressDifferent             //
)

const (
	modelRare      = 1 + iota // a rare code in common
	modelSame                 // all codes equal
	modelNear                 // one contains, begins or ends the other, or one slip
	modelSome                 // some in common
	modelDifferent            // none in common
)

const (
	textExact     = 1 // equal, and long enough to mean it
	textExactSlim = 2 // equal, and short
	textFirst     = 3 // first of the similarity bands
	textDifferent = 14
)

// textBands are the least similarities of levels textFirst and on.
var textBands = [...]float64{.92, .84, .76, .68, .60, .52, .44, .36, .28, .20, .10}

// Levels returns the number of the worst level of a kind; levels are 0..Levels.
func (k Kind) Levels() int {
	switch k {
	case Name:
		return nameDifferent
	case Date:
		return dateDifferent
	case Email:
		return emailDifferent
	case Phone, Code:
		return codeDifferent
	case Street:
		return streetDifferent
	case Number:
		return numberDifferent
	case Text:
		return textDifferent
	case Address:
		return addressDifferent
	case ModelNumber:
		return modelDifferent
	case Category:
		return 7
	default:
		return shortDifferent
	}
}

// Equal reports whether level l of the kind means equal values, and so has an exact chance frequency.
func (k Kind) Equal(l int) bool {
	switch k {
	case Text:
		return l == textExact || l == textExactSlim
	case ModelNumber:
		return false
	}
	return l >= 1 && l <= equalLevels
}

// monotone reports whether level l takes part in the order of evidence:
// an initial says little either way.
func (k Kind) monotone(l int) bool { return !(k == Name && l == nameInitial) }

// Label names a level for people.
func (k Kind) Label(l int) string {
	if l == levelMissing {
		return "missing"
	}
	if k == Text {
		return textLabel(l)
	}
	if k.Equal(l) {
		return [...]string{"equal, very rare", "equal, rare", "equal, uncommon", "equal", "equal, common", "equal, very common"}[l-1]
	}
	labels := map[Kind][]string{
		Name:     {"near", "nickname", "initial", "similar", "weak", "different"},
		Date:     {"one digit off or swapped", "two parts equal", "same year", "close", "different"},
		Email:    {"near", "same local part", "similar local part", "different"},
		Phone:    {"near", "different"},
		Code:     {"near", "different"},
		Short:    {"near", "similar", "weak", "different"},
		Number:   {"within 2.5 %", "within 10 %", "within 30 %", "different"},
		Street:   {"near", "other unit or similar", "number missing", "other number", "different"},
		Address:  {"near", "street equal, place missing", "street equal, place different", "postcode equal, street missing", "postcode equal, street different", "city equal, street missing", "city equal, street different", "different"},
		Category: {"different"},
	}
	if k == ModelNumber {
		return [...]string{"rare code shared", "all codes equal", "near", "some shared", "different"}[l-1]
	}
	return labels[k][l-equalLevels-1]
}

func textLabel(l int) string {
	switch l {
	case textExact:
		return "equal"
	case textExactSlim:
		return "equal, short"
	case textDifferent:
		return "different"
	}
	return [...]string{"≥ 0.92", "≥ 0.84", "≥ 0.76", "≥ 0.68", "≥ 0.60", "≥ 0.52", "≥ 0.44", "≥ 0.36", "≥ 0.28", "≥ 0.20", "≥ 0.10"}[l-textFirst]
}
