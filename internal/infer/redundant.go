package infer

import "fmt"

// dropRedundant marks columns that add no evidence: constants, and texts whose words are all in others.
func (s *source) dropRedundant() {
	rows := s.sampleRows()
	given, family := s.with("given_name"), s.with("family_name")
	for _, c := range s.columns {
		if c.used || c.profile.filled == 0 {
			continue
		}
		if c.profile.distinct == 1 && 2*c.profile.filled > c.profile.rows && c.profile.rows > 1 && (c.role == "" || c.role == other || c.attribute != "") {
			c.role, c.attribute, c.why = ignored, "", "has one value only"
			continue
		}
		name := c.role == "full_name"
		if !name && c.role != "" && c.role != other && c.role != "title_" {
			continue
		}
		if name && c.attribute == "" && (given == nil || family == nil) {
			continue
		}
		if given != nil && family != nil {
			if c.profile.tokens > 1.2 && s.mostlyWithin(rows, .95, c, given, family) {
				c.role, c.attribute, c.why = ignored, "", fmt.Sprintf("contained in %s and %s", given.Name, family.Name)
				continue
			}
		}
		if o := s.container(rows, c); o != nil {
			c.role, c.attribute, c.why = ignored, "", "contained in "+o.Name
		}
	}
}

// mostPaired is how many columns of a source are compared with each other, two by two. Of more, a thousand say, that
// takes minutes, and what it would find matters little: those few that say most are compared.
const mostPaired = 256

// container returns another column that has nearly all words of c, row by row.
func (s *source) container(rows []uint32, c *column) *column {
	if len(s.columns) > mostPaired || c.profile.distinct < 20 || s.kind == Product && c.profile.digits > .2 {
		return nil
	}
	small := c.profile.share(integer) > .5 && c.profile.length < 4
	for _, o := range s.columns {
		if o == c || o.used || o.role == ignored || o.role == "description" || small && o.role != "street" || o.profile.filled < c.profile.filled*9/10 || o.profile.tokens < c.profile.tokens {
			continue
		}
		same := o.profile.tokens < 1.05*c.profile.tokens && o.place > c.place && (o.role == "" || o.role == other)
		if !same && s.mostlyWithin(rows, .93, c, o) {
			return o
		}
	}
	return nil
}
