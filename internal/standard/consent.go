package standard

import "strings"

// ConsentPart is what an attribute says of a consent.
type ConsentPart uint8

const (
	ConsentGiven    ConsentPart = iota // consent.email: yes is granted, no is denied
	ConsentOptOut                      // consent.email.opt_out: yes is denied, no says nothing
	ConsentAt                          // consent.email.at: when the decision was made
	ConsentVerified                    // consent.email_verified: the decision was confirmed
)

// Consent is what the name of a consent attribute says: consent.<channel>, or
// consent.<channel>.<product>, and what of it the attribute holds.
type Consent struct {
	Channel, Product string
	Part             ConsentPart
}

// ParseConsent reads the name of an attribute; false for one that is about no consent.
func ParseConsent(attribute string) (Consent, bool) {
	rest, ok := strings.CutPrefix(attribute, "consent.")
	if !ok {
		return Consent{}, false
	}
	var c Consent
	for _, s := range [...]struct {
		suffix string
		part   ConsentPart
	}{{".opt_out", ConsentOptOut}, {".at", ConsentAt}, {"_verified", ConsentVerified}} {
		if name, found := strings.CutSuffix(rest, s.suffix); found {
			rest, c.Part = name, s.part
			break
		}
	}
	c.Channel, c.Product, _ = strings.Cut(rest, ".")
	return c, c.Channel != ""
}

// Address returns the attribute that says where a channel reaches somebody: an
// e-mail address for email; "address" stands for the parts of a postal one. A channel that is
// not known by name is reached at an attribute of its own name.
func (c Consent) Address() string {
	switch c.Channel {
	case "email", "e_mail", "mail", "newsletter":
		return "email"
	case "phone", "sms", "call", "mobile", "telephone", "whatsapp", "voice", "text":
		return "phone"
	case "post", "letter", "postal", "direct_mail", "address", "print":
		return "address"
	}
	return c.Channel
}
