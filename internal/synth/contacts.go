package synth

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/cespare/xxhash/v2"
	"github.com/mozillazg/go-unidecode"
)

// exchange hands out telephone numbers, each once: ten digits, in the 555
// exchange of an area code until its 10,000 numbers are used up, then in 556 and on.
type exchange struct{ used map[int]int }

func newExchange() *exchange { return &exchange{used: map[int]int{}} }

// number returns a new number in one of a state's area codes.
func (x *exchange) number(d dice, s *state) string {
	area := one(d, s.areaCodes)
	n := x.used[area]
	x.used[area]++
	const step = 7919 // coprime to 10,000, so that neighbours in line are not neighbours on the phone
	return fmt.Sprintf("%03d%03d%04d", area, 555+n/10000, (n*step+area*37)%10000)
}

// registry hands out e-mail addresses, each once: it remembers hashes of those
// given in a bit set of 16 bits an address; a false alarm only costs a digit.
type registry struct {
	bits      []uint64
	mask      uint64
	providers []string // domains of free mailboxes, the most popular first
	employers []string // domains of work mail
}

func newRegistry(people int) *registry {
	size := uint64(1) << bits.Len(uint(max(people, 64)*16))
	return &registry{
		bits: make([]uint64, size/64), mask: size - 1,
		providers: strings.Fields("postbox.example mailhaven.example quickmail.example inboxly.example freemail.example bluepost.example letterbird.example skymail.example netpost.example oldmail.example"),
		employers: strings.Fields("harborfoods.example northlinefreight.example candlewickbank.example ferncliffschools.example otterdalehealth.example copperfieldtools.example brightwaterutilities.example kestrelinsurance.example millwrightsteel.example saltmarshmedia.example"),
	}
}

// take reports whether an address was still free, and takes it.
func (r *registry) take(address string) bool {
	h := xxhash.Sum64String(address) & r.mask
	free := r.bits[h/64]>>(h%64)&1 == 0
	r.bits[h/64] |= 1 << (h % 64)
	return free
}

// address invents a mailbox for a name; number is its owner's year of birth.
func (r *registry) address(d dice, given, family string, born int) string {
	domain := r.providers[min(int(d.ExpFloat64()*2.5), len(r.providers)-1)]
	if d.chance(0.12) {
		domain = one(d, r.employers)
	}
	g, f := letters(given), letters(family)
	initial := g[:1]
	var local string
	switch d.IntN(7) {
	case 0:
		local = g + "." + f
	case 1:
		local = initial + f
	case 2:
		local = fmt.Sprintf("%s.%s%02d", g, f, born%100)
	case 3:
		local = g + "_" + f
	case 4:
		local = f + "." + g
	case 5:
		local = g + strconv.Itoa(born)
	default:
		local = fmt.Sprintf("%s%s%d", g, f[:1], d.between(1, 99))
	}
	return r.free(d, local, domain)
}

// shared invents the mailbox that a household reads together.
func (r *registry) shared(d dice, family string) string {
	local := one(d, []string{"the%ss", "family.%s", "%sfamily", "%s.home"})
	return r.free(d, fmt.Sprintf(local, letters(family)), one(d, r.providers))
}

// free adds digits until the address is one that nobody has.
func (r *registry) free(d dice, local, domain string) string {
	address := local + "@" + domain
	for !r.take(address) {
		address = local + strconv.Itoa(d.between(2, 9999)) + "@" + domain
	}
	return address
}

// letters folds a name to lower-case ASCII letters; never empty.
func letters(name string) string {
	folded := ascii(name)
	out := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, folded)
	if out == "" {
		return "x"
	}
	return out
}

// ascii writes a text without accents.
func ascii(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return unidecode.Unidecode(s)
		}
	}
	return s
}

// mailboxes gives a person an address, and some of them a later one.
func (r *registry) mailboxes(d dice, p *person) {
	p.emails = always(r.address(d, p.given, p.family.at(start()), p.birth.Year()))
	if d.chance(0.22) {
		when := d.day(start().AddDate(1, 0, 0), today())
		p.emails.then(when, r.address(d, p.given, p.family.at(when), p.birth.Year()))
	}
}

// mobiles gives a person a number, and some of them a later one.
func (x *exchange) mobiles(d dice, p *person) {
	state := p.homes.at(time.Time{}).place.in
	p.mobiles = always(x.number(d, state))
	if d.chance(0.08) {
		p.mobiles.then(d.day(start().AddDate(1, 0, 0), today()), x.number(d, state))
	}
}
