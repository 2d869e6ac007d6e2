package synth

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"
)

// exporter writes a silo's records in the silo's own format. For one goroutine.
type exporter interface {
	write(ctx context.Context, records []record) error
	close() error
}

// recordID returns the ID that a silo gives its n-th record.
func recordID(silo, n int) string {
	switch silo {
	case crm:
		return fmt.Sprintf("C%07d", 1000000+n)
	case shop:
		return strconv.Itoa(7000000 + n)
	case billing:
		return fmt.Sprintf("%010d", 4000000+7*n)
	default:
		a, b := xxhash.Sum64String("a"+strconv.Itoa(n)), xxhash.Sum64String("b"+strconv.Itoa(n))
		return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
	}
}

// crmExport has separate names, two telephones, and the unit on the street's second line.
type crmExport struct {
	*sheet
	dice
	*tear
}

func newCRM(dir string, d dice, t *tear) (exporter, error) {
	s, err := newSheet(dir, "crm.csv", dialect{comma: ',', newline: "\n", mark: true},
		"contact_id", "salutation", "first_name", "middle_name", "last_name", "suffix", "birth_date", "email", "phone", "mobile",
		"street", "city", "state", "postal_code", "email_opt_in", "updated_at")
	return &crmExport{s, d, t}, err
}

func (x *crmExport) write(_ context.Context, records []record) error {
	for i := range records {
		r := &records[i]
		street := r.street
		if r.unit != "" {
			street += "\n" + r.unit
		}
		given := r.given
		if x.chance(0.02) {
			given = strings.ToUpper(given)
		}
		fields := []string{recordID(crm, r.row), r.title, given, r.middle, r.family, r.suffix, format(r.birth, "01/02/2006"), r.email,
			x.phone(r.landline), x.phone(r.mobile), street, r.city, r.region, r.postcode, yesNo(r.consents[byEmail]), r.stamp.Format(time.DateTime)}
		x.row(fields...)
		x.after(x.sheet, fields)
	}
	return x.err
}

// phone writes a number as this clerk or that likes it.
func (x *crmExport) phone(n string) string {
	switch v := x.Float64(); {
	case len(n) != 10:
		return n
	case v < 0.7:
		return "(" + n[:3] + ") " + n[3:6] + "-" + n[6:]
	case v < 0.9:
		return n[:3] + "-" + n[3:6] + "-" + n[6:]
	case v < 0.95:
		return n[:3] + " " + n[3:6] + " " + n[6:] + " ext. " + strconv.Itoa(x.between(2, 99))
	default:
		return "+1 " + n[:3] + " " + n[3:6] + " " + n[6:]
	}
}

// billingExport is an old system's: capitals, "LAST, First", decimal commas, day before month.
type billingExport struct {
	*sheet
	dice
	*tear
}

func newBilling(dir string, d dice, t *tear) (exporter, error) {
	s, err := newSheet(dir, "billing.csv", dialect{comma: ';', newline: "\r\n", latin: true},
		"account", "customer", "dob", "tel", "addr1", "addr2", "town", "st", "zip", "balance", "changed")
	return &billingExport{s, d, t}, err
}

func (x *billingExport) write(_ context.Context, records []record) error {
	for i := range records {
		r := &records[i]
		fields := []string{recordID(billing, r.row), x.customer(r), format(r.birth, "02.01.2006"), dots(r.phone()), strings.ToUpper(r.street),
			strings.ToUpper(r.unit), strings.ToUpper(r.city), r.region, x.zip(r.postcode), x.balance(), r.stamp.Format("02.01.2006")}
		x.row(fields...)
		x.after(x.sheet, fields)
	}
	return x.err
}

// customer writes the name as "LAST, First Middle".
func (x *billingExport) customer(r *record) string {
	family := strings.ToUpper(r.family)
	if r.suffix != "" {
		family += " " + strings.ToUpper(r.suffix)
	}
	given := strings.TrimSpace(r.given + " " + r.middle)
	if x.chance(0.3) {
		given = strings.ToUpper(given)
	}
	if x.chance(0.05) {
		given += " " + strings.ToUpper(r.title)
	}
	return family + ", " + given
}

// zip writes a postcode; some went through a spreadsheet and lost their leading zero.
func (x *billingExport) zip(postcode string) string {
	switch {
	case len(postcode) != 5:
		return postcode
	case postcode[0] == '0' && x.chance(0.4):
		return postcode[1:]
	case x.chance(0.1):
		return fmt.Sprintf("%s-%04d", postcode, x.between(1, 9999))
	}
	return postcode
}

// balance makes up an amount, with a point for thousands and a comma for cents.
func (x *billingExport) balance() string {
	cents := int(x.ExpFloat64() * 20000)
	whole := strconv.Itoa(cents / 100)
	if n := len(whole); n > 3 {
		whole = whole[:n-3] + "." + whole[n-3:]
	}
	return fmt.Sprintf("%s,%02d", whole, cents%100)
}

// ciamExport is the login system: what people keep themselves, with proof.
type ciamExport struct {
	*sheet
	dice
	*tear
}

func newCIAM(dir string, d dice, t *tear) (exporter, error) {
	s, err := newSheet(dir, "ciam.csv", dialect{comma: ',', newline: "\n"},
		"user_id", "given_name", "family_name", "email", "email_verified", "phone_number", "birthdate", "consent_email", "consent_sms", "created_at", "updated_at")
	return &ciamExport{s, d, t}, err
}

func (x *ciamExport) write(_ context.Context, records []record) error {
	for i := range records {
		r := &records[i]
		phone := r.phone()
		if len(phone) == 10 {
			phone = "+1" + phone
		}
		email := r.email
		if x.chance(0.05) {
			email = strings.ToUpper(email[:min(1, len(email))]) + email[min(1, len(email)):]
		}
		fields := []string{recordID(ciam, r.row), r.given, r.family, email, strconv.FormatBool(r.verified), phone, format(r.birth, time.DateOnly),
			strconv.FormatBool(r.consents[byEmail]), strconv.FormatBool(r.consents[bySMS]), r.created.Format(time.RFC3339), r.stamp.Format(time.RFC3339)}
		x.row(fields...)
		x.after(x.sheet, fields)
	}
	return x.err
}

// format writes a date, nothing for the zero time.
func format(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

// dots writes a number as 212.555.0100.
func dots(n string) string {
	if len(n) != 10 {
		return n
	}
	return n[:3] + "." + n[3:6] + "." + n[6:]
}

func yesNo(b bool) string {
	if b {
		return "Y"
	}
	return "N"
}
