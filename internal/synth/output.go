package synth

// fileNames returns the name of each silo's file.
func fileNames() [siloCount]string {
	return [siloCount]string{crm: "crm.csv", shop: "shop.parquet", billing: "billing.csv", ciam: "ciam.csv"}
}

// output is the files of a sample while they are written.
type output struct {
	exports [siloCount]exporter
	tears   [siloCount]*tear
	truth   *truthExport
}

// openOutput creates the files. What was opened before an error is in the output, to be closed.
func openOutput(dir string, opt Options, a *atlas) (*output, error) {
	out := &output{}
	names := [siloCount]int{crm: 2, billing: 1, ciam: 1}
	for s := range out.exports {
		out.tears[s] = newTear(opt.Records/6, opt.Torn, names[s]) // every silo has a sixth of the records at least
		x, err := newExport(dir, s, newDice(opt.Seed, 3+uint64(s)), out.tears[s])
		if err != nil {
			return out, err
		}
		out.exports[s] = x
	}
	var err error
	out.truth, err = newTruth(dir, a)
	return out, err
}

func newExport(dir string, silo int, d dice, t *tear) (exporter, error) {
	switch silo {
	case crm:
		return newCRM(dir, d, t)
	case shop:
		return newShop(dir, d)
	case billing:
		return newBilling(dir, d, t)
	default:
		return newCIAM(dir, d, t)
	}
}

// torn returns how many torn rows each file has.
func (o *output) torn() (n [siloCount]int) {
	for s, t := range o.tears {
		n[s] = t.done
	}
	return n
}

// close closes all files that are open and returns the first error.
func (o *output) close() error {
	var first error
	for _, x := range o.exports {
		if x == nil {
			continue
		}
		if err := x.close(); first == nil {
			first = err
		}
	}
	if o.truth != nil {
		if err := o.truth.close(); first == nil {
			first = err
		}
	}
	return first
}
