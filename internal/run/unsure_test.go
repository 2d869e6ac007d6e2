package run

import (
	"math"
	"strings"
	"testing"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/match/cluster"
)

// TestUnsure checks when a run doubts itself, and that it names what would help and is not there.
func TestUnsure(t *testing.T) {
	for _, tt := range []struct {
		e    cluster.Expectation
		want string
	}{
		{cluster.Expectation{Precision: .99, Recall: .9}, ""},
		{cluster.Expectation{Precision: math.NaN(), Recall: math.NaN()}, ""},
		{cluster.Expectation{Precision: .7, Recall: .9}, "it would help to map birth_date, phone, street, national_id"},
		{cluster.Expectation{Precision: .99, Recall: .5}, "recall 0.50"},
	} {
		d := &domain{spec: &config.Domain{Name: "customer", Kind: "person"}, attributes: []*attribute{{name: "email"}}, found: &resolution{expected: tt.e}}
		if got := d.unsure(); (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%+v: %q, want it to say %q", tt.e, got, tt.want)
		}
	}
}
