package standard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Garbled reports whether a value is UTF-8 that some program took for Windows-1252, as "DÃ­az" is, and can be told what it was.
func Garbled(raw []byte) bool {
	s := string(raw)
	return ungarbled(s) != s
}

// ungarbled turns "DÃ­az" back into "Díaz". What is not certain stays: a text that has other letters as well, or that would become
// anything but Latin letters and punctuation.
func ungarbled(s string) string {
	// Fast path: every garbled letter begins with one that has this byte.
	if strings.IndexByte(s, 0xc3) < 0 {
		return s
	}
	b, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(b) {
		return s
	}
	for _, r := range b {
		if r >= utf8.RuneSelf && !unicode.Is(unicode.Latin, r) && !unicode.IsPunct(r) {
			return s
		}
	}
	return b
}
