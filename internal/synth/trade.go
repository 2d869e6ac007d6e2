package synth

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gildmdm/gild/internal/parquet"
)

// CompanyOptions say which company to write.
type CompanyOptions struct {
	Records int // of customers over four silos; 0 means 800
	Workers int // 0 means 40
	Seed    uint64
}

// CompanySummary is what was written, in rows.
type CompanySummary struct{ Customers, Workers, Suppliers, Products, Sites, Orders int }

//go:embed company.yaml
var companyConfiguration []byte

// WriteCompany writes a whole company: four customer silos, HR and two directories, suppliers, products and
// sites in two silos each, orders, who supplies what and who works where, stated parents of suppliers, and the
// configuration that runs all of it. The same options give the same bytes.
func WriteCompany(ctx context.Context, dir string, opt CompanyOptions) (CompanySummary, error) {
	var out CompanySummary
	customers, err := Write(ctx, dir, Options{Records: cmp.Or(opt.Records, 800), Seed: opt.Seed, Torn: 2})
	if err != nil {
		return out, err
	}
	out.Customers = customers.Records
	if err := os.WriteFile(filepath.Join(dir, "gild.yaml"), companyConfiguration, 0o644); err != nil {
		return out, err
	}
	t, err := newTrade(dir, opt)
	if err != nil {
		return out, err
	}
	for range 11 {
		t.staff.pass()
	}
	if t.shoppers, err = shoppers(ctx, dir); err != nil {
		return out, err
	}
	for _, write := range []func() error{
		func() error { return t.staff.writeHR(dir) }, func() error { return t.staff.writeAD(dir) }, func() error { return t.staff.writeCloud(dir) },
		t.writeSites, t.writeSuppliers, t.writeProducts, t.writeOrders, t.writePosts,
	} {
		if err := write(); err != nil {
			return out, fmt.Errorf("write company into %s: %w", dir, err)
		}
	}
	out.Workers, out.Suppliers, out.Products, out.Sites, out.Orders = len(t.staff.staff), len(t.suppliers), len(t.products), len(t.sites), t.orders
	return out, nil
}

// trade makes up what a company buys and sells, and where.
type trade struct {
	dice
	dir       string
	lexicon   *lexicon
	atlas     *atlas
	staff     *company
	shoppers  []string // customer numbers of the web shop
	sites     []site
	suppliers []supplier
	products  []product
	orders    int
}

type site struct {
	number, name, phone string
	home                home
}

type supplier struct {
	number, word, trade, form string
	vat, mail, phone          string
	home                      home
	parent                    string // as the ERP states it
}

type product struct {
	sku, item, brand, name, category string
	gtin                             string
	price                            int // cents
	supplier                         int
}

func newTrade(dir string, opt CompanyOptions) (*trade, error) {
	lex, err := newLexicon()
	if err != nil {
		return nil, fmt.Errorf("read embedded names: %w", err)
	}
	d := newDice(opt.Seed, 17)
	return &trade{
		dice: d, dir: dir, lexicon: lex, atlas: newAtlas(d, 500),
		staff: newCompany(lex, opt.Seed, cmp.Or(opt.Workers, 40), time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)),
	}, nil
}

// shoppers reads the customer numbers of the web shop that was just written.
func shoppers(ctx context.Context, dir string) ([]string, error) {
	f, err := parquet.Open(filepath.Join(dir, "shop.parquet"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	columns, err := f.Read(ctx, 1, []string{"customer_no"}, nil)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, code := range columns[0].Codes {
		out = append(out, columns[0].Dict.String(code))
	}
	return out, nil
}

// commas and semicolons are dialects of exports.
var (
	commas     = dialect{comma: ',', newline: "\n"}
	semicolons = dialect{comma: ';', newline: "\r\n", latin: true}
)

// file opens an export, lets rows write it and closes it.
func (t *trade) file(name string, d dialect, rows func(*sheet), header ...string) error {
	s, err := newSheet(t.dir, name, d, header...)
	if err != nil {
		return err
	}
	rows(s)
	return s.close()
}

// address writes a street line, in the long or the short form.
func (t *trade) address(h home, short bool) string {
	street, unit := t.atlas.full(h)
	if short {
		for _, kind := range streetKinds() {
			street = strings.TrimSuffix(street, kind[0]) + map[bool]string{true: kind[1]}[strings.HasSuffix(street, kind[0])]
		}
	}
	return strings.TrimSpace(street + " " + unit)
}

func (t *trade) phone(h home) string {
	return fmt.Sprintf("%03d55501%02d", one(t.dice, h.place.in.areaCodes), t.IntN(100))
}

// writeSites writes the stores of the ERP and the buildings of facility management.
func (t *trade) writeSites() error {
	for i, city := range sites() {
		for n := range 1 + t.IntN(3) {
			h := t.atlas.dwelling(t.dice)
			h.unit = ""
			t.sites = append(t.sites, site{number: fmt.Sprintf("S%02d%d", i+1, n+1), name: city + one(t.dice, []string{" Store", " Depot", " Office", " Centre"}) + fmt.Sprintf(" %d", n+1), home: h, phone: t.phone(h)})
		}
	}
	if err := t.file("erp_sites.csv", semicolons, func(s *sheet) {
		for _, x := range t.sites {
			s.row(x.number, x.name, t.address(x.home, true), x.home.place.city, x.home.place.in.code, x.home.place.zip, x.phone)
		}
	}, "site_no", "name", "street", "city", "state", "zip", "phone"); err != nil {
		return err
	}
	return t.file("facilities.csv", commas, func(s *sheet) {
		for i, x := range t.sites {
			s.row(fmt.Sprintf("B-%03d", 100+i*7), strings.ToUpper(x.name), t.address(x.home, false), x.home.place.city, x.home.place.zip)
		}
	}, "building", "label", "address", "town", "postcode")
}

// writeSuppliers writes the vendors of the ERP, with their parents, and the partners of procurement.
func (t *trade) writeSuppliers() error {
	words := []string{"Alder", "Borealis", "Cobalt", "Dunmore", "Eastgate", "Fenwick", "Garnet", "Halcyon", "Ironwood", "Juniper", "Kestrel", "Larkspur", "Meridian", "Northwind",
		"Orchard", "Pinnacle", "Quarry", "Redwood", "Summit", "Tidewater", "Umber", "Verdant", "Westbrook", "Yarrow"}
	for i, word := range words {
		h := t.atlas.dwelling(t.dice)
		x := supplier{number: fmt.Sprint(70001 + i), word: word, trade: one(t.dice, []string{"Textiles", "Foods", "Packaging", "Toys", "Furniture", "Tools", "Paper"}), form: one(t.dice, []string{"Inc", "LLC", "Corp", "Ltd"}), home: h}
		x.vat, x.phone = fmt.Sprintf("US%09d", 100000000+t.IntN(899999999)), t.phone(h)
		x.mail = "orders@" + strings.ToLower(word) + strings.ToLower(x.trade) + ".example"
		switch {
		case i > 0 && i%5 == 0:
			x.parent = t.suppliers[i-2].number
		case i == len(words)-1:
			x.parent = "79999" // nobody
		}
		t.suppliers = append(t.suppliers, x)
	}
	t.suppliers[1].parent, t.suppliers[2].parent = t.suppliers[2].number, t.suppliers[1].number // a cycle, as real files have them
	if err := t.file("erp_vendors.csv", semicolons, func(s *sheet) {
		for _, x := range t.suppliers {
			s.row(x.number, x.word+" "+x.trade+" "+x.form, x.vat, t.address(x.home, true), x.home.place.city, x.home.place.zip, x.phone, x.parent)
		}
	}, "vendor_no", "name", "vat_id", "street", "city", "zip", "phone", "group_of"); err != nil {
		return err
	}
	return t.file("procurement.csv", commas, func(s *sheet) {
		for i, x := range t.suppliers {
			if t.chance(.15) {
				continue
			}
			name := x.word + " " + x.trade + ", " + map[string]string{"Inc": "Incorporated", "LLC": "L.L.C.", "Corp": "Corporation", "Ltd": "Limited"}[x.form]
			vat := x.vat
			if t.chance(.2) {
				vat = ""
			}
			s.row(fmt.Sprintf("P%04d", i*3+11), name, vat, x.mail, t.address(x.home, false), x.home.place.city, x.home.place.zip)
		}
	}, "partner", "company", "tax_no", "mail", "address", "town", "postcode")
}

// writeProducts writes the web shop's catalogue and the items of the ERP.
func (t *trade) writeProducts() error {
	kinds := []struct{ category, name string }{
		{"baby", "Wooden Rattle"}, {"baby", "Organic Cotton Bodysuit"}, {"baby", "Travel Cot"}, {"kitchen", "Cast Iron Skillet"}, {"kitchen", "Enamel Stock Pot"}, {"kitchen", "Bread Knife"},
		{"garden", "Folding Pruning Saw"}, {"garden", "Copper Watering Can"}, {"office", "Fountain Pen"}, {"office", "Desk Organiser"}, {"home", "Linen Table Cloth"}, {"home", "Wool Throw"},
	}
	variants := []string{"Small", "Medium", "Large", "Blue", "Green", "Set of 2"}
	for i, k := range kinds {
		for n := range 3 {
			who := (i*7 + n*5) % len(t.suppliers)
			p := product{
				sku: fmt.Sprintf("%s-%02d%d", strings.ToUpper(k.category[:2]), i+10, n), item: fmt.Sprint(400000 + i*100 + n), brand: t.suppliers[who].word, name: k.name + " " + variants[(i+2*n)%len(variants)],
				category: k.category, price: 500 + t.IntN(12000), supplier: who,
			}
			p.gtin = gtin(4012345_00000 + i*100 + n)
			t.products = append(t.products, p)
		}
	}
	if err := t.file("catalogue.csv", commas, func(s *sheet) {
		for _, p := range t.products {
			s.row(p.sku, p.brand+" "+p.name, p.brand, p.gtin, money(p.price), p.category)
		}
	}, "sku", "title", "brand", "ean", "price", "category"); err != nil {
		return err
	}
	return t.file("erp_items.csv", semicolons, func(s *sheet) {
		for _, p := range t.products {
			if t.chance(.1) {
				continue
			}
			code := p.gtin
			if t.chance(.25) {
				code = ""
			}
			s.row(p.item, strings.ToUpper(p.brand+" "+strings.NewReplacer("Set of 2", "2 pcs", "Organic", "Org.", "Medium", "Med.").Replace(p.name)), code, money(p.price*9/10), t.suppliers[p.supplier].number)
		}
	}, "item_no", "description", "gtin", "list_price", "vendor_no")
}

// gtin completes twelve digits by their check digit.
func gtin(n int) string {
	digits := fmt.Sprintf("%012d", n)
	sum := 0
	for i, c := range digits {
		sum += int(c-'0') * (1 + 2*(i%2))
	}
	return digits + strconv.Itoa((10-sum%10)%10)
}

func money(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// writeOrders writes who bought what and where, some of it by customers whom nobody knows.
func (t *trade) writeOrders() error {
	return t.file("orders.csv", commas, func(s *sheet) {
		for i, customer := range t.shoppers {
			for range t.IntN(5) {
				t.orders++
				p, on := one(t.dice, t.products), t.day(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
				if i%97 == 0 {
					customer = "9" + customer // deleted since
				}
				s.row(fmt.Sprint(500000+t.orders), customer, p.sku, one(t.dice, t.sites).number, on.Format(time.DateOnly), money(p.price*(1+t.IntN(3))), p.category)
			}
		}
	}, "order_no", "customer_no", "sku", "site_no", "ordered_on", "amount", "category")
}

// writePosts writes where workers have their desk, and which vendor supplies which item.
func (t *trade) writePosts() error {
	if err := t.file("posts.csv", commas, func(s *sheet) {
		for _, w := range t.staff.staff {
			if w.gone(t.staff.date) {
				continue
			}
			for _, x := range t.sites {
				if strings.HasPrefix(x.name, w.now().site) {
					s.row(w.now().id, x.number, dateText(w.now().effective))
					break
				}
			}
		}
	}, "worker_no", "site_no", "since"); err != nil {
		return err
	}
	return t.file("supplies.csv", semicolons, func(s *sheet) {
		for _, p := range t.products {
			s.row(t.suppliers[p.supplier].number, p.sku)
		}
	}, "vendor_no", "sku")
}
