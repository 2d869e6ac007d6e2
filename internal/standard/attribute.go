package standard

import "strings"

// Group says with whom the values of an attribute are shared.
type Group uint8

const (
	GroupNone Group = iota
	GroupFamily
	GroupHome
	GroupContact
)

// AttributeInfo is what is known of an attribute by its name.
type AttributeInfo struct {
	Name     string
	Type     string
	Personal bool  // tells relatives apart: given name, birth date, personal identifiers
	Group    Group // shared with a family, a home, or those one shares a phone with
}

// Attributes lists the attributes that gild knows by name, in the order of golden records.
func Attributes() []AttributeInfo {
	return []AttributeInfo{
		{"full_name", "full_name", false, GroupNone},
		{"name_prefix", "ignore", false, GroupNone},
		{"given_name", "name", true, GroupNone},
		{"middle_name", "name", true, GroupNone},
		{"family_name", "name", false, GroupFamily},
		{"former_family_name", "name", false, GroupFamily},
		{"name_suffix", "ignore", false, GroupNone},
		{"nickname", "ignore", false, GroupNone},
		{"organisation", "organisation", false, GroupNone},
		{"department", "ignore", false, GroupNone},
		{"job_title", "ignore", false, GroupNone},
		{"gender", "gender", false, GroupNone},
		{"birth_date", "date", true, GroupNone},
		{"death_date", "date", true, GroupNone},
		{"birth_place", "short", false, GroupNone},
		{"occupation", "short", false, GroupNone},
		{"email", "email", false, GroupContact},
		{"phone", "phone", false, GroupContact},
		{"url", "url", false, GroupContact},
		{"full_address", "address", false, GroupHome},
		{"street", "street", false, GroupHome},
		{"city", "city", false, GroupHome},
		{"region", "region", false, GroupHome},
		{"postcode", "postcode", false, GroupHome},
		{"country", "country", false, GroupHome},
		{"latitude", "number", false, GroupHome},
		{"longitude", "number", false, GroupHome},
		{"national_id", "identifier", true, GroupNone},
		{"tax_id", "identifier", true, GroupNone},
		{"passport", "identifier", true, GroupNone},
		{"drivers_license", "identifier", true, GroupNone},
		{"worker_id", "identifier", true, GroupNone},
		{"customer_id", "identifier", true, GroupNone},
		{"parent_id", "ignore", false, GroupNone},
		{"registration_id", "identifier", true, GroupNone},
		{"account_number", "identifier", true, GroupNone},
		{"worker_type", "ignore", false, GroupNone},
		{"employment_status", "ignore", false, GroupNone},
		{"hire_date", "event_date", false, GroupNone},
		{"end_date", "event_date", false, GroupNone},
		{"effective_date", "event_date", false, GroupNone},
		{"site", "ignore", false, GroupNone},
		{"manager_id", "ignore", false, GroupNone},
		{"account_type", "ignore", false, GroupNone},
		{"account_enabled", "flag", false, GroupNone},
		{"title", "text", false, GroupNone},
		{"brand", "short", false, GroupNone},
		{"model", "text", false, GroupNone},
		{"description", "long_text", false, GroupNone},
		{"category", "short", false, GroupNone},
		{"price", "money", false, GroupNone},
		{"currency", "ignore", false, GroupNone},
		{"gtin", "identifier", true, GroupNone},
		{"sku", "code", false, GroupNone},
		{"year", "number", false, GroupNone},
		{"authors", "text", false, GroupNone},
		{"venue", "text", false, GroupNone},
		{"status", "ignore", false, GroupNone},
		{"updated_at", "timestamp", false, GroupNone},
		{"created_at", "timestamp", false, GroupNone},
	}
}

// Info returns what is known of an attribute; false for one that gild does not know.
func Info(name string) (AttributeInfo, bool) {
	for _, a := range Attributes() {
		if a.Name == name {
			return a, true
		}
	}
	if c, ok := ParseConsent(name); ok && c.Part == ConsentAt {
		return AttributeInfo{Name: name, Type: "timestamp"}, true
	}
	if strings.HasPrefix(name, "consent.") || strings.HasSuffix(name, "_verified") {
		return AttributeInfo{Name: name, Type: "flag"}, true
	}
	return AttributeInfo{}, false
}

// TypeOf returns the type of an attribute; text for one that gild does not know.
func TypeOf(attribute string) Type {
	name := "text"
	if i, ok := Info(attribute); ok {
		name = i.Type
	}
	t, _ := Lookup(name)
	return t
}
