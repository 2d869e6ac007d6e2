package run

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/gildmdm/gild/internal/config"
	"github.com/gildmdm/gild/match"
)

// TestModelOrder: a model fits the fields that it was trained on though other records say more of another one.
func TestModelOrder(t *testing.T) {
	then := []match.Field{{Name: "email", Kind: match.Email}, {Name: "family_name", Kind: match.Name}, {Name: "phone", Kind: match.Phone}}
	m := match.Model{Version: match.ModelVersion, Match: []float64{0, 0}, Pairs: []float64{0, 0}}
	for _, f := range then {
		m.Fields = append(m.Fields, match.FieldModel{Name: f.Name, Kind: f.Kind.String(), M: make([]float64, f.Kind.Levels()+1), U: make([]float64, f.Kind.Levels()+1)})
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	f := &flow{cfg: &config.Config{}}
	now := []match.Field{then[2], then[0], then[1]}
	if _, err := f.loadModel(path, now, 2); err != nil {
		t.Fatal(err)
	}
	for k := range then {
		if now[k].Name != then[k].Name {
			t.Errorf("field %d is %s, want %s", k, now[k].Name, then[k].Name)
		}
	}
	other := []match.Field{then[0], then[1], {Name: "birth_date", Kind: match.Date}}
	if _, err := f.loadModel(path, other, 2); err == nil {
		t.Error("a field that the model lacks is no error")
	}
}
