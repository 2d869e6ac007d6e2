package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// scalar is a sort of single value.
type scalar struct {
	wanted string // in an error: a number above 0
	valid  func(s string) bool
	schema map[string]any
}

// Names of scalars.
const (
	aText        = "text"
	aBoolean     = "boolean"
	aVersion     = "version"     // 1 and up; which is known is checked apart
	aCount       = "count"       // 1 and up
	aWhole       = "whole"       // 0 and up
	aPositive    = "positive"    // a number above 0
	aProbability = "probability" // a number above 0, at most 1
	aDegree      = "degree"      // 0 to 1
	aShare       = "share"       // 5% or 0.05
	aLeast       = "least"       // a share, or what may be missing from all: -10%
	aSize        = "size"        // 4GB or 75%
	aLength      = "length"      // 365d
)

// scalars lists all sorts of single values.
func scalars() map[string]scalar {
	share := func(lowest float64) map[string]any {
		sign := ""
		if lowest < 0 {
			sign = "-?"
		}
		return either(
			map[string]any{"type": "number", "minimum": lowest, "maximum": 1},
			map[string]any{"type": "string", "pattern": "^" + sign + `[0-9.]+ ?%$`})
	}
	return map[string]scalar{
		aText:     {"text", func(s string) bool { return s != "" }, map[string]any{"type": []string{"string", "number", "boolean"}, "minLength": 1}},
		aBoolean:  {"true or false", func(s string) bool { return s == "true" || s == "false" }, map[string]any{"type": "boolean"}},
		aVersion:  {"a whole number from 1", func(s string) bool { n, err := parseWhole(s); return err == nil && n > 0 }, map[string]any{"const": Version}},
		aCount:    {"a whole number from 1", func(s string) bool { n, err := parseWhole(s); return err == nil && n > 0 }, map[string]any{"type": "integer", "minimum": 1}},
		aWhole:    {"a whole number from 0", fine(parseWhole), map[string]any{"type": "integer", "minimum": 0}},
		aPositive: {"a number above 0", func(s string) bool { x, err := parseNumber(s); return err == nil && x > 0 }, map[string]any{"type": "number", "exclusiveMinimum": 0}},
		aProbability: {"a number above 0 and at most 1", func(s string) bool { x, err := parseNumber(s); return err == nil && x > 0 && x <= 1 },
			map[string]any{"type": "number", "exclusiveMinimum": 0, "maximum": 1}},
		aDegree: {"a number from 0 to 1", func(s string) bool { x, err := parseNumber(s); return err == nil && x >= 0 && x <= 1 },
			map[string]any{"type": "number", "minimum": 0, "maximum": 1}},
		aShare: {"a share such as 5% or 0.05", fine(parseShare), share(0)},
		aLeast: {"a share such as 90%, or -10% for 10% fewer", fine(parseLeast), share(-1)},
		aSize: {"a size such as 4GB, or a share of the machine such as 75%", fine(ParseMemory), either(map[string]any{"type": "number", "exclusiveMinimum": 0, "maximum": 1},
			map[string]any{"type": "string", "pattern": `^[0-9.]+ ?(%|[KMGT]i?B)$`})},
		aLength: {"a length of time such as 365d, 12w or 2y", fine(parseLength), map[string]any{"type": "string", "pattern": `^[0-9]+ ?[hdwy]$`}},
	}
}

func either(schemas ...any) map[string]any { return map[string]any{"anyOf": schemas} }

func fine[T any](parse func(string) (T, error)) func(string) bool {
	return func(s string) bool { _, err := parse(s); return err == nil }
}

func parseNumber(s string) (float64, error) {
	x, err := strconv.ParseFloat(s, 64)
	if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return 0, fmt.Errorf("%q is no number", s)
	}
	return x, err
}

func parseWhole(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err == nil && n < 0 {
		return 0, errors.New("negative")
	}
	return n, err
}

// parsePercent reads 5% as 5, 100 and 0.05 as 0.05, 1.
func parsePercent(s string) (x, whole float64, err error) {
	whole = 1
	if t, ok := strings.CutSuffix(s, "%"); ok {
		s, whole = strings.TrimSpace(t), 100
	}
	x, err = parseNumber(s)
	return x, whole, err
}

// parseShare reads 5% or 0.05.
func parseShare(s string) (float64, error) {
	x, whole, err := parsePercent(s)
	if err != nil || x < 0 || x > whole {
		return 0, errors.New("not between 0 and 1")
	}
	return x / whole, nil
}

// parseLeast reads 90%, 0.9, or how much may be missing: -10%, -0.1.
func parseLeast(s string) (float64, error) {
	x, whole, err := parsePercent(s)
	if err != nil || x < -whole || x > whole {
		return 0, errors.New("not between -1 and 1")
	}
	if math.Signbit(x) {
		x += whole
	}
	return x / whole, nil
}

// sizeUnits are the units of memory, the largest first.
func sizeUnits() []struct {
	name  string
	bytes int64
} {
	return []struct {
		name  string
		bytes int64
	}{
		{"TiB", 1 << 40}, {"TB", 1e12}, {"GiB", 1 << 30}, {"GB", 1e9}, {"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"KB", 1e3},
	}
}

// ParseMemory reads 4GB, 512MiB or 75%.
func ParseMemory(s string) (Memory, error) {
	for _, u := range sizeUnits() {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		x, err := parseNumber(strings.TrimSpace(number))
		if err != nil || x*float64(u.bytes) < 1 || x*float64(u.bytes) > 1<<53 {
			return Memory{}, errors.New("no size")
		}
		return Memory{Bytes: int64(math.Round(x * float64(u.bytes)))}, nil
	}
	x, err := parseShare(s)
	if err != nil || x == 0 {
		return Memory{}, errors.New("no share of the machine")
	}
	return Memory{Share: x}, nil
}

// Size writes bytes for people: 480 MB, 1.5 GB.
func Size(bytes int64) string {
	if bytes < 1e9 {
		return strconv.FormatInt((bytes+999_999)/1e6, 10) + " MB"
	}
	return strconv.FormatFloat(float64(bytes)/1e9, 'f', 1, 64) + " GB"
}

// String returns what ParseMemory reads.
func (m Memory) String() string {
	if m.Share > 0 {
		return percent(m.Share)
	}
	for _, u := range sizeUnits() {
		if m.Bytes%u.bytes == 0 {
			return strconv.FormatInt(m.Bytes/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatFloat(float64(m.Bytes)/1e3, 'f', -1, 64) + "KB"
}

// percent writes a share so that reading it gives the same number.
func percent(x float64) string {
	text := strconv.FormatFloat(x*100, 'g', 15, 64) + "%"
	if back, err := parseShare(text); err == nil && back == x {
		return text
	}
	return decimal(x)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

const day = 24 * time.Hour

// parseLength reads hours, days, weeks or years of 365 days: 36h, 365d, 12w, 2y.
func parseLength(s string) (time.Duration, error) {
	if s == "" {
		return 0, errors.New("empty")
	}
	units := map[byte]time.Duration{'h': time.Hour, 'd': day, 'w': 7 * day, 'y': 365 * day}
	unit, ok := units[s[len(s)-1]]
	n, err := parseWhole(strings.TrimSpace(s[:len(s)-1]))
	if !ok || err != nil || n == 0 || n > int(200*365*day/unit) {
		return 0, errors.New("no length of time")
	}
	return time.Duration(n) * unit, nil
}

// lengthText writes what parseLength reads; a part of an hour is lost.
func lengthText(d time.Duration) string {
	if d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	return strconv.FormatInt(int64(d/time.Hour), 10) + "h"
}
