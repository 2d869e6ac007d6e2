package standard

import "bytes"

// RoleMailbox reports whether a canonical e-mail address belongs to an office rather
// than to a person, such as info@ or sales@.
func RoleMailbox(email []byte) bool {
	local, _, ok := bytes.Cut(email, []byte("@"))
	if !ok {
		return false
	}
	switch string(local) {
	case "info", "information", "office", "contact", "kontakt", "contacto", "contatti", "admin", "administrator", "administration", "hello", "team", "post", "postmaster", "webmaster", "reception", "empfang", "secretary", "secretariat", "sekretariat",
		"sales", "vertrieb", "marketing", "orders", "order", "shop", "store", "booking", "bookings", "reservations", "support", "help", "helpdesk", "service", "services", "customerservice", "kundenservice",
		"billing", "accounts", "accounting", "invoices", "invoice", "rechnung", "buchhaltung", "finance", "hr", "jobs", "careers", "personal", "press", "presse", "media", "legal", "privacy", "datenschutz", "enquiries", "inquiries", "enquiry", "inquiry", "general", "buero", "bureau":
		return true
	}
	return false
}
