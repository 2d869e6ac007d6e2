package kernel

// soundexCodes are the digits of a to z; 0 for vowels, h, w and y. Vowels part equal digits, h and w do not.
const soundexCodes = "01230120022455012623010202"

// Soundex returns the American Soundex code of a lower- or upper-case ASCII name,
// as the National Archives define it: Jackson J250, Ashcraft A261, Pfister P236.
// Anything but letters is passed over; without a letter the code is 0000.
func Soundex(b []byte) [4]byte {
	out := [4]byte{'0', '0', '0', '0'}
	n := 0
	var last byte
	for _, c := range b {
		c |= 0x20
		if c < 'a' || c > 'z' {
			continue
		}
		code := soundexCodes[c-'a']
		switch {
		case n == 0:
			out[0], n = c-0x20, 1
		case code != '0' && code != last:
			out[n] = code
			n++
		}
		if n == len(out) {
			break
		}
		if c != 'h' && c != 'w' {
			last = code
		}
	}
	return out
}
