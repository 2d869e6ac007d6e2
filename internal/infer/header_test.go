package infer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadHeader(t *testing.T) {
	type want struct {
		Role    role
		Context string
	}
	cases := map[string]want{
		"first_name": {"given_name", ""}, "FirstName": {"given_name", ""}, "fname_c1": {"given_name", ""}, "PRIMARY_NAME_LAST": {"family_name", ""},
		"given.name": {"given_name", ""}, "Vorname": {"given_name", ""}, "Prénom": {"given_name", ""}, "Nachname": {"family_name", ""}, "lname_c1": {"family_name", ""},
		"pername2": {"family_name", ""}, "apellidos": {"family_name", ""}, "Cognome": {"family_name", ""}, "achternaam": {"family_name", ""},
		"middle_initial": {"middle_name", ""}, "name": {anyName, ""}, "full_name": {"full_name", ""}, "customerName": {"full_name", ""},
		"dob": {"birth_date", ""}, "DATE_OF_BIRTH": {"birth_date", ""}, "Geburtsdatum": {"birth_date", ""}, "date de naissance": {"birth_date", ""},
		"dob_day": {dayPart, "birth"}, "dob_mon": {monthPart, "birth"}, "dob_year": {yearPart, "birth"}, "by": {yearPart, "birth"}, "birth_year": {yearPart, "birth"},
		"tel": {"phone", ""}, "Telefonnummer": {"phone", ""}, "PHONE_NUMBER": {"phone", ""}, "phone2": {"phone", ""}, "homePhone": {"phone", ""}, "mobile_phone": {"phone", ""},
		"ADDR_LINE1": {"street", ""}, "addr2": {streetLine2, ""}, "address_1": {"street", ""}, "Straße": {"street", ""}, "hse_num": {houseNo, ""}, "Hausnr": {houseNo, ""}, "str_nam": {streetName, ""},
		"street_number": {houseNo, ""}, "address": {anyAddress, ""}, "ADDR_FULL": {"full_address", ""}, "enumpc": {"postcode", ""}, "PLZ": {"postcode", ""}, "zip": {"postcode", ""},
		"zipCode": {"postcode", ""}, "postcode_fake": {"postcode", ""}, "ort": {"city", ""}, "st": {"region", ""}, "ADDR_STATE": {"region", ""},
		"employer_name": {employerOrg, ""}, "employer_zipcode": {"postcode", "employer"}, "employer_street_number": {houseNo, "employer"},
		"company": {"organisation", ""}, "Firma": {"organisation", ""}, "company_phone": {"phone", "employer"}, "birth_place": {"birth_place", ""},
		"mailing_address_street_name": {streetName, ""}, "mailing_address_zipcode": {"postcode", ""}, "billing_city": {"city", "billing"}, "mother_first_name": {"given_name", "mother"},
		"PASSPORT_COUNTRY": {kindWord, ""}, "PASSPORT_NUMBER": {"passport", ""}, "SSNNumber": {"national_id", ""}, "soc_sec_id": {"national_id", ""}, "ssn": {"national_id", ""},
		"email_opt_in": {consentWord, ""}, "consent_email": {consentWord, ""}, "email_verified": {verifyWord, ""}, "updated_at": {updateWord, ""}, "changed": {updateWord, ""},
		"last_order_date": {activity, ""}, "created_at": {"created_at", ""}, "total_spend": {amount, ""}, "customer_id": {keyWord, ""}, "Kundennummer": {keyWord, ""},
		"contact_id": {keyWord, ""}, "account": {keyWord, ""}, "c1": {"", ""}, "column_12": {"", ""}, "": {"", ""}, "date": {"", ""}, "extra3": {"", ""},
		"title": {"title", ""}, "modelno": {"model", ""}, "manufacturer": {"brand", ""}, "artist": {"authors", ""}, "product_name": {"title", ""}, "list_price": {"price", ""},
		"person_address": {anyAddress, ""}, "person_name": {"full_name", ""}, "site_name": {"organisation", ""}, "year": {"year", ""}, "phone_type": {kindWord, ""}, "sname": {secondName, ""},
		"ORDER_COUNT": {amount, ""}, "REL_ANCHOR_KEY": {keyWord, "relation"}, "street_address": {"street", ""}, "customer_email": {"email", ""}, "contact_phone": {"phone", ""}, "billingStreet": {"street", "billing"},
		"residence_city": {"city", ""}, "state_code": {"region", ""}, "country_code": {"country", ""}, "gender_code": {"gender", ""}, "birth_city": {"birth_place", ""}, "Ship To Name": {anyName, "shipping"},
		"num_rue": {houseNo, ""}, "huisnummer": {houseNo, ""}, "codice_postale": {"postcode", ""}, "vat_number": {"tax_id", ""}, "Supplier Name": {"organisation", ""}, "employer_phone": {"phone", "employer"},
	}
	for header, w := range cases {
		m := readHeader(header)
		if diff := cmp.Diff(w, want{m.role, m.context}); diff != "" {
			t.Errorf("%q (words %q):\n%s", header, m.words, diff)
		}
	}
}

func TestHeaderWords(t *testing.T) {
	for header, want := range map[string][]string{
		"firstName":   {"first", "name"},
		"SSNNumber":   {"ssn", "number"},
		"ADDR_LINE1":  {"addr", "line", "1"},
		"Prénom":      {"prenom"},
		" e-mail (2)": {"e", "mail", "2"},
		"":            nil,
	} {
		if diff := cmp.Diff(want, headerWords(header)); diff != "" {
			t.Errorf("headerWords(%q):\n%s", header, diff)
		}
	}
}

func TestSnake(t *testing.T) {
	for header, want := range map[string]string{"extra1": "extra1", "Lieblings Farbe": "lieblings_farbe", "city": "other_city", "2nd": "c2nd", "": "column", "shoeSize": "shoe_size"} {
		if got := snake(header); got != want {
			t.Errorf("snake(%q) = %q, want %q", header, got, want)
		}
	}
}
