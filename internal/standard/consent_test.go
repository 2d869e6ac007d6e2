package standard

import "testing"

func TestParseConsent(t *testing.T) {
	for name, want := range map[string]struct {
		consent Consent
		address string
		kind    string
	}{
		"consent.email":                    {Consent{"email", "", ConsentGiven}, "email", "flag"},
		"consent.sms.loyalty":              {Consent{"sms", "loyalty", ConsentGiven}, "phone", "flag"},
		"consent.post.opt_out":             {Consent{"post", "", ConsentOptOut}, "address", "flag"},
		"consent.email.at":                 {Consent{"email", "", ConsentAt}, "email", "timestamp"},
		"consent.email.at_home.at":         {Consent{"email", "at_home", ConsentAt}, "email", "timestamp"},
		"consent.email.loyalty_verified":   {Consent{"email", "loyalty", ConsentVerified}, "email", "flag"},
		"consent.phone_verified":           {Consent{"phone", "", ConsentVerified}, "phone", "flag"},
		"consent.push.weekly.news.opt_out": {Consent{"push", "weekly.news", ConsentOptOut}, "push", "flag"},
	} {
		got, ok := ParseConsent(name)
		if !ok || got != want.consent || got.Address() != want.address || TypeOf(name).Name() != want.kind {
			t.Errorf("%s is %+v at %s of type %s, want %+v at %s of type %s", name, got, got.Address(), TypeOf(name).Name(), want.consent, want.address, want.kind)
		}
	}
	for _, name := range []string{"email", "consent", "consent.", "email_verified", "consent..at"} {
		if c, ok := ParseConsent(name); ok {
			t.Errorf("%q is %+v, want no consent", name, c)
		}
	}
}
