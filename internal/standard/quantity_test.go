package standard

import "testing"

func TestQuantity(t *testing.T) {
	for _, test := range []struct {
		in   string
		x    float64
		unit string
		ok   bool
	}{
		{"12", 12, "", true}, {"12.50 kg", 12.5, "kg", true}, {"$1,299.99", 1299.99, "$", true}, {"1.299,99 €", 1299.99, "€", true},
		{"USD 5", 5, "USD", true}, {"-48.137", -48.137, "", true}, {"1 000", 1000, "", true}, {"3 kg/m³", 3, "kg/m³", true},
		{"5 - 7 cm", 0, "", false}, {"on request", 0, "", false}, {"approximately 5", 0, "", false}, {"EUR 5 net", 0, "", false}, {"", 0, "", false},
	} {
		x, unit, ok := Quantity(test.in)
		if x != test.x || unit != test.unit || ok != test.ok {
			t.Errorf("Quantity(%q) = %v, %q, %v; want %v, %q, %v", test.in, x, unit, ok, test.x, test.unit, test.ok)
		}
	}
}
