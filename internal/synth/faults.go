package synth

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/encoding/charmap"
)

// keyboard knows which keys are neighbours, and which spellings sound alike.
type keyboard struct {
	rows  []string
	sound *strings.Replacer
}

func newKeyboard() keyboard {
	return keyboard{
		rows: []string{"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"},
		sound: strings.NewReplacer("ph", "f", "ck", "k", "ie", "ei", "ei", "ie", "sch", "sh", "ll", "l", "tt", "t", "nn", "n", "ss", "s",
			"mann", "man", "sen", "son", "ey", "y", "ea", "ee", "z", "s"),
	}
}

// beside returns the key to the left or right of a lower-case letter or digit, or the key itself.
func (k keyboard) beside(d dice, key rune) rune {
	for _, row := range k.rows {
		if i := strings.IndexRune(row, key); i >= 0 {
			i += 1 - 2*d.IntN(2)
			return rune(row[min(max(i, 0), len(row)-1)])
		}
	}
	return key
}

// slip makes, with probability p, one mistake in a word, seldom in its first letter.
func (k *clerk) slip(word string, p float64) string {
	if len(word) < 3 || !k.chance(p) {
		return word
	}
	r := []rune(word)
	if len(r) < 3 {
		return word
	}
	i := k.between(1, len(r)-1)
	if k.chance(0.03) {
		i = 0
	}
	switch x := k.Float64(); {
	case x < 0.25:
		r[i] = k.slips.beside(k.dice, unicode.ToLower(r[i]))
	case x < 0.45:
		r = append(r[:i], r[i+1:]...)
	case x < 0.60:
		r = append(r[:i+1], r[i:]...)
	case x < 0.80:
		i = max(i, 1)
		r[i-1], r[i] = r[i], r[i-1]
	default:
		return k.misheard(word)
	}
	return string(r)
}

// misheard respells a word by sound, or, where nothing sounds alike, by another vowel.
func (k *clerk) misheard(word string) string {
	if heard := k.slips.sound.Replace(word); heard != word {
		return heard
	}
	if i := strings.LastIndexAny(word, "aeiou"); i > 0 {
		return word[:i] + string("aeiou"[k.IntN(5)]) + word[i+1:]
	}
	return word
}

// digitSlip makes, with probability p, one mistake in a number: a wrong digit, or two swapped.
func (k *clerk) digitSlip(digits string, p float64) string {
	if len(digits) < 2 || !k.chance(p) {
		return digits
	}
	b := []byte(digits)
	i := k.between(1, len(b)-1)
	if k.chance(0.5) {
		b[i-1], b[i] = b[i], b[i-1]
	} else {
		b[i] = byte('0' + k.IntN(10))
	}
	return string(b)
}

// mailSlip makes, with probability p, a mistake in an e-mail address: in the name, or in the domain.
func (k *clerk) mailSlip(address string, p float64) string {
	if !k.chance(p) {
		return address
	}
	local, domain, _ := strings.Cut(address, "@")
	switch k.IntN(4) {
	case 0:
		return local + "@" + k.slip(strings.TrimSuffix(domain, ".example"), 1) + ".example"
	case 1:
		return local + "+news@" + domain
	default:
		return k.slip(local, 1) + "@" + domain
	}
}

// spell loses accents at the silo's rate: ü becomes ue, u, or the two
// characters that a program reading UTF-8 as Latin-1 shows.
func (k *clerk) spell(name string, s *silo) string {
	if ascii(name) == name || !k.chance(s.plain) {
		return name
	}
	switch x := k.Float64(); {
	case x < 0.45:
		return ascii(strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue").Replace(name))
	case x < 0.92:
		return ascii(name)
	}
	garbled, err := charmap.Windows1252.NewDecoder().String(name)
	if err != nil || strings.ContainsFunc(garbled, unicode.IsControl) {
		return ascii(name)
	}
	return garbled
}

// shortFamily shortens double names: the second Spanish surname is left out now and then, a hyphen more often.
func (k *clerk) shortFamily(family string) string {
	if first, second, ok := strings.Cut(family, "-"); ok {
		switch x := k.Float64(); {
		case x < 0.15:
			return first + " " + second
		case x < 0.30:
			return second
		}
		return family
	}
	if strings.HasPrefix(family, "De ") {
		return family
	}
	first, _, double := strings.Cut(family, " ")
	if double && k.chance(0.12) {
		return first
	}
	return family
}

// streetLine writes number, street and unit in one of the ways people write them, now and then without a part.
func (k *clerk) streetLine(h home, slip float64) (street, unit string) {
	if h.kind < 0 {
		return one(k.dice, []string{"PO Box ", "P.O. Box ", "Box "}) + h.unit, ""
	}
	short := k.IntN(2)
	parts := []string{strconv.Itoa(h.number)}
	if h.facing > 0 && !k.chance(0.01) {
		parts = append(parts, k.atlas.directions[h.facing][short])
	}
	parts = append(parts, k.slip(h.street, slip))
	if !k.chance(0.005) {
		kind := k.atlas.kinds[h.kind][short]
		if short == 1 && k.chance(0.2) && kind != "Way" {
			kind += "."
		}
		parts = append(parts, kind)
	}
	if h.unit != "" && !k.chance(0.03) {
		unit = one(k.dice, []string{"Apt ", "Apt. ", "#", "Unit ", "Apartment "}) + h.unit
	}
	return strings.Join(parts, " "), unit
}

// dodge fills one field with something that a mandatory field accepts and nobody means.
func (k *clerk) dodge(r *record) {
	switch k.IntN(7) {
	case 0:
		r.birth = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	case 1:
		r.birth = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	case 2:
		r.email, r.verified = one(k.dice, []string{"test@test.example", "none@none.example", "noreply@shop.example"}), false
	case 3:
		r.email, r.verified = one(k.dice, []string{"unknown", "n/a", "-"}), false
	case 4:
		r.mobile = one(k.dice, []string{"0000000000", "9999999999", "1234567890"})
	case 5:
		r.street, r.unit = one(k.dice, []string{"N/A", "unknown", "-", "General Delivery"}), ""
	case 6: // the counter's own telephone
		r.mobile = "2125550100"
	}
}
