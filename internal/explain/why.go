package explain

import (
	"fmt"
	"math"
)

// why answers in a sentence.
func (e *explainer) why() string {
	if e.Same {
		return e.whySame()
	}
	return "two masters: " + e.whyNot()
}

// whySame says what makes two records one master.
func (e *explainer) whySame() string {
	switch {
	case e.Link != nil && e.Link.Bits == math.MaxFloat64:
		return "one master, by a rule of match.same that decides"
	case e.Link != nil && e.Link.Bits > 0:
		return "one master, linked directly"
	case e.Link != nil:
		return "one master, linked through other records: by themselves the two are unlikely to be the same"
	case len(e.Chain) == 1:
		return "one master, linked directly"
	case e.Candidate:
		return "one master, linked through other records: by themselves the two are too unlike for a link"
	case len(e.Chain) > 0:
		return "one master, linked through other records: the two were never compared"
	}
	return "one master, joined as wholes: no chain of links leads from one to the other"
}

// whyNot says what keeps two records apart.
func (e *explainer) whyNot() string {
	switch {
	case e.replay == nil && e.Link == nil:
		return "no link between the two was worth keeping"
	case e.replay != nil && !e.Candidate && e.drop == "":
		return "they were never compared, as no blocking rule brings them together" + e.hypothetically()
	case len(e.Guards) > 0:
		return e.Guards[0]
	case e.Clusters != nil && e.Clusters.Guard != "":
		return e.Clusters.Guard
	case e.Score.Bits > 0 || e.Link != nil && e.Link.Bits > 0:
		return "likely the same by themselves, but the records around them speak against it"
	case e.Clusters != nil && e.Clusters.Left*e.Clusters.Right > 1 && e.Clusters.Mean > e.Clusters.Need:
		return "unlikely the same by themselves; their masters as wholes would come near, but met no link that joins them"
	case related(e.Score) > .5:
		return fmt.Sprintf("more likely related than the same (probability of a match %s)", Percent(e.Score.Probability))
	}
	return fmt.Sprintf("compared, and unlikely to be the same (probability of a match %s)", Percent(e.Score.Probability))
}

// hypothetically says what a comparison would have come to.
func (e *explainer) hypothetically() string {
	if e.Score == nil {
		return ""
	}
	return fmt.Sprintf("; compared now, the probability of a match is %s", Percent(e.Score.Probability))
}

// related is the probability that a pair belongs together without being the same.
func related(s *Score) float64 {
	p := 0.0
	for _, c := range s.Classes {
		if c.Name == "related" || c.Name == "namesakes" || c.Name == "alike" {
			p += c.Probability
		}
	}
	return p
}

// Percent writes a probability with as many digits as it takes to tell it from none and from certainty.
func Percent(p float64) string {
	switch {
	case p >= .99995:
		return "over 99.99 %"
	case p > 0 && p < .0001:
		return "below 0.01 %"
	case p >= .99 || p < .01:
		return fmt.Sprintf("%.2f %%", 100*p)
	}
	return fmt.Sprintf("%.0f %%", 100*p)
}
