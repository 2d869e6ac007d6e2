package synth

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed names/*.tsv names/nicknames.txt
var nameFiles embed.FS

// culture is the names of one language, by frequency.
type culture struct {
	language             string
	family, female, male weighted[string]
	rare                 morphemes
}

// lexicon is everything known of names. Read-only once made.
type lexicon struct {
	cultures  weighted[*culture]
	english   *culture
	nicknames map[string][]string
}

// newLexicon reads the embedded lists.
func newLexicon() (*lexicon, error) {
	lex := &lexicon{}
	for _, c := range []struct {
		language string
		share    float64
	}{{"english", 84}, {"spanish", 6}, {"german", 4}, {"french", 3}, {"polish", 3}} {
		names, err := readCulture(c.language)
		if err != nil {
			return nil, err
		}
		lex.cultures.add(names, c.share)
	}
	lex.english = lex.cultures.items[0]
	var err error
	lex.nicknames, err = readNicknames()
	return lex, err
}

func readCulture(language string) (*culture, error) {
	file := "names/" + language + ".tsv"
	text, err := nameFiles.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c := &culture{language: language, rare: newMorphemes()}
	lists := map[string]*weighted[string]{"family": &c.family, "female": &c.female, "male": &c.male}
	line := 0
	for row := range strings.Lines(string(text)) {
		line++
		f := strings.Split(strings.TrimSpace(row), "\t")
		if len(f) != 3 || lists[f[0]] == nil {
			return nil, fmt.Errorf("%s:%d: want family, female or male, a name and a weight, got %q", file, line, row)
		}
		weight, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: weight of %s: %w", file, line, f[1], err)
		}
		lists[f[0]].add(f[1], weight)
	}
	return c, nil
}

func readNicknames() (map[string][]string, error) {
	text, err := nameFiles.ReadFile("names/nicknames.txt")
	if err != nil {
		return nil, err
	}
	nicknames := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		nicknames[f[0]] = f[1:]
	}
	return nicknames, nil
}

// given draws a given name.
func (c *culture) given(d dice, female bool) string {
	if female {
		return c.female.pick(d)
	}
	return c.male.pick(d)
}

// surname draws a family name in the form that sons bear. One English bearer in
// four has a name that is not in the list: the census's long tail, made up here. Most people of Spanish names who live in the US go by the first of
// their two surnames everywhere.
func (c *culture) surname(d dice) string {
	switch {
	case c.language == "spanish" && d.chance(0.4):
		return c.family.pick(d) + " " + c.family.pick(d)
	case c.language == "english" && d.chance(0.25):
		return c.rare.surname(d)
	}
	return c.family.pick(d)
}

// morphemes are parts of family names that the lists do not have.
type morphemes struct{ heads, middles, tails []string }

func newMorphemes() morphemes {
	return morphemes{
		heads:   strings.Fields("Al Ander Ash Bal Bar Bel Ber Blan Bran Brod Bur Cal Car Cas Chil Clar Col Cor Cran Dal Dan Del Don Dun East El Fal Far Fen Ful Gal Gar Gil Glen Gor Gran Hal Har Hav Hen Hol Hor Is Kel Ken Kil Lan Lar Lin Lock Lor Mal Mar Mel Mil Mor Nor Oak Pel Pen Per Pres Ral Ram Ran Ros Rud Sal San Sel Shel Sil Stan Ster Sut Tal Tar Thorn Til Tor Tren Tur Val Van Ver Wal War Wen Whit Wil Win Wor Yar"),
		middles: append(strings.Fields("ber der in ing le nes ring sing ter ver"), "", "", ""),
		tails:   strings.Fields("bach bank beck burn by croft dale den eck ell ett ford gate hart hurst lett ley low man mere more ner son stead ton vale well wick"),
	}
}

// surname makes up one of some 30,000 family names.
func (m *morphemes) surname(d dice) string {
	return one(d, m.heads) + one(d, m.middles) + one(d, m.tails)
}

// feminine returns the form of a family name that a woman bears: Kowalski, Kowalska.
func feminine(family string) string {
	for _, ending := range []string{"ski", "cki", "dzki"} {
		if strings.HasSuffix(family, ending) {
			return strings.TrimSuffix(family, "i") + "a"
		}
	}
	return family
}
