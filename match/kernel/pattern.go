package kernel

// Pattern is one string made ready to be compared with many, as a record is with the others of its block.
// Its results are those of JaroWinkler and OSA, whichever of the two strings is the longer. The zero value is
// the empty string. It keeps a copy of the string; it is read by any number of goroutines, but Set is for one.
type Pattern struct {
	places [256]uint64 // by byte: the bits where it stands; all 0 for strings longer than word
	text   []byte
}

// Set makes b the string of p. It allocates only to hold a string longer than all before.
func (p *Pattern) Set(b []byte) {
	if len(p.text) <= word {
		for _, c := range p.text {
			p.places[c] = 0
		}
	}
	p.text = append(p.text[:0], b...)
	if len(b) <= word {
		for i, c := range b {
			p.places[c] |= 1 << i
		}
	}
}

// JaroWinkler returns the Jaro-Winkler similarity of p and t, 0 to 1, equal to the last bit to JaroWinkler of both.
func (p *Pattern) JaroWinkler(t []byte) float64 {
	if len(p.text) == 0 || len(t) == 0 || len(p.text) > word || len(t) > word {
		return JaroWinkler(p.text, t)
	}
	// Fast path: 30 ns where the byte loop takes 65 (names of nine letters), 450 where it takes 1,300 (50).
	a, b := p.text, t
	if len(a) > len(b) {
		a, b = b, a
	}
	m, o := jaroRun(&p.places, len(p.text), t)
	return boosted(jaroOf(m, o, len(a), len(b)), a, b)
}

// OSA returns the optimal string alignment distance of p and t.
func (p *Pattern) OSA(t []byte) int {
	switch {
	case len(p.text) == 0:
		return len(t)
	case len(p.text) <= word:
		return osaRun(&p.places, len(p.text), t)
	}
	return OSA(p.text, t)
}
