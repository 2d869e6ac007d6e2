package standard

import "testing"

// TestChecked: published examples of sound numbers, and the same with a digit changed or two swapped.
func TestChecked(t *testing.T) {
	for _, tt := range []struct {
		kind, value, canonical string
		want                   Quality
	}{
		{"luhn", "4539 1488 0343 6467", "4539148803436467", OK}, {"luhn", "4539 1488 0343 6476", "4539148803436476", Suspect}, {"luhn", "79927398713", "79927398713", OK}, {"luhn", "A1", "A1", Suspect},
		{"iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", OK}, {"iban", "gb82 west 1234 5698 7645 32", "GB82WEST12345698764532", Suspect},
		{"iban", "DE89370400440532013000", "DE89370400440532013000", OK}, {"iban", "DE89", "DE89", Suspect}, {"iban", "1289370400440532013000", "1289370400440532013000", Suspect},
		{"gtin", "4006381333931", "4006381333931", OK}, {"gtin", "4006381333913", "4006381333913", Suspect}, {"gtin", "036000291452", "036000291452", OK}, {"gtin", "96385074", "96385074", OK},
		{"gtin", "1234", "1234", Suspect}, {"gtin", "0000000000000", "", Placeholder},
		{"vat", "DE136695976", "DE136695976", OK}, {"vat", "DE 136 695 967", "DE136695967", Suspect}, {"vat", "IT00743110157", "IT00743110157", OK}, {"vat", "IT00743110158", "IT00743110158", Suspect},
		{"vat", "BE0428759497", "BE0428759497", OK}, {"vat", "BE0428759479", "BE0428759479", Suspect}, {"vat", "SE556188840401", "SE556188840401", OK}, {"vat", "FR40303265045", "FR40303265045", OK},
		{"vat", "FR4030326504", "FR4030326504", Suspect}, {"vat", "US123456789", "US123456789", Suspect}, {"vat", "N/A", "", Placeholder},
	} {
		kind, ok := Lookup(tt.kind)
		if !ok {
			t.Fatalf("no type %s", tt.kind)
		}
		var cell Cell
		kind.Standardise(tt.value, &Options{}, &cell)
		if got := cell.Quality(0); got != tt.want || string(cell.Canonical(0)) != tt.canonical {
			t.Errorf("%s %q: quality %v, canonical %q; want %v, %q", tt.kind, tt.value, got, cell.Canonical(0), tt.want, tt.canonical)
		}
	}
}
