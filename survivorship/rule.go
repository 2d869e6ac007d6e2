package survivorship

import (
	"fmt"
	"slices"
	"strings"
)

// Step is a preference among candidates, and the reason why one lost.
type Step uint8

const (
	NoValue      Step = iota // no record of the cluster has a value
	Agreed                   // no record says anything else
	Verified                 // the value is marked as verified
	Valid                    // well-formed before incomplete, suspect, placeholder
	Usable                   // groups: has the first part and at least half of them all
	Spelt                    // not a slip of the keyboard of what others say
	Whole                    // not a short form of what others say: initial, nickname, words left out
	Trust                    // source trust, after decay
	Recency                  // later update
	Frequency                // held by more records, weighted by trust
	Completeness             // more letters and digits; groups: more parts
	SourceOrder              // earlier in the rule's list of sources
	Longest                  // more bytes
	Shortest                 // fewer bytes
	Min                      // smaller number, earlier date
	Max                      // larger number, later date
	Tie                      // smaller source number, then record number, then place in a list
	Filled                   // groups: taken from another record of the same first part
	Repaired                 // groups: as another record of the same first part writes it
	Authority                // said, well-formed, by a source that is the authority
	Steward                  // a steward's word, whatever the records say

	looks  // mixed case and diacritics before capitals; among spellings of one value
	common // the spelling itself held by more records
)

// Steps is the number of steps.
const Steps = int(common) + 1

// String returns the step's name in the lineage.
func (s Step) String() string {
	switch s {
	case Agreed:
		return "agreed"
	case Verified:
		return "verified"
	case Valid:
		return "valid"
	case Trust:
		return "trust"
	case Recency:
		return "recency"
	case Spelt:
		return "spelling"
	case Repaired:
		return "repaired"
	case Frequency, common:
		return "frequency"
	case Completeness, Usable, Whole, looks:
		return "completeness"
	case SourceOrder:
		return "source_order"
	case Longest:
		return "longest"
	case Shortest:
		return "shortest"
	case Min:
		return "min"
	case Max:
		return "max"
	case Tie:
		return "tie"
	case Filled:
		return "filled"
	case Authority:
		return "authority"
	case Steward:
		return "steward"
	}
	return ""
}

// Rule says how the value of an attribute is chosen. The zero Rule stands for [Default].
type Rule struct {
	Name    string
	Steps   []Step    // in order of weight
	Sources []uint16  // for SourceOrder: the preferred first; sources not listed come after all of them
	Trust   []float64 // by source, 0 to 1; nil: Options.Trust
	Union   bool      // keep all values, ranked by Steps

	When *Condition // where it does not hold, Default decides; nil: always
}

// RuleNames lists the rules that [Named] knows.
func RuleNames() []string {
	return []string{"first_non_empty", "longest", "max", "min", "most_frequent", "most_recent", "shortest", "source_order", "trust", "union", "verified"}
}

// Named returns the rule of that name for an attribute. For source_order the
// caller sets Sources. Whatever the rule, a placeholder never wins while there is anything else.
func Named(name, attribute string) (Rule, error) {
	first := func(first ...Step) Rule {
		steps := append([]Step{Verified, Valid}, first...)
		for _, d := range Default(attribute).Steps {
			if d != Spelt && d != Whole && !slices.Contains(steps, d) {
				steps = append(steps, d)
			}
		}
		return Rule{Name: name, Steps: steps}
	}
	switch name {
	case "most_recent":
		return first(Spelt, Whole, Recency), nil
	case "most_frequent":
		return first(Spelt, Whole, Frequency), nil
	case "trust":
		return first(Spelt, Whole, Trust), nil
	case "longest":
		return first(Longest), nil
	case "shortest":
		return first(Shortest), nil
	case "min":
		return first(Min), nil
	case "max":
		return first(Max), nil
	case "source_order":
		return first(SourceOrder), nil
	case "first_non_empty":
		return Rule{Name: name, Steps: []Step{Valid, SourceOrder, Tie}}, nil
	case "verified":
		return Rule{Name: name, Steps: Default(attribute).Steps}, nil
	case "union":
		return Rule{Name: name, Steps: Default(attribute).Steps, Union: true}, nil
	}
	return Rule{}, fmt.Errorf("survivorship rule %q: want one of %s", name, strings.Join(RuleNames(), ", "))
}

// Default returns the rule of an attribute that has none: what changes in a
// life is best known from the latest record, what does not from most records, each by its trust.
func Default(attribute string) Rule {
	if changes(attribute) {
		return Rule{Name: "default", Steps: []Step{Verified, Valid, Spelt, Whole, Recency, Trust, Frequency, Completeness, Tie}}
	}
	return Rule{Name: "default", Steps: []Step{Verified, Valid, Spelt, Whole, Frequency, Trust, Recency, Completeness, Tie}}
}

// changes reports whether the true value of an attribute changes in time.
func changes(attribute string) bool {
	switch attribute {
	case "family_name", "email", "phone", "url", "full_address", "street", "city", "region", "postcode", "country",
		"latitude", "longitude", "department", "job_title", "occupation", "price", "status", "updated_at":
		return true
	}
	return strings.HasPrefix(attribute, "consent.") || strings.HasSuffix(attribute, "_verified")
}

// abbreviates reports whether a single letter stands for a longer value.
func abbreviates(attribute string) bool {
	switch attribute {
	case "given_name", "middle_name", "family_name", "former_family_name", "nickname":
		return true
	}
	return false
}

// fading puts trust before age where trust itself fades with age: that is the better measure of it.
func fading(r Rule) Rule {
	trust, recency := slices.Index(r.Steps, Trust), slices.Index(r.Steps, Recency)
	if trust > recency && recency >= 0 {
		r.Steps = slices.Delete(slices.Clone(r.Steps), trust, trust+1)
		r.Steps = slices.Insert(r.Steps, recency, Trust)
	}
	return r
}

// groupSteps is the order for a group: an address must be usable before it can be trusted.
func groupSteps(r Rule, fades bool) []Step {
	if len(r.Steps) == 0 {
		r.Steps = []Step{Verified, Valid, Spelt, Whole, Recency, Trust, Frequency, Completeness, Tie}
		if fades {
			r = fading(r)
		}
	}
	at := slices.Index(r.Steps, Valid) + 1
	return slices.Insert(slices.Clone(r.Steps), at, Usable)
}

// ruled puts the authority, if there is one, before all other steps.
func ruled(authority []bool, steps []Step) []Step {
	if authority == nil {
		return steps
	}
	return append([]Step{Authority}, steps...)
}

// spellingSteps is the order among spellings of one value. When and how often a
// record says it no longer matters, how it is written does.
func spellingSteps(steps []Step) []Step {
	var s []Step
	for _, step := range steps {
		switch step {
		case Recency, Frequency, Completeness, Tie:
		default:
			s = append(s, step)
		}
	}
	return append(s, looks, common, Completeness, Recency, Tie)
}
