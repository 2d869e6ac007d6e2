// Package kernel interim.
package kernel

func JaroWinkler(a, b []byte) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	if len(b) > 64 {
		a, b = a[:min(64, len(a))], b[:64]
	}
	w := max(len(b)/2-1, 0)
	var ma, mb uint64
	m := 0
	for i, c := range a {
		for j := max(0, i-w); j < min(len(b), i+w+1); j++ {
			if mb>>j&1 == 0 && b[j] == c {
				ma |= 1 << i
				mb |= 1 << j
				m++
				break
			}
		}
	}
	if m == 0 {
		return 0
	}
	t, j := 0, 0
	for i := range a {
		if ma>>i&1 == 0 {
			continue
		}
		for mb>>j&1 == 0 {
			j++
		}
		if a[i] != b[j] {
			t++
		}
		j++
	}
	fm := float64(m)
	jw := (fm/float64(len(a)) + fm/float64(len(b)) + (fm-float64(t/2))/fm) / 3
	if jw <= .7 {
		return jw
	}
	p := 0
	for p < 4 && p < len(a) && a[p] == b[p] {
		p++
	}
	return jw + .1*float64(p)*(1-jw)
}

func OSA(a, b []byte) int {
	if len(a) > 64 || len(b) > 64 {
		a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	}
	var p2, p1, cur [65]int
	for j := range p1 {
		p1[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			c := 1
			if a[i-1] == b[j-1] {
				c = 0
			}
			d := min(p1[j]+1, cur[j-1]+1, p1[j-1]+c)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, p2[j-2]+1)
			}
			cur[j] = d
		}
		p2, p1 = p1, cur
	}
	return p1[len(b)]
}

func Soundex(b []byte) [4]byte {
	codes := "01230120022455012623010202"
	out := [4]byte{'0', '0', '0', '0'}
	n := 0
	var last byte
	for _, c := range b {
		if c < 'a' || c > 'z' {
			continue
		}
		k := codes[c-'a']
		if n == 0 {
			out[0], n, last = c-32, 1, k
			continue
		}
		if k != '0' && k != last && n < 4 {
			out[n] = k
			n++
		}
		if c != 'h' && c != 'w' {
			last = k
		}
	}
	return out
}
