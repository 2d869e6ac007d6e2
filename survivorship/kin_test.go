package survivorship

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nicks is a table of nicknames for tests.
func nicks(nick, formal []byte) bool {
	return string(nick)+" "+string(formal) == "peggy margaret" || string(nick)+" "+string(formal) == "kate katherine"
}

// TestKin: slips and short forms give way to what they stand for, whoever says them, and speak for it.
func TestKin(t *testing.T) {
	trust := []float64{.9, .5, .5, .5}
	tests := []struct {
		name, attribute, rule string
		rows                  []row
		world                 []string // what other people's records say
		want                  verdict
	}{
		{"a nickname of the most trusted", "given_name", "",
			[]row{{source: 0, spelling: "kate"}, {source: 1, spelling: "katherine"}}, nil,
			verdict{"katherine", "completeness", "kate", 1, 1}},
		{"nor does the rule trust help it", "given_name", "trust",
			[]row{{source: 0, spelling: "kate"}, {source: 1, spelling: "katherine"}}, nil,
			verdict{"katherine", "completeness", "kate", 1, 1}},
		{"source_order is taken literally", "given_name", "source_order",
			[]row{{source: 0, spelling: "kate"}, {source: 1, spelling: "katherine"}}, nil,
			verdict{"kate", "source_order", "katherine", 0, float32(.9 / 1.4)}},
		{"nicknames speak for the whole name", "given_name", "",
			[]row{{source: 0, spelling: "eve"}, {source: 1, spelling: "kate"}, {source: 2, spelling: "katherine"}}, nil,
			verdict{"katherine", "frequency", "eve", 2, float32(1 / 1.9)}},
		{"an initial of two names speaks for that of more sources", "given_name", "",
			[]row{{source: 0, spelling: "j"}, {source: 1, spelling: "john"}, {source: 2, spelling: "john"}, {source: 3, spelling: "james"}}, nil,
			verdict{"john", "frequency", "james", 1, float32(1.9 / 2.4)}},
		{"half of a double name", "family_name", "",
			[]row{{source: 0, spelling: "ruiz"}, {source: 1, spelling: "diaz ruiz"}}, nil,
			verdict{"diaz ruiz", "completeness", "ruiz", 1, 1}},
		{"a slip loses to more sources", "family_name", "",
			[]row{{source: 0, spelling: "jacksob"}, {source: 1, spelling: "jackson"}, {source: 2, spelling: "jackson"}}, nil,
			verdict{"jackson", "spelling", "jacksob", 1, 1}},
		{"and to what the world writes", "family_name", "",
			[]row{{source: 0, spelling: "jakcson"}, {source: 1, spelling: "jackson"}}, []string{"jackson", "jackson"},
			verdict{"jackson", "spelling", "jakcson", 1, 1}},
		{"which one nobody knows: trust", "family_name", "",
			[]row{{source: 0, spelling: "jacksob"}, {source: 1, spelling: "jackson"}}, nil,
			verdict{"jacksob", "trust", "jackson", 0, float32(.9 / 1.4)}},
		{"two names, both usual", "given_name", "",
			[]row{{source: 0, spelling: "erik"}, {source: 1, spelling: "eric"}}, []string{"erik", "erik", "eric", "eric", "eric"},
			verdict{"erik", "trust", "eric", 0, float32(.9 / 1.4)}},
		{"one edit is much in three letters", "given_name", "",
			[]row{{source: 0, spelling: "jan"}, {source: 1, spelling: "jon"}, {source: 2, spelling: "jon"}}, nil,
			verdict{"jon", "frequency", "jan", 1, float32(1 / 1.9)}},
		{"house numbers are no slips", "street", "",
			[]row{{source: 0, spelling: "12|main st|"}, {source: 1, spelling: "13|main st|"}, {source: 2, spelling: "13|main st|"}}, nil,
			verdict{"12|main st|", "trust", "13|main st|", 0, float32(.9 / 1.9)}},
		{"a flat number left out", "street", "",
			[]row{{source: 0, spelling: "12|main|"}, {source: 1, spelling: "12|main st|4"}}, nil,
			verdict{"12|main st|4", "completeness", "12|main|", 1, 1}},
		{"a street known elsewhere", "street", "",
			[]row{{source: 0, spelling: "12|mian st|"}, {source: 1, spelling: "12|main st|"}}, []string{"7|main st|", "8|main st|"},
			verdict{"12|main st|", "spelling", "12|mian st|", 1, 1}},
		{"a mail domain known elsewhere", "email", "",
			[]row{{source: 0, spelling: "a@gmial.com"}, {source: 1, spelling: "a@gmail.com"}}, []string{"b@gmail.com", "c@gmail.com"},
			verdict{"a@gmail.com", "spelling", "a@gmial.com", 1, 1}},
		{"a tag of a mail address", "email", "",
			[]row{{source: 0, spelling: "a+news@x.com"}, {source: 1, spelling: "a@x.com"}}, nil,
			verdict{"a@x.com", "completeness", "a+news@x.com", 1, 1}},
		{"two mail boxes", "email", "",
			[]row{{source: 0, spelling: "anna@x.com"}, {source: 1, spelling: "anne@x.com"}, {source: 2, spelling: "anne@x.com"}}, nil,
			verdict{"anna@x.com", "trust", "anne@x.com", 0, float32(.9 / 1.9)}},
		{"a name that others have, one letter off", "email", "",
			[]row{{source: 0, spelling: "denuse80@x.com"}, {source: 1, spelling: "denise80@x.com"}}, []string{"denise.lee@y.com", "denise@x.com"},
			verdict{"denise80@x.com", "spelling", "denuse80@x.com", 1, 1}},
		{"another sign between two names is another mail box", "email", "",
			[]row{{source: 0, spelling: "bobby_lewis@x.com"}, {source: 1, spelling: "bobby.lewis@x.com"}}, []string{"bobby.lee@x.com", "a.lewis@x.com"},
			verdict{"bobby_lewis@x.com", "trust", "bobby.lewis@x.com", 0, float32(.9 / 1.4)}},
		{"half of a double name, with a slip", "family_name", "",
			[]row{{source: 0, spelling: "martines"}, {source: 1, spelling: "castro martinez"}}, nil,
			verdict{"castro martinez", "completeness", "martines", 1, 1}},
		{"a flat number left out, and a slip", "street", "",
			[]row{{source: 0, spelling: "12|hickorysrone dr|"}, {source: 1, spelling: "12|hickorystone dr|4"}}, nil,
			verdict{"12|hickorystone dr|4", "completeness", "12|hickorysrone dr|", 1, 1}},
		{"a street name known elsewhere from other kinds of street", "street", "",
			[]row{{source: 0, spelling: "12|hickorysrone dr|"}, {source: 1, spelling: "12|hickorystone dr|"}}, []string{"7|hickorystone ave|", "8|n hickorystone st|", "9|oak dr|", "1|elm dr|"},
			verdict{"12|hickorystone dr|", "spelling", "12|hickorysrone dr|", 1, 1}},
		{"the first day that computers count stands for any", "birth_date", "",
			[]row{{source: 0, spelling: "1970-01-01"}, {source: 1, spelling: "1980-05-17"}}, nil,
			verdict{"1980-05-17", "completeness", "1970-01-01", 1, 1}},
		{"the first of January stands for a day nobody knew", "birth_date", "",
			[]row{{source: 0, spelling: "1980-01-01"}, {source: 1, spelling: "1980-05-17"}}, nil,
			verdict{"1980-05-17", "completeness", "1980-01-01", 1, 1}},
		{"but not of another year", "birth_date", "",
			[]row{{source: 0, spelling: "1981-01-01"}, {source: 1, spelling: "1980-05-17"}}, nil,
			verdict{"1981-01-01", "frequency", "1980-05-17", 0, float32(.9 / 1.4)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rule := Rule{}
			if tt.rule != "" {
				rule = named(t, tt.rule, tt.attribute)
			}
			rows := tt.rows
			for _, v := range tt.world {
				rows = append(rows, row{spelling: v})
			}
			records, a, clusters := world(t, tt.attribute, rule, rows)
			clusters.Start[1] = uint32(len(tt.rows))
			got := verdictOf(resolve(t, records, []Attribute{a}, nil, clusters, Options{Trust: trust, Nickname: nicks})[0], 0)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestManyValues: a cluster of more values than are compared with each other is decided all the same.
func TestManyValues(t *testing.T) {
	var rows []row
	for i := range maxSaid + 5 {
		rows = append(rows, row{spelling: fmt.Sprintf("name%c", 'a'+i)})
	}
	rows = append(rows, rows[3])
	records, a, clusters := world(t, "family_name", Rule{}, rows)
	got := verdictOf(resolve(t, records, []Attribute{a}, nil, clusters, Options{})[0], 0)
	if got.Value != "named" || got.By != "frequency" {
		t.Errorf("got %+v", got)
	}
}

// TestRepair: an address survives from one record, its slips mended by the spelling of its siblings.
func TestRepair(t *testing.T) {
	type address = [3]string
	tests := []struct {
		name string
		rows []address
		want [3]verdict
	}{
		{"a slip in the city", []address{{"1|A St|", "Sagewell", "12345"}, {"1|A St|", "Sagewell", "12345"}, {"1|A St|", "Sagweell", "12345"}}, [3]verdict{
			{"1|A St|", "agreed", "", 2, 1}, {"Sagewell", "repaired", "", 1, float32(2.) / 3}, {"12345", "agreed", "", 2, 1}}},
		{"not by another address", []address{{"2|B St|", "Sagewell", "12345"}, {"2|B St|", "Sagewell", "12345"}, {"1|A St|", "Sagweell", "12345"}}, [3]verdict{
			{"1|A St|", "recency", "2|B St|", 2, float32(1.) / 3}, {"Sagweell", "recency", "Sagewell", 2, float32(1.) / 3}, {"12345", "recency", "", 2, 1}}},
		{"the street's fullest form is of the same address", []address{{"1|Mill St|4", "Rome", "12345"}, {"2|B St|", "Pisa", "777"}, {"1|Mill St|", "Rome", ""}}, [3]verdict{
			{"1|Mill St|4", "recency", "2|B St|", 0, float32(1.) / 3}, {"Rome", "recency", "Pisa", 0, float32(2.) / 3}, {"12345", "recency", "777", 0, .5}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var attributes []Attribute
			var records Records
			var clusters Clusters
			for part, name := range []string{"street", "city", "postcode"} {
				var rows []row
				for i, a := range tt.rows {
					rows = append(rows, row{source: uint16(i), updated: int64(i), spelling: a[part]})
				}
				var a Attribute
				records, a, clusters = world(t, name, Rule{}, rows)
				attributes = append(attributes, a)
			}
			results := resolve(t, records, attributes, []Group{{Name: "address", Attributes: []int{0, 1, 2}}}, clusters, Options{})
			var got [3]verdict
			for part := range got {
				got[part] = verdictOf(results[part], 0)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
