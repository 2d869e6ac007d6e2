package suppress

import (
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// Facts are what one record says that may tell whom it is about: spellings as records.parquet has them.
type Facts struct {
	Source, ID    string // ID is empty where it does not last: a row number
	Given, Family string
	Birth         string
	Email, Phone  string // perhaps several, parted by table.Separator
}

// kind tells hashes of different facts apart.
type kind string

const (
	kindCheck       kind = "check"
	kindRecord      kind = "record"       // source, record ID
	kindBorn        kind = "born"         // birth date; tells only that a name is worth hashing
	kindPerson      kind = "person"       // given name, family name, birth date
	kindContact     kind = "contact"      // e-mail or phone; tells only that a name is worth hashing
	kindContactName kind = "contact name" // e-mail or phone, given name, birth year
	kindContactBorn kind = "contact born" // e-mail or phone, birth date
	kindContactOnly kind = "contact only" // e-mail or phone that was shared with nobody
)

// anyYear stands for the birth year of a person of whom none is known.
const anyYear = "any"

// known is Facts in canonical form.
type known struct {
	record        bool
	source, id    string
	given, family string    // first given name; whole family name
	swapped       [2]string // the same, where given and family name have changed places
	birth, year   string    // empty: unknown, or not to the day
	contacts      []string  // e:address, p:digits
}

func (f *Facts) known() known {
	given, family := standard.Canonical(nameType, f.Given), standard.Canonical(nameType, f.Family)
	k := known{record: f.ID != "", source: f.Source, id: f.ID, given: firstToken(given), family: family, swapped: [2]string{firstToken(family), given}}
	k.birth = day(f.Birth)
	if k.birth != "" {
		k.year = k.birth[:4]
	}
	k.contacts = append(emails(f.Email), phones(f.Phone)...)
	return k
}

// The types of what tells whom a record is about; looked up once, as lists ask for every value.
var (
	nameType  = standard.TypeOf("given_name")
	emailType = standard.TypeOf("email")
	phoneType = standard.TypeOf("phone")
)

func firstToken(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}

// day returns a birth date that is known to the day.
func day(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() <= 1900 && t.YearDay() == 1 {
		return ""
	}
	return s
}

func emails(s string) []string { return contacts("e:", standard.Canonical(emailType, s)) }

// phones keeps the last ten digits of a number: one silo has the country code, another has not.
func phones(s string) []string {
	out := contacts("p:", standard.Canonical(phoneType, s))
	for i, p := range out {
		digits := strings.TrimPrefix(strings.TrimPrefix(p, "p:"), "+")
		out[i] = "p:" + digits[max(0, len(digits)-10):]
	}
	return out
}

// contacts parts a canonical list.
func contacts(prefix, list string) []string {
	var out []string
	for v := range strings.SplitSeq(list, string(rune(table.Separator))) {
		if v != "" {
			out = append(out, prefix+v)
		}
	}
	return out
}

// Nameless is the record ID that stands for a missing one; it names nobody.
const Nameless = "(no id)"

// Contacts are the e-mail addresses and phone numbers of a person, in the form in which they are hashed.
type Contacts map[string]bool

// Add adds those of a record.
func (c *Contacts) Add(f *Facts) {
	if *c == nil {
		*c = Contacts{}
	}
	for _, v := range append(emails(f.Email), phones(f.Phone)...) {
		(*c)[v] = true
	}
}

// HasEmail reports whether a cell has one of the addresses.
func (c Contacts) HasEmail(cell string) bool { return c.any(emails(cell)) }

// HasPhone reports whether a cell has one of the numbers.
func (c Contacts) HasPhone(cell string) bool { return c.any(phones(cell)) }

func (c Contacts) any(values []string) bool {
	for _, v := range values {
		if c[v] {
			return true
		}
	}
	return false
}
