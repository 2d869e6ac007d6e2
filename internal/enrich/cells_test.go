package enrich

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestIsoTimesAreThoseOfTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := time.Unix(rapid.Int64Range(-62167219200, 253402300799).Draw(t, "second"), 0).UTC() // years 0 to 9999
		for _, l := range []string{time.DateTime, time.RFC3339, "2006-01-02T15:04:05"} {
			if got, ok := isoMicros([]byte(want.Format(l))); !ok || got != want.UnixMicro() {
				t.Fatalf("%s: %d %v, want %d", want.Format(l), got, ok, want.UnixMicro())
			}
		}
		if got, ok := isoMicros([]byte(want.Format(time.DateOnly))); !ok || got != want.Truncate(24*time.Hour).UnixMicro() {
			t.Fatalf("%s: %d %v", want.Format(time.DateOnly), got, ok)
		}
	})
	for _, v := range []string{"2025-02-30", "2025-13-01", "2025-00-01", "2025-01-01 24:00:00", "2025-01-01 10:61:00", "20250101", "2025/01/01", "x025-01-01", ""} {
		if _, ok := isoMicros([]byte(v)); ok {
			t.Errorf("%q is no time", v)
		}
	}
}

func TestAmounts(t *testing.T) {
	f := func(v string, want float64, ok bool) {
		t.Helper()
		got, is := amount([]byte(v))
		if is != ok || ok && got != want {
			t.Errorf("%q: %g %v, want %g %v", v, got, is, want, ok)
		}
	}
	f("0", 0, true)
	f("12.34", 12.34, true)
	f("-0.05", -.05, true)
	f(".5", .5, true)
	f("1,234.56", 1234.56, true)
	f("1.234,56", 1234.56, true)
	f("134,41", 134.41, true)
	f("$12.00", 12, true)
	f("12.00 EUR", 12, true)
	f("-$3.50", -3.5, true)
	f("(12.50)", -12.5, true)
	f("12.50-", -12.5, true)
	f("12345678901234567890", 12345678901234567890, true)
	f("abc", 0, false)
	f("-", 0, false)
	f("12 apples", 0, false)
	f("1-2", 0, false)
	f("2025-01-01", 0, false)
	if x, ok := amount(nil); !ok || !math.IsNaN(x) {
		t.Errorf("nothing is %g %v", x, ok)
	}
}
