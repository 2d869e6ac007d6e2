package life

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// record is one line of a test: the time of the last update and what it says.
type record struct {
	at                     string // 2006-01-02; empty: unknown
	given, middle, family  string
	birth                  string
	street, city, postcode string
	email, phone, died     string
}

// people makes all records those of one master; others are strangers with common names.
func people(records []record, others int) *People {
	p := &People{Start: []uint32{0, uint32(len(records))}, Nicknames: func(name string) []uint16 {
		if name == "bob" || name == "robert" {
			return []uint16{1}
		}
		return nil
	}}
	for range others {
		records = append(records, record{given: "ann", family: "smith"})
	}
	column := func(c *Column, of func(r *record) string) {
		d := table.NewDict()
		spellings := table.NewDict()
		c.Canonical, c.Spellings, c.Canon = d, spellings, []uint32{0}
		for i := range records {
			s := of(&records[i])
			code, _ := spellings.Intern([]byte(s))
			if int(code) == len(c.Canon) {
				canon, _ := d.Intern([]byte(strings.ToLower(strings.ReplaceAll(s, "-", " "))))
				if strings.Count(s, "-") > 1 { // a date
					canon, _ = d.Intern([]byte(s))
				}
				c.Canon = append(c.Canon, canon)
			}
			c.Codes = append(c.Codes, code)
		}
	}
	for i := range records {
		p.Members = append(p.Members, uint32(i))
		at := int64(Unknown)
		if t, err := time.Parse(time.DateOnly, records[i].at); err == nil {
			at = t.Unix()
		}
		p.Updated = append(p.Updated, at)
	}
	for k := range others {
		p.Start = append(p.Start, p.Start[1]+uint32(k)+1)
	}
	column(&p.Given, func(r *record) string { return r.given })
	column(&p.Middle, func(r *record) string { return r.middle })
	column(&p.Family, func(r *record) string { return r.family })
	column(&p.Birth, func(r *record) string { return r.birth })
	column(&p.Street, func(r *record) string { return r.street })
	column(&p.City, func(r *record) string { return r.city })
	column(&p.Postcode, func(r *record) string { return r.postcode })
	column(&p.Email, func(r *record) string { return r.email })
	column(&p.Phone, func(r *record) string { return r.phone })
	column(&p.Died, func(r *record) string { return r.died })
	return p
}

const (
	oak  = "12|oak|"
	pine = "70|pine hill|3"
)

// ann is a record of Ann Lee.
func ann(at, street, postcode string) record {
	return record{at: at, given: "ann", family: "lee", birth: "1980-04-05", street: street, postcode: postcode}
}

func TestDetect(t *testing.T) {
	f := func(name string, records []record, want ...string) {
		t.Helper()
		var got []string
		for _, e := range Detect(people(records, 1000)) {
			got = append(got, fmt.Sprintf("%s %d>%d", e.Kind, int32(e.Before), e.After))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	f("moved", []record{ann("2020-01-01", oak, "62701"), ann("2023-01-01", pine, "10001")}, "moved 0>1")
	f("moved, whatever the order of records", []record{ann("2023-01-01", pine, "10001"), ann("2020-01-01", oak, "62701")}, "moved 1>0")
	f("moved twice", []record{ann("2020-01-01", oak, "62701"), ann("2023-01-01", pine, "10001"), ann("2024-01-01", "5|elm|", "90001")}, "moved 0>1", "moved 1>2")
	f("last of the old, first of the new", []record{
		ann("2019-01-01", oak, "62701"), ann("2020-01-01", oak, "62701"), ann("2022-01-01", pine, "10001"), ann("2023-01-01", pine, "10001"),
	}, "moved 1>2")
	f("addresses that alternate", []record{ann("2020-01-01", oak, "62701"), ann("2021-01-01", pine, "10001"), ann("2023-01-01", oak, "62701")})
	f("a slip", []record{ann("2020-01-01", oak, "62701"), ann("2023-01-01", "12|oka|", "62701")})
	f("another writing", []record{ann("2020-01-01", "12|oak|", "62701"), ann("2023-01-01", "12|oak|4", "62701")})
	f("a slip in the number", []record{ann("2020-01-01", oak, "62701"), ann("2023-01-01", "21|oak|", "62701")})
	f("the same street and number in another town", []record{ann("2020-01-01", oak, "62701"), ann("2023-01-01", oak, "90001")}, "moved 0>1")
	f("a post box is no home", []record{ann("2020-01-01", oak, "62701"), ann("2023-01-01", "|po box|77", "10001")})
	f("no time, no order", []record{ann("", oak, "62701"), ann("2023-01-01", pine, "10001")})
	f("a few days between two records", []record{ann("2022-12-20", oak, "62701"), ann("2023-01-01", pine, "10001")})
	f("a few days, but several records", []record{
		ann("2021-01-01", oak, "62701"), ann("2022-12-20", oak, "62701"), ann("2023-01-01", pine, "10001"), ann("2024-01-01", pine, "10001"),
	}, "moved 1>2")

	lee := record{given: "ann", family: "lee", birth: "1980-04-05"}
	named := func(at, given, family string) record {
		r := lee
		r.at, r.given, r.family = at, given, family
		return r
	}
	f("renamed", []record{named("2020-01-01", "ann", "lee"), named("2023-01-01", "ann", "morrison")}, "renamed 0>1")
	f("a nickname besides", []record{named("2020-01-01", "robert", "lee"), named("2023-01-01", "bob", "morrison")}, "renamed 0>1")
	f("a slip in the name", []record{named("2020-01-01", "ann", "morrison"), named("2023-01-01", "ann", "morison")})
	f("given and family name swapped", []record{named("2020-01-01", "ann", "morrison"), named("2023-01-01", "morrison", "ann")})
	f("another given name", []record{named("2020-01-01", "ann", "lee"), named("2023-01-01", "walter", "morrison")})
	f("one of two names", []record{named("2020-01-01", "ann", "garcia"), named("2023-01-01", "ann", "garcia lopez")})
	f("joined by a hyphen", []record{named("2020-01-01", "ann", "Lee"), named("2023-01-01", "ann", "Lee-Edwards")}, "renamed 0>1")
	f("a hyphen dropped", []record{named("2020-01-01", "ann", "Lee-Edwards"), named("2023-01-01", "ann", "Lee")})
	middle := named("2023-01-01", "ann", "morrison")
	middle.middle = "lee"
	f("the old name as middle name", []record{named("2020-01-01", "ann", "lee"), middle})

	son := ann("2023-01-01", pine, "10001")
	son.birth = "2004-09-17"
	f("two people", []record{ann("2020-01-01", oak, "62701"), son})
	common := record{at: "2020-01-01", given: "ann", family: "smith", street: oak, postcode: "62701"}
	later := common
	later.at, later.street, later.postcode = "2023-01-01", pine, "10001"
	f("a common name is no proof", []record{common, later})
	common.phone, later.phone = "+12125550143", "+12125550143"
	f("a phone is", []record{common, later}, "moved 0>1")

	f("new mailboxes and phones tell nothing", []record{
		{at: "2020-01-01", given: "ann", birth: "1980-04-05", email: "a@b.example", phone: "+12125550143"},
		{at: "2023-01-01", given: "ann", birth: "1980-04-05", email: "other@c.example", phone: "+19995550199"},
	})
	f("died", []record{{at: "2023-01-01", died: "y"}, {at: "2021-01-01", died: "y"}, {at: "2024-01-01", died: "n"}}, "deceased -1>1")
	f("a date of death without a time", []record{{died: "2020-05-06"}}, "deceased -1>0")
}

func TestCompare(t *testing.T) {
	was := Snapshot{
		Given: []byte("ann"), Family: []byte("lee"), Address: Address{Street: []byte(oak), Postcode: []byte("62701")},
		Email: []byte("ann@b.example"), Phone: []byte("+12125550143"),
	}
	now := ann("2023-01-01", pine, "10001")
	now.family, now.email, now.phone = "morrison", "ann.m@c.example", "+19995550199"
	f := func(name string, records []record, want ...Kind) {
		t.Helper()
		var got []Kind
		for _, k := range []Kind{Moved, Renamed, NewEmail, NewPhone} {
			if Compare(people(records, 0), k, 0, 0, was) {
				got = append(got, k)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	f("all changed", []record{now}, Moved, Renamed, NewEmail, NewPhone)
	old := ann("2020-01-01", oak, "62701")
	f("another record still says so", []record{now, old}, NewEmail, NewPhone)
	old.email, old.phone = "ann@b.example", "+12125550143"
	f("another record won", []record{now, old})
	same := ann("2023-01-01", "12|oka|", "62701")
	same.email, same.phone = "ann@b.exampel", "+12125550134"
	f("only slips", []record{same})
}
