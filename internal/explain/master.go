package explain

import (
	"context"

	"github.com/gildmdm/gild/internal/store"
)

// newMaster explains what holds a master together.
func newMaster(ctx context.Context, d *store.Domain, id string) (*Master, error) {
	m := &Master{Domain: d.Manifest.Name, Master: id}
	of, err := records(ctx, d, id)
	if err != nil {
		return nil, err
	}
	attributes, err := values(ctx, d, of)
	if err != nil {
		return nil, err
	}
	for k, r := range of {
		m.Records = append(m.Records, MasterRecord{r, attributes[k]})
	}
	if m.Links, err = links(ctx, d, of); err != nil {
		return nil, err
	}
	if weakest := hold(m.Links); weakest >= 0 {
		m.Apart = apart(m.Links, weakest)
	}
	m.Unlinked = len(of)*(len(of)-1)/2 - len(m.Links)
	return m, nil
}
