package standard

import "testing"

func TestGenerationsThatConflict(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"Dobbins Jr", "Dobbins Senior", true},
		{"Morris I", "Morris II", true},
		{"Morris II", "Morris III", true},
		{"Smith Jr.", "Smith II", false},
		{"Smith Sr", "Smith", false},
		{"John I", "John Jr", false}, // an initial
		{"Senior", "Smith Jr", false},
		{"Junior", "Smith Sr", false},
		{"Smith", "Jones", false},
	} {
		a, b := GenerationOf(tt.a, false), GenerationOf(tt.b, false)
		if a.Conflicts(b) != tt.want || b.Conflicts(a) != tt.want {
			t.Errorf("%q and %q: conflict %v, want %v", tt.a, tt.b, a.Conflicts(b), tt.want)
		}
	}
	if GenerationOf("Jr.", true) != junior {
		t.Error("a suffix by itself is not read")
	}
}
