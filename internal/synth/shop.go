package synth

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gildmdm/gild/internal/parquet"
)

// shopExport is the web shop's table: typed columns, one name, one address line.
type shopExport struct {
	dice
	file *os.File
	buf  *bufio.Writer
	w    *parquet.Writer
	rows shopRows
}

// shopRows are the columns of rows not yet written.
type shopRows struct {
	id                                     []int64
	name, email, phone, address, town, zip []string
	newsletter                             []bool
	orders, registered, lastOrder          []int64
	spent                                  []float64
}

// shopGroup is how many rows are written at once.
const shopGroup = 1 << 16

func newShop(dir string, d dice) (exporter, error) {
	file, err := os.Create(filepath.Join(dir, "shop.parquet"))
	if err != nil {
		return nil, err
	}
	x := &shopExport{dice: d, file: file, buf: bufio.NewWriterSize(file, 1<<18)}
	x.w, err = parquet.Create(x.buf, []parquet.Column{
		{Name: "customer_no", Type: parquet.Int64, Required: true},
		{Name: "name"}, {Name: "email"}, {Name: "phone"}, {Name: "address"}, {Name: "town"}, {Name: "zip"},
		{Name: "newsletter", Type: parquet.Bool, Required: true},
		{Name: "orders", Type: parquet.Int64, Required: true},
		{Name: "total_spent", Type: parquet.Double},
		{Name: "registered_on", Type: parquet.Date},
		{Name: "last_order_at", Type: parquet.Timestamp},
	}, 1)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("write shop.parquet: %w", err)
	}
	return x, nil
}

func (x *shopExport) write(ctx context.Context, records []record) error {
	for i := range records {
		x.add(&records[i])
		if len(x.rows.id) == shopGroup {
			if err := x.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// add appends one row.
func (x *shopExport) add(r *record) {
	t := &x.rows
	address := r.street
	if r.unit != "" {
		address += ", " + r.unit
	}
	orders := int64(x.ExpFloat64() * 4)
	last, spent := int64(parquet.Null), 0.0
	if orders > 0 {
		last = r.stamp.UnixMicro()
		spent = float64(orders*int64(x.between(500, 20000))) / 100
	}
	t.id = append(t.id, int64(7000000+r.row))
	t.name = append(t.name, x.name(r))
	t.email = append(t.email, r.email)
	t.phone = append(t.phone, x.phone(r.phone()))
	t.address = append(t.address, address)
	t.town = append(t.town, r.city)
	t.zip = append(t.zip, r.postcode)
	t.newsletter = append(t.newsletter, r.consents[byEmail])
	t.orders = append(t.orders, orders)
	t.spent = append(t.spent, spent)
	t.registered = append(t.registered, r.created.Unix()/86400)
	t.lastOrder = append(t.lastOrder, last)
}

// name writes a full name as people type it: sometimes with title, without capitals, or with a stray blank.
func (x *shopExport) name(r *record) string {
	parts := []string{r.given, r.middle, r.family, r.suffix}
	if x.chance(0.04) {
		parts = append([]string{r.title}, parts...)
	}
	name := strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
	switch v := x.Float64(); {
	case v < 0.05:
		return strings.ToLower(name)
	case v < 0.07:
		return strings.ToUpper(name)
	case v < 0.09:
		return name + " "
	}
	return name
}

// phone writes digits, with or without separators and the country's code.
func (x *shopExport) phone(n string) string {
	switch v := x.Float64(); {
	case len(n) != 10:
		return n
	case v < 0.5:
		return n[:3] + "-" + n[3:6] + "-" + n[6:]
	case v < 0.8:
		return n
	default:
		return "1" + n
	}
}

// flush writes the rows so far.
func (x *shopExport) flush(ctx context.Context) error {
	t := &x.rows
	err := x.w.Write(ctx, len(t.id), []parquet.Values{
		{Ints: t.id}, {Strings: t.name}, {Strings: t.email}, {Strings: t.phone}, {Strings: t.address}, {Strings: t.town}, {Strings: t.zip},
		{Bools: t.newsletter}, {Ints: t.orders}, {Floats: t.spent}, {Ints: t.registered}, {Ints: t.lastOrder},
	})
	x.rows = shopRows{} // the writer may keep what it was given until the file is closed
	if err != nil {
		return fmt.Errorf("write shop.parquet: %w", err)
	}
	return nil
}

func (x *shopExport) close() error {
	var err error
	if len(x.rows.id) > 0 {
		err = x.flush(context.Background())
	}
	for _, step := range []func() error{x.w.Close, x.buf.Flush, x.file.Close} {
		if e := step(); err == nil {
			err = e
		}
	}
	return err
}
