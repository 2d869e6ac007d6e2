package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ID is a master as a person names it: by its ID, by an ID that it had, or by one of its records.
type ID struct {
	Domain  *Domain
	Master  string
	Was     []Redirect // how the ID that was asked for led here, oldest first
	Retired string     // since when the master has no records; empty for one that is alive
}

// Redirect is an ID that became another.
type Redirect struct {
	From string `json:"from"`
	To   string `json:"to"`
	At   string `json:"at"`
}

// Find finds the master that a name means: a master ID, current, merged or retired, or source/record_id.
// Without a domain all of them are searched.
func (r *Run) Find(ctx context.Context, domain, name string) (*ID, error) {
	var found []*ID
	for i := range r.Manifest.Domains {
		if domain != "" && r.Manifest.Domains[i].Name != domain {
			continue
		}
		d, err := r.Domain(r.Manifest.Domains[i].Name)
		if err != nil {
			return nil, err
		}
		ids, err := d.find(ctx, name)
		if err != nil {
			return nil, err
		}
		found = append(found, ids...)
	}
	switch len(found) {
	case 0:
		if domain != "" {
			if _, err := r.Domain(domain); err != nil {
				return nil, err
			}
		}
		return nil, &Error{r.Dir, fmt.Sprintf("no master or record %q; give a master ID, or source/record_id as in the crosswalk", name)}
	case 1:
		return found[0], nil
	}
	var names []string
	for _, id := range found {
		names = append(names, id.Domain.Manifest.Name+" "+id.Master)
	}
	return nil, &Error{r.Dir, fmt.Sprintf("%q is of several masters, name one: %s", name, strings.Join(names, ", "))}
}

// find finds the masters that a name means in one domain.
func (d *Domain) find(ctx context.Context, name string) ([]*ID, error) {
	if source, record, ok := strings.Cut(name, "/"); ok {
		return d.ofRecord(ctx, source, record)
	}
	id := &ID{Domain: d, Master: name}
	for range maxRedirects {
		alive, err := d.Where(ctx, "golden", "master_id", []string{id.Master}, "master_id")
		if err != nil {
			return nil, err
		}
		if alive.Rows > 0 {
			return []*ID{id}, nil
		}
		next, err := d.redirect(ctx, id)
		if err != nil || next == nil {
			return nil, err
		}
		if id = next; id.Retired != "" {
			return []*ID{id}, nil
		}
	}
	return nil, fmt.Errorf("%s: redirects of %s lead in a circle", d.path("events"), name)
}

// maxRedirects bounds a chain of merges.
const maxRedirects = 1000

// ofRecord finds the masters of a record ID; there are several where records share it.
func (d *Domain) ofRecord(ctx context.Context, source, record string) ([]*ID, error) {
	t, err := d.Where(ctx, "crosswalk", "record_id", []string{record}, "master_id", "source")
	if err != nil {
		return nil, err
	}
	var out []*ID
	for i := range t.Rows {
		master := t.Text(i, "master_id")
		if t.Text(i, "source") == source && !slices.ContainsFunc(out, func(id *ID) bool { return id.Master == master }) {
			out = append(out, &ID{Domain: d, Master: master})
		}
	}
	return out, nil
}

// redirect follows one merge, or notes the retirement; nil for an ID that nothing is known of.
func (d *Domain) redirect(ctx context.Context, id *ID) (*ID, error) {
	merged, err := d.Where(ctx, "events", "old_master_id", []string{id.Master})
	if err != nil {
		return nil, err
	}
	for i := merged.Rows - 1; i >= 0; i-- {
		if merged.Text(i, "event") == "merged" {
			to := merged.Text(i, "master_id")
			return &ID{Domain: d, Master: to, Was: append(id.Was, Redirect{id.Master, to, merged.Text(i, "at")})}, nil
		}
	}
	retired, err := d.Where(ctx, "events", "master_id", []string{id.Master})
	if err != nil {
		return nil, err
	}
	for i := retired.Rows - 1; i >= 0; i-- {
		if retired.Text(i, "event") == "retired" {
			return &ID{Domain: d, Master: id.Master, Was: id.Was, Retired: retired.Text(i, "at")}, nil
		}
	}
	return nil, nil
}
