package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gildmdm/gild/internal/parquet"
)

// View is one master whole. Times and dates are text as the tables have them.
type View struct {
	Domain  string     `json:"domain"`
	Master  string     `json:"master_id"`
	Was     []Redirect `json:"was,omitempty"`
	Retired string     `json:"retired,omitempty"`

	About     Row      `json:"about,omitempty"` // records, sources, confidence, completeness, created_at, changed_at
	Golden    []Value  `json:"golden,omitempty"`
	Records   []Record `json:"records,omitempty"`
	Links     []Link   `json:"links,omitempty"`   // between its records; the weakest one that holds it together is marked
	Derived   []Row    `json:"derived,omitempty"` // inferred: no source says so
	Relations []Row    `json:"relationships,omitempty"`
	Homes     []Home   `json:"households,omitempty"`
	Consent   []Row    `json:"consent,omitempty"`
	Life      []Row    `json:"life_events,omitempty"`

	Employments []Row `json:"employments,omitempty"`
	Accounts    []Row `json:"account_findings,omitempty"` // what is wrong with them

	Events    []Row  `json:"events,omitempty"`
	Summaries []Part `json:"summaries,omitempty"`
}

// Value is a golden value and where it comes from.
type Value struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
	From      string `json:"from"` // source/record_id
	Rule      string `json:"rule"`
	RunnerUp  string `json:"runner_up,omitempty"`
	Of        string `json:"runner_up_from,omitempty"`
	LostBy    string `json:"lost_by,omitempty"`
}

// Record is a source record and its values, as standardised.
type Record struct {
	Source     string `json:"source"`
	ID         string `json:"record_id"`
	Row        string `json:"row"`
	Confidence string `json:"confidence"`
	LinkedBy   string `json:"linked_by,omitempty"`
	Since      string `json:"since"`
	Values     Row    `json:"values"`
}

// Key names a record.
func (r *Record) Key() string { return r.Source + "/" + r.ID }

// Link is a pair of its records that was compared and linked.
type Link struct {
	Left        string  `json:"left"`
	Right       string  `json:"right"`
	Probability float64 `json:"probability"`
	Weight      float64 `json:"weight"`
	Rule        string  `json:"blocking_rule"`
	Weakest     bool    `json:"weakest,omitempty"` // without it the records would fall apart, at this probability
}

// Home is a household and its members.
type Home struct {
	Household Row   `json:"household"`
	Members   []Row `json:"members"`
}

// Cell is a column's name and a value.
type Cell struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Row is the cells of a row that have a value.
type Row []Cell

// Get returns a value; empty where there is none.
func (r Row) Get(name string) string {
	for _, c := range r {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// Part is a master's row of a summary, as gild enrich writes them.
type Part struct {
	File string `json:"file"`
	Row  Row    `json:"row"`
}

// row returns the cells of a row.
func (t *Table) row(i int) Row {
	var out Row
	for _, name := range t.names {
		if v := t.Text(i, name); v != "" {
			out = append(out, Cell{name, v})
		}
	}
	return out
}

// View gathers all that a run says of a master. Tables that the run does not have stay empty.
func (id *ID) View(ctx context.Context, summaries []string) (*View, error) {
	v := &View{Domain: id.Domain.Manifest.Name, Master: id.Master, Was: id.Was, Retired: id.Retired}
	for _, part := range []func(context.Context, *Domain) error{v.about, v.golden, v.records, v.links, v.homes, v.others} {
		if err := part(ctx, id.Domain); err != nil {
			return nil, err
		}
	}
	for _, path := range summaries {
		if err := v.summary(ctx, path); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (v *View) about(ctx context.Context, d *Domain) error {
	t, err := d.Where(ctx, "golden", "master_id", []string{v.Master}, "master_id", "records", "sources", "confidence", "completeness", "created_at", "changed_at")
	if err == nil && t.Rows > 0 {
		v.About = t.row(0)[1:]
	}
	return err
}

func (v *View) golden(ctx context.Context, d *Domain) error {
	t, err := d.Where(ctx, "lineage", "master_id", []string{v.Master})
	if err != nil {
		return err
	}
	for i := range t.Rows {
		g := Value{Attribute: t.Text(i, "attribute"), Value: t.Text(i, "value"), From: t.Text(i, "source") + "/" + t.Text(i, "record_id"), Rule: t.Text(i, "rule")}
		if t.Text(i, "source") == "" {
			g.From = "steward"
		}
		if g.RunnerUp = t.Text(i, "runner_up"); g.RunnerUp != "" {
			g.Of, g.LostBy = t.Text(i, "runner_up_source")+"/"+t.Text(i, "runner_up_record_id"), t.Text(i, "lost_by")
		}
		v.Golden = append(v.Golden, g)
	}
	return nil
}

func (v *View) records(ctx context.Context, d *Domain) error {
	crosswalk, err := d.Where(ctx, "crosswalk", "master_id", []string{v.Master})
	if err != nil {
		return err
	}
	values, err := d.Where(ctx, "records", "master_id", []string{v.Master})
	if err != nil {
		return err
	}
	for i := range crosswalk.Rows {
		r := Record{
			Source: crosswalk.Text(i, "source"), ID: crosswalk.Text(i, "record_id"), Row: crosswalk.Text(i, "row"),
			Confidence: crosswalk.Text(i, "confidence"), LinkedBy: crosswalk.Text(i, "linked_by"), Since: crosswalk.Text(i, "since"),
		}
		for k := range values.Rows {
			if values.Text(k, "source") != r.Source || values.Text(k, "record_id") != r.ID || values.Text(k, "row") != r.Row {
				continue
			}
			for _, c := range values.row(k) {
				switch {
				case strings.HasPrefix(c.Name, "raw_"), c.Name == "source", c.Name == "record_id", c.Name == "row", c.Name == "master_id":
				default:
					r.Values = append(r.Values, c)
				}
			}
		}
		v.Records = append(v.Records, r)
	}
	return nil
}

// links finds the links between its records, the strongest first.
func (v *View) links(ctx context.Context, d *Domain) error {
	if len(v.Records) < 2 {
		return nil
	}
	inside, ids := map[string]bool{}, []string(nil)
	for i := range v.Records {
		inside[v.Records[i].Key()+"#"+v.Records[i].Row] = true
		ids = append(ids, v.Records[i].ID)
	}
	t, err := d.Where(ctx, "links", "left_record_id", ids)
	if err != nil {
		return err
	}
	for i := range t.Rows {
		left, right := t.Text(i, "left_source")+"/"+t.Text(i, "left_record_id"), t.Text(i, "right_source")+"/"+t.Text(i, "right_record_id")
		if !inside[left+"#"+t.Text(i, "left_row")] || !inside[right+"#"+t.Text(i, "right_row")] {
			continue
		}
		l := Link{Left: left, Right: right, Rule: t.Text(i, "blocking_rule")}
		l.Probability, _ = strconv.ParseFloat(t.Text(i, "probability"), 64)
		if l.Weight, err = strconv.ParseFloat(t.Text(i, "weight"), 64); err != nil || math.IsInf(l.Weight, 0) {
			l.Weight = math.MaxFloat64 // a rule that decides; JSON knows no infinity
		}
		v.Links = append(v.Links, l)
	}
	slices.SortStableFunc(v.Links, func(a, b Link) int { return cmp.Compare(b.Weight, a.Weight) })
	v.weakest()
	return nil
}

// weakest marks the link that holds the records together: added strongest first, the last one that still joins two parts.
func (v *View) weakest() {
	parent := map[string]string{}
	var root func(k string) string
	root = func(k string) string {
		if p, ok := parent[k]; ok && p != k {
			return root(p)
		}
		return k
	}
	last := -1
	for i, l := range v.Links {
		if a, b := root(l.Left), root(l.Right); a != b {
			parent[a], last = b, i
		}
	}
	if last >= 0 {
		v.Links[last].Weakest = true
	}
}

// homes finds the master's households and who else lives there.
func (v *View) homes(ctx context.Context, d *Domain) error {
	if !d.Has("household_members") {
		return nil
	}
	own, err := d.Where(ctx, "household_members", "master_id", []string{v.Master}, "household_id")
	if err != nil {
		return err
	}
	for i := range own.Rows {
		id := []string{own.Text(i, "household_id")}
		household, err := d.Where(ctx, "households", "household_id", id)
		if err != nil {
			return err
		}
		members, err := d.Where(ctx, "household_members", "household_id", id)
		if err != nil {
			return err
		}
		h := Home{}
		if household.Rows > 0 {
			h.Household = household.row(0)
		}
		for k := range members.Rows {
			h.Members = append(h.Members, members.row(k)[1:]) // the household is said already
		}
		v.Homes = append(v.Homes, h)
	}
	return nil
}

// others reads the tables that not every run has.
func (v *View) others(ctx context.Context, d *Domain) error {
	for _, t := range []struct {
		name string
		to   *[]Row
	}{
		{"derived", &v.Derived}, {"relationships", &v.Relations}, {"consent", &v.Consent}, {"life_events", &v.Life}, {"events", &v.Events},
		{"employments", &v.Employments}, {"account_findings", &v.Accounts},
	} {
		if !d.Has(t.name) {
			continue
		}
		columns, err := d.Columns(t.name)
		if err != nil {
			return err
		}
		for _, c := range columns {
			if c != "master_id" && !strings.HasSuffix(c, "_master_id") || c == "manager_master_id" {
				continue // whom a manager leads is in the view of those
			}
			found, err := d.Where(ctx, t.name, c, []string{v.Master})
			if err != nil {
				return err
			}
			for i := range found.Rows {
				if row := found.row(i); !slices.ContainsFunc(*t.to, func(r Row) bool { return slices.Equal(r, row) }) {
					*t.to = append(*t.to, row)
				}
			}
		}
	}
	return nil
}

// summary finds the master's row of a summary.
func (v *View) summary(ctx context.Context, path string) error {
	f, err := parquet.Open(path)
	if err != nil {
		return &Error{path, fmt.Sprintf("cannot be read as a summary (%v); give a Parquet file of gild enrich --summary", err)}
	}
	defer f.Close()
	t, err := where(ctx, f, path, "master_id", []string{v.Master}, nil)
	if err != nil {
		return err
	}
	p := Part{File: path}
	if t.Rows > 0 {
		for _, c := range t.row(0) {
			if c.Name != "master_id" {
				p.Row = append(p.Row, c)
			}
		}
	}
	v.Summaries = append(v.Summaries, p)
	return nil
}
