package evaluate

// Figures are precision, recall and F1, each from 0 to 1, and the counts they come from.
type Figures struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Right     int64   `json:"right"`     // predicted and true
	Predicted int64   `json:"predicted"` // by the run
	True      int64   `json:"true"`      // by the truth
}

// figures computes them from counts. Nothing predicted is precise only if nothing is true;
// where nothing is true, nothing was missed.
func figures(right, predicted, true int64) Figures {
	f := Figures{Recall: 1, Right: right, Predicted: predicted, True: true}
	switch {
	case predicted > 0:
		f.Precision = float64(right) / float64(predicted)
	case true == 0:
		f.Precision = 1
	}
	if true > 0 {
		f.Recall = float64(right) / float64(true)
	}
	f.F1 = harmonic(f.Precision, f.Recall)
	return f
}

// Measure is precision, recall and F1 that are averages, not shares of a count.
type Measure struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}
