package synth

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// place is a town, or the part of one that has a postcode of its own.
type place struct {
	city string
	in   *state
	zip  string
}

// state is a US state with its real postcode range and area codes; its towns are invented.
type state struct {
	code, name  string
	zipLo, span int // first three digits of its postcodes: from zipLo, span of them
	areaCodes   []int
}

// states returns the states that people live in.
func states() []*state {
	return []*state{
		{"CA", "California", 900, 62, []int{209, 213, 310, 323, 408, 415, 510, 530, 559, 562, 619, 626, 650, 661, 707, 714, 760, 805, 818, 831, 909, 916, 925, 949}},
		{"TX", "Texas", 750, 50, []int{210, 214, 254, 281, 325, 361, 409, 432, 512, 713, 806, 817, 830, 903, 915, 936, 940, 956, 972, 979}},
		{"FL", "Florida", 320, 20, []int{239, 305, 321, 352, 386, 407, 561, 727, 772, 813, 850, 863, 904, 941, 954}},
		{"NY", "New York", 100, 50, []int{212, 315, 516, 518, 585, 607, 631, 716, 718, 845, 914}},
		{"PA", "Pennsylvania", 150, 47, []int{215, 412, 570, 610, 717, 724, 814}},
		{"IL", "Illinois", 600, 30, []int{217, 309, 312, 618, 630, 708, 773, 815, 847}},
		{"OH", "Ohio", 430, 29, []int{216, 330, 419, 440, 513, 614, 740, 937}},
		{"GA", "Georgia", 300, 20, []int{229, 404, 478, 706, 770, 912}},
		{"NC", "North Carolina", 270, 20, []int{252, 336, 704, 828, 910, 919}},
		{"MI", "Michigan", 480, 20, []int{231, 248, 269, 313, 517, 586, 616, 734, 810, 906, 989}},
		{"NJ", "New Jersey", 70, 20, []int{201, 609, 732, 856, 908, 973}},
		{"VA", "Virginia", 220, 27, []int{276, 434, 540, 703, 757, 804}},
		{"WA", "Washington", 980, 15, []int{206, 253, 360, 425, 509}},
		{"MA", "Massachusetts", 10, 18, []int{413, 508, 617, 781, 978}},
		{"TN", "Tennessee", 370, 16, []int{423, 615, 731, 865, 901, 931}},
		{"CO", "Colorado", 800, 17, []int{303, 719, 970}},
		{"MN", "Minnesota", 550, 18, []int{218, 320, 507, 612, 651, 763, 952}},
		{"OR", "Oregon", 970, 10, []int{503, 541}},
	}
}

// home is one dwelling.
type home struct {
	place  *place
	number int    // 0: a post-office box, whose number is unit
	street string // without direction and type
	kind   int    // in streetKinds; -1 for a box
	facing int    // in directions; 0 for none
	unit   string // "12", "3B"; empty for a house
}

// streetKinds and directions give the long and the short form.
func streetKinds() [][2]string {
	return [][2]string{{"Street", "St"}, {"Avenue", "Ave"}, {"Road", "Rd"}, {"Lane", "Ln"}, {"Drive", "Dr"}, {"Court", "Ct"},
		{"Boulevard", "Blvd"}, {"Place", "Pl"}, {"Terrace", "Ter"}, {"Circle", "Cir"}, {"Parkway", "Pkwy"}, {"Way", "Way"}}
}

func directions() [][2]string {
	return [][2]string{{}, {"North", "N"}, {"South", "S"}, {"East", "E"}, {"West", "W"}, {"Northwest", "NW"}, {"Southeast", "SE"}}
}

// atlas is where people live: places by population, streets, and the
// buildings that many households share. It grows buildings as it is used.
type atlas struct {
	places     weighted[*place]
	streets    []string
	buildings  []home
	kinds      [][2]string
	directions [][2]string
}

// newAtlas invents the towns for about that many people.
func newAtlas(d dice, people int) *atlas {
	a := &atlas{kinds: streetKinds(), directions: directions(), streets: streetNames()}
	all := states()
	towns := make([]int, len(all)) // so far, by state
	total := min(max(people/40, 24), 12000)
	for i := 0; i < total; {
		k := min(d.IntN(len(all)), d.IntN(len(all))) // the first states are the larger ones
		s, town := all[k], towns[k]
		towns[k]++
		city := cityName(d)
		for j := range min(d.between(1, 4), total-i) {
			i++
			zip := (s.zipLo+town*7%s.span)*100 + (town/s.span*4+j+1)%100
			a.places.add(&place{city, s, fmt.Sprintf("%05d", zip)}, 1/float64(i+12))
		}
	}
	return a
}

func cityName(d dice) string {
	heads := strings.Fields("Alder Amber Ash Bell Birch Bracken Briar Bright Cedar Clear Clover Copper Crest Dover Eagle Elm Ember Fair Falcon Fern Flint Fox Glen Gold Granite Green Harvest Hazel Heron High Iron Juniper Kestrel Lark Linden Long Maple Marble Meadow Mill Moss North Oak Otter Pine Quarry Raven Red River Rowan Sage Salt Silver Spring Stone Sweet Thistle Timber West White Willow Winter Wren")
	tails := strings.Fields("boro bridge brook burgh bury castle cliff dale fall field ford gate grove haven hurst land leigh mere mont mouth port ridge shire side stead ton vale view ville water well wick wood worth")
	name := one(d, heads) + one(d, tails)
	switch d.IntN(12) {
	case 0:
		return "Saint " + one(d, strings.Fields("Aldo Bertha Corin Dorian Elmo Fenn Gwen Hollis"))
	case 1:
		return name + one(d, []string{" City", " Springs", " Park", " Heights", " Beach"})
	case 2:
		return one(d, []string{"North ", "West ", "Mount ", "Fort ", "Lake "}) + name
	}
	return name
}

// streetNames returns invented street names and the ordinals of numbered streets.
func streetNames() []string {
	names := strings.Fields("1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th 14th 15th 17th 21st 23rd 32nd 44th Main Church School Station Mill Park Lake Hill River Market Bridge Front Center")
	heads := strings.Fields("Acorn Apple Arbor Beacon Beech Blossom Blue Bramble Brier Candle Canyon Cherry Chestnut Cobble Coral Cotton Crane Dog Dove Drift Dusk Ever Fiddle Fire Frost Garden Ginger Grape Hawk Heather Hemlock Hickory Honey Ivy Jasper Kettle Lantern Laurel Lavender Lilac Magnolia Marigold Marsh Mill Mist Mulberry Olive Orchard Partridge Peach Pebble Pepper Plum Poplar Quail Rabbit Rose Rush Saddle Sand Shadow Snow Sparrow Star Sun Sycamore Tulip Twin Velvet Walnut Wheat Wild Wind Wood")
	tails := strings.Fields("bank bark bend berry bloom branch brook bush cove creek crest cross dell farm field glen grove hill hollow leaf mill point pond ridge rock run shore song spring stone tree view")
	for _, h := range heads {
		for _, t := range tails {
			if !strings.EqualFold(h, t) {
				names = append(names, h+t)
			}
		}
	}
	return names
}

// dwelling finds a household a home; one in nine in a building where others live.
func (a *atlas) dwelling(d dice) home {
	if len(a.buildings) > 0 && d.chance(0.11) {
		h := one(d, a.buildings)
		h.unit = unit(d)
		return h
	}
	h := home{place: a.places.pick(d), number: d.between(1, 9999), street: one(d, a.streets), kind: d.IntN(len(a.kinds))}
	if d.chance(0.6) {
		h.number = d.between(1, 999)
	}
	if d.chance(0.15) {
		h.facing = d.between(1, len(a.directions)-1)
	}
	switch x := d.Float64(); {
	case x < 0.02:
		h.number, h.street, h.kind, h.facing, h.unit = 0, "", -1, 0, strconv.Itoa(d.between(10, 9999))
	case x < 0.20:
		h.unit = unit(d)
		a.remember(d, h)
	}
	return h
}

// full returns the address line and the unit of a home, nothing shortened.
func (a *atlas) full(h home) (street, unit string) {
	if h.kind < 0 {
		return "PO Box " + h.unit, ""
	}
	parts := []string{strconv.Itoa(h.number), h.street, a.kinds[h.kind][0]}
	if h.facing > 0 {
		parts = slices.Insert(parts, 1, a.directions[h.facing][0])
	}
	return strings.Join(parts, " "), h.unit
}

func unit(d dice) string {
	u := strconv.Itoa(d.between(1, 40))
	if d.chance(0.3) {
		u += string("ABCD"[d.IntN(4)])
	}
	return u
}

// remember keeps some buildings for later households, 512 at most.
func (a *atlas) remember(d dice, h home) {
	switch {
	case !d.chance(0.3):
	case len(a.buildings) < 512:
		a.buildings = append(a.buildings, h)
	default:
		a.buildings[d.IntN(len(a.buildings))] = h
	}
}
