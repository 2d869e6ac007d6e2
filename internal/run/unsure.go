package run

import (
	"fmt"
	"slices"
	"strings"
)

// Below these a run says that its data do not tell things apart well.
const (
	leastPrecision = .85
	leastRecall    = .75
)

// unsure says that matches and other pairs do not separate, and what would help; nothing if they do.
func (d *domain) unsure() string {
	e := d.found.expected
	if !(e.Precision < leastPrecision || e.Recall < leastRecall) { // neither may be known
		return ""
	}
	text := fmt.Sprintf("%s: what is compared does not tell things apart well: precision %.2f and recall %.2f are expected", d.spec.Name, e.Precision, e.Recall)
	var missing []string
	for _, name := range telling(d.spec.Kind) {
		if d.attribute(name) == nil {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		text += "; it would help to map " + strings.Join(missing, ", ")
	}
	return text + "; look at review.parquet"
}

// telling lists the attributes that tell things of a kind apart, the best first.
func telling(kind string) []string {
	switch kind {
	case "person", "employee":
		return []string{"birth_date", "email", "phone", "street", "national_id"}
	case "organisation":
		return []string{"tax_id", "registration_id", "street", "phone", "url"}
	case "mixed":
		return slices.Concat(telling("person")[:3], telling("organisation")[:3])
	case "product":
		return []string{"gtin", "sku", "brand", "model", "price"}
	case "place":
		return []string{"street", "postcode", "city", "phone"}
	}
	return nil
}
