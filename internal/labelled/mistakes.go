package labelled

import (
	"context"
	"strings"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/store"
)

// mistakes names the worst mistakes and says why each was made.
func (j *joined) mistakes(ctx context.Context, d *store.Domain, links *evaluate.Links, levels *store.Table, opt Options) ([]Mistake, error) {
	found := j.Worst(links, opt.Errors)
	out := make([]Mistake, len(found))
	for k, m := range found {
		out[k] = Mistake{Kind: m.Kind, Left: j.name(m.I), Right: j.name(m.J), Why: why(m, links)}
		if m.Link >= 0 {
			out[k].Probability, out[k].Rule = links.Probability[m.Link], links.Rules[links.Rule[m.Link]]
			out[k].Levels = levelsOf(levels, m.Link)
		}
	}
	if !opt.Values {
		return out, nil
	}
	return out, j.addValues(ctx, d, found, out)
}

// name is a record's source and ID.
func (j *joined) name(i uint32) string {
	if int(i) >= j.crosswalk {
		return j.Sources[j.Source[i]] + "/(not in the run)"
	}
	return j.Sources[j.Source[i]] + "/" + j.keys.id.Dict.String(j.keys.id.Codes[i])
}

// why says how a mistake came about, as far as the published tables tell.
func why(m evaluate.Mistake, links *evaluate.Links) string {
	switch {
	case m.Kind == evaluate.Absent:
		return "no link between their clusters: never a candidate pair, or too unlikely to be kept"
	case m.Kind == evaluate.Missed:
		return "likely by itself, but the records around it speak against it"
	case links.Probability[m.Link] < .5:
		return "linked through others, unlikely by itself"
	}
	return "likely by itself"
}

// levelsOf gives the level of each comparison of a link, in the order of the table.
func levelsOf(t *store.Table, link int) []Level {
	var out []Level
	for _, name := range t.Names() {
		if comparison, ok := strings.CutPrefix(name, "level_"); ok {
			out = append(out, Level{comparison, t.Text(link, name)})
		}
	}
	return out
}

// addValues adds what the sources say of the records of each mistake.
func (j *joined) addValues(ctx context.Context, d *store.Domain, found []evaluate.Mistake, out []Mistake) error {
	records, err := d.Table(ctx, "records")
	if err != nil {
		return err
	}
	// records.parquet has the records of the crosswalk in the same order.
	for k, m := range found {
		for _, name := range records.Names() {
			attribute, raw := strings.CutPrefix(name, "raw_")
			if !raw {
				continue
			}
			v := Values{Attribute: attribute}
			if int(m.I) < j.crosswalk {
				v.Left = records.Text(int(m.I), name)
			}
			if int(m.J) < j.crosswalk {
				v.Right = records.Text(int(m.J), name)
			}
			if v.Left+v.Right != "" {
				out[k].Values = append(out[k].Values, v)
			}
		}
	}
	return nil
}
