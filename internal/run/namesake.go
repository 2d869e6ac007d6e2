package run

import (
	"bytes"

	"github.com/gildmdm/gild/internal/standard"
	"github.com/gildmdm/gild/internal/table"
)

// generationConflicts vetoes pairs of people whose names are of different generations,
// such as Jr and Sr; nil if no name has one.
func generationConflicts(attributes []*attribute, sources []*sourceData) func(i, j uint32) bool {
	var of []standard.Generation
	for _, a := range attributes {
		switch a.name {
		case "given_name", "family_name", "name_suffix":
		default:
			continue
		}
		says, any := a.generations()
		if !any {
			continue
		}
		codes := a.fill(sources)
		if of == nil {
			of = make([]standard.Generation, len(codes))
		}
		for row, code := range codes {
			of[row] = max(of[row], says[code])
		}
	}
	if of == nil {
		return nil
	}
	return func(i, j uint32) bool { return of[i].Conflicts(of[j]) }
}

// generations reads the generation of every spelling, and whether any has one.
func (a *attribute) generations() (says []standard.Generation, any bool) {
	says = make([]standard.Generation, a.spellings.Len())
	for code := uint32(1); code < uint32(len(says)); code++ {
		v := a.spellings.Bytes(code)
		if a.name != "name_suffix" && bytes.IndexByte(v, ' ') < 0 {
			continue
		}
		says[code] = standard.GenerationOf(string(v), a.name == "name_suffix")
		any = any || says[code] != 0
	}
	return says, any
}

// either is a veto that two vetoes make together; each may be nil.
func either(a, b func(i, j uint32) bool) func(i, j uint32) bool {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return func(i, j uint32) bool { return a(i, j) || b(i, j) }
}

// withoutOffices blanks mailboxes of offices in records of people: they are shared by
// those who work there. Records of organisations keep theirs. codes are by record.
func withoutOffices(email *attribute, codes []uint32, attributes []*attribute, sources []*sourceData) {
	office := make([]bool, email.canonical.Len())
	any := false
	for code := uint32(1); code < uint32(len(office)); code++ {
		office[code] = standard.RoleMailbox(email.canonical.Bytes(code))
		any = any || office[code]
	}
	if !any {
		return
	}
	for _, a := range attributes {
		if a.name != "given_name" && a.name != "family_name" {
			continue
		}
		for row, name := range a.fill(sources) {
			if name != table.Missing && office[codes[row]] {
				codes[row] = table.Missing
			}
		}
	}
}
