package survivorship

import "math"

// fullTrust is the integer that stands for trust 1. Integers make sums of trust
// free of order, and small differences in age no reason.
const fullTrust = 1000

// weights is the trust in every record: at least 1, at most fullTrust.
type weights struct {
	bySource []uint16
	byRecord []uint16 // nil: no decay
}

func (w *weights) of(record uint32, source uint16) uint32 {
	if w.byRecord != nil {
		return uint32(w.byRecord[record])
	}
	return uint32(w.bySource[source])
}

// newWeights spreads trust in sources over their records. A record of unknown
// age is taken to be one half-life old.
func newWeights(records Records, trust []float64, opt Options) *weights {
	w := &weights{bySource: make([]uint16, math.MaxUint16+1)}
	for s := range w.bySource {
		w.bySource[s] = fullTrust
		if s < len(trust) {
			w.bySource[s] = quantise(trust[s])
		}
	}
	half := opt.HalfLife.Seconds()
	if half <= 0 || records.Updated == nil || opt.AsOf == 0 {
		return w
	}
	w.byRecord = make([]uint16, len(records.Source))
	for i, s := range records.Source {
		t, age := 1.0, half
		if int(s) < len(trust) {
			t = trust[s]
		}
		if u := records.Updated[i]; u != Unknown {
			age = max(0, float64(opt.AsOf)-float64(u))
		}
		w.byRecord[i] = quantise(t * math.Exp2(-age/half))
	}
	return w
}

func quantise(t float64) uint16 { return uint16(max(1, math.Round(t*fullTrust))) }
