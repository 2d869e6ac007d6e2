package run

import (
	"context"
	"strings"

	"github.com/gildmdm/gild/internal/publish"
	"github.com/gildmdm/gild/internal/relation"
)

// related is what is known of the relations of a domain's masters.
type related struct {
	households *publish.Households // nil: no policy
	pairs      []relation.Pair     // of households
}

// relate finds which masters of a domain belong together.
func (f *flow) relate(ctx context.Context, d *domain) (string, error) {
	var parts []string
	if d.spec.Household.Policy != "" {
		if err := f.households(ctx, d); err != nil {
			return "", err
		}
		h := d.relations.households
		parts = append(parts, plural(len(h.IDs), "household")+" of "+plural(len(h.Member), "master"))
	}
	if parts == nil {
		return "nothing to relate", nil
	}
	return strings.Join(parts, ", "), nil
}

// writeHouseholds writes the tables of households, if there is a policy.
func (d *domain) writeHouseholds(ctx context.Context, t *publish.Tables) error {
	if d.relations.households == nil {
		return nil
	}
	return t.Households(ctx, d.relations.households)
}
