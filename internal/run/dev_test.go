package run

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gildmdm/gild/blocking"
	"github.com/gildmdm/gild/internal/table"
	"github.com/gildmdm/gild/match"
)

type dcol struct {
	name  string
	kind  match.Kind
	group match.Group
	role  match.Role
	parts []blocking.Part
	cols  []string
}

func load(t *testing.T, path string) ([]string, [][]string) {
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[0], rows[1:]
}

func TestDev(t *testing.T) {
	set := os.Getenv("SET")
	v := []blocking.Part{blocking.Value}
	nm := []blocking.Part{blocking.Value, blocking.Sound, blocking.Start}
	dt := []blocking.Part{blocking.Value, blocking.Year, blocking.MonthDay, blocking.YearMonth}
	specs := map[string][]dcol{
		"febrl3": {
			{"given", match.Name, match.Personal, match.Given, nm, []string{"given_name"}},
			{"family", match.Name, match.Family, match.FamilyName, nm, []string{"surname"}},
			{"dob", match.Date, match.Personal, 0, dt, []string{"date_of_birth"}},
			{"ssn", match.Code, match.Personal, 0, v, []string{"soc_sec_id"}},
			{"street", match.Street, match.Home, 0, []blocking.Part{blocking.Value, blocking.House}, []string{"street_number", "address_1", "address_2"}},
			{"postcode", match.Code, match.Home, 0, v, []string{"postcode"}},
			{"city", match.Short, match.Home, 0, v, []string{"suburb"}},
		},
		"splink_fake1000": {
			{"given", match.Name, match.Personal, match.Given, nm, []string{"first_name"}},
			{"family", match.Name, match.Family, match.FamilyName, nm, []string{"surname"}},
			{"dob", match.Date, match.Personal, 0, dt, []string{"dob"}},
			{"email", match.Email, match.Contact, 0, []blocking.Part{blocking.Value, blocking.Local}, []string{"email"}},
			{"city", match.Short, match.Home, 0, v, []string{"city"}},
		},
		"rldata500": {
			{"given", match.Name, match.Personal, match.Given, nm, []string{"fname_c1"}},
			{"middle", match.Name, match.Personal, 0, nm, []string{"fname_c2"}},
			{"family", match.Name, match.Family, match.FamilyName, nm, []string{"lname_c1"}},
			{"dob", match.Date, match.Personal, 0, dt, []string{"by", "bm", "bd"}},
		},
		"historical_half": {
			{"given", match.Name, match.Personal, match.Given, nm, []string{"first_name"}},
			{"family", match.Name, match.Family, match.FamilyName, nm, []string{"surname"}},
			{"dob", match.Date, match.Personal, 0, dt, []string{"dob"}},
			{"birth_place", match.Short, match.Other, 0, v, []string{"birth_place"}},
			{"postcode", match.Code, match.Home, 0, v, []string{"postcode_fake"}},
			{"gender", match.Category, match.Other, 0, nil, []string{"gender"}},
			{"occupation", match.Short, match.Other, 0, v, []string{"occupation"}},
		},
		"flat": {
			{"given", match.Name, match.Personal, match.Given, nm, []string{"first_name"}},
			{"family", match.Name, match.Family, match.FamilyName, nm, []string{"last_name"}},
			{"dob", match.Date, match.Personal, 0, dt, []string{"dob"}},
			{"email", match.Email, match.Contact, 0, []blocking.Part{blocking.Value, blocking.Local}, []string{"email"}},
			{"phone", match.Phone, match.Contact, 0, []blocking.Part{blocking.Value, blocking.Last7}, []string{"phone"}},
			{"street", match.Street, match.Home, 0, []blocking.Part{blocking.Value, blocking.House}, []string{"street"}},
			{"postcode", match.Code, match.Home, 0, v, []string{"postcode"}},
			{"city", match.Short, match.Home, 0, v, []string{"city"}},
		},
	}
	spec, ok := specs[set]
	if !ok {
		t.Skip()
	}
	path, truth := "/work/shared/data/"+set+"/records.csv", "/work/shared/data/"+set+"/truth.csv"
	if set == "flat" {
		path, truth = os.Getenv("POP")+"/flat.csv", os.Getenv("POP")+"/truth.csv"
	}
	head, rows := load(t, path)
	at := map[string]int{}
	for i, h := range head {
		at[h] = i
	}
	p := &problem{workers: 2, maxPairs: 12_000_000}
	p.records.Rows = len(rows)
	p.records.Source = make([]uint16, len(rows))
	p.records.Sources = 1
	srcs := map[string]uint16{}
	if i, ok := at["source"]; ok {
		for r := range rows {
			s, ok := srcs[rows[r][i]]
			if !ok {
				s = uint16(len(srcs))
				srcs[rows[r][i]] = s
			}
			p.records.Source[r] = s
		}
		p.records.Sources = len(srcs)
	}
	ix := map[string]int{}
	for _, d := range spec {
		c := match.Column{Name: d.name, Dict: table.NewDict(), Codes: make([]uint32, len(rows))}
		for r, row := range rows {
			var s string
			switch {
			case d.kind == match.Street && len(d.cols) > 1:
				if row[at[d.cols[1]]] != "" {
					s = row[at[d.cols[0]]] + "|" + row[at[d.cols[1]]] + "|" + row[at[d.cols[2]]]
				}
			case d.kind == match.Street:
				if n, rest, ok := strings.Cut(row[at[d.cols[0]]], " "); ok {
					rest = strings.ToLower(rest)
					u := ""
					for _, k := range []string{" apt ", " #", ", unit "} {
						if a, b, ok := strings.Cut(rest, k); ok {
							rest, u = a, b
						}
					}
					for _, k := range [][2]string{{" st", " street"}, {" ave", " avenue"}, {" rd", " road"}, {" ln", " lane"}, {" dr", " drive"}, {" ct", " court"}, {" pl", " place"}} {
						if strings.HasSuffix(rest, k[0]) {
							rest = strings.TrimSuffix(rest, k[0]) + k[1]
						}
					}
					s = n + "|" + rest + "|" + u
				}
			case d.kind == match.Date && len(d.cols) == 3:
				s = fmt.Sprintf("%04s-%02s-%02s", row[at[d.cols[0]]], row[at[d.cols[1]]], row[at[d.cols[2]]])
			case d.kind == match.Date && len(row[at[d.cols[0]]]) == 8:
				x := row[at[d.cols[0]]]
				s = x[:4] + "-" + x[4:6] + "-" + x[6:]
			default:
				s = strings.ToLower(row[at[d.cols[0]]])
				if s == "0000000000" || s == "1900-01-01" || s == "test@test.example" || s == "unknown" || s == "n/a" {
					s = ""
				}
			}
			c.Codes[r], _ = c.Dict.Intern([]byte(s))
		}
		ix[d.name] = len(p.records.Columns)
		p.records.Columns = append(p.records.Columns, c)
		p.blocking = append(p.blocking, blocking.Column{Name: d.name, Dict: c.Dict, Codes: c.Codes, Parts: d.parts, Weak: d.group != match.Personal})
		p.neighbour.Grams = append(p.neighbour.Grams, d.kind == match.Name || d.kind == match.Text || d.kind == match.Short || d.kind == match.Email)
		p.neighbour.Tagged = append(p.neighbour.Tagged, d.kind == match.Date || d.kind == match.Code || d.kind == match.Category || d.kind == match.Phone)
		if d.kind == match.Street {
			p.fields = append(p.fields, match.Field{Name: "address", Kind: match.Address, Group: d.group, Columns: []int{ix["street"], ix["street"] + 1, ix["street"] + 2}})
		} else if _, ok := ix["street"]; ok && (d.name == "postcode" || d.name == "city") {
		} else {
			p.fields = append(p.fields, match.Field{Name: d.name, Kind: d.kind, Group: d.group, Role: d.role, Columns: []int{ix[d.name]}})
		}
	}
	if os.Getenv("NONEIGH") != "" {
		p.neighbour.Top = -1
	}
	t0 := time.Now()
	if f := os.Getenv("PROF"); f != "" {
		w, _ := os.Create(f)
		pprof.StartCPUProfile(w)
		defer pprof.StopCPUProfile()
	}
	r, err := resolve(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(set, time.Since(t0), "pairs/record", float64(r.pairs)/float64(len(rows)), "rounds", r.model.Rounds, r.model.Converged, "unique", r.unique, "links", len(r.links))
	for _, s := range r.stats {
		fmt.Printf("   %-40s %d pairs, gross %d, skipped %d (%d pairs)\n", s.Rule, s.Pairs, s.Gross, len(s.Skipped), s.Left)
	}
	for f := range r.model.Fields {
		fmt.Printf("   %-10s", r.model.Fields[f].Name)
		for l := 1; l < len(r.model.Fields[f].M); l++ {
			fmt.Printf(" %.3f/%.1f", r.model.Fields[f].M[l], r.model.Fields[f].Weight(l))
		}
		fmt.Println()
	}
	fmt.Println("   match", r.model.Match, "pairs", r.model.Pairs)
	for _, c := range r.model.Related {
		fmt.Printf("   related %05b %.3g\n", c.Groups, c.Share)
	}
	// score
	_, tr := load(t, truth)
	ent := map[string]string{}
	for _, x := range tr {
		if set != "flat" {
			x[0] = ""
		}
		ent[x[0]+"/"+x[1]] = x[2]
	}
	type ce struct {
		c uint32
		e string
	}
	cnt, ecnt := map[ce]int{}, map[string]int{}
	tp, pred, tru := 0, 0, 0
	ccnt := map[uint32]int{}
	keys := make([]string, len(rows))
	for i, row := range rows {
		k := "/" + row[at["id"]]
		if set == "flat" {
			k = row[0] + k
		}
		e := ent[k]
		keys[i] = e
		c := r.clusters.Of[i]
		tp += cnt[ce{c, e}]
		cnt[ce{c, e}]++
		pred += ccnt[c]
		ccnt[c]++
		tru += ecnt[e]
		ecnt[e]++
	}
	hit := 0
	for _, l := range r.links {
		if keys[l.I] == keys[l.J] {
			hit++
		}
	}
	// what the false pairs look like
	type pk struct{ g, d int }
	fp := map[string]int{}
	for k := range r.clusters.Len() {
		m := r.clusters.List(k)
		for a := range m {
			for _, b := range m[a+1:] {
				if keys[m[a]] != keys[b] {
					pat := r.comparer.Pattern(m[a], b)
					s := ""
					for f := range p.fields {
						l := pat.Level(f)
						switch {
						case l == 0:
							s += " -"
						case l <= 6:
							s += " ="
						default:
							s += fmt.Sprintf(" %d", l)
						}
					}
					fp[s]++
				}
			}
		}
	}
	type kv struct {
		s string
		n int
	}
	var list []kv
	for s, n := range fp {
		list = append(list, kv{s, n})
	}
	slices.SortFunc(list, func(a, b kv) int { return b.n - a.n })
	for _, x := range list[:min(25, len(list))] {
		fmt.Println("   FP", x.n, x.s)
	}
	P, R := float64(tp)/float64(pred), float64(tp)/float64(tru)
	fmt.Printf("%s F1 %.4f P %.4f R %.4f  links complete %.4f\n", set, 2*P*R/(P+R), P, R, float64(hit)/float64(tru))
}
