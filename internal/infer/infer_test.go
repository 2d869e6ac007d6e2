package infer

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gildmdm/gild/internal/table"
)

// sample makes one value of a column; values of one row share the generator's row number.
type sample func(r *rand.Rand, row int) string

func oneOf(list string) sample {
	words := strings.Split(list, ",")
	return func(r *rand.Rand, _ int) string { // skewed, as real values are
		return words[min(r.IntN(len(words)), r.IntN(len(words)))]
	}
}

func format(f string, n ...int) sample {
	return func(r *rand.Rand, row int) string {
		var args []any
		for _, x := range n {
			if x == 0 {
				args = append(args, row)
			} else {
				args = append(args, 1+r.IntN(x))
			}
		}
		return fmt.Sprintf(f, args...)
	}
}

func joined(separator string, parts ...sample) sample {
	return func(r *rand.Rand, row int) string {
		var out []string
		for _, p := range parts {
			out = append(out, p(r, row))
		}
		return strings.Join(out, separator)
	}
}

// sometimes leaves a share of the values out.
func sometimes(share float64, s sample) sample {
	return func(r *rand.Rand, row int) string {
		if v := s(r, row); r.Float64() < share {
			return v
		}
		return ""
	}
}

const (
	germanGiven  = "Jürgen,Günther,Heinz,Ulrike,Birgit,Sabine,Horst,Wolfgang,Uwe,Petra,Anke,Detlef,Renate,Ingeborg,Jens,Torsten,Kerstin,Heike,Dörte,Gerlinde"
	germanFamily = "Müller,Schmidt,Schneider,Fischer,Weber,Meyer,Wagner,Becker,Schulz,Hoffmann,Schäfer,Koch,Bauer,Richter,Klein,Wolf,Schröder,Neumann,Schwarz,Zimmermann,Braun,Krüger,Hofmann,Hartmann,Lange,Schmitt,Werner,Krause,Lehmann,Köhler"
	usGiven      = "James,Mary,John,Patricia,Robert,Linda,Michael,Barbara,William,Elizabeth,David,Jennifer,Richard,Susan,Charles,Margaret,Joseph,Dorothy,Daniel,Nancy"
	usFamily     = "Smith,Johnson,Williams,Jones,Brown,Davis,Miller,Wilson,Moore,Taylor,Anderson,Jackson,White,Harris,Martin,Thompson,Garcia,Martinez,Robinson,Clark,Rodriguez,Lewis,Walker,Hall"
	germanTowns  = "Berlin,Hamburg,München,Köln,Frankfurt,Stuttgart,Leipzig,Dortmund,Essen,Bremen,Quakenbrück,Bad Oldesloe"
	usTowns      = "Springfield,Chicago,Houston,Phoenix,Dallas,Austin,Boston,Denver,Seattle,Riverton,Oak Hill,Lakewood"
	streets      = "Main Street,Oak Avenue,Park Road,Elm Street,Maple Drive,Cedar Lane,Hill Road,Lake Drive,Pine Street,River Road"
	brands       = "Sony,Panasonic,Canon,Samsung,Bosch,Philips"
	things       = "Digital Camera,LCD Television,Cordless Phone,Coffee Maker,Vacuum Cleaner,Car Stereo,Ink Cartridge"
)

// field is a column of made-up data: its header and its values.
type field struct {
	header string
	value  sample
}

func made(t testing.TB, name string, rows int, opaque bool, fields []field) *table.Table {
	r := rand.New(rand.NewPCG(7, 7))
	out := [][]string{{}}
	for i, f := range fields {
		if opaque {
			f.header = fmt.Sprintf("c%d", i+1)
		}
		out[0] = append(out[0], f.header)
	}
	for row := 1; row <= rows; row++ {
		var line []string
		for _, f := range fields {
			line = append(line, f.value(r, row))
		}
		out = append(out, line)
	}
	return makeTable(t, name, out)
}

// remembered makes a sample return one value a row, so that another column can repeat it.
func remembered(s sample) sample {
	seen := map[int]string{}
	return func(r *rand.Rand, row int) string {
		if _, ok := seen[row]; !ok {
			seen[row] = s(r, row)
		}
		return seen[row]
	}
}

// lower is a sample in lower case ASCII.
func lower(s sample) sample {
	return func(r *rand.Rand, row int) string {
		return strings.Map(foldRune, s(r, row))
	}
}

// madeSets are small sets of each kind, as exports look, none of them measured on.
func madeSets() map[string][]field {
	given, family := remembered(oneOf(germanGiven)), remembered(oneOf(germanFamily))
	brand, thing, model := remembered(oneOf(brands)), remembered(oneOf(things)), remembered(format("KX-%d", 9000))
	day := joined(".", format("%02d", 28), format("%02d", 12), func(r *rand.Rand, _ int) string { return fmt.Sprint(1930 + r.IntN(75)) })
	recent := joined("-", func(r *rand.Rand, _ int) string { return fmt.Sprint(2020 + r.IntN(6)) }, format("%02d", 12), format("%02d", 28))
	return map[string][]field{
		"german": {{"Kundennr", format("%06d", 0)}, {"Vorname", given}, {"Nachname", family}, {"Geburtsdatum", day}, {"Straße", joined("", oneOf("Haupt,Bahnhof,Garten,Linden,Schul"), oneOf("straße"))},
			{"Hausnr", format("%d", 150)}, {"PLZ", format("4%04d", 300)}, {"Ort", oneOf(germanTowns)}, {"Telefon", format("0%d/%d", 999, 9999999)}, {"E-Mail", joined("@", joined(".", lower(given), lower(family)), oneOf("web.example,gmx.example"))},
			{"Geändert am", recent}},
		"tax form": {{"ssn", format("%03d-%02d-%04d", 899, 99, 9999)}, {"first_name", oneOf(usGiven)}, {"middle_initial", oneOf("A,B,C,D,E,F,G,H,J,K,L,M,R,S,T")}, {"last_name", oneOf(usFamily)},
			{"mailing_address_street_number", format("%d", 900)}, {"mailing_address_street_name", lower(oneOf(streets))}, {"mailing_address_unit_number", sometimes(.2, format("apt %d", 20))}, {"mailing_address_po_box", sometimes(.05, format("po box %d", 999))},
			{"mailing_address_city", oneOf(usTowns)}, {"mailing_address_state", oneOf("WA,OR,CA,TX")}, {"mailing_address_zipcode", format("9%04d", 400)}, {"employer_id", format("%d", 90)}, {"employer_name", oneOf("Acme Inc,Miller Foods,City Hospital,State University")},
			{"employer_city", oneOf(usTowns)}, {"employer_zipcode", format("9%04d", 40)}, {"wages", format("%d.50", 90000)}},
		"foreigners": {{"id", format("%d", 0)}, {"fname", oneOf("OLENA,IVAN,MARIA,ANDRIY,OKSANA,NGUYEN,VAN,THI,OLEH,IRYNA,TARAS,YULIIA,BOHDAN")}, {"sname", sometimes(.3, oneOf("THI,VAN,ANNA,MARIA,PETRO,OLHA"))}, {"surname", oneOf("SHEVCHENKO,KOVALENKO,BONDARENKO,TRAN,PHAM,LE,HOANG,MELNYK,TKACHENKO,KRAVCHUK,LYSENKO,SAVCHENKO")},
			{"date", joined("-", func(r *rand.Rand, _ int) string { return fmt.Sprint(1940 + r.IntN(65)) }, format("%02d", 12), format("%02d", 28))}, {"region", format("%02d", 16)}, {"country", oneOf("031,166,012,009")}},
		"companies": {{"id", format("C%d", 0)}, {"name", joined(" ", oneOf("Alpha,Nordic,Blue,United,Delta,Kappa,Omega,Vertex,Summit,Atlas"), oneOf("Steel,Trading,Foods,Systems,Motors,Textiles"), oneOf("GmbH,Ltd,Inc,S.A.,AG"))},
			{"address", joined(", ", joined(" ", format("%d", 200), oneOf(streets)), oneOf(usTowns), format("%05d", 99999))}, {"vat_no", format("DE%09d", 999999999)}, {"phone", format("+49 30 %d", 9999999)}, {"status", oneOf("active,inactive")}},
		"products": {{"sku", format("A-%05d", 0)}, {"product_name", joined(" ", brand, thing, model)}, {"manufacturer", brand}, {"modelno", model}, {"category", oneOf("Cameras,TV,Phones,Kitchen")}, {"list_price", format("$%d.99", 900)}},
		"music": {{"id", format("%d", 0)}, {"number", format("%d", 20)}, {"title", joined(" ", oneOf("Love,Night,Blue,River,Dream,Golden"), oneOf("of the,in my,and the,on a"), oneOf("Moon,Road,Heart,Fire,Sky,Rain,Sea"), format("%d", 300))}, {"length", format("%d", 400000)},
			{"artist", joined(" ", oneOf(usGiven), oneOf(usFamily))}, {"album", joined(" ", oneOf("Best of,Live at,Songs of"), oneOf(usTowns))}, {"year", func(r *rand.Rand, _ int) string { return fmt.Sprint(1970 + r.IntN(50)) }}, {"language", oneOf("English,German,French")}},
	}
}

func TestInferMade(t *testing.T) {
	var got strings.Builder
	for _, name := range slices.Sorted(maps.Keys(madeSets())) {
		for _, opaque := range []bool{false, true} {
			tab := made(t, "a", 1500, opaque, madeSets()[name])
			describeResult(&got, name, opaque, Infer([]*table.Table{tab}, Options{}), []*table.Table{tab})
		}
	}
	golden(t, "made.golden", got.String())
}

// Two silos without headers: what the first has by its values, the second may borrow.
func TestInferSeveralOpaque(t *testing.T) {
	sets := madeSets()
	a := made(t, "crm", 2000, true, sets["german"])
	b := made(t, "shop", 2000, true, []field{{"", format("S%d", 0)}, {"", joined(", ", oneOf(germanFamily), oneOf(germanGiven))}, {"", oneOf(germanTowns)}, {"", format("%d.99", 500)}})
	var got strings.Builder
	describeResult(&got, "two silos", true, Infer([]*table.Table{a, b}, Options{}), []*table.Table{a, b})
	golden(t, "several.golden", got.String())
}

func TestInferDegenerate(t *testing.T) {
	for name, tab := range map[string]*table.Table{
		"no columns":  {Source: "a"},
		"no rows":     makeTable(t, "a", [][]string{{"id", "name"}}),
		"empty cells": makeTable(t, "a", [][]string{{"id", "name"}, {"", ""}, {"", ""}}),
		"one cell":    makeTable(t, "a", [][]string{{""}, {"x"}}),
	} {
		res := Infer([]*table.Table{tab}, Options{})
		if len(res.Sources) != 1 || res.Kind == "" {
			t.Errorf("%s: %+v", name, res)
		}
	}
	if res := Infer(nil, Options{}); len(res.Sources) != 0 {
		t.Errorf("no tables: %+v", res)
	}
}

// Neither the order of rows, nor that of dictionaries, nor the number of workers changes anything.
func TestInferOrderFree(t *testing.T) {
	for name, fields := range madeSets() {
		rows := 2*sampleSize + 1000
		a := made(t, "a", rows, name == "german", fields)
		want := Infer([]*table.Table{a}, Options{Workers: 1})
		got := Infer([]*table.Table{reversed(t, a)}, Options{Workers: 3})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// reversed has the rows in reverse and dictionaries numbered anew.
func reversed(t testing.TB, tab *table.Table) *table.Table {
	rows := [][]string{{}}
	for _, c := range tab.Columns {
		rows[0] = append(rows[0], c.Name)
	}
	for row := tab.Rows - 1; row >= 0; row-- {
		var line []string
		for _, c := range tab.Columns {
			line = append(line, c.Dict.String(c.Codes[row]))
		}
		rows = append(rows, line)
	}
	return makeTable(t, tab.Source, rows)
}
